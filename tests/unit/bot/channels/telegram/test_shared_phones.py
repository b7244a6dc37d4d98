"""A shared phone number: hashed as it is read, and only where it is the sender's own; the button that asks for it."""

import json
from functools import partial
from typing import Any

import pytest
from markupsafe import Markup

from bot.channels.telegram.channel import Telegram, incoming
from bot.channels.telegram.updates import read_update
from conversations.chat.events import Attached, Happening, Shared
from conversations.chat.messages import Message
from conversations.chat.orders import Say
from reporting.people.chat import Chat
from reporting.people.phones import hash_phone
from storage.turns.dead_letters import DeadLetter
from tests.support.telegram_request import PlayedRequest, bot_on, sent

NUMBER = "84912345678"
HASHED = partial(hash_phone, key="a key of the office")
HOA = {"id": 101, "is_bot": False, "first_name": "Hoa"}
OFFER = Say(message=Message(text=Markup("Chào anh/chị!"), share_phone="Gửi số"))


def shared(**contact: object) -> dict[str, Any]:
    own = {"phone_number": NUMBER, "first_name": "Hoa", "user_id": 101}
    left = {key: value for key, value in (own | contact).items() if value is not None}
    chat = {"id": 101, "type": "private", "first_name": "Hoa"}
    return {
        "update_id": 9,
        "message": {"message_id": 5, "date": 1587085200, "chat": chat, "from": HOA, "contact": left},
    }


def heard(update: dict[str, Any], *, key: bool = True) -> Happening:
    found = incoming(update, 7700, hashed=HASHED if key else None)
    assert found is not None
    assert NUMBER not in repr(found)
    return found.event


def test_ones_own_number_is_known_by_its_hash_alone() -> None:
    assert heard(shared()) == Shared(HASHED("0912 345 678"))


@pytest.mark.parametrize("user_id", [102, 0, None])
def test_anybody_elses_is_not_looked_at(user_id: int | None) -> None:
    assert heard(shared(user_id=user_id)) == Shared(None)


def test_a_number_that_is_none_is_a_contact() -> None:
    assert heard(shared(phone_number="12")) == Attached("contact")


def test_without_a_key_a_contact_is_a_contact() -> None:
    assert heard(shared(), key=False) == Attached("contact")


def test_an_update_that_cannot_be_read_is_kept_without_the_number() -> None:
    update = shared()
    del update["message"]["chat"]["type"]
    letter = read_update(update, 7700, hashed=HASHED)
    assert isinstance(letter, DeadLetter)
    assert NUMBER not in letter.content + letter.trace
    assert '"first_name": "Hoa"' in letter.content


async def markup(*, takes_phones: bool) -> object:
    request = PlayedRequest(sent())
    async with bot_on(request) as bot:
        channel = Telegram(bot, takes_phones=takes_phones)
        for part in channel.parts(OFFER):
            await channel.send(Chat("telegram", "101"), part)
    ((_, parameters),) = request.asked
    keyboard = parameters.get("reply_markup")
    return json.loads(keyboard) if isinstance(keyboard, str) else keyboard


async def test_the_button_shares_the_number_and_goes_when_used() -> None:
    assert await markup(takes_phones=True) == {
        "keyboard": [[{"text": "Gửi số", "request_contact": True}]],
        "one_time_keyboard": True,
        "resize_keyboard": True,
    }


async def test_there_is_no_button_where_numbers_are_of_no_use() -> None:
    assert await markup(takes_phones=False) is None
