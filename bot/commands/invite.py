"""`baocao invite`: new one-time codes on cards to give out, as PDF or as a workbook."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer
from telegram import Bot

from bot.commands.clock import office_now
from bot.commands.console import out
from bot.commands.revising import counting, refuse
from bot.commands.unit_words import unit_of
from bot.commands.workbooks import write_new
from bot.settings import Settings
from conversations.joining import hash_code
from conversations.people import SPOKEN, RoleKind
from conversations.people_rows import read_role
from reporting.invitations.card import Card, telegram_link
from reporting.invitations.cards_workbook import cards_workbook
from reporting.register import Register
from storage.accounts import new_code
from storage.database import database_to_read, existing_database
from storage.inviting import Invitable, Invitation, load_invitable, store_invitations
from storage.offices import OFFICE
from storage.unit_register import load_register
from texts import catalogue
from texts.catalogue import Catalogue
from texts.written import Writer

VALID_DAYS, MOST_DAYS = 30, 365
FORMATS = (".pdf", ".xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom to invite: at a unit and below, in a role, only those without an account; until when, into which file."""

    unit: str
    role: RoleKind | None
    without_account: bool
    days: int
    file: Path


def add_invite(app: typer.Typer, texts: Catalogue) -> None:
    """Add the command."""
    unit = typer.Option("--unit", help=texts.plain("register.help.invite_unit"))
    role = typer.Option("--role", help=texts.plain("register.help.invite_role"))
    everybody = typer.Option("--all-without-account", help=texts.plain("register.help.invite_all"))
    days = typer.Option("--days", help=texts.plain("register.help.invite_days"), min=1, max=MOST_DAYS)
    file = typer.Option("--out", help=texts.plain("register.help.invite_out"))

    @app.command("invite", help=texts.plain("register.help.invite"))
    def _invite(
        out: Annotated[Path, file],
        unit: Annotated[str, unit] = "",
        role: Annotated[str, role] = "",
        everybody: Annotated[bool, everybody] = False,  # noqa: FBT002 -- a flag of the command line
        days: Annotated[int, days] = VALID_DAYS,
    ) -> None:
        kind = read_role(role) if role else None
        if role and kind is None:
            refuse([texts.plain("register.fault.role", value=role)])
        if out.suffix.lower() not in FORMATS:
            refuse([texts.plain("register.invite.format", file=str(out))])
        if not (unit or role or everybody):
            refuse([texts.plain("register.invite.whom")])
        wanted = Wanted(unit=unit, role=kind, without_account=everybody, days=days, file=out)
        invite(wanted, texts)


def invite(wanted: Wanted, words: Catalogue) -> None:
    """Make the cards, write the file, and only then let the new codes count; raises UnusableFile."""
    settings = Settings()
    now = office_now()
    expires_at = datetime.combine(now.date() + timedelta(days=wanted.days), time.max, settings.zone)
    username = asyncio.run(telegram_username(settings))
    people, register = asyncio.run(_found(settings, wanted, words))
    if not people:
        refuse([words.plain("register.invite.nobody")])
    codes = {new_code(): person for person in people}
    of_office = catalogue(SPOKEN)  # the cards are read by whoever is invited
    cards = [
        _card(person, register, code, username, expires_at.date(), of_office)
        for code, person in codes.items()
    ]
    write_new(wanted.file, _content(wanted.file, cards, words, of_office, now))
    invitations = [Invitation(to=person, code_hash=hash_code(code)) for code, person in codes.items()]
    try:
        asyncio.run(_store(settings, invitations, expires_at, now))
    except BaseException:
        wanted.file.unlink(missing_ok=True)  # its codes are none
        raise
    day = Writer(words.language).date(expires_at)
    done = words.plain("register.invite.done", n=len(cards), file=str(wanted.file), day=day)
    out().print(done, markup=False)
    if username is None:
        out().print(words.plain("register.invite.no_bot"), markup=False)


async def _found(settings: Settings, wanted: Wanted, words: Catalogue) -> tuple[list[Invitable], Register]:
    async with database_to_read(settings.database_url) as database, database.reading() as connection:
        register = await load_register(connection)
        unit_id = unit_of(wanted.unit, register, words).id if wanted.unit else None
        people = await load_invitable(
            connection, unit_id=unit_id, kind=wanted.role, without_account=wanted.without_account
        )
    return people, register


async def _store(
    settings: Settings, invitations: Sequence[Invitation], expires_at: datetime, now: datetime
) -> None:
    async with existing_database(settings.database_url) as database, database.writing() as connection:
        await store_invitations(connection, invitations, expires_at, now)


async def telegram_username(settings: Settings) -> str | None:
    """Return the bot's name on Telegram: the one set, or as Telegram tells; None where no bot is set up there."""
    if settings.telegram_username:
        return settings.telegram_username.removeprefix("@")
    token = settings.token()
    if token is None:
        return None
    async with Bot(token, base_url=settings.telegram_base_url) as bot:
        return bot.username


def _card(
    person: Invitable, register: Register, code: str, username: str | None, last_day: date, words: Catalogue
) -> Card:
    path = [register[unit_id].on(date.max) for unit_id in register.responsible(person.role.unit_id)]
    role = words.plain(f"register.role.{person.role.kind}")
    offices = [unit.traits[OFFICE] for unit in path if OFFICE in unit.traits]
    return Card(
        office=offices[0] if offices else path[-1].full_name,
        name=person.name,
        role=role[:1].upper() + role[1:],
        unit=", ".join(unit.full_name for unit in path[:2]),
        code=code,
        link=telegram_link(username, code) if username else None,
        last_day=last_day,
    )


def _content(
    file: Path, cards: Sequence[Card], words: Catalogue, of_office: Catalogue, now: datetime
) -> bytes:
    with counting(words, len(cards)) as seen:
        if file.suffix.lower() == ".pdf":
            from reporting.invitations.cards_pdf import cards_pdf  # noqa: PLC0415 -- drawing takes long to load: not at every command's start

            return cards_pdf(cards, of_office, now, seen)
        return cards_workbook(cards, of_office, seen)
