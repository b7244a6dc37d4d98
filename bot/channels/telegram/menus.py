"""Telegram's command menus: a default one, and longer ones for supervisors and administrators."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.telegram.channel import NAME
from bot.channels.telegram.groups import own_name
from reporting.people.person import DEFAULT_LANGUAGE
from storage.database.database import Database
from storage.queries.menu_roles import MenuRoles, load_standings
from texts import catalogue

log = structlog.get_logger()

PAUSE = 30.0  # seconds between two checks for changed roles

EVERYBODYS = ("baocao", "xemlai", "sua", "dulieu", "kenh", "language", "trogiup")
OVERSEERS = ("tonghop",)
ADMINISTRATORS = ("quantri",)


class Menus:
    """Keeps the command menus up to date. Commands work without them."""

    def __init__(self, bot: Bot, database: Database) -> None:
        self._bot = bot
        self._database = database
        self._told = False
        self._shown: dict[str, MenuRoles] = {}

    async def keep(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Update the menus as roles change, until cancelled."""
        while True:
            if own_name(self._bot):
                try:
                    await self.refresh()
                except TelegramError as error:
                    log.info("menu.not_shown", kind=type(error).__name__)
            await sleep(PAUSE)

    async def refresh(self) -> None:
        """Send the changed menus; raises TelegramError if Telegram is unreachable or throttles."""
        if not self._told:
            await self._bot.set_my_commands(_listed(EVERYBODYS, DEFAULT_LANGUAGE))
            self._told = True
        async with self._database.reading() as connection:
            standings = await load_standings(connection, NAME)
        for address, standing in standings.items():
            if self._shown.get(address) != standing:
                await self._show(address, standing)
                self._shown[address] = standing

    async def _show(self, address: str, standing: MenuRoles) -> None:
        scope = BotCommandScopeChat(int(address))
        try:
            if not standing.oversees:
                await self._bot.delete_my_commands(scope)
                return
            further = (*OVERSEERS, *(ADMINISTRATORS if standing.administers else ()))
            await self._bot.set_my_commands(_listed((*further, *EVERYBODYS), standing.language), scope)
        except (BadRequest, Forbidden) as error:  # the chat no longer exists, so its menu does not matter
            log.info("menu.refused", kind=type(error).__name__)


def _listed(names: tuple[str, ...], language: str) -> list[BotCommand]:
    texts = catalogue(language)
    return [BotCommand(name, texts.plain(f"menu.{name}")) for name in names]
