"""Renders orders (reminders, digests, files) from the data at the time of sending."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Protocol

from bot.channels.channel import Outgoing
from bot.outbound.documents import render_digest, render_evidence, render_own_data, render_workbook
from bot.outbound.invitation_letter import render_invitation, render_invitations
from bot.outbound.news import (
    render_account_joined,
    render_closed,
    render_news,
    render_news_below,
    render_role_news,
    render_unit_news,
)
from bot.outbound.reminders import render_escalation, render_reminder, render_unreachable
from bot.outbound.render_context import RenderContext
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
from reporting.people.person import DEFAULT_LANGUAGE
from reporting.rounds.working_days import WorkingCalendar
from storage.queries.documents import DocumentQueries
from texts import Catalogue, catalogue


class ParcelRenderer(Protocol):
    """Renders parcels into messages."""

    async def make(self, parcel: Parcel) -> Sequence[Outgoing]:
        """Render a parcel; return its messages in order."""
        ...

    async def apology(self, parcel: Parcel) -> Say:
        """Return the apology for an order that cannot be rendered."""
        ...


async def _ready(_: RenderContext, delivery: Outgoing, __: Parcel) -> list[Outgoing]:
    return [delivery]


Renderer = Callable[[RenderContext, Any, Parcel], Awaitable[Sequence[Outgoing]]]
"""Renders an order and its parcel into messages; an obsolete order renders to nothing."""

RENDERERS: Mapping[type[Delivery], Renderer] = {
    Say: _ready,
    Rewrite: _ready,
    Acknowledge: _ready,
    SendReminder: render_reminder,
    SendEscalation: render_escalation,
    SendUnreachable: render_unreachable,
    SendNews: render_news,
    SendNewsBelow: render_news_below,
    SendClosed: render_closed,
    SendRoleNews: render_role_news,
    SendUnitNews: render_unit_news,
    SendAccountJoined: render_account_joined,
    SendEvidence: render_evidence,
    SendDigest: render_digest,
    SendWorkbook: render_workbook,
    SendOwnData: render_own_data,
    SendInvitation: render_invitation,
    SendInvitations: render_invitations,
}


class OrderRenderer:
    """Renders parcels into messages; an obsolete order renders to nothing.

    `called` returns the bot's name on each channel, as far as known.
    """

    def __init__(
        self,
        readings: DocumentQueries,
        calendar: WorkingCalendar,
        *,
        now: Callable[[], datetime],
        zone: tzinfo,
        called: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._context = RenderContext(readings=readings, calendar=calendar, now=now, zone=zone, called=called)

    async def make(self, parcel: Parcel) -> Sequence[Outgoing]:
        """Render a parcel; return its messages in order. A requested order always has at least one."""
        made = await RENDERERS[type(parcel.delivery)](self._context, parcel.delivery, parcel)
        if made or parcel.priority is not Priority.ORDERED:
            return made
        return [await self._absent(parcel.delivery)]

    async def _absent(self, order: Delivery) -> Say:
        """Say that the requested item does not exist any more, or is no longer accessible to the requester."""
        texts = await self._awaited_in(order)
        what = "report" if isinstance(order, SendEvidence) else "round"
        return Say(message=Message(text=texts(f"chat.no_such_{what}")))

    async def apology(self, parcel: Parcel) -> Say:
        """Return the apology for an order that cannot be rendered, in the requester's language."""
        texts = await self._awaited_in(parcel.delivery)
        return Say(message=Message(text=texts("orders.not_made")))

    async def _awaited_in(self, order: Delivery) -> Catalogue:
        """Return the language of an order's requester."""
        return (
            await self._context.texts(order.person_id)
            if isinstance(order, Order)
            else catalogue(DEFAULT_LANGUAGE)
        )
