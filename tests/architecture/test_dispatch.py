"""Every kind has its handler: what a table does not name would fail only when it first happens."""

from typing import get_args

from conversations.chat.effects import Change, Erase
from storage.turns.changes import HANDLERS


def test_every_change_has_a_handler() -> None:
    assert HANDLERS.keys() | {Erase} == set(get_args(Change))
