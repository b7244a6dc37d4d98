"""How updates of a channel come in: by polling for them, or by a webhook to which they are brought."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial

import structlog
from starlette.routing import Route
from telegram import Bot

from bot.channels import zalo_webhook
from bot.channels.channel import Arrived
from bot.channels.polling import poll
from bot.channels.telegram_groups import own_name
from bot.channels.telegram_webhook import announce, derived_secret, telegram_webhook
from bot.channels.zalo_account import ZaloAccount
from bot.channels.zalo_api import ZaloError, ZaloTokenRefused
from bot.channels.zalo_polling import poll_zalo
from bot.intake import Intake
from bot.metrics import Metrics
from bot.settings import Settings

log = structlog.get_logger()

PAUSE = 10.0  # seconds after which Zalo, not reached at the start, is told again how it is heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearer:
    """Who takes what is heard: batches of a poll, what webhooks bring; and whom a silence is told to.

    `missed` tells the people of a channel that something of theirs may be lost.
    """

    take: Callable[[Sequence[Arrived]], Awaitable[None]]
    missed: Callable[[str], Awaitable[None]]
    intake: Intake
    metrics: Metrics


async def _nothing() -> None:
    """Begin without telling the channel anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """A channel's way in: what the channel is told first, then the loop that runs or the route that is served."""

    begin: Callable[[], Awaitable[object]] = _nothing
    works: Sequence[Callable[[], Coroutine[None, None, None]]] = ()
    routes: Sequence[Route] = ()


def telegram_hearing(bot: Bot, settings: Settings, hearer: Hearer) -> Hearing:
    """Return the way in that the settings choose; a webhook left over from the other way is taken away."""
    hashed = settings.hashed_phones()
    public_url = settings.public_url if settings.telegram_updates == "webhook" else None
    if public_url is None:
        return Hearing(
            begin=partial(bot.delete_webhook, drop_pending_updates=False),
            works=[
                partial(
                    poll,
                    bot,
                    hearer.take,
                    timeout=settings.poll_timeout,
                    metrics=hearer.metrics,
                    hashed=hashed,
                )
            ],
        )
    secret = settings.webhook_secret() or derived_secret(bot.token)
    return Hearing(
        begin=partial(announce, bot, public_url, secret),
        routes=[telegram_webhook(bot.id, secret, hearer.intake, hearer.metrics, own_name(bot), hashed).route],
    )


def zalo_hearing(account: ZaloAccount, settings: Settings, hearer: Hearer) -> Hearing:
    """Return the way in that the settings choose. Where Zalo is not reached at the start, it is told later."""
    public_url = settings.public_url if settings.zalo_updates == "webhook" else None
    if public_url is None:
        return Hearing(works=[partial(_polling, account, settings, hearer)])
    configured = settings.zalo()
    secret = settings.zalo_secret() or zalo_webhook.derived_secret(configured.token if configured else "")
    return Hearing(
        works=[partial(_until_reached, partial(zalo_webhook.announce, account.api, public_url, secret))],
        routes=[zalo_webhook.zalo_webhook(account.id, secret, hearer.intake, hearer.metrics).route],
    )


async def _polling(account: ZaloAccount, settings: Settings, hearer: Hearer) -> None:
    await _until_reached(account.api.delete_webhook)
    missed = partial(hearer.missed, account.channel.name)
    await poll_zalo(account.api, account.id, hearer.take, missed, timeout=settings.poll_timeout)


async def _until_reached(
    tell: Callable[[], Awaitable[None]], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Tell Zalo something, again and again until it is reached; raises what no trying again can cure."""
    while True:
        try:
            await tell()
        except ZaloTokenRefused:
            raise
        except ZaloError as error:
            log.warning("zalo.not_told", kind=type(error).__name__, error=str(error))
            await sleep(error.retry_after or PAUSE)
        else:
            return
