"""A turn on the database: all that one batch reads and writes, in one transaction, all chats together."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import (
    Change,
    Decide,
    Erase,
    Join,
    JoinByPhone,
    Keep,
    NoteWrongCode,
    Record,
    Snooze,
    Submit,
)
from conversations.chat.orders import Parcel, Priority, SendAccountJoined
from conversations.chat.session import Deciding, Session
from reminders.quota import ChannelPlan
from reporting.people.chat import Chat, account_number, shown_name
from reporting.people.person import Person
from reporting.queries.query import Query
from storage.database import schema as t
from storage.database.database import Database
from storage.database.locks import Holding, hold_decisions, inserting_in
from storage.outbox.due import welcome
from storage.outbox.outbox import put_parcels
from storage.outbox.quota import load_users
from storage.people.accounts import change_accounts, load_chats, note_use
from storage.people.groups import change_group
from storage.people.join import bind, keep_people, note_wrong_codes, receive, receive_by_phone
from storage.people.people import load_chat_owners
from storage.people.profile import change_personal_data
from storage.privacy.erasure import FAREWELL, IN_CHAT, erase_person
from storage.queries.handlers import Replies
from storage.rounds.forms import FormShelf
from storage.turns.dead_letters import DeadLetter, mark_replayed, put_dead_letters
from storage.turns.decisions import carry_out

REPEATS_KNOWN_FOR = timedelta(days=2)
"""How long an update's key is kept; channels repeat what was not confirmed for a day at most."""


class SideBySide(Exception):
    """Two chats of one wave have changed the same without knowing of each other; each is taken by itself."""


class InvitationUsed(Exception):
    """An invitation was used, or made void, at the same moment; whoever comes second is refused."""


_OLD = select(t.updates.c.key).where(t.updates.c.at < bindparam("before"))
# Those that another worker is just forgetting are left to it rather than waited for.
_FORGETTING = delete(t.updates).where(t.updates.c.key.in_(_OLD.with_for_update(skip_locked=True)))
_RECORDING = t.answers.insert()


