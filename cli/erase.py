"""`baocao people erase`: erase a person's data on a written request."""

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.settings import Settings
from cli.clock import office_now
from cli.parameters import LARGEST_NUMBER
from cli.terminal import agreed, out
from conversations.chat.orders import Parcel, Priority, Say
from conversations.profile.erasure import tell_unit_without_people
from reminders.quiet_hours import QuietHours
from reporting.people.person import Person
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.database.database import Database, existing_database
from storage.outbox.outbox import put_parcels
from storage.people.accounts import load_chats
from storage.people.people import load_people
from storage.people.unattended_units import load_units_left
from storage.privacy.erasure import ON_PAPER, erase_person, scrub
from texts import Catalogue


class NobodyOfThatName(Exception):
    """No person has this name or number."""


class SeveralOfThatName(Exception):
    """Several people are known by this name; the message lists their numbers."""


def erase(texts: Catalogue, who: str, *, sure: bool) -> None:
    """Erase a person; raises NobodyOfThatName and SeveralOfThatName."""
    asyncio.run(_erase(Settings(), who, texts, sure=sure))


async def _erase(settings: Settings, who: str, texts: Catalogue, *, sure: bool) -> None:
    """Print the person, ask for confirmation unless `sure`, and erase."""
    async with existing_database(settings.database_url) as database:
        async with database.reading() as connection:
            person = await _found(connection, who)
            left = await load_units_left(connection, person.id)
        out().print(texts.plain("erase.who", name=person.name, number=person.id), markup=False)
        out().print(texts.plain("erasing.what"), markup=False)
        if left:
            units = ", ".join(each.unit.full_name for each in left)
            out().print(texts.plain("erasing.units_left", units=units), markup=False)
        if not sure and not agreed(texts.plain("erasing.really"), texts):
            out().print(texts.plain("erasing.kept"), markup=False)
            return
        await _erase_and_tell(database, settings, person)
        await scrub(database, office_now())
        out().print(texts.plain("erase.done", number=person.id), markup=False)


async def _found(connection: AsyncConnection, who: str) -> Person:
    number = int(who) if who.isdecimal() and len(who) <= len(str(LARGEST_NUMBER)) else None
    which = t.people.c.name == who if number is None or number > LARGEST_NUMBER else t.people.c.id == number
    living = t.people.c.id.not_in(select(t.erasures.c.person_id))
    people = await load_people(connection, which & living)
    if not people:
        raise NobodyOfThatName(who)
    if len(people) > 1:
        raise SeveralOfThatName(", ".join(map(str, people)))
    return next(iter(people.values()))


async def _erase_and_tell(database: Database, settings: Settings, person: Person) -> None:
    """Erase a person; after the quiet hours tell the supervisors about units left without a reporter."""
    now = office_now()
    due = QuietHours().next_allowed(now.astimezone(settings.zone), WorkingCalendar())
    async with database.writing() as connection:
        tells = [
            tell
            for each in await load_units_left(connection, person.id)
            for tell in tell_unit_without_people(each, person.id)
        ]
        chats = await load_chats(connection, {tell.person_id for tell in tells})
        await erase_person(connection, person.id, ON_PAPER, now)
        await put_parcels(
            connection,
            [
                Parcel(
                    key=tell.key,
                    chat=chats[tell.person_id],
                    priority=Priority.REMINDER,
                    due_at=due,
                    delivery=Say(message=tell.message),
                )
                for tell in tells
                if tell.person_id in chats
            ],
        )
