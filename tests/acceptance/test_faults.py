"""Faults as a bot meets them: python-telegram-bot's own Bot against a sandbox in bad weather."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from sandbox import Address, Fault, FaultKind, FaultPlan, MovableClock, Person, Sandbox
from tests.patience import LONGEST, let_pass, patient_bot

TOKEN = "7700:sandbox-token"  # noqa: S105 -- opens nothing but this sandbox
HOA = 101
START = datetime.fromisoformat("2020-04-17T08:00:00+07:00")


@dataclass
class Pauses:
    """Pauses that last until they are let go."""

    asked: list[float] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        self.begun.set()
        await self.go.wait()


@dataclass
class Stage:
    sandbox: Sandbox
    address: Address
    bot: Bot
    pauses: Pauses

    def befalls(self, kind: FaultKind, **how: Any) -> None:  # noqa: ANN401 -- whatever a fault takes
        self.sandbox.inflict(FaultPlan(faults=(Fault(kind=kind, **how),)))

    def texts(self) -> list[str]:
        """Return what the phone shows of the bot."""
        shown = self.sandbox.history(HOA)
        return [message["text"] for message in shown if message["from"]["is_bot"]]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    pauses = Pauses()
    sandbox = Sandbox(
        [Person(id=HOA, first_name="Hoa", role_title="xã Nam Tuấn")],
        bot_username="baocao_bot",
        token=TOKEN,
        clock=MovableClock(START, frozen=True),
        sleep=pauses,
    )
    async with sandbox.serve() as address, patient_bot(TOKEN, address.base_url) as bot:
        sandbox.phone(HOA).start()
        yield Stage(sandbox, address, bot, pauses)
        pauses.go.set()


async def test_a_flood_is_told_with_its_seconds_and_nothing_is_sent(stage: Stage) -> None:
    stage.befalls(FaultKind.FLOOD, at={1}, retry_after=7, methods={"sendMessage"})
    with pytest.raises(RetryAfter) as refused:
        await stage.bot.send_message(HOA, "một")
    assert refused.value.retry_after == timedelta(seconds=7)
    await stage.bot.send_message(HOA, "hai")
    assert stage.texts() == ["hai"]


async def test_a_failure_is_a_500_and_nothing_is_sent(stage: Stage) -> None:
    stage.befalls(FaultKind.FAILURE, at={1}, methods={"sendMessage"})
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await stage.bot.send_message(HOA, "một")
    assert stage.texts() == []


async def test_a_lost_request_had_no_effect(stage: Stage) -> None:
    stage.befalls(FaultKind.LOST_REQUEST, at={1}, methods={"sendMessage"})
    with pytest.raises(NetworkError):
        await stage.bot.send_message(HOA, "một")
    assert stage.texts() == []
    assert [request.fault for request in stage.sandbox.requests if request.method == "sendMessage"] == [
        FaultKind.LOST_REQUEST
    ]


async def test_a_lost_answer_had_its_effect(stage: Stage) -> None:
    stage.befalls(FaultKind.LOST_ANSWER, at={1}, methods={"sendMessage"})
    with pytest.raises(NetworkError):
        await stage.bot.send_message(HOA, "một")
    assert stage.texts() == ["một"]


@pytest.mark.parametrize("status", [200, 403, 404, 502])
async def test_a_page_in_the_way_is_html_whatever_its_status_and_nothing_is_sent(
    stage: Stage, status: int
) -> None:
    stage.befalls(FaultKind.PAGE, at={1}, methods={"sendMessage"}, status=status)
    async with httpx.AsyncClient(base_url=stage.address.url, timeout=LONGEST) as http:
        answer = await http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": HOA, "text": "một"})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.startswith("<html>")
    assert stage.texts() == []


async def test_after_a_broken_connection_the_next_request_goes_through(stage: Stage) -> None:
    stage.befalls(FaultKind.LOST_ANSWER, share=1.0)
    for _ in range(3):
        with pytest.raises(NetworkError):
            await stage.bot.get_updates(timeout=0)
    stage.sandbox.inflict(FaultPlan())
    assert len(await stage.bot.get_updates(timeout=0)) == 1


async def test_a_slow_answer_outlasts_the_patience_of_the_bot_though_it_is_done(stage: Stage) -> None:
    stage.befalls(FaultKind.SLOW_ANSWER, at={1}, seconds=20, methods={"sendMessage"})
    sending = asyncio.create_task(stage.bot.send_message(HOA, "một"))
    await stage.pauses.begun.wait()
    let_pass(2 * LONGEST)
    with pytest.raises(TimedOut):
        await sending
    assert stage.texts() == ["một"]
    assert stage.pauses.asked == [20]


async def test_idle_waits_for_a_slow_answer(stage: Stage) -> None:
    await stage.bot.get_updates(offset=2, timeout=0)
    stage.befalls(FaultKind.SLOW_ANSWER, at={1}, methods={"sendMessage"})
    sending = asyncio.create_task(stage.bot.send_message(HOA, "một"))
    await stage.pauses.begun.wait()
    idle = asyncio.create_task(stage.sandbox.idle())
    await asyncio.sleep(0)
    assert not idle.done()
    stage.pauses.go.set()
    await asyncio.gather(sending, idle)


async def test_a_confirmed_update_is_delivered_again_with_its_own_number(stage: Stage) -> None:
    (first,) = await stage.bot.get_updates(timeout=0)
    stage.befalls(FaultKind.REPEATED_UPDATE, at={first.update_id})
    stage.sandbox.phone(HOA).send_text("một")
    repeated, fresh = await stage.bot.get_updates(offset=first.update_id + 1, timeout=0)
    assert repeated == first
    assert fresh.update_id == first.update_id + 1
    assert await stage.bot.get_updates(offset=fresh.update_id + 1, timeout=0) == ()


async def test_the_same_seed_brings_the_same_weather(stage: Stage) -> None:
    plan = FaultPlan(
        seed=7, faults=(Fault(kind=FaultKind.FLOOD, share=0.4, methods=frozenset({"sendMessage"})),)
    )

    async def weather() -> list[bool]:
        stage.sandbox.inflict(plan)
        return [await _sent(stage.bot) for _ in range(20)]

    first = await weather()
    assert await weather() == first
    assert len(set(first)) == 2


async def _sent(bot: Bot) -> bool:
    try:
        await bot.send_message(HOA, "một")
    except TelegramError:
        return False
    return True


async def test_faults_are_turned_on_and_off_over_http(stage: Stage) -> None:
    async with httpx.AsyncClient(base_url=stage.address.url, timeout=LONGEST) as http:
        plan = {"seed": 1, "faults": [{"kind": "flood", "share": 1, "methods": ["sendMessage"]}]}
        put = await http.post("/api/faults", json=plan)
        assert put.json()["plan"]["faults"][0]["methods"] == ["sendmessage"]
        with pytest.raises(RetryAfter):
            await stage.bot.send_message(HOA, "một")
        assert (await http.get("/api/faults")).json()["struck"] == {"flood": 1}
        await http.post("/api/faults", json={})
        await stage.bot.send_message(HOA, "hai")
        refused = await http.post("/api/faults", json={"faults": [{"kind": "rain"}]})
    assert refused.status_code == 422
    assert "faults.0.kind" in refused.json()["reason"]
    assert stage.texts() == ["hai"]