@cache
def _keeping(dialect: str) -> Any:  # noqa: ANN401 -- two dialects' inserts without a common type
    upsert = inserting_in(dialect, t.sessions)
    new = {"state": upsert.excluded.state, "updated_at": upsert.excluded.updated_at}
    return upsert.on_conflict_do_update(index_elements=["channel", "address"], set_=new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who writes from a chat, and where the chat stands."""

    session: Session
    person: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedChange:
    """An effect on what is stored, and by whom; nobody is known before a Join.

    `name` is what the channel calls the account.
    """

    chat: Chat
    person_id: int | None
    effect: Change
    name: str = ""


class Turn:
    """One batch's transaction."""

    def __init__(self, connection: AsyncConnection, replies: Replies, now: datetime) -> None:
        self._connection = connection
        self._replies = replies
        self._holding = Holding(connection, now)
        self._now = now

    async def claim(self, keys: Sequence[str]) -> set[str]:
        """Take updates by key and return those that were not taken before; old keys are forgotten."""
        fresh = await self._holding.updates(keys)
        await self._connection.execute(_FORGETTING, {"before": self._now - REPEATS_KNOWN_FOR})
        return fresh

    async def visitors(self, chats: Collection[Chat]) -> dict[Chat, Visitor]:
        """Return where each chat stands and whose it is; they and their reports are held until the turn ends."""
        rows = await self._holding.sessions(chats)
        states = {Chat(row.channel, row.address): _session(row.state) for row in rows}
        if any(isinstance(session.place, Deciding) for session in states.values()):
            await hold_decisions(self._connection)
        await self._holding.reports(_report_ids(session.place for session in states.values()))
        present = await load_chat_owners(self._connection, chats)
        return {
            chat: Visitor(session=states.get(chat, Session()), person=present.get(chat)) for chat in chats
        }

    async def replies(self, queries: Sequence[Query[Any]]) -> list[Any]:
        """Return the replies to the dialogues' queries, in their order."""
        return await self._replies.to(queries)

    async def write(
        self,
        sessions: Iterable[tuple[Chat, Session]],
        deeds: Sequence[RequestedChange],
        parcels: Iterable[Parcel],
    ) -> None:
        """Write down everything that the steps of one wave have led to; raises SideBySide."""
        _refuse_crossings(deeds)
        await self._holding.reports(_report_ids(deed.effect for deed in deeds))
        await self._join([deed for deed in deeds if isinstance(deed.effect, Join)])
        await self._join_by_phone(deeds)
        await self._record(deeds)
        await self._keep_files(deeds)
        await self._submit(deeds)
        await self._snooze(deeds)
        for deed in deeds:
            await change_personal_data(self._connection, deed.chat, deed.person_id, deed.effect, self._now)
            if isinstance(deed.effect, Decide):
                await carry_out(self._connection, deed.person_id, deed.effect.decision, self._now)
            await change_accounts(self._connection, deed.chat, deed.person_id, deed.effect, self._now)
            await change_group(self._connection, deed.chat, deed.person_id, deed.effect, self._now)
        wrong = sum(isinstance(deed.effect, NoteWrongCode) for deed in deeds)
        await note_wrong_codes(self._connection, wrong, self._now)
        gone = await self._erase(deeds)
        await self._keep((chat, session) for chat, session in sessions if chat not in gone)
        await put_parcels(
            self._connection,
            (each for each in parcels if each.chat not in gone or each.key.startswith(FAREWELL)),
        )

    async def no_strangers(self, chats: Collection[Chat]) -> None:
        """Note that these chats are of people who are expected: what waits for them goes with all other replies."""
        if chats:
            await welcome(self._connection, chats)

    async def welcome_back(self, chats: Collection[Chat]) -> None:
        """Note that people write from these chats; whoever had shut one to us has opened it again."""
        await note_use(self._connection, chats, self._now)

    async def bury(self, letters: Sequence[DeadLetter]) -> None:
        """Keep events whose steps failed."""
        await put_dead_letters(self._connection, letters, self._now)

    async def replayed(self, letter_id: int) -> None:
        """Note that a dead letter's event has been dealt with in this turn."""
        await mark_replayed(self._connection, letter_id, self._now)

    async def full_channels(self, plans: Mapping[str, ChannelPlan]) -> set[str]:
        """Return the channels that have as many people as their plan allows."""
        limits = {channel: plan.users for channel, plan in plans.items() if plan.users}
        users = await load_users(self._connection) if limits else {}
        return {channel for channel, limit in limits.items() if users.get(channel, 0) >= limit}

    async def chats_of(self, people: Collection[int]) -> dict[int, Chat]:
        """Return where each person is reached; people without an open account are left out."""
        return await load_chats(self._connection, people)

    async def _keep(self, sessions: Iterable[tuple[Chat, Session]]) -> None:
        rows = [
            {
                "channel": chat.channel,
                "address": chat.address,
                "state": session.model_dump_json(),
                "updated_at": self._now,
            }
            for chat, session in sessions
        ]
        if rows:
            await self._connection.execute(_keeping(self._connection.dialect.name), rows)

    async def _record(self, deeds: Iterable[RequestedChange]) -> None:
        rows = [
            {
                "report_id": deed.effect.report_id,
                "path": path,
                "value": answer.value if answer.absence is None else None,
                "absence": answer.absence,
                "person_id": deed.person_id,
                "at": self._now,
            }
            for deed in deeds
            if isinstance(deed.effect, Record)
            for path, answer in deed.effect.answers.items()
        ]
        if rows:
            await self._connection.execute(_RECORDING, rows)

    async def _keep_files(self, deeds: Iterable[RequestedChange]) -> None:
        rows = [
            {
                "report_id": deed.effect.report_id,
                "path": deed.effect.path,
                "kind": deed.effect.kind,
                "name": deed.effect.name,
                "channel": deed.chat.channel,
                "reference": deed.effect.reference,
                "person_id": deed.person_id,
                "at": self._now,
            }
            for deed in deeds
            if isinstance(deed.effect, Keep)
        ]
        if rows:
            await self._connection.execute(t.attachments.insert(), rows)

    async def _submit(self, deeds: Iterable[RequestedChange]) -> None:
        for deed in deeds:
            if not isinstance(deed.effect, Submit):
                continue
            report_id = deed.effect.report_id
            last_answer = select(func.coalesce(func.max(t.answers.c.id), 0)).where(
                t.answers.c.report_id == report_id
            )
            number = select(func.count() + 1).where(t.submissions.c.report_id == report_id)
            await self._connection.execute(
                t.submissions.insert().values(
                    report_id=report_id,
                    number=number.scalar_subquery(),
                    at=self._now,
                    on_time=deed.effect.on_time,
                    person_id=deed.person_id,
                    last_answer_id=last_answer.scalar_subquery(),
                )
            )

    async def _join(self, deeds: Iterable[RequestedChange]) -> None:
        for deed in deeds:
            if not isinstance(deed.effect, Join):
                continue
            invitation = t.invitations.c.code_hash == deed.effect.code_hash
            invited = select(t.invitations.c.person_id).where(invitation)
            await keep_people(self._connection, t.people.c.id.in_(invited))
            used = await self._connection.execute(
                update(t.invitations)
                .where(invitation, t.invitations.c.used_at.is_(None), t.invitations.c.expires_at > self._now)
                .values(used_at=self._now)
            )
            if used.rowcount != 1:
                raise InvitationUsed(deed.effect.code_hash)
            found = (await self._connection.execute(select(t.invitations).where(invitation))).one()
            person_id = await receive(self._connection, deed.chat, found, self._now)
            await self._bind(deed, person_id, deed.effect.notice)

    async def _join_by_phone(self, deeds: Iterable[RequestedChange]) -> None:
        for deed in deeds:
            if isinstance(deed.effect, JoinByPhone):
                person_id = await receive_by_phone(
                    self._connection, deed.chat, deed.effect.phone_hash, self._now
                )
                await self._bind(deed, person_id, deed.effect.notice)

    async def _bind(self, deed: RequestedChange, person_id: int, notice: str) -> None:
        """Make the chat the person's, and tell every other account of theirs at once."""
        others = await bind(
            self._connection, deed.chat, person_id, notice, self._now, name=shown_name(deed.name)
        )
        parcels = [_joined(person_id, deed.chat, other, self._now) for other in others]
        await put_parcels(self._connection, parcels)

    async def _erase(self, deeds: Iterable[RequestedChange]) -> frozenset[Chat]:
        """Erase whoever asked for it; returns their chats, for which nothing more is kept."""
        gone: frozenset[Chat] = frozenset()
        for deed in deeds:
            if isinstance(deed.effect, Erase) and deed.person_id is not None:
                chats = await erase_person(self._connection, deed.person_id, IN_CHAT, self._now)
                gone |= chats | {deed.chat}
        return gone

    async def _snooze(self, deeds: Iterable[RequestedChange]) -> None:
        for deed in deeds:
            if isinstance(deed.effect, Snooze):
                await self._connection.execute(
                    update(t.people)
                    .where(t.people.c.id == deed.person_id)
                    .values(snoozed_until=deed.effect.until)
                )


def _joined(person_id: int, chat: Chat, other: Chat, now: datetime) -> Parcel:
    """Return what another account of the person is told of one that has joined; nobody waits for the morning."""
    number = account_number(chat)
    order = SendAccountJoined(person_id=person_id, account=number)
    key = f"joined:{number}:{account_number(other)}:{now.isoformat()}"
    return Parcel(key=key, chat=other, priority=Priority.REPLY, due_at=now, delivery=order)


def _session(state: str) -> Session:
    """Read a session; from one that only another version can read the chat begins anew: no answer is kept in it."""
    try:
        return Session.model_validate_json(state)
    except ValidationError:
        return Session()


def _report_ids(about: Iterable[object]) -> set[int]:
    """Return the reports that places or effects are about, whichever of their kinds are about one."""
    return {each.report_id for each in about if hasattr(each, "report_id")}


def _refuse_crossings(deeds: Iterable[RequestedChange]) -> None:
    """Refuse two decisions, or two chats' changes of one report: neither knows of the other."""
    chats: dict[object, set[Chat]] = defaultdict(set)
    for deed in deeds:
        if isinstance(deed.effect, Decide):
            chats[Decide].add(deed.chat)
        elif isinstance(deed.effect, Record | Keep | Submit):
            chats[deed.effect.report_id].add(deed.chat)
    if any(len(each) > 1 for each in chats.values()):
        raise SideBySide


@asynccontextmanager
async def open_turn(
    database: Database,
    shelf: FormShelf,
    zone: tzinfo,
    now: datetime,
    hashed: Callable[[str], str] | None = None,
) -> AsyncIterator[Turn]:
    """Open a turn: what is written in the block is committed when it ends well, else nothing is."""
    async with database.writing() as connection:
        yield Turn(connection, Replies(connection, shelf, zone, hashed), now)
