"""The bot's accounts on the configured channels."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import telegram_bot
from bot.channels.telegram.channel import NAME as TELEGRAM
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.groups import own_id, own_name
from bot.channels.telegram.menus import Menus
from bot.channels.zalo.account import zalo_account
from bot.channels.zalo.channel import NAME as ZALO
from bot.outbound.pacer import Pacer, Rates
from bot.outbound.sender import Outlet
from bot.settings import Settings
from bot.wiring.receivers import EventSinks, Receiver, telegram_receiver, zalo_receiver
from storage.database.database import Database


class MissingToken(Exception):
    """No channel has a bot token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAccount:
    """The bot on one channel: its name, its sender with rate limits, and its receiver.

    `found_as` is the name by which people find the bot, or '' until the channel has told it. `menus` are the command
    menus, if the channel has any.
    """

    channel: str
    called: str
    found_as: Callable[[], str]
    outlet: Outlet
    hearing: Callable[[EventSinks], Receiver]
    menus: Callable[[Database], Menus] | None = None


@asynccontextmanager
async def channel_accounts(
    settings: Settings, token: str | None, haste: float = 1.0
) -> AsyncIterator[Sequence[ChannelAccount]]:
    """Open all accounts; `token` is Telegram's. Raises MissingToken, or a channel's error for an invalid token.

    `haste` multiplies the channels' sending rates.
    """
    configured = settings.zalo()
    async with AsyncExitStack() as stack:
        found: list[ChannelAccount] = []
        if token is not None:
            bot = await stack.enter_async_context(_telegram(settings, token))
            found.append(
                ChannelAccount(
                    channel=TELEGRAM,
                    called=_called(bot),
                    found_as=partial(_found_as, bot, settings),
                    outlet=Outlet(
                        channel=Telegram(bot, takes_phones=settings.hashed_phones() is not None),
                        pacer=Pacer(Rates().hastened(haste), time.monotonic),
                    ),
                    hearing=partial(telegram_receiver, bot, settings),
                    menus=partial(Menus, bot),
                )
            )
        if configured is not None:
            account = await stack.enter_async_context(zalo_account(configured))
            rates = Rates(per_second=settings.zalo_per_second).hastened(haste)
            found.append(
                ChannelAccount(
                    channel=ZALO,
                    called=f"{account.name or account.id} (Zalo)",
                    found_as=partial(str, account.name),
                    outlet=Outlet(channel=account.channel, pacer=Pacer(rates, time.monotonic)),
                    hearing=partial(zalo_receiver, account, settings),
                )
            )
        if not found:
            raise MissingToken
        yield found


@asynccontextmanager
async def _telegram(settings: Settings, token: str) -> AsyncIterator[Bot]:
    """Open Telegram's account; raises InvalidToken. If Telegram is unreachable, a later attempt follows."""
    bot = telegram_bot(token, settings.telegram_base_url, settings.telegram_base_file_url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(bot.shutdown)
        try:
            await bot.initialize()
        except InvalidToken:
            raise
        except TelegramError:
            pass  # startup reports it and tries again
        yield bot


def _found_as(bot: Bot, settings: Settings) -> str:
    """Return the bot's name for links, from Telegram or else from the settings."""
    return own_name(bot) or (settings.telegram_username or "").removeprefix("@")


def _called(bot: Bot) -> str:
    name = own_name(bot)
    return f"@{name}" if name else f"{own_id(bot)} (Telegram)"
