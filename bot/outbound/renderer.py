"""Making what was ordered: reminders, digests and files, from how things stand when their time comes."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from bot.channels.channel import Document, KeptFile, Outgoing, Picture
from bot.outbound.invitation_letter import GivenOut, invitation_letter, invitations_together
from bot.outbound.news import Teller
from conversations.chat.messages import Message
from conversations.chat.orders import (
    Acknowledge,
    Delivery,
    Order,
    Parcel,
    Priority,
    Rewrite,
    Say,
    SendAccountJoined,
    SendClosed,
    SendDigest,
    SendEscalation,
    SendEvidence,
    SendInvitation,
    SendInvitations,
    SendNews,
    SendNewsBelow,
    SendOwnData,
    SendReminder,
    SendRoleNews,
    SendUnitNews,
    SendUnreachable,
    SendWorkbook,
)
from conversations.notices.reminders import escalation, reminder
from conversations.supervising.rounds import round_buttons
from documents.digest.text import digest_messages
from documents.digest.text_bars import digest_bars
from documents.excel.own_data_workbook import own_data_workbook
from documents.excel.round_workbook import round_workbook
from reporting.figures.digest import Digest
from reporting.figures.round_figures import Gathering
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code, is_usable
from reporting.people.permissions import Action
from reporting.people.person import SPOKEN
from reporting.queries.rounds import RoundView
from reporting.reports.report import Progress
from reporting.rounds.working_days import WorkingCalendar
from storage.queries.documents import Readings
from texts import Catalogue, catalogue
from texts.formatting import Writer


class Making(Protocol):
    """Whoever turns parcels into what a channel sends."""

    async def make(self, parcel: Parcel) -> Sequence[Outgoing]:
        """Return what to send for a parcel, in order."""
        ...

    async def apology(self, parcel: Parcel) -> Say:
        """Return what is said when an order cannot be made."""
        ...


class Maker:
    """Turns parcels into what a channel sends; an order that nobody needs any more becomes nothing.

    `called` tells by what name people find us on each channel, as far as the channels have told it by then.
    """

    def __init__(
        self,
        readings: Readings,
        calendar: WorkingCalendar,
        *,
        now: Callable[[], datetime],
        zone: tzinfo,
        called: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._readings = readings
        self._teller = Teller(readings)
        self._called = called
        self._calendar = calendar
        self._now = now
        self._zone = zone

    async def make(self, parcel: Parcel) -> Sequence[Outgoing]:
        """Return what to send for a parcel, in order; for what somebody has ordered never nothing."""
        made = await self._made(parcel)
        if made or parcel.priority is not Priority.ORDERED:
            return made
        return [await self._absent(parcel.delivery)]

    async def _absent(self, order: Delivery) -> Say:
        """Say that what was ordered cannot be found: gone, or no longer for whoever ordered it."""
        texts = await self._awaited_in(order)
        what = "report" if isinstance(order, SendEvidence) else "round"
        return Say(message=Message(text=texts(f"chat.no_such_{what}")))

    async def _made(self, parcel: Parcel) -> Sequence[Outgoing]:
        match parcel.delivery:
            case Say() | Rewrite() | Acknowledge() as ready:
                return [ready]
            case SendReminder(person_id=person_id, report_ids=report_ids):
                return await self._reminder(person_id, report_ids)
            case SendEscalation() as order:
                return await self._escalation(order)
            case SendUnreachable() as order:
                return await self._unreachable(order)
            case (
                SendNews()
                | SendNewsBelow()
                | SendClosed()
                | SendRoleNews()
                | SendUnitNews()
                | SendAccountJoined() as order
            ):
                return await self._teller.tell(order, self._local())
            case SendEvidence(person_id=person_id, report_id=report_id):
                return await self._evidence(parcel.chat, person_id, report_id)
            case SendDigest() as order:
                return await self._digest(order, ordered=parcel.priority is Priority.ORDERED)
            case SendWorkbook() as order:
                return await self._workbook(order)
            case SendOwnData(person_id=person_id):
                return await self._own_data(person_id)
            case SendInvitation() | SendInvitations() as order:
                return await self._invitations(order)

    async def apology(self, parcel: Parcel) -> Say:
        """Return what is said when an order cannot be made, in the language of whoever waits for it."""
        texts = await self._awaited_in(parcel.delivery)
        return Say(message=Message(text=texts("orders.not_made")))

    async def _awaited_in(self, order: Delivery) -> Catalogue:
        """Return the language of whoever waits for an order."""
        return await self._texts(order.person_id) if isinstance(order, Order) else catalogue(SPOKEN)

    async def _reminder(self, person_id: int, report_ids: Sequence[int]) -> list[Outgoing]:
        views = await self._readings.unsubmitted(report_ids)
        if not views:
            return []
        return [Say(message=reminder(views, self._local(), await self._texts(person_id)))]

    async def _escalation(self, order: SendEscalation) -> list[Outgoing]:
        view = await self._readings.overseen(order.person_id, order.round_id, order.unit_id)
        missing = [
            each.report.unit.name
            for each in (view.units if view else ())
            if each.report.progress is not Progress.SUBMITTED
            and each.report.round.due.last_day < self._local().date()
        ]
        if view is None or not missing:
            return []
        overdue = (self._local().date() - view.round.due.last_day).days
        texts = await self._texts(order.person_id)
        return [Say(message=escalation(view, missing, overdue, texts))]

    async def _unreachable(self, order: SendUnreachable) -> list[Outgoing]:
        found = await self._readings.shut_out(order.officer_id, order.unit_id)
        if found is None:
            return []
        name, unit = found
        texts = await self._texts(order.person_id)
        return [Say(message=Message(text=texts("supervise.unreachable", name=name, unit=unit.full_name)))]

    async def _evidence(self, chat: Chat, person_id: int, report_id: int) -> list[Outgoing]:
        """Make the files of a report; one that another channel keeps can only be named."""
        person = await self._readings.person(person_id)
        view = await self._readings.report(report_id)
        if view is None or not person.may(Action.READ, view.unit_path):
            return []
        texts, made = catalogue(person.language), list[Outgoing]()
        for each in await self._readings.evidence(report_id):
            unit = view.report.unit.full_name
            if each.channel == chat.channel:
                caption = Message(text=texts("evidence.caption", unit=unit, name=each.name))
                made.append(KeptFile(kind=each.kind, reference=each.reference, caption=caption))
            else:
                made.append(Say(message=Message(text=texts("evidence.elsewhere", unit=unit, name=each.name))))
        return made

    async def _digest(self, order: SendDigest, *, ordered: bool) -> list[Outgoing]:
        """Make a digest; of a closed round only where it was ordered, and then without buttons, which do nothing."""
        view = await self._readings.overseen(
            order.person_id, order.round_id, order.unit_id, closed_too=ordered
        )
        if view is None:
            return []
        texts = await self._texts(order.person_id)
        gathering = await self._gathering(view, texts)
        digest = await asyncio.to_thread(gathering.digest, self._calendar.is_working)
        caption, *further = digest_messages(digest, texts.language)
        buttons = (
            () if order.for_group or view.round.closed else round_buttons(view, texts, with_digest=False)
        )
        if order.brief:
            return [Say(message=Message(text=caption, rows=buttons))]
        png = await asyncio.to_thread(_picture, digest, texts.language)
        rows = () if further else buttons
        name = f"tong-hop-{self._local():%Y-%m-%d}.png"
        picture = Picture(
            png=png,
            filename=name,
            caption=Message(text=caption, rows=rows),
            words=digest_bars(digest, texts.language),
        )
        made: list[Outgoing] = [picture]
        for place, text in enumerate(further, start=1):
            last = place == len(further)
            made.append(Say(message=Message(text=text, rows=buttons if last else ())))
        return made

    async def _workbook(self, order: SendWorkbook) -> list[Outgoing]:
        view = await self._readings.overseen(order.person_id, order.round_id, order.unit_id, closed_too=True)
        if view is None:
            return []
        texts = await self._texts(order.person_id)
        gathering = await self._gathering(view, texts)
        content = await asyncio.to_thread(lambda: round_workbook(gathering.table(), texts.language))
        now = self._local()
        writer = Writer(texts.language)
        caption = texts(
            "workbook.caption", title=view.round.title, time=writer.time(now), date=writer.date(now)
        )
        name = f"{view.form.form_id}-{view.round.period}-{now:%Y-%m-%d}.xlsx"
        return [Document(content=content, filename=name, caption=Message(text=caption))]

    async def _own_data(self, person_id: int) -> list[Outgoing]:
        texts, now = await self._texts(person_id), self._local()
        data = await self._readings.own_data(person_id, texts, now)
        content = await asyncio.to_thread(own_data_workbook, data)
        writer = Writer(texts.language)
        caption = texts("own_data.file_caption", time=writer.time(now), date=writer.date(now))
        name = f"du-lieu-cua-toi-{now:%Y-%m-%d}.xlsx"
        return [Document(content=content, filename=name, caption=Message(text=caption))]

    async def _invitations(self, order: SendInvitation | SendInvitations) -> list[Outgoing]:
        if isinstance(order, SendInvitations):
            given = await self._given(order.codes)
            return [Say(message=invitations_together(given, self._called()))] if given else []
        return [
            Say(message=invitation_letter(each.invitation, each.code, self._called()))
            for each in await self._given([order.code])
        ]

    async def _given(self, codes: Sequence[str]) -> list[GivenOut]:
        """Return the invitations of these codes, as far as somebody can join with them now."""
        found = [(code, await self._readings.invitation(hash_code(code))) for code in codes]
        return [
            GivenOut(code=code, invitation=each)
            for code, each in found
            if each is not None and is_usable(each, self._local())
        ]

    async def _gathering(self, view: RoundView, texts: Catalogue) -> Gathering:
        return Gathering(
            round=view.round,
            unit=view.unit,
            form=view.form,
            reports=await self._readings.unit_reports(view),
            language=texts.language,
            now=self._local(),
        )

    async def _texts(self, person_id: int) -> Catalogue:
        return catalogue((await self._readings.person(person_id)).language)

    def _local(self) -> datetime:
        return self._now().astimezone(self._zone)


def _picture(digest: Digest, language: str) -> bytes:
    from documents.digest.picture import digest_picture  # noqa: PLC0415 -- drawing takes long to load: not at the start

    return digest_picture(digest, language)
