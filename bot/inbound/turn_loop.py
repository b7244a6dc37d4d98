"""The turn loop: processes a batch of events in one transaction, then wakes delivery."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, tzinfo

import structlog

from bot.channels.channel import Arrived, Incoming
from bot.inbound.dialogue_runner import RunningDialogue, begin, talk_through
from bot.monitoring.metrics import UNMEASURED, Metrics
from conversations.chat.effects import Change, Erase, RemindNow, Reply, Tell
from conversations.chat.events import InGroup
from conversations.chat.orders import Order, Parcel, Priority, Say
from conversations.chat.session import Session
from reminders.quiet_hours import QuietHours
from reminders.quota import ChannelPlan
from reporting.people.chat import Chat
from reporting.rounds.working_days import WorkingCalendar
from storage.database.database import OUTAGES, Database
from storage.database.postgresql import Clash
from storage.outbox.outbox import REPLIES
from storage.privacy.erasure import FAREWELL
from storage.requested_change import RequestedChange
from storage.rounds.forms import FormShelf
from storage.turns.dead_letters import DeadLetter
from storage.turns.turn import ConcurrentChange, Turn, open_turn

log = structlog.get_logger()

MOST_CLASHES = 5  # consecutive conflicts with other workers before they count as a database failure


class TurnLoop:
    """Processes batches of events, each in one transaction."""

    def __init__(
        self,
        database: Database,
        shelf: FormShelf,
        *,
        now: Callable[[], datetime],
        zone: tzinfo,
        calendar: WorkingCalendar,
        quiet: QuietHours,
        wake: Callable[[], None],
        metrics: Metrics = UNMEASURED,
        plans: Mapping[str, ChannelPlan] | None = None,
        hashed_phones: Callable[[str], str] | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._now = now
        self._zone = zone
        self._calendar = calendar
        self._quiet = quiet
        self._wake = wake
        self._plans = plans or {}
        self._hashed_phones = hashed_phones
        self._metrics = metrics
        self._seconds = seconds

    async def take(self, batch: Sequence[Arrived]) -> None:
        """Process a batch. It is committed on return, and may be confirmed to the channel.

        If two events of a batch conflict, or one cannot be processed, each event is retried in its own turn, so that
        a bad event blocks neither the others nor itself.
        """
        if letters := [each for each in batch if isinstance(each, DeadLetter)]:
            await self._bury(letters)
        events = list({each.key: each for each in batch if isinstance(each, Incoming)}.values())
        if not events:
            return
        try:
            await self._turn(events)
        except OUTAGES:
            raise
        except Exception as failure:
            log.warning(
                "turn.each_alone", events=len(events), exc_info=not isinstance(failure, ConcurrentChange)
            )
            for incoming in events:
                await self._alone(incoming)
        self._wake()

    async def _alone(self, incoming: Incoming) -> None:
        try:
            await self._turn([incoming])
        except OUTAGES:
            raise
        except Exception as failure:
            log.exception("turn.refused", key=incoming.key)
            await self.refuse(incoming, failure)

    async def refuse(self, incoming: Incoming, failure: Exception) -> None:
        """Store an event as a dead letter without processing it, and notify its chat if possible."""
        try:
            await self._turn([incoming], refusal=failure)
        except OUTAGES:
            raise
        except Exception:
            log.exception("turn.buried", key=incoming.key)
            await self._bury([DeadLetter.of_what_came(incoming.key, incoming, failure)])

    def _opened(self, now: datetime) -> AbstractAsyncContextManager[Turn]:
        return open_turn(self._database, self._shelf, self._zone, now, self._hashed_phones)

    async def _bury(self, letters: Sequence[DeadLetter]) -> None:
        """Store the events that could not be parsed."""
        async with self._opened(self._now()) as turn:
            await turn.bury(letters)
        for _ in letters:
            self._metrics.step_failed()

    async def replay(self, letter_id: int, incoming: Incoming) -> None:
        """Process a dead letter's event and mark the letter, in one transaction; failures propagate.

        On a failure nothing changes, no message is sent, and the letter stays.
        """
        await self._turn([incoming], letter_id=letter_id)
        self._wake()

    async def _turn(
        self, batch: Sequence[Incoming], *, refusal: Exception | None = None, letter_id: int | None = None
    ) -> None:
        """Process a batch; retry it if the database aborted it because of a conflict with another worker."""
        for _ in range(MOST_CLASHES):
            try:
                return await self._try(batch, refusal, letter_id)
            except Clash:
                log.info("turn.clash", events=len(batch))
        return await self._try(batch, refusal, letter_id)

    async def _try(self, batch: Sequence[Incoming], refusal: Exception | None, letter_id: int | None) -> None:
        now, began, failures = self._now().astimezone(self._zone), self._seconds(), 0
        async with self._opened(now) as turn:
            fresh = await turn.claim([incoming.key for incoming in batch])
            for wave in _waves(incoming for incoming in batch if incoming.key in fresh):
                chats = await self._open(turn, wave, now)
                await talk_through(turn, chats, refusal)
                failed = [(chat.incoming, chat.failure) for chat in chats if chat.failure is not None]
                if letter_id is not None and failed:
                    raise failed[0][1]
                await self._write(turn, chats, now)
                await turn.bury([_letter(incoming, failure) for incoming, failure in failed])
                failures += len(failed)
            if letter_id is not None:
                await turn.replayed(letter_id)
        self._measure(batch, now, self._seconds() - began, failures)

    def _measure(self, batch: Sequence[Incoming], now: datetime, lasted: float, failures: int) -> None:
        """Report the metrics of a committed turn that started at `now` and took `lasted` seconds."""
        self._metrics.turn_taken(events=len(batch), seconds=lasted)
        for incoming in batch:
            waited = (now - (incoming.arrived_at or now)).total_seconds()
            self._metrics.step_taken(seconds=max(0.0, waited) + lasted)
        for _ in range(failures):
            self._metrics.step_failed()

    async def _open(self, turn: Turn, wave: Sequence[Incoming], now: datetime) -> list[RunningDialogue]:
        chats = [incoming.chat for incoming in wave]
        senders = {incoming.chat: _sender(incoming) for incoming in wave}
        visitors = await turn.visitors({*chats, *senders.values()})
        await turn.welcome_back(chats)
        strange = any(visitor.person is None for visitor in visitors.values())
        full = await turn.full_channels(self._plans) if strange else set()
        return [
            begin(incoming, visitor, full, now)
            for incoming in wave
            for visitor in [replace(visitors[incoming.chat], person=visitors[senders[incoming.chat]].person)]
        ]

    async def _write(self, turn: Turn, chats: Sequence[RunningDialogue], now: datetime) -> None:
        others = {
            effect.person_id if isinstance(effect, Tell) else effect.reminder.person_id
            for chat in chats
            for effect in chat.effects
            if isinstance(effect, RemindNow | Tell)
        }
        addresses = await turn.chats_of(others) if others else {}
        sessions: list[tuple[Chat, Session]] = []
        deeds: list[RequestedChange[Change]] = []
        parcels: list[Parcel] = []
        for chat in chats:
            if chat.step is not None and chat.step.session != chat.visitor.session:
                sessions.append((chat.incoming.chat, chat.step.session))
            farewell = Erase() in chat.effects
            for place, effect in enumerate(chat.effects):
                if isinstance(effect, RemindNow | Tell):
                    parcels += self._to_others(effect, addresses, now)
                elif isinstance(effect, Reply):
                    parcels.append(_reply(chat, place, effect, now, farewell=farewell))
                else:
                    person = chat.visitor.person
                    deeds.append(
                        RequestedChange(
                            chat=chat.incoming.chat,
                            person_id=person.id if person else None,
                            effect=effect,
                            name=chat.incoming.name,
                        )
                    )
        expected = [each for each in chats if each.visitor.person is None and not each.with_stranger]
        await turn.no_strangers({each.incoming.chat for each in expected})
        await turn.write(sessions, deeds, parcels)

    def _to_others(
        self, effect: RemindNow | Tell, addresses: Mapping[int, Chat], now: datetime
    ) -> Iterator[Parcel]:
        """Yield the messages to other people, at their chats and outside the quiet hours."""
        person_id = effect.person_id if isinstance(effect, Tell) else effect.reminder.person_id
        if person_id in addresses:
            yield Parcel(
                key=effect.key,
                chat=addresses[person_id],
                priority=Priority.REMINDER,
                due_at=self._quiet.next_allowed(now, self._calendar),
                delivery=Say(message=effect.message) if isinstance(effect, Tell) else effect.reminder,
            )


def _letter(incoming: Incoming, failure: Exception) -> DeadLetter:
    return DeadLetter.of_event(incoming.key, incoming.chat, incoming.event, failure)


def _reply(
    chat: RunningDialogue,
    place: int,
    effect: Reply,
    now: datetime,
    *,
    farewell: bool,
) -> Parcel:
    incoming = chat.incoming
    answered = Priority.STRANGER if chat.with_stranger else Priority.REPLY
    return Parcel(
        key=f"{FAREWELL if farewell else REPLIES}{incoming.key}:{place}",
        chat=incoming.chat,
        priority=Priority.ORDERED if isinstance(effect, Order) else answered,
        due_at=incoming.arrived_at or now,
        delivery=effect,
    )


def _sender(incoming: Incoming) -> Chat:
    """Return the chat of the person who acted, which in a group is not the group's chat."""
    return incoming.event.sender if isinstance(incoming.event, InGroup) else incoming.chat


def _waves(batch: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """Split the batch into waves of at most one event per chat, in each chat's order."""
    waiting = list(batch)
    while waiting:
        wave: dict[Chat, Incoming] = {}
        later: list[Incoming] = []
        for incoming in waiting:
            if incoming.chat in wave:
                later.append(incoming)
            else:
                wave[incoming.chat] = incoming
        yield list(wave.values())
        waiting = later
