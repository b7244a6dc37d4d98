"""`baocao run`: the bot on its channels, until it is told to stop."""

import asyncio
from importlib import import_module

from bot.monitoring.logs import set_up_logs
from bot.monitoring.watchdog import watched
from bot.settings import Settings
from bot.web.descriptors import raise_descriptors
from bot.wiring.app import keep_what_is_loaded, running
from cli.clock import clock
from cli.signals import run_until_stopped
from cli.terminal import console_texts, problems
from storage.database.database import Database
from storage.units.current import load_units_today


def run(texts: Catalogue) -> None:
    """Run the bot; raises MissingToken, InvalidToken, ZaloTokenRefused, StorageError."""
    raise_descriptors()
    settings = Settings()
    token = settings.token()
    set_up_logs(settings.log_level, settings.log_format, settings.secrets())
    for file in settings.open_secrets():
        problems().print(console_texts().plain("cli.warning.secret_open", file=str(file)), markup=False)
    run_until_stopped(_run(settings, token))
    problems().print(console_texts().plain("cli.run.stopped"))


async def _run(settings: Settings, token: str | None) -> None:
    async with watched(settings.hang_seconds), running(settings, token, now=clock(settings)) as bot:
        import_module("forms.workbook")  # here, so that the first form keeps no answer waiting
        keep_what_is_loaded()
        problems().print(console_texts().plain("cli.run.started", bot=", ".join(bot.called)))
        for channel in bot.unreached:
            named = console_texts().plain(f"channel.{channel}")
            problems().print(console_texts().plain("cli.run.unreached", channel=named))
        if not await _units(bot.database):
            problems().print(console_texts().plain("commandline.empty_office"))
        await asyncio.Event().wait()  # for good: what ends it is a signal


async def _units(database: Database) -> int:
    """Return how many units there are: none is a new office, or the address of another database than was meant."""
    async with database.reading() as connection:
        return len(await load_units_today(connection))
