"""Renders notifications from current data. A notification whose reason no longer holds is dropped."""

from bot.outbound.render_context import RenderContext
from conversations.chat.orders import (
    Parcel,
    RoleChange,
    Say,
    SendAccountJoined,
    SendClosed,
    SendNews,
    SendNewsBelow,
    SendRoleNews,
    SendUnitNews,
)
from conversations.notices.round_news import (
    PlaceChange,
    closed_news,
    role_news,
    round_news,
    round_news_below,
)
from conversations.notices.unit_news import PlaceStory, unit_news
from conversations.profile.accounts import account_joined
from reporting.people.permissions import Action
from reporting.people.person import Person
from reporting.people.role import Role
from reporting.queries.reports import ReportView
from texts import catalogue

GIVES = frozenset({"given", "reinstated"})


async def render_account_joined(context: RenderContext, order: SendAccountJoined, _: Parcel) -> list[Say]:
    """Tell a person that a further account has joined; nothing where that is no longer so."""
    person = await context.readings.person(order.person_id)
    account = await context.readings.account(person.id, order.account)
    return [Say(message=account_joined(account, catalogue(person.language)))] if account else []


async def render_news(context: RenderContext, order: SendNews, _: Parcel) -> list[Say]:
    """Tell a person of reports newly requested, or of their later deadline; nothing where that is no longer so."""
    person = await context.readings.person(order.person_id)
    views = [
        view
        for view in await context.readings.unsubmitted(order.report_ids)
        if _waits(view) and person.may(Action.ANSWER, view.unit_path)
    ]
    return (
        [Say(message=round_news(views, order.news, context.local(), catalogue(person.language)))]
        if views
        else []
    )


async def render_news_below(context: RenderContext, order: SendNewsBelow, _: Parcel) -> list[Say]:
    """Tell a person of rounds opened or extended below; nothing where that is no longer so."""
    person = await context.readings.person(order.person_id)
    seen = [await context.readings.overseen(person.id, each, order.unit_id) for each in order.round_ids]
    rounds = [view for view in seen if view]
    reports = [
        view
        for view in await context.readings.unsubmitted(order.report_ids)
        if _waits(view) and person.may(Action.OVERSEE, view.unit_path)
    ]
    if not rounds and not reports:
        return []
    return [
        Say(
            message=round_news_below(rounds, reports, order.news, context.local(), catalogue(person.language))
        )
    ]


async def render_closed(context: RenderContext, order: SendClosed, _: Parcel) -> list[Say]:
    """Tell a person of rounds closed while a report was open; nothing where that is no longer so."""
    person = await context.readings.person(order.person_id)
    views = await context.readings.left_open(person.id, order.round_ids)
    return [Say(message=closed_news(views, context.local(), catalogue(person.language)))] if views else []


async def render_role_news(context: RenderContext, order: SendRoleNews, _: Parcel) -> list[Say]:
    """Tell a person what changed in their roles; nothing where that is no longer so."""
    person = await context.readings.person(order.person_id)
    told = [each for each in order.changes if _is_so(each, person)]
    if not told:
        return []
    changes = []
    for each in told:
        unit, office = await context.readings.place(each.unit_id)
        changes.append(PlaceChange(change=each, unit=unit, office=office))
    units = {each.unit_id for each in told if each.news in GIVES}
    views = [
        view
        for view in await context.readings.own_reports(person.id)
        if not view.report.submissions and units.intersection(view.unit_path)
    ]
    return [Say(message=role_news(changes, views, context.local(), catalogue(person.language)))]


async def render_unit_news(context: RenderContext, order: SendUnitNews, _: Parcel) -> list[Say]:
    """Tell a person what changed in their units; nothing where that is no longer so."""
    person = await context.readings.person(order.person_id)
    ended = {each.unit_id for each in order.changes if each.news == "ended"}
    stories = await context.readings.unit_stories({each.unit_id for each in order.changes})
    told = [
        PlaceStory(change=each, story=stories[each.unit_id])
        for each in order.changes
        if each.unit_id in stories and (each.news == "ended") == stories[each.unit_id].has_ended
    ]
    if not told:
        return []
    views = [
        view
        for view in (await context.readings.own_reports(person.id) if ended else ())
        if not view.report.submissions and view.report.unit.id in ended
    ]
    return [Say(message=unit_news(told, views, context.local(), catalogue(person.language)))]


def _waits(view: ReportView) -> bool:
    return not view.report.round.closed


def _is_so(change: RoleChange, person: Person) -> bool:
    """Return whether the person's roles are still as the change set them."""
    if change.role is not None:
        return (Role(change.role, change.unit_id) in person.roles) == (change.news in GIVES)
    return any(role.unit_id == change.unit_id for role in person.roles) == (change.news in GIVES)
