"""Methods about the bot, its chats, and its files."""

import json
import re

from sandbox.http.body import Fields
from sandbox.telegram.chats import PhoneChat
from sandbox.telegram.errors import BadRequest, Forbidden
from sandbox.telegram.network import Network
from sandbox.world.files import DOWNLOAD_LIMIT
from sandbox.world.wire import Wire

COMMAND_LIMIT = 100
DESCRIPTION_LIMIT = 256


def find_chat(network: Network, fields: Fields) -> PhoneChat:
    """Return the request's chat; raises BadRequest if it does not exist."""
    given = fields.text("chat_id").strip()
    if not given:
        raise BadRequest("chat_id is empty")
    chat = network.chats.get(fields.integer("chat_id"))
    if chat is None:
        raise BadRequest("chat not found")
    return chat


def open_chat(network: Network, fields: Fields) -> PhoneChat:
    """Return the request's chat if the bot may write to it; raises BadRequest or Forbidden."""
    chat = find_chat(network, fields)
    if chat.blocked:
        raise Forbidden("bot was blocked by the user")
    if not chat.begun:
        raise Forbidden("bot can't initiate conversation with a user")
    return chat


async def get_me(network: Network, _: Fields) -> Wire:
    """Return the bot as a User with the fields that only getMe returns."""
    return network.bot.user() | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_chat(network: Network, fields: Fields) -> Wire:
    """Return a chat as ChatFullInfo."""
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return find_chat(network, fields).wire() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


async def get_file(network: Network, fields: Fields) -> Wire:
    """Return a file's download path."""
    if not fields.text("file_id"):
        raise BadRequest("file_id not specified")
    stored = network.files.find(fields.text("file_id"))
    if stored is None:
        raise BadRequest("invalid file_id")
    if len(stored.content) > DOWNLOAD_LIMIT:
        raise BadRequest("file is too big")
    return stored.wire() | {"file_path": stored.path}


async def get_my_commands(network: Network, fields: Fields) -> list[Wire]:
    """Return the commands of a scope."""
    chat = _scope(network, fields)
    return network.commands if chat is None else chat.commands or []


async def set_my_commands(network: Network, fields: Fields) -> bool:
    """Set the default or one chat's commands; languages and other scopes are not distinguished."""
    chat, commands = _scope(network, fields), _commands(fields)
    if chat is None:
        network.commands = commands
        network.feed.publish("commands", commands=commands)
    else:
        chat.commands = commands
        network.publish_person(chat)
    return True


async def delete_my_commands(network: Network, fields: Fields) -> bool:
    """Delete a scope's commands; a chat then has the default ones."""
    chat = _scope(network, fields)
    if chat is None:
        network.commands = []
        network.feed.publish("commands", commands=[])
    else:
        chat.commands = None
        network.publish_person(chat)
    return True


def _scope(network: Network, fields: Fields) -> PhoneChat | None:
    """Return a scope's chat, or None for the default scope."""
    try:
        scope = json.loads(fields.text("scope") or "{}")
        if scope.get("type", "default") != "chat":
            return None
        chat = network.chats.get(int(scope.get("chat_id", 0)))
    except (ValueError, TypeError, AttributeError):
        raise BadRequest("can't parse BotCommandScope JSON object") from None
    if chat is None or not chat.begun:
        raise BadRequest("chat not found")
    return chat


def _commands(fields: Fields) -> list[Wire]:
    try:
        commands = [
            {"command": command["command"].removeprefix("/"), "description": command["description"]}
            for command in json.loads(fields.text("commands", "[]"))
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadRequest("can't parse commands JSON object") from None
    if len(commands) > COMMAND_LIMIT:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise BadRequest("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= DESCRIPTION_LIMIT:
            raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands
