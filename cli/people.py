"""`baocao people list|replace|suspend|reinstate`: who is registered, and a role given to another or suspended."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from bot.channels.telegram.channel import NAME as TELEGRAM
from bot.outbound.invitation_letter import invitation_letter
from bot.settings import Settings
from cli.arguments import unit_named, unit_today, units_today
from cli.decisions import decide, look_up, look_up_all
from cli.form import fail
from cli.group import LARGEST_NUMBER
from cli.invite import telegram_username
from cli.terminal import office_now, out
from reporting.decisions.decisions import Appoint, Reinstate, Suspend
from reporting.people.invitation import hash_code, invited_until
from reporting.people.role import RoleKind
from reporting.queries.invitations import InvitationByCode
from reporting.queries.people import MemberAt, MemberView
from reporting.queries.units import PeopledUnit, UnitsBelow
from storage.people.accounts import new_code
from texts import Catalogue
from texts.message_template import bare


def add_people(app: typer.Typer, texts: Catalogue) -> None:
    """Add the commands to the group about people."""
    number = typer.Argument(help=texts.plain("office.help_person"), max=LARGEST_NUMBER)
    unit = typer.Option(help=texts.plain("office.help_at_unit"))
    within = typer.Option("--unit", help=texts.plain("office.help_within"))
    name = typer.Option(help=texts.plain("office.help_name"))
    sure = typer.Option("--yes", help=texts.plain("office.help_yes"))

    @app.command("list", help=texts.plain("office.help_people"))
    def _list(unit: Annotated[str, within] = "") -> None:
        list_people(unit, texts)

    @app.command("replace", help=texts.plain("office.help_replace"))
    def _replace(
        number: Annotated[int, number],
        unit: Annotated[str, unit],
        name: Annotated[str, name],
        *,
        sure: Annotated[bool, sure] = False,
    ) -> None:
        replace(number, unit, name, texts, sure=sure)

    @app.command("suspend", help=texts.plain("office.help_suspend"))
    def _suspend(
        number: Annotated[int, number], unit: Annotated[str, unit], *, sure: Annotated[bool, sure] = False
    ) -> None:
        decide_on_member(Suspend, number, unit, texts, sure=sure)

    @app.command("reinstate", help=texts.plain("office.help_reinstate"))
    def _reinstate(
        number: Annotated[int, number], unit: Annotated[str, unit], *, sure: Annotated[bool, sure] = False
    ) -> None:
        decide_on_member(Reinstate, number, unit, texts, sure=sure)


def decide_on_member(
    ruling: type[Suspend | Reinstate], number: int, unit_code: str, texts: Catalogue, *, sure: bool
) -> None:
    """Have a person's roles at a unit count no longer, or again."""
    view = _member(number, unit_code, texts)
    decision = ruling(person_id=number, unit_id=view.unit.id)
    shown = texts.plain(f"decide.{decision.kind}", name=view.member.name, unit=view.unit.full_name)
    decide(decision, shown, texts.plain(f"decided.{decision.kind}"), texts, sure=sure)


def list_people(named: str, texts: Catalogue) -> None:
    """List who is registered at a unit and below; everybody where none is named."""
    table = Table()
    for column in ("number", "name", "unit", "roles", "state"):
        table.add_column(texts.plain(f"office.column_{column}"))
    units = units_today(former=True)
    if named:
        units = look_up(UnitsBelow((unit_named(named, units, texts).id,), former=True))
    for below, view in zip(units, look_up_all([PeopledUnit(unit.id) for unit in units]), strict=True):
        for member in view.members if view else ():
            state = "suspended" if member.suspended else "joined" if member.joined else "invited"
            roles = ", ".join(texts.plain(f"role.{kind}") for kind in member.roles)
            table.add_row(
                str(member.person_id), member.name, below.full_name, roles, texts.plain(f"member.{state}")
            )
    out().print(table)


def replace(number: int, unit_code: str, name: str, texts: Catalogue, *, sure: bool) -> None:
    """Have somebody new report for a unit in a person's place; prints the code once."""
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
        letter = invitation_letter(invitation, code, {TELEGRAM: username} if username else {})
        out().print(bare(letter.text), markup=False)


def _member(number: int, unit_code: str, texts: Catalogue) -> MemberView:
    unit = unit_today(unit_code, texts, former=True)
    view = look_up(MemberAt(number, unit.id))
    if view is None:
        fail(texts.plain("office.not_at_unit", number=number, unit=unit.full_name))
    return view
