"""How updates of a channel come in: by polling for them, or by a webhook to which they are brought."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.routing import Route
from telegram import Bot

from bot.channels.channel import Arrived
from bot.channels.polling import poll
from bot.channels.telegram_webhook import announce, derived_secret, telegram_webhook
from bot.intake import Intake
from bot.metrics import Metrics
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """A channel's way in: what the channel is told first, then the loop that runs or the route that is served."""

    begin: Callable[[], Awaitable[object]]
    works: Sequence[Callable[[], Coroutine[None, None, None]]] = ()
    routes: Sequence[Route] = ()


def telegram_hearing(
    bot: Bot,
    settings: Settings,
    take: Callable[[Sequence[Arrived]], Awaitable[None]],
    intake: Intake,
    metrics: Metrics,
) -> Hearing:
    """Return the way in that the settings choose; a webhook left over from the other way is taken away."""
    public_url = settings.public_url if settings.telegram_updates == "webhook" else None
    if public_url is None:
        return Hearing(
            begin=partial(bot.delete_webhook, drop_pending_updates=False),
            works=[partial(poll, bot, take, timeout=settings.poll_timeout, metrics=metrics)],
        )
    secret = settings.webhook_secret() or derived_secret(bot.token)
    return Hearing(
        begin=partial(announce, bot, public_url, secret),
        routes=[telegram_webhook(bot.id, secret, intake, metrics).route],
    )
