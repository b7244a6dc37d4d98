"""Measures a reminder broadcast within Telegram's limits while officers answer: rate, refusals, reply latency.

Run from the root: `python -m bench fanout [REMINDERS]`. The program is `baocao run`. The sandbox enforces 30 messages
per second in total and 1 per second and chat. All reminders are due at the program's start.
"""

import asyncio
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bench import ours
from bench.installed import TOKEN, installed
from bench.officers import FIRST_OFFICER
from bench.processes import cpu_seconds, peak_memory
from bench.proxy import front
from bench.questions import LABELS, answer, place
from sandbox import MovableClock, Phone, PhoneOwner, Sandbox, TelegramLimits
from sandbox.world.wire import Wire

REMINDERS = 3321  # the number of Vietnam's communes since July 2025
ANSWERING = 60  # officers who answer during the broadcast
FIRST_WORD, THINKING = (0.0, 20.0), (4.0, 12.0)  # minimum and maximum seconds
OPENED = datetime.fromisoformat("2020-04-17T07:30:00+07:00")
MORNING = datetime.fromisoformat("2020-04-28T09:00:00+07:00")
DAYS = 21  # days from opening to deadline: that morning the reminder for seven working days before the deadline is due
REMINDER = "⏰"
SHARE, LONGEST_REPLY = 0.98, 1.0  # the targets; seconds at p99
CUT_OFF = 300.0  # seconds


@dataclass(slots=True)
class Broadcast:
    """The measurements: arrival times of reminders and messages, and reply latencies."""

    reminders: list[float] = field(default_factory=list)
    messages: list[float] = field(default_factory=list)
    replies: list[float] = field(default_factory=list)

    def share(self, limits: TelegramLimits) -> float:
        """Return the message rate during the broadcast, without the initial burst, relative to the limit."""
        during = [moment for moment in self.messages if moment <= self.reminders[-1]][limits.burst :]
        return (len(during) - 1) / (during[-1] - during[0]) / limits.per_second

    def quantile(self, share: float) -> float:
        """Return this quantile of the reply latency in seconds."""
        waited = sorted(self.replies)
        return waited[min(len(waited) - 1, int(share * len(waited)))]


class Audience:
    """The recipients of reminders; some of them answer the questionnaire at a human pace."""

    def __init__(self, sandbox: Sandbox, reminders: int, seed: int) -> None:
        self.seen = Broadcast()
        self._expected = reminders
        self._phones = [sandbox.phone(FIRST_OFFICER + number) for number in range(min(ANSWERING, reminders))]
        self._heard = {phone.chat.person.id: asyncio.Queue[Wire]() for phone in self._phones}
        self._sandbox = sandbox
        self._feed = self._phones[0].network.feed
        self._chance = random.Random(seed)  # noqa: S311 -- repeatable chance, no secret

    async def all_reminded(self) -> None:
        """Return when the last reminder has arrived; the answering officers stop then."""
        answering = [
            asyncio.create_task(self._report(number, phone)) for number, phone in enumerate(self._phones)
        ]
        try:
            with self._feed.subscribe() as events:
                while len(self.seen.reminders) < self._expected:
                    self._hear(await events.get())
        finally:
            for task in answering:
                task.cancel()
            for ended in await asyncio.gather(*answering, return_exceptions=True):
                if isinstance(ended, Exception):
                    raise ended

    def _hear(self, event: Wire | None) -> None:
        if event is None or event["event"] != "message" or not event["message"]["from"]["is_bot"]:
            return
        self.seen.messages.append(time.monotonic())
        if event["message"]["text"].startswith(REMINDER):
            self.seen.reminders.append(self.seen.messages[-1])
        elif event["person"] in self._heard:
            self._heard[event["person"]].put_nowait(event["message"])

    async def _report(self, number: int, phone: Phone) -> None:
        """Open the questionnaire once the program runs, and answer its questions with pauses."""
        await self._sandbox.polled()
        await asyncio.sleep(self._chance.uniform(*FIRST_WORD))
        message = await self._said(phone, ours.OPENING)
        while place(0) not in message["text"]:
            message = await self._pressed(phone, message)
        for question in range(len(LABELS)):
            await asyncio.sleep(self._chance.uniform(*THINKING))
            await self._said(phone, answer(number, question))

    async def _said(self, phone: Phone, text: str) -> Wire:
        begun = time.monotonic()
        phone.send_text(text)
        return await self._reply(phone, begun)

    async def _pressed(self, phone: Phone, message: Wire) -> Wire:
        button = message["reply_markup"]["inline_keyboard"][0][0]
        begun = time.monotonic()
        phone.press(message["message_id"], button["callback_data"])
        return await self._reply(phone, begun)

    async def _reply(self, phone: Phone, begun: float) -> Wire:
        message = await self._heard[phone.chat.person.id].get()
        self.seen.replies.append(time.monotonic() - begun)
        return message


async def measure(reminders: int, limits: TelegramLimits) -> tuple[Broadcast, str, int]:
    """Return a broadcast's measurements, its CPU and memory, and the number of 429 responses."""
    people = [
        PhoneOwner(id=FIRST_OFFICER + number, first_name=f"Cán bộ {number}", role_title="")
        for number in range(reminders)
    ]
    sandbox = Sandbox(
        people, bot_username="bench_bot", token=TOKEN, clock=MovableClock(MORNING), limits=limits
    )
    for person in people:
        sandbox.phone(person.id).chat.begun = True
    refused = Counter[int]()
    with tempfile.TemporaryDirectory() as folder:
        await ours.prepare(Path(folder), reminders, OPENED, DAYS)
        network = sandbox.phone(FIRST_OFFICER).network
        async with front(network, refused) as url, installed(url, Path(folder), MORNING) as process:
            audience = Audience(sandbox, reminders, reminders)
            begun, own = time.monotonic(), time.process_time()
            async with asyncio.timeout(CUT_OFF):
                await audience.all_reminded()
            took, own = time.monotonic() - begun, time.process_time() - own
            cost = (
                f"{took:.0f} s, program {cpu_seconds(process.pid):.1f} CPU-s and"
                f" {peak_memory(process.pid) / 1e6:.0f} MB at most, harness {own:.1f} CPU-s"
            )
    return audience.seen, cost, refused[429]


def main(reminders: str = str(REMINDERS)) -> int:
    """Print the measurements and targets; return 1 if one is missed."""
    limits = TelegramLimits()
    seen, cost, refused = asyncio.run(measure(int(reminders), limits))
    share, p99 = seen.share(limits), seen.quantile(0.99)
    print(f"{len(seen.reminders)} reminders, {len(seen.replies)} replies meanwhile; {cost}")
    aims = (
        (f"refused with 429: {refused} (aim: none)", refused == 0),
        (
            f"of the allowed {limits.per_second:.0f} messages/s: {share:.1%} (aim: at least {SHARE:.0%})",
            share >= SHARE,
        ),
        (
            f"replies meanwhile: p50 {seen.quantile(0.5):.2f} s, p99 {p99:.2f} s (aim: under {LONGEST_REPLY:.0f})",
            p99 < LONGEST_REPLY,
        ),
    )
    for said, reached in aims:
        print(f"{'reached' if reached else 'MISSED '}  {said}")
    return int(not all(reached for _, reached in aims))
