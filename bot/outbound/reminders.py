"""Renders reminders, and the notices to supervisors about overdue units and officers who cannot be reached."""

from bot.channels.channel import Outgoing
from bot.outbound.render_context import RenderContext
from conversations.chat.messages import Message
from conversations.chat.orders import Parcel, Say, SendEscalation, SendReminder, SendUnreachable
from conversations.notices.reminders import escalation, reminder
from reporting.reports.report import Progress


async def render_reminder(context: RenderContext, order: SendReminder, _: Parcel) -> list[Outgoing]:
    """Write a reminder of the reports that are still not submitted."""
    views = await context.readings.unsubmitted(order.report_ids)
    if not views:
        return []
    return [Say(message=reminder(views, context.local(), await context.texts(order.person_id)))]


async def render_escalation(context: RenderContext, order: SendEscalation, _: Parcel) -> list[Outgoing]:
    """Write to a supervisor which units are overdue."""
    view = await context.readings.overseen(order.person_id, order.round_id, order.unit_id)
    missing = [
        each.report.unit.name
        for each in (view.units if view else ())
        if each.report.progress is not Progress.SUBMITTED
        and each.report.round.due.last_day < context.local().date()
    ]
    if view is None or not missing:
        return []
    overdue = (context.local().date() - view.round.due.last_day).days
    texts = await context.texts(order.person_id)
    return [Say(message=escalation(view, missing, overdue, texts))]


async def render_unreachable(context: RenderContext, order: SendUnreachable, _: Parcel) -> list[Outgoing]:
    """Write to a supervisor that an officer has blocked the bot, unless that has changed."""
    found = await context.readings.shut_out(order.officer_id, order.unit_id)
    if found is None:
        return []
    name, unit = found
    texts = await context.texts(order.person_id)
    return [Say(message=Message(text=texts("supervise.unreachable", name=name, unit=unit.full_name)))]
