"""`baocao invite`: cards with new one-time codes, as PDF or workbook."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.settings import Settings
from cli.arguments import unit_of
from cli.clock import office_now
from cli.files import write_new
from cli.terminal import out
from cli.unit_revision import counting, refuse
from documents.invitations.card import Card, telegram_link
from reporting.people.invitation import hash_code
from reporting.people.person import DEFAULT_LANGUAGE
from reporting.people.role import RoleKind
from reporting.people.role_words import read_role
from reporting.units.history import Register
from storage.database.database import database_to_read, existing_database
from storage.people.accounts import new_code
from storage.people.invitation_codes import Invitable, Invitation, load_invitable, store_invitations
from storage.units.current import OFFICE
from storage.units.history import load_register
from texts import catalogue
from texts.catalogue import Catalogue
from texts.formatting import Writer

VALID_DAYS, MOST_DAYS = 30, 365
FORMATS = (".pdf", ".xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRequest:
    """Selects people at a unit and below, by role, or without an account; `days` is the validity of their codes."""

    unit: str
    role: RoleKind | None
    without_account: bool
    days: int
    file: Path


def invite_people(texts: Catalogue, file: Path, unit: str, role: str, *, everybody: bool, days: int) -> None:
    """Check the options and write the invitation cards; print errors and exit with status 1."""
    kind = read_role(role) if role else None
    if role and kind is None:
        refuse([texts.plain("register.fault.role", value=role)])
    if file.suffix.lower() not in FORMATS:
        refuse([texts.plain("register.invite.format", file=str(file))])
    if not (unit or role or everybody):
        refuse([texts.plain("register.invite.whom")])
    wanted = InvitationRequest(unit=unit, role=kind, without_account=everybody, days=days, file=file)
    invite(wanted, texts)


def invite(wanted: InvitationRequest, words: Catalogue) -> None:
    """Write the cards to the file, then store the codes; raises UnusableFile."""
    settings = Settings()
    now = office_now()
    expires_at = datetime.combine(now.date() + timedelta(days=wanted.days), time.max, settings.zone)
    username = asyncio.run(telegram_username(settings))
    people, register = asyncio.run(_found(settings, wanted, words))
    if not people:
        refuse([words.plain("register.invite.nobody")])
    codes = {new_code(): person for person in people}
    of_office = catalogue(DEFAULT_LANGUAGE)  # the language of the invited people
    cards = [
        _card(person, register, code, username, expires_at.date(), of_office)
        for code, person in codes.items()
    ]
    write_new(wanted.file, _content(wanted.file, cards, words, of_office, now))
    invitations = [Invitation(to=person, code_hash=hash_code(code)) for code, person in codes.items()]
    try:
        asyncio.run(_store(settings, invitations, expires_at, now))
    except BaseException:
        wanted.file.unlink(missing_ok=True)  # its codes are not valid
        raise
    day = Writer(words.language).date(expires_at)
    done = words.plain("register.invite.done", n=len(cards), file=str(wanted.file), day=day)
    out().print(done, markup=False)
    if username is None:
        out().print(words.plain("register.invite.no_bot"), markup=False)


async def _found(
    settings: Settings, wanted: InvitationRequest, words: Catalogue
) -> tuple[list[Invitable], Register]:
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
    """Return the bot's name on Telegram: the one set, or the one from Telegram; None without a bot."""
    if settings.telegram_username:
        return settings.telegram_username.removeprefix("@")
    token = settings.token()
    if token is None:
        return None
    from telegram import Bot  # noqa: PLC0415 -- slow to load, and not needed if the name is configured

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
            from documents.invitations.cards_pdf import cards_pdf  # noqa: PLC0415 -- the drawing libraries are slow to load, and the other format does not need them

            return cards_pdf(cards, of_office, now, seen)
        from documents.invitations.cards_workbook import cards_workbook  # noqa: PLC0415 -- the same

        return cards_workbook(cards, of_office, seen)
