"""Making what people are told unasked, from how things stand: nothing of what is no longer so."""

from datetime import datetime

from conversations.chat.messages import Message
from conversations.chat.orders import (
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
from reminders.news import News
from reporting.people.permissions import Action
from reporting.people.person import Person
from reporting.people.role import Role
from reporting.queries.reports import ReportView
from storage.queries.documents import Readings
from texts import catalogue

GIVES = frozenset({"given", "reinstated"})


class Teller:
    """Makes the messages that tell of rounds, deadlines and roles."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings

    async def tell(self, order: News | SendAccountJoined, now: datetime) -> list[Say]:
        """Return what is to be said, in the local time of the office; nothing where nothing is so any more."""
        person = await self._readings.person(order.person_id)
        match order:
            case SendNews():
                message = await self._of_reports(order, person, now)
            case SendNewsBelow():
                message = await self._of_rounds(order, person, now)
            case SendClosed():
                message = await self._of_closed(order, person, now)
            case SendRoleNews():
                message = await self._of_roles(order, person, now)
            case SendUnitNews():
                message = await self._of_units(order, person, now)
            case SendAccountJoined():
                message = await self._of_account(order, person)
        return [Say(message=message)] if message else []

    async def _of_account(self, order: SendAccountJoined, person: Person) -> Message | None:
        account = await self._readings.account(person.id, order.account)
        return account_joined(account, catalogue(person.language)) if account else None

    async def _of_reports(self, order: SendNews, person: Person, now: datetime) -> Message | None:
        views = [
            view
            for view in await self._readings.unsubmitted(order.report_ids)
            if _waits(view) and person.may(Action.ANSWER, view.unit_path)
        ]
        return round_news(views, order.news, now, catalogue(person.language)) if views else None

    async def _of_rounds(self, order: SendNewsBelow, person: Person, now: datetime) -> Message | None:
        seen = [await self._readings.overseen(person.id, each, order.unit_id) for each in order.round_ids]
        rounds = [view for view in seen if view]
        reports = [
            view
            for view in await self._readings.unsubmitted(order.report_ids)
            if _waits(view) and person.may(Action.OVERSEE, view.unit_path)
        ]
        if not rounds and not reports:
            return None
        return round_news_below(rounds, reports, order.news, now, catalogue(person.language))

    async def _of_closed(self, order: SendClosed, person: Person, now: datetime) -> Message | None:
        views = await self._readings.left_open(person.id, order.round_ids)
        return closed_news(views, now, catalogue(person.language)) if views else None

    async def _of_roles(self, order: SendRoleNews, person: Person, now: datetime) -> Message | None:
        told = [each for each in order.changes if _is_so(each, person)]
        if not told:
            return None
        changes = []
        for each in told:
            unit, office = await self._readings.place(each.unit_id)
            changes.append(PlaceChange(change=each, unit=unit, office=office))
        units = {each.unit_id for each in told if each.news in GIVES}
        views = [
            view
            for view in await self._readings.own_reports(person.id)
            if not view.report.submissions and units.intersection(view.unit_path)
        ]
        return role_news(changes, views, now, catalogue(person.language))

    async def _of_units(self, order: SendUnitNews, person: Person, now: datetime) -> Message | None:
        ended = {each.unit_id for each in order.changes if each.news == "ended"}
        stories = await self._readings.unit_stories({each.unit_id for each in order.changes})
        told = [
            PlaceStory(change=each, story=stories[each.unit_id])
            for each in order.changes
            if each.unit_id in stories and (each.news == "ended") == stories[each.unit_id].has_ended
        ]
        if not told:
            return None
        views = [
            view
            for view in (await self._readings.own_reports(person.id) if ended else ())
            if not view.report.submissions and view.report.unit.id in ended
        ]
        return unit_news(told, views, now, catalogue(person.language))


def _waits(view: ReportView) -> bool:
    return not view.report.round.closed


def _is_so(change: RoleChange, person: Person) -> bool:
    """Tell whether a person's roles are still what a change made them."""
    if change.role is not None:
        return (Role(change.role, change.unit_id) in person.roles) == (change.news in GIVES)
    return any(role.unit_id == change.unit_id for role in person.roles) == (change.news in GIVES)
