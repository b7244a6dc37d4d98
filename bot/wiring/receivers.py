"""How a channel receives updates: by polling or by a webhook."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.routing import Route
from telegram import Bot

from bot.channels.channel import Arrived
from bot.channels.telegram.channel import NAME as TELEGRAM
from bot.channels.telegram.groups import own_id, own_name
from bot.channels.telegram.polling import poll
from bot.channels.telegram.webhook import announce, telegram_webhook
from bot.channels.zalo import webhook as zalo_webhook
from bot.channels.zalo.account import ZaloAccount
from bot.channels.zalo.channel import NAME as ZALO
from bot.channels.zalo.polling import poll_zalo
from bot.inbound.queue import InboundQueue
from bot.inbound.stranger_queue import StrangerQueue
from bot.monitoring.metrics import Metrics
from bot.settings import Settings
from bot.web.webhook import derived_secret
from bot.wiring.startup import Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSinks:
    """Where receivers deliver: batches of polls, webhook events, and notices after a gap.

    `missed` notifies a channel's people that events may be lost; strangers wait in `strangers`.
    """

    take: Callable[[Sequence[Arrived]], Awaitable[None]]
    missed: Callable[[str], Awaitable[None]]
    intake: InboundQueue
    strangers: StrangerQueue
    metrics: Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A channel's receiver: its registration, then its polling loop or its webhook route."""

    begin: Callable[[], Awaitable[None]]
    works: Sequence[Callable[[], Coroutine[None, None, None]]] = ()
    routes: Sequence[Route] = ()


def telegram_receiver(bot: Bot, settings: Settings, hearer: EventSinks) -> Receiver:
    """Return the receiver that the settings choose; the registration of the other kind is removed."""
    hashed = settings.hashed_phones()
    public_url = settings.public_url if settings.telegram_updates == "webhook" else None
    if public_url is None:
        told = _telegram_told(bot, hearer.metrics, partial(bot.delete_webhook, drop_pending_updates=False))
        polling = partial(
            poll, bot, hearer.take, timeout=settings.poll_timeout, metrics=hearer.metrics, hashed=hashed
        )
        return Receiver(begin=told.at_once, works=[partial(_once_reached, told, polling)])
    secret = settings.webhook_secret() or derived_secret(bot.token)
    told = _telegram_told(bot, hearer.metrics, partial(announce, bot, public_url, secret))
    called = partial(own_name, bot)
    webhook = telegram_webhook(own_id(bot), secret, hearer.intake, hearer.metrics, called, hashed)
    return Receiver(begin=told.at_once, works=[told.until_reached], routes=[webhook.route])


def zalo_receiver(account: ZaloAccount, settings: Settings, hearer: EventSinks) -> Receiver:
    """Return the receiver that the settings choose; the registration of the other kind is removed."""
    public_url = settings.public_url if settings.zalo_updates == "webhook" else None
    if public_url is None:
        told = Registration(channel=ZALO, tell=account.api.delete_webhook, metrics=hearer.metrics)
        missed = partial(hearer.missed, ZALO)
        polling = partial(
            poll_zalo,
            account.api,
            account.id,
            hearer.take,
            missed,
            timeout=settings.poll_timeout,
            metrics=hearer.metrics,
        )
        return Receiver(begin=told.at_once, works=[partial(_once_reached, told, polling)])
    configured = settings.zalo()
    secret = settings.zalo_secret() or zalo_webhook.derived_secret(configured.token if configured else "")
    announcing = partial(zalo_webhook.announce, account.api, public_url, secret)
    told = Registration(channel=ZALO, tell=announcing, metrics=hearer.metrics)
    webhook = zalo_webhook.zalo_webhook(account.id, secret, hearer.intake, hearer.metrics)
    return Receiver(begin=told.at_once, works=[told.until_reached], routes=[webhook.route])


def _telegram_told(bot: Bot, metrics: Metrics, tell: Callable[[], Awaitable[object]]) -> Registration:
    """Return Telegram's startup call, preceded by getMe if that failed before."""

    async def known_and_told() -> None:
        await bot.initialize()
        await tell()

    return Registration(channel=TELEGRAM, tell=known_and_told, metrics=metrics)


async def _once_reached(told: Registration, work: Callable[[], Awaitable[None]]) -> None:
    await told.until_reached()
    await work()
