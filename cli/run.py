"""`baocao run`: the bot on its channels, until SIGINT or SIGTERM."""

import asyncio
from importlib import import_module

from bot.monitoring.logs import set_up_logs
from bot.monitoring.watchdog import watched
from bot.settings import Settings
from bot.web.descriptors import raise_descriptors
from bot.wiring.app import keep_what_is_loaded, running
from cli.clock import clock
from cli.signals import run_until_stopped
from cli.terminal import problems
from storage.database.database import Database
from storage.units.current import load_units_today
from texts import Catalogue


def run(texts: Catalogue) -> None:
    """Run the bot; raises MissingToken, InvalidToken, ZaloTokenRefused, StorageError."""
    raise_descriptors()
    settings = Settings()
    token = settings.token()
    set_up_logs(settings.log_level, settings.log_format, settings.secrets())
    for file in settings.open_secrets():
        problems().print(texts.plain("cli.warning.secret_open", file=str(file)), markup=False)
    run_until_stopped(_run(texts, settings, token))
    problems().print(texts.plain("cli.run.stopped"))


async def _run(texts: Catalogue, settings: Settings, token: str | None) -> None:
    async with watched(settings.hang_seconds), running(settings, token, now=clock(settings)) as bot:
        import_module("forms.workbook")  # slow to load: otherwise the first form would delay an answer
        keep_what_is_loaded()
        problems().print(texts.plain("cli.run.started", bot=", ".join(bot.called)))
        for channel in bot.unreached:
            named = texts.plain(f"channel.{channel}")
            problems().print(texts.plain("cli.run.unreached", channel=named))
        if not await _units(bot.database):
            problems().print(texts.plain("commandline.empty_office"))
        await asyncio.Event().wait()  # forever: a signal cancels it


async def _units(database: Database) -> int:
    """Return the number of units; 0 indicates a new office or a wrong database URL."""
    async with database.reading() as connection:
        return len(await load_units_today(connection))
