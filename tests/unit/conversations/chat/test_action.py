import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.chat.action import (
    UNKNOWN,
    ButtonAction,
    Command,
    Reply,
    command_of,
    do,
    is_command,
    is_reply,
    reply_of,
    unpack,
)

NAMES = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
COMMANDS = st.builds(Command, NAMES, st.lists(st.integers(0, 10**12), max_size=3).map(tuple))
REPLIES = st.builds(Reply, NAMES, st.from_regex(r"[0-9-]{0,10}", fullmatch=True), step=st.integers(0, 10**6))


@given(COMMANDS | REPLIES)
def test_an_action_is_unpacked_as_it_was_packed(action: ButtonAction) -> None:
    assert unpack(action.pack()) == action


def test_a_reply_carries_the_step_of_its_message() -> None:
    assert Reply("fix", "3").at(12).pack() == "12.fix.3"


@pytest.mark.parametrize("forged", ["do.open.x", "do.open.-1", "do.open.", "do.open.37.²"])
def test_a_command_with_anything_but_numbers_is_unknown(forged: str) -> None:
    assert unpack(forged) == UNKNOWN


@pytest.mark.parametrize("forged", ["", "?", "do", "x.yes", "²"])
def test_a_text_that_no_button_carries_is_neither_command_nor_reply(forged: str) -> None:
    assert command_of(forged) is None or forged == "do"
    assert reply_of(forged) is None


def test_a_command_is_no_reply_of_the_same_name() -> None:
    assert is_command("do.stop", "stop")
    assert not is_reply("do.stop", "stop")
    assert is_reply("3.stop", "stop")
    assert not is_command("3.stop", "stop")
    assert do("open", 37).with_number(2) == Command("open", (37, 2))
