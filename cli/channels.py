"""`baocao channels check`: checks tokens, webhooks, the public URL and plans, each with its remedy."""

import asyncio

import click

from bot.settings import Settings
from bot.wiring.check import CheckResult, findings
from cli.clock import office_now
from cli.terminal import out
from storage.database.database import database_to_read
from storage.maintenance.status import load_status
from texts import Catalogue
from texts.formatting import Writer

CHANNELS = {"telegram": "Telegram", "zalo": "Zalo", "": "Baocao"}


def check(texts: Catalogue) -> None:
    """Check the channels; exit with status 1 after a failed check."""
    if not asyncio.run(_checked(Settings(), texts)):
        raise click.exceptions.Exit(1)


async def _checked(settings: Settings, texts: Catalogue) -> bool:
    """Print the checks; return whether all passed."""
    fine = True
    async for finding in findings(settings):
        fine = fine and finding.fine
        out().print(_line(finding, texts), markup=False)
    if settings.zalo() is not None:
        out().print(await _plan(settings, texts), markup=False)
    return fine


def _line(finding: CheckResult, texts: Catalogue) -> str:
    said = texts.plain(f"channels.{finding.name}", n=None, **finding.details)
    return f"{'✓' if finding.fine else '✗'} {CHANNELS[finding.channel]}: {said}"


async def _plan(settings: Settings, texts: Catalogue) -> str:
    """Return the line about this month's use of Zalo's plan."""
    async with database_to_read(settings.database_url) as database, database.reading() as connection:
        status = await load_status(connection, office_now())
    writer, plan = Writer(texts.language), settings.plans["zalo"]
    used, people = status.sent.get("zalo", 0), status.users.get("zalo", 0)
    fine = (not plan.messages or used < plan.messages) and (not plan.users or people <= plan.users)
    said = texts.plain(
        "channels.plan",
        used=writer.count(used),
        messages=writer.count(plan.messages) if plan.messages else "∞",
        people=writer.count(people),
        users=writer.count(plan.users) if plan.users else "∞",
    )
    return f"{'✓' if fine else '✗'} {CHANNELS['zalo']}: {said}"
