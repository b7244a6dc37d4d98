"""The webhook over HTTP: who may bring what, and what each is answered."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from structlog.testing import capture_logs

import bot.web.webhook
from bot.channels.channel import Arrived, Incoming
from bot.channels.telegram.webhook import SECRET_HEADER, telegram_webhook
from bot.inbound.queue import InboundQueue
from bot.inbound.unreadable import MOST_KEPT
from bot.web.webhook import MOST_BYTES, derived_secret
from conversations.chat.events import Typed
from reporting.people.chat import Chat
from storage.turns.dead_letters import UNREAD, DeadLetter
from tests.support.recorded_metrics import RecordedMetrics
from tests.support.small_office import NOW
from tests.support.telegram_request import PlayedRequest, bot_on
from tests.unit.bot.channels.telegram.test_channel import GROUP, message

SECRET = "s3cret-of-the-webhook"  # noqa: S105 -- opens nothing but this test's endpoint


class Door:
    """The endpoint with a turn loop behind it that notes what it is given."""

    def __init__(self, http: httpx.AsyncClient, counted: RecordedMetrics) -> None:
        self.http = http
        self.counted = counted
        self.taken: list[Arrived] = []
        self.failure: Exception | None = None

    async def take(self, batch: Sequence[Arrived]) -> None:
        if self.failure is not None:
            raise self.failure
        self.taken += batch

    async def bring(self, body: object, secret: str | None = SECRET) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {SECRET_HEADER: secret}
        return await self.http.post("/telegram", content=content, headers=headers)


def update(number: int, *, text: str) -> dict[str, object]:
    return {"update_id": number, "message": message(text=text)}


@asynccontextmanager
async def open_door(*, working: bool = True, room: int = 10) -> AsyncIterator[Door]:
    doors: list[Door] = []

    async def take(batch: Sequence[Arrived]) -> None:
        await doors[0].take(batch)

    counted = RecordedMetrics()
    intake = InboundQueue(take, now=lambda: NOW, room=room)
    async with bot_on(PlayedRequest()) as telegram:
        app = Starlette(routes=[telegram_webhook(telegram.id, SECRET, intake, counted).route])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as http:
            doors.append(Door(http, counted))
            running = asyncio.create_task(intake.run() if working else asyncio.sleep(0))
            yield doors[0]
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door() as door:
        yield door


async def test_an_update_is_answered_when_it_is_taken(door: Door) -> None:
    answer = await door.bring(update(7, text="431"))
    assert (answer.status_code, answer.content) == (200, b"")
    (taken,) = door.taken
    assert isinstance(taken, Incoming)
    assert (taken.event, taken.arrived_at) == (Typed("431"), NOW)
    assert taken.key.endswith(":7")
    assert door.counted.noted == [("answered", "telegram", 200)]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "sécret"])
async def test_without_the_secret_nothing_is_said(door: Door, secret: str | None) -> None:
    given = secret.encode() if secret is not None else b""
    answer = await door.http.post(
        "/telegram",
        json=update(7, text="431"),
        headers=[] if secret is None else [(SECRET_HEADER.encode(), given)],
    )
    assert (answer.status_code, answer.content) == (403, b"")
    assert door.taken == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[1]", b"7", b"{}", b'{"update_id": "7"}', b"[" * 100_000]
)
async def test_what_is_no_update_is_kept_and_confirmed_and_noted_without_its_content(
    door: Door, body: bytes
) -> None:
    with capture_logs() as logs:
        answers = [await door.bring(body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    first, second = door.taken
    assert isinstance(first, DeadLetter)
    assert isinstance(second, DeadLetter)
    assert first.key == second.key  # so the second is not kept
    assert body.startswith(first.body)
    assert len(first.body) == min(len(body), MOST_KEPT)
    entry = {"event": "webhook.unreadable", "channel": "telegram", "key": first.key, "log_level": "warning"}
    assert logs == [entry, entry]


@pytest.mark.parametrize(
    "body",
    [
        b'{"update_id": "7", "messages": [{"contact": {"phone_number": "0912345678"}, "text": "431"}]}',
        b'{"update_id": 7, "message": {"contact": {"phone_number": "0912345678"}',
        b'{"contact": {"phone_number": "0912345678"}, "text": "' + b"x" * MOST_KEPT + b'"}',
    ],
)
async def test_what_is_kept_unread_holds_no_phone_number(door: Door, body: bytes) -> None:
    await door.bring(body)
    (letter,) = door.taken
    assert isinstance(letter, DeadLetter)
    assert "0912345678" not in letter.content + letter.trace


async def test_a_failing_database_has_the_unreadable_brought_again_later(door: Door) -> None:
    door.failure = OperationalError("INSERT", {}, Exception("disk I/O error"))
    assert (await door.bring(b"{")).status_code == 503


async def test_a_body_without_end_is_not_read_to_its_end(door: Door) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 100 * MOST_BYTES:
            read += MOST_BYTES // 4
            yield b" " * (MOST_BYTES // 4)

    answer = await door.http.post("/telegram", content=endless(), headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 413
    assert read <= 2 * MOST_BYTES


async def test_a_body_that_never_comes_is_not_waited_for(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stuck() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    monkeypatch.setattr(bot.web.webhook, "BODY_SECONDS", 0.0)
    answer = await door.http.post("/telegram", content=stuck(), headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 408


@pytest.mark.parametrize(
    "unread",
    [
        {"update_id": 7, "message": message(GROUP, text="431")},
        {"update_id": 7, "channel_post": message(GROUP, text="431")},
        {"update_id": 7},
    ],
)
async def test_what_is_not_for_us_is_confirmed(door: Door, unread: dict[str, object]) -> None:
    assert (await door.bring(unread)).status_code == 200
    assert door.taken == []


async def test_what_the_library_cannot_read_is_kept_as_it_came_and_confirmed(door: Door) -> None:
    of_next_year = {"update_id": 7, "message": {"message_id": "?", "chat": {"title": "Đội 5"}}}
    assert (await door.bring(of_next_year)).status_code == 200
    (letter,) = door.taken
    assert isinstance(letter, DeadLetter)
    assert (letter.chat, letter.kind, json.loads(letter.content)) == (
        Chat("telegram", ""),
        UNREAD,
        of_next_year,
    )
    assert letter.key.endswith(":7")


async def test_a_full_intake_has_it_brought_again_later() -> None:
    async with open_door(working=False, room=1) as door:
        requests = [asyncio.create_task(door.bring(update(number, text="431"))) for number in (7, 8)]
        done, waiting = await asyncio.wait(requests, return_when=asyncio.FIRST_COMPLETED)
        (answer,) = [each.result() for each in done]
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        for each in waiting:
            each.cancel()


async def test_a_failing_database_has_it_brought_again_later(door: Door) -> None:
    door.failure = OperationalError("INSERT", {"value": "431"}, Exception("disk I/O error"))
    with capture_logs() as logs:
        assert (await door.bring(update(7, text="431"))).status_code == 503
    assert [entry["event"] for entry in logs] == ["intake.outage", "webhook.not_taken"]
    assert "431" not in str(logs)
    door.failure = None
    assert (await door.bring(update(7, text="431"))).status_code == 200


async def test_only_posting_is_understood(door: Door) -> None:
    assert (await door.http.get("/telegram")).status_code == 405
    assert (await door.http.post("/elsewhere")).status_code == 404


def test_a_derived_secret_is_one_that_telegram_takes_and_another_for_every_bot() -> None:
    first, second = derived_secret("431:a"), derived_secret("431:b")
    assert first != second
    assert derived_secret("431:a") == first
    assert first.isalnum()
