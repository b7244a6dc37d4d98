"""Every kind has its handler: what a table does not name would fail only when it first happens."""

from typing import get_args

from bot.outbound.renderer import RENDERERS
from conversations.chat.effects import Change, Erase
from conversations.chat.orders import Delivery
from conversations.chat.session import Asking, Consenting, Listing, Nowhere, Recognised, Reviewing, UnderWay
from conversations.places import HANDLERS as PLACES
from reporting.decisions.decisions import Decision
from storage.decisions.table import DECISIONS
from storage.turns.changes import HANDLERS


def test_every_change_has_a_handler() -> None:
    assert HANDLERS.keys() | {Erase} == set(get_args(Change))


def test_every_delivery_has_a_renderer() -> None:
    union, *_ = get_args(Delivery)
    assert RENDERERS.keys() == set(get_args(union))


def test_every_decision_is_carried_out() -> None:
    union, *_ = get_args(Decision)
    assert DECISIONS.keys() == set(get_args(union))


def test_every_place_has_a_handler() -> None:
    """Besides the table: a report's own places, places where nothing is asked for, and places before joining."""
    union, *_ = get_args(UnderWay)
    named = {Asking, Reviewing, Nowhere, Listing, Consenting, Recognised}
    assert PLACES.keys() | named == set(get_args(union))
    assert PLACES.keys().isdisjoint(named)
