"""Dead letters: kept as they came, whatever they hold, until somebody replays or drops them."""

from typing import get_args

import pytest
from markupsafe import Markup

from conversations.chat.events import Attached, Event, Opened, Pressed, Rewritten, Typed
from reporting.people.chat import Chat
from storage.database.database import Database
from storage.turns.dead_letters import UNREAD, DeadLetter, DeadLetters, UnknownKind, mark_replayed
from tests.support.small_office import NOW, OPENED

CHAT = Chat("telegram", "101")
FAILURE = ValueError("invalid literal: '43l\0\ud800'")


def letter(key: str, event: Event) -> DeadLetter:
    return DeadLetter.of_event(key, CHAT, event, FAILURE)


@pytest.mark.parametrize(
    "event",
    [
        Typed("431 \0 người"),
        Opened("hoa-7F3k"),
        Pressed(action="1.yes", press="4711"),
        Pressed(action="1.yes", press="4711", message="5", shown=Markup("<b>1 &lt; 2</b>")),
        Attached("photo", "f1", "minh chứng.jpg"),
        Rewritten("432"),
    ],
)
async def test_an_event_comes_out_as_it_was_put_in(database: Database, event: Event) -> None:
    letters = DeadLetters(database)
    await letters.keep([letter("telegram:1", event)], NOW)
    (kept,) = await letters.waiting()
    assert (kept.at, kept.replayed_at) == (NOW, None)
    assert kept.letter == letter("telegram:1", event)
    assert kept.letter.event == event
    assert type(kept.letter.event) is type(event)
    assert kept.letter.trace.startswith("ValueError: invalid literal: '43l")


def test_every_kind_of_event_has_a_name_of_its_own() -> None:
    names = [kind.__name__.lower() for kind in get_args(Event)]
    assert len(set(names)) == len(names)
    assert UNREAD not in names


async def test_text_that_no_database_can_hold_is_held_all_the_same(database: Database) -> None:
    letters = DeadLetters(database)
    await letters.keep([letter("telegram:1", Typed("\ud800"))], NOW)
    await letters.keep([DeadLetter.of_update("telegram:2", "telegram", {"a": "\ud800\0"}, FAILURE)], NOW)
    assert [kept.letter.content for kept in await letters.waiting()] == [
        '{"text": "\\ud800"}',
        '{"a": "\\ud800\\u0000"}',
    ]


async def test_a_letter_of_an_update_holds_no_event(database: Database) -> None:
    letters = DeadLetters(database)
    await letters.keep([DeadLetter.of_update("telegram:2", "telegram", {"update_id": 2}, FAILURE)], NOW)
    (kept,) = await letters.waiting()
    assert (kept.letter.kind, kept.letter.chat) == (UNREAD, Chat("telegram", ""))
    with pytest.raises(UnknownKind):
        _ = kept.letter.event


async def test_what_is_repeated_is_kept_once_as_it_came_first(database: Database) -> None:
    letters = DeadLetters(database)
    await letters.keep([letter("telegram:1", Typed("1")), letter("telegram:2", Typed("2"))], OPENED)
    await letters.keep([letter("telegram:2", Typed("again"))], NOW)
    assert [(kept.letter.key, kept.at) for kept in await letters.waiting()] == [
        ("telegram:1", OPENED),
        ("telegram:2", OPENED),
    ]


async def test_what_was_replayed_waits_no_more_and_can_be_looked_up(database: Database) -> None:
    letters = DeadLetters(database)
    await letters.keep([letter("telegram:1", Typed("1")), letter("telegram:2", Typed("2"))], NOW)
    first, second = await letters.waiting()
    async with database.writing() as connection:
        await mark_replayed(connection, first.id, NOW)
    assert await letters.waiting() == (second,)
    found = await letters.get(first.id)
    assert found is not None
    assert found.replayed_at == NOW


async def test_what_is_dropped_is_gone_and_its_number_is_not_used_again(database: Database) -> None:
    letters = DeadLetters(database)
    await letters.keep([letter("telegram:1", Typed("1"))], NOW)
    (first,) = await letters.waiting()
    assert await letters.drop(first.id)
    assert not await letters.drop(first.id)
    assert await letters.get(first.id) is None
    await letters.keep([letter("telegram:1", Typed("1"))], NOW)
    (second,) = await letters.waiting()
    assert second.id > first.id
