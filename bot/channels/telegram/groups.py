"""Telegram groups: commands and the bot's own membership changes are processed, other messages are ignored."""

import re
from collections.abc import Mapping
from typing import Any

from telegram import Bot
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import InvalidToken

from conversations.chat.events import GroupEvent, GroupLeft, GroupMoved, InGroup
from conversations.group_chat import COMMANDS
from reporting.people.chat import Chat

CHANNEL = "telegram"
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
_GONE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})
_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL)


def own_name(bot: Bot) -> str:
    """Return the bot's username without '@', or '' before the first getMe."""
    try:
        return bot.username
    except RuntimeError:
        return ""


def own_id(bot: Bot) -> int:
    """Return the bot's id, the token's part before the colon; raises InvalidToken."""
    number = bot.token.partition(":")[0]
    if not number.isdecimal():
        raise InvalidToken
    return int(number)


def in_group(update: Mapping[str, Any], bot_name: str) -> tuple[int, GroupEvent] | None:
    """Return the group's id and the event; None if the update is not for us."""
    if change := update.get("my_chat_member"):
        return _membership(change) if change["chat"]["type"] in _GROUPS else None
    if query := update.get("callback_query"):
        chat = query["message"]["chat"] if "message" in query else None
        if chat is None or chat["type"] not in _GROUPS:
            return None
        group = chat["id"]
        return group, InGroup(group=_chat(group), sender=_chat(query["from"]["id"]), press=query["id"])
    if (message := update.get("message")) and message["chat"]["type"] in _GROUPS:
        return _said(message, bot_name)
    return None


def _membership(change: Mapping[str, Any]) -> tuple[int, GroupEvent] | None:
    group = change["chat"]["id"]
    gone = change["new_chat_member"]["status"] in _GONE
    return (group, GroupLeft(group=_chat(group))) if gone else None


def _said(message: Mapping[str, Any], bot_name: str) -> tuple[int, GroupEvent] | None:
    group = message["chat"]["id"]
    if "migrate_to_chat_id" in message:
        return group, GroupMoved(group=_chat(group), to=str(message["migrate_to_chat_id"]))
    command = _COMMAND.fullmatch(message.get("text") or message.get("caption", ""))
    if command is None or "from" not in message or "sender_chat" in message:
        return None
    addressed = command["bot"]
    if addressed is None and command["name"].lower() not in COMMANDS:
        return None
    if addressed is not None and bot_name and addressed.lower() != bot_name.lower():
        return None
    return group, InGroup(
        group=_chat(group),
        sender=_chat(message["from"]["id"]),
        command=command["name"].lower(),
        argument=(command["argument"] or "").strip(),
        link=f"https://t.me/{bot_name}" if bot_name else "",
    )


def _chat(number: int) -> Chat:
    return Chat(CHANNEL, str(number))
