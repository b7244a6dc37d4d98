"""The sandbox's Zalo, and our client of it: each judges the other over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.zalo_api import (
    ZaloApi,
    ZaloError,
    ZaloFailed,
    ZaloForbidden,
    ZaloImpostor,
    ZaloNotFound,
    ZaloQuotaSpent,
    ZaloRefused,
    ZaloUnreached,
    zalo_api,
)
from bot.channels.zalo_wire import ZaloUpdate
from sandbox import Address, Fault, FaultKind, FaultPlan, MovableClock, Person, Plan, Sandbox, ZaloAccount
from sandbox.serving import serving
from sandbox.zalo.network import user_id
from tests.patience import LONGEST

TOKEN = "1:zalo-sandbox"  # noqa: S105 -- opens nothing but this sandbox
SECRET = "a-secret-of-the-office"  # noqa: S105 -- the same
HOA, MINH = 101, 900
PEOPLE = (
    Person(id=HOA, first_name="Nông Thị Hoa", role_title="xã Nam Tuấn", start_code="hoa-7F3k", app="zalo"),
    Person(id=MINH, first_name="Hoàng Văn Minh", role_title="Phòng GD&ĐT", app="zalo"),
)
START = datetime.fromisoformat("2020-04-17T08:00:00+07:00")


@dataclass
class Stage:
    sandbox: Sandbox
    address: Address
    api: ZaloApi

    def befalls(self, kind: FaultKind, **how: Any) -> None:  # noqa: ANN401 -- whatever a fault takes
        assert self.sandbox.zalo is not None
        self.sandbox.zalo.faults.put(FaultPlan(faults=(Fault(kind=kind, **how),)))

    async def listened_to(self, *, wanted: bool) -> None:
        """Return when a poll is open, or none is any more."""
        assert self.sandbox.zalo is not None
        network = self.sandbox.zalo.network
        while network.events.is_waited_on != wanted:
            await network.feed.changed()

    def user(self, person: int = HOA) -> str:
        return user_id(self.sandbox.zalo_phone(person).chat.person)

    def shown(self, person: int = HOA) -> list[dict[str, Any]]:
        """Return what the phone shows of the bot."""
        return [message for message in self.sandbox.history(person) if message["from"]["is_bot"]]

    def texts(self, person: int = HOA) -> list[str]:
        return [message.get("text") or message["caption"] for message in self.shown(person)]


@pytest.fixture
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    account = getattr(request, "param", ZaloAccount(token=TOKEN, name="Bot Báo cáo"))
    sandbox = Sandbox(
        PEOPLE,
        bot_username="baocao_bot",
        token="2:telegram",  # noqa: S106 -- opens nothing but this sandbox
        clock=MovableClock(START, frozen=True),
        time=lambda: 0.0,
        zalo=account,
    )
    async with sandbox.serve() as address, zalo_api(TOKEN, address.zalo_base_url) as api:
        yield Stage(sandbox, address, api)


async def test_the_bot_learns_who_it_is(stage: Stage) -> None:
    bot = await stage.api.get_me()
    assert (bot.name, bot.account_type) == ("Bot Báo cáo", "BASIC")
    assert len(bot.id) == 20


async def test_a_poll_brings_one_event_and_forgets_it(stage: Stage) -> None:
    phone = stage.sandbox.zalo_phone(HOA)
    phone.send_text("một")
    phone.send_text("hai")
    first, second = await stage.api.get_update(0), await stage.api.get_update(0)
    assert [_text(first), _text(second)] == ["một", "hai"]
    assert first is not None
    assert first.message is not None
    assert (first.event, first.message.chat.id, first.message.chat.is_private) == (
        "message.text.received",
        stage.user(),
        True,
    )
    assert first.message.date == int(START.timestamp() * 1000)
    assert await stage.api.get_update(0) is None


def _text(update: ZaloUpdate | None) -> str | None:
    return update.message.text if update and update.message else None


async def test_a_poll_waits_for_what_comes(stage: Stage) -> None:
    polling = asyncio.create_task(stage.api.get_update(30))
    await stage.listened_to(wanted=True)
    stage.sandbox.zalo_phone(HOA).send_text("một")
    assert _text(await polling) == "một"


async def test_what_a_poll_hands_out_is_gone_though_its_answer_was_lost(stage: Stage) -> None:
    stage.sandbox.zalo_phone(HOA).send_text("một")
    stage.befalls(FaultKind.LOST_ANSWER, at={1}, methods={"getUpdates"})
    with pytest.raises(ZaloFailed) as lost:
        await stage.api.get_update(0)
    assert lost.value.retry_after is not None
    assert await stage.api.get_update(0) is None


async def test_who_hangs_up_while_nothing_has_come_loses_nothing(stage: Stage) -> None:
    polling = asyncio.create_task(stage.api.get_update(30))
    await stage.listened_to(wanted=True)
    polling.cancel()
    await stage.listened_to(wanted=False)
    stage.sandbox.zalo_phone(HOA).send_text("một")
    assert _text(await stage.api.get_update(0)) == "một"


@pytest.mark.parametrize("stage", [ZaloAccount(token=TOKEN, forgetful=True)], indirect=True)
async def test_what_nobody_listens_to_is_lost_where_the_platform_forgets(stage: Stage) -> None:
    events = stage.sandbox.zalo.network.events if stage.sandbox.zalo else None
    assert events is not None
    events._listened_at -= 60
    stage.sandbox.zalo_phone(HOA).send_text("một")
    assert await stage.api.get_update(0) is None
    stage.sandbox.zalo_phone(HOA).send_text("hai")
    assert _text(await stage.api.get_update(0)) == "hai"


async def test_every_kind_of_message_is_an_event_of_its_own(stage: Stage) -> None:
    phone = stage.sandbox.zalo_phone(HOA)
    phone.send_sticker("👍")
    phone.send_voice(3)
    phone.send_location(22.7, 106.1)
    phone.write_in_group("ai nộp rồi?", mention=False)
    phone.write_in_group("ai nộp rồi?", mention=True)
    events = [await stage.api.get_update(0) for _ in range(5)]
    assert [event.event if event else None for event in events] == [
        "message.sticker.received",
        "message.voice.received",
        "message.unsupported.received",
        "message.text.received",
        None,
    ]
    assert events[3] is not None
    assert events[3].message is not None
    assert not events[3].message.chat.is_private


async def test_a_text_arrives_with_its_styles_and_without(stage: Stage) -> None:
    stage.sandbox.zalo_phone(HOA).start()
    sent = await stage.api.send_message(stage.user(), "<b>1 &lt; 2</b> /sua", "html")
    await stage.api.send_message(stage.user(), "1 < 2")
    assert sent.message_id
    assert stage.texts() == ["1 < 2 /sua", "1 < 2"]
    assert stage.shown()[0]["entities"] == [{"type": "bold", "offset": 0, "length": 5}]


@pytest.mark.parametrize("text", ["", "a" * 2001, "🙂" * 1001])
async def test_a_text_has_1_to_2000_characters(stage: Stage, text: str) -> None:
    stage.sandbox.zalo_phone(HOA).start()
    with pytest.raises(ZaloRefused, match="2000") as refused:
        await stage.api.send_message(stage.user(), text)
    assert refused.value.retry_after is None
    await stage.api.send_message(stage.user(), "a" * 2000)


async def test_a_person_must_write_first_and_may_shut_the_bot_out(stage: Stage) -> None:
    phone = stage.sandbox.zalo_phone(HOA)
    with pytest.raises(ZaloForbidden):
        await stage.api.send_message(stage.user(), "một")
    phone.start()
    await stage.api.send_message(stage.user(), "hai")
    phone.block()
    with pytest.raises(ZaloForbidden):
        await stage.api.send_message(stage.user(), "ba")
    with pytest.raises(ZaloNotFound):
        await stage.api.send_message("nobody", "bốn")
    assert stage.texts() == ["hai"]


@pytest.mark.parametrize("stage", [ZaloAccount(token=TOKEN, plan=Plan(users=1, messages=2))], indirect=True)
async def test_the_plan_ends_by_the_month_and_with_its_users(stage: Stage) -> None:
    stage.sandbox.zalo_phone(HOA).start()
    stage.sandbox.zalo_phone(MINH).start()
    with pytest.raises(ZaloQuotaSpent, match="users"):
        await stage.api.send_message(stage.user(MINH), "một")
    await stage.api.send_message(stage.user(), "một")
    await stage.api.send_message(stage.user(), "hai")
    with pytest.raises(ZaloQuotaSpent, match="month") as spent:
        await stage.api.send_message(stage.user(), "ba")
    assert spent.value.retry_after == 300
    await stage.sandbox.clock.move_to(START + timedelta(days=14))
    await stage.api.send_message(stage.user(), "bốn")
    assert stage.texts() == ["một", "hai", "bốn"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.FLOOD, ZaloQuotaSpent),
        (FaultKind.FAILURE, ZaloImpostor),
        (FaultKind.PAGE, ZaloImpostor),
        (FaultKind.LOST_REQUEST, ZaloFailed),
        (FaultKind.LOST_ANSWER, ZaloFailed),
    ],
)
async def test_bad_weather_says_whether_to_try_again(
    stage: Stage, kind: FaultKind, error: type[ZaloError]
) -> None:
    stage.sandbox.zalo_phone(HOA).start()
    stage.befalls(kind, at={1}, methods={"sendMessage"})
    with pytest.raises(error) as failed:
        await stage.api.send_message(stage.user(), "một")
    assert failed.value.retry_after is not None
    assert stage.texts() == (["một"] if kind is FaultKind.LOST_ANSWER else [])


async def test_no_error_carries_the_token(stage: Stage) -> None:
    errors: list[ZaloError] = []
    for base_url, kind in (
        (stage.address.zalo_base_url, ZaloImpostor),
        ("http://127.0.0.1:1/bot", ZaloUnreached),
        ("http://[::1/bot", ZaloUnreached),
        ("nowhere/bot", ZaloUnreached),
    ):
        async with zalo_api("3:somebody-elses", base_url) as api:
            with pytest.raises(kind) as failed:
                await api.get_me()
            errors.append(failed.value)
    for error in errors:
        assert "somebody" not in str(error)
        assert error.__cause__ is None
        assert error.__suppress_context__ or error.__context__ is None


def _png() -> bytes:
    content = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(content, "PNG")
    return content.getvalue()


async def test_a_picture_is_fetched_from_where_it_is_said_to_be(stage: Stage) -> None:
    async def picture(_: Request) -> Response:
        return Response(_png(), media_type="image/png")

    async def page(_: Request) -> Response:
        return Response("<p>no picture</p>", media_type="text/html")

    app = Starlette(routes=[Route("/picture", picture), Route("/page", page)])
    stage.sandbox.zalo_phone(HOA).start()
    async with serving(app, "127.0.0.1", 0, lambda: None) as office:
        await stage.api.send_photo(stage.user(), f"{office.url}/picture", "Tuần 17")
        for wrong in (f"{office.url}/page", f"{office.url}/nothing", "http://127.0.0.1:1/", "picture.png"):
            with pytest.raises(ZaloRefused, match="photo"):
                await stage.api.send_photo(stage.user(), wrong)
    (shown,) = stage.shown()
    assert (shown["caption"], shown["photo"][0]["width"]) == ("Tuần 17", 40)


@dataclass
class Listener:
    """What a webhook brought, and what it is answered."""

    brought: list[tuple[str, str]]
    answers: list[int]

    async def take(self, request: Request) -> Response:
        body = await request.json()
        self.brought.append((request.headers["X-Bot-Api-Secret-Token"], body["result"]["message"]["text"]))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)


async def test_a_webhook_brings_each_event_until_it_is_taken(stage: Stage) -> None:
    listener = Listener([], [503])
    app = Starlette(routes=[Route("/zalo", listener.take, methods=["POST"])])
    async with serving(app, "127.0.0.1", 0, lambda: None) as office:
        await stage.api.set_webhook(f"{office.url}/zalo", SECRET)
        assert (await stage.api.webhook()).url == f"{office.url}/zalo"
        with pytest.raises(ZaloRefused, match="webhook"):
            await stage.api.get_update(0)
        stage.sandbox.zalo_phone(HOA).send_text("một")
        await stage.sandbox.idle()
        assert listener.brought == [(SECRET, "một")] * 2
        await stage.api.delete_webhook()
    assert (await stage.api.webhook()).url == ""
    assert await stage.api.get_update(0) is None


async def test_an_event_brought_once_more_is_the_same(stage: Stage) -> None:
    listener = Listener([], [])
    app = Starlette(routes=[Route("/zalo", listener.take, methods=["POST"])])
    stage.befalls(FaultKind.REPEATED_UPDATE, at={1})
    async with serving(app, "127.0.0.1", 0, lambda: None) as office:
        await stage.api.set_webhook(f"{office.url}/zalo", SECRET)
        stage.sandbox.zalo_phone(HOA).send_text("một")
        stage.sandbox.zalo_phone(HOA).send_text("hai")
        await stage.sandbox.idle()
        await stage.api.delete_webhook()
    assert [text for _, text in listener.brought] == ["một", "một", "hai"]


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://office.example/zalo", SECRET),
        ("https://office.example/zalo", "short"),
        ("https://office.example/zalo", "s" * 257),
    ],
)
async def test_a_webhook_needs_https_and_a_secret_of_8_to_256(stage: Stage, url: str, secret: str) -> None:
    with pytest.raises(ZaloRefused):
        await stage.api.set_webhook(url, secret)


async def test_people_in_zalo_act_over_http(stage: Stage) -> None:
    async with httpx.AsyncClient(base_url=stage.address.url, timeout=LONGEST) as http:
        people = (await http.get("/api/people")).json()["people"]
        assert [(each["id"], each["app"]) for each in people] == [(HOA, "zalo"), (MINH, "zalo")]
        await http.post(f"/api/people/{HOA}/start", json={})
        await stage.api.send_message(stage.user(), "Chào chị")
        messages = (await http.get(f"/api/people/{HOA}/messages")).json()["messages"]
        assert [message["text"] for message in messages] == ["hoa-7F3k", "Chào chị"]
        pressed = await http.post(f"/api/people/{HOA}/press", json={"message_id": 2, "data": "yes"})
        assert (pressed.status_code, pressed.json()["error"]) == (409, "NotInThisApp")
        await http.post(f"/api/people/{HOA}/group", json={"text": "chào bot", "mention": True})
        await http.post("/api/zalo/faults", json={"faults": [{"kind": "failure", "share": 1}]})
        with pytest.raises(ZaloImpostor):
            await stage.api.get_me()
