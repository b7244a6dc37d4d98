"""Simulated officers who answer immediately; they operate the sandbox's phones in its process."""

import asyncio
import time
from dataclasses import dataclass, field

from bench.questions import LABELS, answer, place
from sandbox import Sandbox
from sandbox.world.wire import Wire

FIRST_OFFICER = 500_001


class Lost(RuntimeError):
    """A program sent an unexpected message."""


@dataclass(slots=True)
class Tally:
    """The measurements: start, end, and the latency of each reply in seconds.

    `unanswered` contains the waiting times of requests without a reply at the timeout.
    """

    begun: float
    ended: float = 0.0
    replies: list[float] = field(default_factory=list)
    unanswered: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.replies) / (self.ended - self.begun)

    def quantile(self, share: float) -> float:
        """Return this quantile of the latency in seconds; unanswered requests count as a lower bound."""
        waited = sorted(self.replies + self.unanswered)
        return waited[min(len(waited) - 1, int(share * len(waited)))]


class Officers:
    """The officers, each with a phone and a position in the questionnaire.

    `opening` makes the program ask the first question; `asked` is the question that all officers already have,
    counted from 0.
    """

    def __init__(self, sandbox: Sandbox, count: int, opening: str, asked: int = -1) -> None:
        self._phones = [sandbox.phone(FIRST_OFFICER + number) for number in range(count)]
        self._opening = opening
        self._asked = [asked] * count
        self._waiting: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._phones)

    async def begin(self) -> None:
        """Have all officers asked the first question."""
        for number in range(len(self._phones)):
            self._say(number, self._opening)
        with self._phones[0].network.feed.subscribe() as events:
            while self._waiting:
                event = await events.get()
                if not self._pressed(event):
                    self._hear(event)

    async def answer(self, answers: int, seconds: float) -> Tally:
        """Have each officer give this many answers, one per reply; stop after the given seconds."""
        tally = Tally(begun=time.monotonic())
        with self._phones[0].network.feed.subscribe() as events:
            for number in range(len(self._phones)):
                self._say(number, answer(number, self._asked[number]))
            try:
                async with asyncio.timeout(seconds):
                    await self._go_on(events, answers, tally)
            except TimeoutError:
                tally.ended = time.monotonic()
                tally.unanswered = [tally.ended - sent for sent in self._waiting.values()]
        return tally

    async def _go_on(self, events: "asyncio.Queue[Wire | None]", answers: int, tally: Tally) -> None:
        while self._waiting:
            heard = self._hear(await events.get())
            if heard is None:
                continue
            number, waited = heard
            tally.replies.append(waited)
            tally.ended = time.monotonic()
            if self._asked[number] < answers:
                self._say(number, answer(number, self._asked[number]))

    def _say(self, number: int, text: str) -> None:
        self._waiting[number] = time.monotonic()
        self._phones[number].send_text(text)

    def _pressed(self, event: Wire | None) -> bool:
        """Press the first button of a message that precedes the first question, if it has one."""
        if event is None or event["event"] != "message":
            return False
        message = event["message"]
        if "reply_markup" not in message or place(0) in message["text"]:
            return False
        button = message["reply_markup"]["inline_keyboard"][0][0]
        self._phones[event["person"] - FIRST_OFFICER].press(message["message_id"], button["callback_data"])
        return True

    def _hear(self, event: Wire | None) -> tuple[int, float] | None:
        """Match a bot message to the last input; return the officer and the latency."""
        if event is None or event["event"] != "message" or not event["message"]["from"]["is_bot"]:
            return None
        number = event["person"] - FIRST_OFFICER
        if number not in self._waiting:
            raise Lost(f"an unexpected message: {event['message']['text']!r}")
        self._asked[number] += 1
        text = event["message"]["text"]
        if self._asked[number] < len(LABELS) and place(self._asked[number]) not in text:
            raise Lost(f"not question {place(self._asked[number])}: {text!r}")
        return number, time.monotonic() - self._waiting.pop(number)
