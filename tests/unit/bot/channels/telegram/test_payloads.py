"""Recorded payloads of both channels: what comes in and which event it is, what we say and what goes out.

The tables are `payloads/*.json`. With BAOCAO_REWRITE=1 the right side of each is written anew: look at the diff.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from bot.channels.channel import Channel, Document, Incoming, KeptFile, Outgoing, Picture, PictureLink
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.channel import incoming as telegram_incoming
from bot.channels.zalo.api import Posted, ZaloApi
from bot.channels.zalo.channel import Zalo
from bot.channels.zalo.channel import incoming as zalo_incoming
from bot.channels.zalo.configuration import ZaloLimits
from bot.channels.zalo.wire import read_update
from conversations.chat.messages import Message
from conversations.chat.orders import Acknowledge, Rewrite, Say
from reporting.people.chat import Chat
from tests.support.telegram_request import PlayedRequest, bot_on, sent

TABLES = Path(__file__).parents[4] / "support" / "payloads"
BOT = 7700


def rows(table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((TABLES / f"{table}.json").read_text(encoding="utf-8"))
    return found


def compared(table: str, name: str, right: object) -> None:
    """Compare a row's right side with what came of its left, or write it down."""
    table_rows = rows(table)
    row = next(row for row in table_rows if row["name"] == name)
    if os.environ.get("BAOCAO_REWRITE") == "1":
        row["right"] = right
        written = json.dumps(table_rows, ensure_ascii=False, indent=1)
        (TABLES / f"{table}.json").write_text(written + "\n", encoding="utf-8")
    assert row["right"] == right


def heard(found: Incoming | None) -> dict[str, Any] | None:
    """Return what came in as JSON, None for what is not meant for us."""
    if found is None:
        return None
    event = {"event": type(found.event).__name__, **asdict(found.event)}
    return {"key": found.key, "chat": found.chat.address, **event}


def in_telegram(left: dict[str, Any]) -> Incoming | None:
    return telegram_incoming({"update_id": 9, **left}, BOT)


def in_zalo(left: dict[str, Any]) -> Incoming | None:
    return zalo_incoming(read_update(left), str(BOT))


@pytest.mark.parametrize(
    ("table", "read", "name"),
    [
        (table, read, row["name"])
        for table, read in (("telegram_incoming", in_telegram), ("zalo_incoming", in_zalo))
        for row in rows(table)
    ],
)
def test_what_comes_in_is_read_as_recorded(
    table: str, read: Callable[[dict[str, Any]], Incoming | None], name: str
) -> None:
    left = next(row["left"] for row in rows(table) if row["name"] == name)
    compared(table, name, heard(read(left)))


def outgoing(left: dict[str, Any]) -> Outgoing:
    """Read what we say from a table."""
    caption = TypeAdapter(Message).validate_python(left.get("caption", {"text": ""}))
    match left["kind"]:
        case "say":
            return Say.model_validate(left)
        case "rewrite":
            return Rewrite.model_validate(left)
        case "acknowledge":
            return Acknowledge.model_validate(left)
        case "picture":
            return Picture(png=b"PNG", filename=left["filename"], caption=caption)
        case "picture link":
            return PictureLink(url=left["url"], caption=caption)
        case "document":
            return Document(content=b"PK", filename=left["filename"], caption=caption)
        case _:
            return KeptFile(kind=left["kept"], reference=left["reference"], caption=caption)


async def requests(channel: Channel, chat: Chat, left: dict[str, Any]) -> None:
    for part in channel.parts(outgoing(left)):
        await channel.send(chat, part)


async def to_telegram(left: dict[str, Any]) -> list[list[Any]]:
    request = PlayedRequest(sent())
    async with bot_on(request) as bot:
        await requests(Telegram(bot), Chat("telegram", "101"), left)
    return json.loads(json.dumps([list(each) for each in request.asked], default=str))  # type: ignore[no-any-return]  # JSON


async def to_zalo(left: dict[str, Any]) -> list[list[Any]]:
    asked: list[list[Any]] = []

    async def post(url: str, content: Mapping[str, object]) -> Posted:
        asked.append([url.rpartition("/")[2], content])
        return Posted(200, b'{"ok": true, "result": {"message_id": "m1", "date": 1}}')

    api = ZaloApi("1:nobody", post, "https://zalo.example/bot")
    await requests(
        Zalo(api, limits=ZaloLimits(text=110, caption=110), style="html"), Chat("zalo", "a1"), left
    )
    return asked


@pytest.mark.parametrize(
    ("table", "name"),
    [(table, row["name"]) for table in ("telegram_outgoing", "zalo_outgoing") for row in rows(table)],
)
async def test_what_we_say_goes_out_as_recorded(table: str, name: str) -> None:
    left = next(row["left"] for row in rows(table) if row["name"] == name)
    compared(table, name, await (to_telegram(left) if table.startswith("telegram") else to_zalo(left)))
