"""The people's side over HTTP, as scripted officers and the page use it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from websockets.asyncio.client import connect

from sandbox import Address, MovableClock, PhoneOwner, Sandbox
from tests.support.timeouts import LONGEST, patient_bot

TOKEN = "7700:sandbox-token"  # noqa: S105 -- opens nothing but this sandbox
HOA, MINH = 101, 900
PEOPLE = (
    PhoneOwner(id=HOA, first_name="Nông Thị Hoa", role_title="xã Nam Tuấn", start_code="hoa-7F3k"),
    PhoneOwner(id=MINH, first_name="Hoàng Văn Minh", role_title="Phòng GD&ĐT"),
)
START = datetime.fromisoformat("2020-04-17T08:00:00+07:00")


async def next_reminder(now: datetime) -> datetime | None:
    reminder = datetime.fromisoformat("2020-04-28T08:00:00+07:00")
    return reminder if now < reminder else None


@dataclass
class Stage:
    sandbox: Sandbox
    address: Address
    bot: Bot
    client: httpx.AsyncClient

    async def get(self, path: str, **parameters: object) -> Any:  # noqa: ANN401 -- whatever JSON holds
        answer = await self.client.get(path, params={name: str(value) for name, value in parameters.items()})
        return answer.raise_for_status().json()

    async def act(self, deed: str, **fields: object) -> Any:  # noqa: ANN401 -- whatever JSON holds
        answer = await self.client.post(f"/api/people/{HOA}/{deed}", json=fields)
        return answer.raise_for_status().json()

    async def refused(self, deed: str, **fields: object) -> tuple[int, str]:
        answer = await self.client.post(f"/api/people/{HOA}/{deed}", json=fields)
        return answer.status_code, answer.json()["error"]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    sandbox = Sandbox(
        PEOPLE,
        bot_username="baocao_bot",
        token=TOKEN,
        clock=MovableClock(START, frozen=True),
        jumps={"next_reminder": next_reminder},
    )
    async with (
        sandbox.serve() as address,
        patient_bot(TOKEN, address.base_url) as bot,
        httpx.AsyncClient(base_url=address.url, timeout=LONGEST) as client,
    ):
        yield Stage(sandbox, address, bot, client)


async def test_everyone_is_listed_with_the_state_of_the_chat(stage: Stage) -> None:
    listed = await stage.get("/api/people")
    assert [person["first_name"] for person in listed["people"]] == ["Nông Thị Hoa", "Hoàng Văn Minh"]
    assert listed["people"][0]["start_code"] == "hoa-7F3k"
    assert listed["shown"] == [HOA, MINH]
    await stage.act("start")
    (hoa, _) = (await stage.get("/api/people"))["people"]
    assert (hoa["begun"], hoa["blocked"]) == (True, False)


async def test_what_is_typed_stands_in_the_history_of_both_sides(stage: Stage) -> None:
    await stage.act("start")
    await stage.act("text", text="427/431")
    await stage.bot.send_message(HOA, "<b>✓</b>", parse_mode="HTML")
    messages = (await stage.get(f"/api/people/{HOA}/messages"))["messages"]
    assert [(message["from"]["is_bot"], message["text"]) for message in messages] == [
        (False, "/start hoa-7F3k"),
        (False, "427/431"),
        (True, "✓"),
    ]
    assert messages == stage.sandbox.history(HOA)


async def test_a_script_can_wait_for_the_answer(stage: Stage) -> None:
    sent = (await stage.act("start"))["messages"][-1]["message_id"]
    waiting = asyncio.create_task(stage.get(f"/api/people/{HOA}/messages", after=sent, wait=30))
    await stage.bot.send_message(HOA, "Chào chị!")
    assert [message["text"] for message in (await waiting)["messages"]] == ["Chào chị!"]
    assert (await stage.get(f"/api/people/{HOA}/messages", after=10_000))["messages"] == []


async def test_buttons_are_pressed_by_message_and_data(stage: Stage) -> None:
    await stage.act("start")
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Có", callback_data="yes")]])
    message = await stage.bot.send_message(HOA, "Đúng chứ?", reply_markup=markup)
    query = (await stage.act("press", message_id=message.message_id, data="yes"))["callback_query_id"]
    update = (await stage.bot.get_updates())[-1]
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == (query, "yes")


async def test_a_button_that_is_gone_can_still_be_pressed_one_that_never_was_cannot(stage: Stage) -> None:
    await stage.act("start")
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Có", callback_data="yes")]])
    message = await stage.bot.send_message(HOA, "Đúng chứ?", reply_markup=markup)
    await stage.bot.edit_message_text("Đã ghi.", HOA, message.message_id)
    await stage.act("press", message_id=message.message_id, data="yes")
    assert await stage.refused("press", message_id=message.message_id, data="no") == (404, "NoSuchButton")
    assert await stage.refused("press", message_id=12345, data="yes") == (404, "NoSuchMessage")


async def test_who_blocks_the_bot_cannot_write_to_it(stage: Stage) -> None:
    await stage.act("start")
    assert (await stage.act("block"))["blocked"] is True
    assert await stage.refused("text", text="x") == (409, "BotIsBlocked")
    assert (await stage.act("unblock"))["blocked"] is False
    await stage.act("text", text="x")


async def test_what_a_phone_cannot_do_is_refused(stage: Stage) -> None:
    assert await stage.refused("text", text="  ") == (422, "NothingToSend")
    assert await stage.refused("photo") == (422, "NothingToSend")
    assert await stage.refused("dance") == (404, "NoSuchDeed")
    missing = await stage.client.post("/api/people/1/text", json={"text": "x"})
    assert (missing.status_code, missing.json()["error"]) == (404, "UnknownChat")


async def test_pictures_are_shown_and_documents_are_saved_never_run(stage: Stage) -> None:
    content = BytesIO()
    Image.new("RGB", (4, 3)).save(content, "PNG")
    url = f"/api/people/{HOA}"
    photo = await stage.client.post(
        f"{url}/photo", files={"file": ("a.png", content.getvalue(), "image/png")}
    )
    page = await stage.client.post(f"{url}/document", files={"file": ("a.html", b"<script>", "text/html")})
    shown = await stage.client.get("/files/" + photo.json()["messages"][0]["photo"][-1]["file_id"])
    saved = await stage.client.get("/files/" + page.json()["messages"][0]["document"]["file_id"])
    assert (shown.headers["content-type"], shown.content) == ("image/png", content.getvalue())
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''a.html"
    assert (await stage.client.get("/files/none")).status_code == 404


async def test_the_clock_is_moved_by_named_jumps(stage: Stage) -> None:
    clock = await stage.get("/api/clock")
    assert (clock["now"], clock["utc_offset"]) == ("2020-04-17T08:00:00+07:00", 7 * 3600)
    assert clock["jumps"] == ["next_reminder", "plus_hour", "plus_day"]
    answers = [
        (await stage.client.post("/api/clock/forward", json={"to": name})).json()
        for name in ("plus_hour", "plus_day", "next_reminder", "next_reminder")
    ]
    assert [(answer["moved"], answer["clock"]["now"][:16]) for answer in answers] == [
        (True, "2020-04-17T09:00"),
        (True, "2020-04-18T09:00"),
        (True, "2020-04-28T08:00"),
        (False, "2020-04-28T08:00"),
    ]
    unknown = await stage.client.post("/api/clock/forward", json={"to": "yesterday"})
    assert (unknown.status_code, unknown.json()["error"]) == (404, "NoSuchJump")


async def test_messages_bear_the_date_of_the_clock(stage: Stage) -> None:
    await stage.sandbox.clock.move_to(START + timedelta(days=11))
    message = (await stage.act("start"))["messages"][0]
    assert message["date"] == int((START + timedelta(days=11)).timestamp())


async def test_the_live_feed_tells_what_happens(stage: Stage) -> None:
    async with connect(stage.address.url.replace("http", "ws") + "/api/live") as live:
        await live.ping()
        await stage.act("start")
        await stage.bot.send_chat_action(HOA, "typing")
        message = await stage.bot.send_message(HOA, "một")
        await stage.bot.edit_message_text("hai", HOA, message.message_id)
        await stage.bot.delete_message(HOA, message.message_id)
        await stage.sandbox.clock.move_to(START + timedelta(days=1))
        events = [await live.recv() for _ in range(7)]
    names = [str(event).partition('"event":"')[2].partition('"')[0] for event in events]
    assert names == ["message", "person", "typing", "message", "edited", "deleted", "clock"]


# ---- stillness ----


async def test_idle_waits_until_the_bot_has_confirmed_everything(stage: Stage) -> None:
    await stage.sandbox.idle()
    await stage.act("start")
    idle = asyncio.create_task(stage.sandbox.idle())
    (update,) = await stage.bot.get_updates()
    assert not idle.done()
    await stage.bot.get_updates(offset=update.update_id + 1)
    await idle


# ---- the door ----


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "http://127.0.0.1:1"}]
)
async def test_pages_of_other_sites_are_turned_away(stage: Stage, headers: dict[str, str]) -> None:
    answer = await stage.client.post(f"/api/people/{HOA}/start", headers=headers)
    assert answer.status_code == 403
    assert stage.sandbox.history(HOA) == []


async def test_the_page_may_load_from_here_only(stage: Stage) -> None:
    page = await stage.client.get("/")
    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert page.headers["x-content-type-options"] == "nosniff"
