"""`baocao people list|replace|suspend|reinstate`."""

import asyncio

from rich.table import Table

from bot.settings import Settings
from cli.arguments import unit_named, unit_today, units_today
from cli.clock import office_now
from cli.decisions import decide, look_up, look_up_all
from cli.invite import telegram_username
from cli.terminal import fail, out
from reporting.decisions.decisions import Appoint, Reinstate, Suspend
from reporting.people.invitation import hash_code, invited_until
from reporting.people.role import RoleKind
from reporting.queries.invitations import InvitationByCode
from reporting.queries.people import MemberAt, MemberView
from reporting.queries.units import PeopledUnit, UnitsBelow
from storage.people.accounts import new_code
from texts import Catalogue
from texts.message_template import bare


def list_people(texts: Catalogue, unit_code: str) -> None:
    """List the people registered at a unit and below, or all people."""
    table = Table()
    for column in ("number", "name", "unit", "roles", "state"):
        table.add_column(texts.plain(f"office.column_{column}"))
    units = units_today(former=True)
    if unit_code:
        units = look_up(UnitsBelow((unit_named(unit_code, units, texts).id,), former=True))
    for below, view in zip(units, look_up_all([PeopledUnit(unit.id) for unit in units]), strict=True):
        for member in view.members if view else ():
            state = "suspended" if member.suspended else "joined" if member.joined else "invited"
            roles = ", ".join(texts.plain(f"role.{kind}") for kind in member.roles)
            table.add_row(
                str(member.person_id), member.name, below.full_name, roles, texts.plain(f"member.{state}")
            )
    out().print(table)


def replace(texts: Catalogue, number: int, unit_code: str, name: str, *, sure: bool) -> None:
    """Replace a reporter of a unit by a new person; print the invitation with its code."""
    view = _member(number, unit_code, texts)
    if RoleKind.REPORTER not in view.member.roles:
        fail(texts.plain("invite.no_reporter", name=view.member.name))
    code = new_code()
    decision = Appoint(
        unit_id=view.unit.id,
        role=RoleKind.REPORTER,
        name=name,
        instead_of=number,
        code_hash=hash_code(code),
        expires_at=invited_until(office_now()),
    )
    username = asyncio.run(telegram_username(Settings()))
    shown = texts.plain("decide.replace", name=name, old=view.member.name, unit=view.unit.full_name)
    decide(decision, shown, texts.plain("office.invited"), texts, sure=sure)
    if (invitation := look_up(InvitationByCode(hash_code(code)))) is not None:
        from bot.channels.telegram.channel import NAME as TELEGRAM  # noqa: PLC0415 -- Telegram's client is slow to load, and only this step needs it
        from bot.outbound.invitation_letter import invitation_letter  # noqa: PLC0415 -- the same

        letter = invitation_letter(invitation, code, {TELEGRAM: username} if username else {})
        out().print(bare(letter.text), markup=False)


def suspend(texts: Catalogue, number: int, unit_code: str, *, sure: bool) -> None:
    """Suspend a person's roles at a unit."""
    decide_on_member(Suspend, number, unit_code, texts, sure=sure)


def reinstate(texts: Catalogue, number: int, unit_code: str, *, sure: bool) -> None:
    """Reinstate a person's suspended roles at a unit."""
    decide_on_member(Reinstate, number, unit_code, texts, sure=sure)


def decide_on_member(
    ruling: type[Suspend | Reinstate], number: int, unit_code: str, texts: Catalogue, *, sure: bool
) -> None:
    """Suspend or reinstate a person's roles at a unit."""
    view = _member(number, unit_code, texts)
    decision = ruling(person_id=number, unit_id=view.unit.id)
    shown = texts.plain(f"decide.{decision.kind}", name=view.member.name, unit=view.unit.full_name)
    decide(decision, shown, texts.plain(f"decided.{decision.kind}"), texts, sure=sure)


def _member(number: int, unit_code: str, texts: Catalogue) -> MemberView:
    unit = unit_today(unit_code, texts, former=True)
    view = look_up(MemberAt(number, unit.id))
    if view is None:
        fail(texts.plain("office.not_at_unit", number=number, unit=unit.full_name))
    return view
