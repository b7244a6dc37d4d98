"""Groups on Telegram: commands meant for us are heard with who gave them; talk, and other bots' commands, are not."""

from typing import Any

import pytest

from bot.channels.channel import Incoming
from bot.channels.telegram.channel import incoming
from conversations.chat.events import GroupLeft, GroupMoved, InGroup
from reporting.people.chat import Chat

HOA = {"id": 101, "is_bot": False, "first_name": "Nông Thị Hoa"}
BOT = {"id": 7700, "is_bot": True, "first_name": "Baocao", "username": "BaocaoBot"}
GROUP_CHAT, SENDER = Chat("telegram", "-5"), Chat("telegram", "101")
LINK = "https://t.me/BaocaoBot"


def group(kind: str = "group") -> dict[str, Any]:
    return {"id": -5, "type": kind, "title": "Phòng GD&ĐT"}


def heard(name: str = "BaocaoBot", **update: object) -> Incoming | None:
    return incoming({"update_id": 9, **update}, 7700, name)


def said(text: str, kind: str = "group", **more: object) -> Incoming | None:
    return heard(message={"message_id": 5, "date": 1, "chat": group(kind), "from": HOA, "text": text, **more})


def command(name: str, argument: str = "") -> InGroup:
    return InGroup(group=GROUP_CHAT, sender=SENDER, command=name, argument=argument, link=LINK)


@pytest.mark.parametrize("kind", ["group", "supergroup"])
@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/chophep", command("chophep")),
        ("/CHOPHEP HA01", command("chophep", "HA01")),
        ("/chophep@baocaobot  HA01 ", command("chophep", "HA01")),
        ("/anything@BaocaoBot", command("anything")),
        ("/baocao", command("baocao")),
        ("/start hoa-7F3k", command("start", "hoa-7F3k")),
    ],
)
def test_commands_for_us_are_heard(kind: str, text: str, event: InGroup) -> None:
    found = said(text, kind)
    assert found is not None
    assert (found.key, found.chat, found.event) == ("telegram:7700:9", GROUP_CHAT, event)


def test_a_command_under_a_picture_is_heard() -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    found = heard(
        message={
            "message_id": 5,
            "date": 1,
            "chat": group("group"),
            "from": HOA,
            "photo": photo,
            "caption": "/chophep",
        }
    )
    assert found is not None
    assert found.event == command("chophep")


@pytest.mark.parametrize(
    "text", ["431", "báo cáo", "đồng ý", "/ban", "/baocao@OtherBot", "/", "a /baocao", ""]
)
def test_talk_and_the_commands_of_other_bots_are_not(text: str) -> None:
    assert said(text) is None


def test_what_a_whole_group_or_a_channel_says_is_nobodys() -> None:
    assert said("/baocao", sender_chat=group()) is None
    assert said("/baocao", kind="channel") is None


def test_a_button_pressed_in_a_group_is_never_taken_for_one_of_a_chat() -> None:
    message = {"message_id": 5, "date": 1, "chat": group(), "from": BOT, "text": "?"}
    query = {"id": "p", "from": HOA, "chat_instance": "1", "data": "do.digest.1.1", "message": message}
    found = heard(callback_query=query)
    assert found is not None
    assert found.event == InGroup(group=GROUP_CHAT, sender=SENDER, press="p")


def membership(status: str, kind: str = "group") -> Incoming | None:
    old = {"user": BOT, "status": "member"}
    new = {"user": BOT, "status": status, "until_date": 0}
    change = {"chat": group(kind), "from": HOA, "date": 1, "old_chat_member": old, "new_chat_member": new}
    return heard(my_chat_member=change)


def test_being_removed_is_heard_and_being_added_is_not() -> None:
    for status in ("left", "kicked"):
        found = membership(status)
        assert found is not None
        assert found.event == GroupLeft(group=GROUP_CHAT)
    assert membership("member") is None
    assert membership("left", kind="channel") is None


def test_a_group_that_becomes_a_supergroup_is_heard_to_move() -> None:
    found = heard(
        message={"message_id": 5, "date": 1, "chat": group(), "from": HOA, "migrate_to_chat_id": -100123}
    )
    assert found is not None
    assert found.event == GroupMoved(group=GROUP_CHAT, to="-100123")
