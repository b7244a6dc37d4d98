"""Long polling: a batch is taken to its end before Telegram is told that it arrived."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.channel import Arrived
from bot.channels.telegram import ALLOWED_UPDATES, NAME, Hashed, incoming
from bot.channels.telegram_groups import own_name
from bot.channels.telegram_updates import read_update
from bot.finishing import to_its_end
from bot.metrics import UNMEASURED, Metrics

log = structlog.get_logger()

BATCH = 100
PAUSE = 2.0  # seconds after a failed poll
CONFLICT_PAUSE = 10.0

Heard = tuple[int, Arrived | None]
"""An update's id, and what it says to us, if anything."""


async def poll(
    bot: Bot,
    take: Callable[[Sequence[Arrived]], Awaitable[None]],
    *,
    timeout: int,  # noqa: ASYNC109 -- Telegram's parameter: how long its server waits, no deadline of ours
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    metrics: Metrics = UNMEASURED,
    hashed: Hashed | None = None,
) -> None:
    """Fetch updates and have them taken until cancelled; raises InvalidToken for a token nobody knows.

    The offset moves on only after `take` has returned, that is after the commit: what a crash interrupts is
    sent again, and recognised by its key.
    """
    offset: int | None = None
    while True:
        try:
            heard = await _fetch(bot, offset, timeout, hashed)
        except InvalidToken:
            raise
        except Conflict as error:
            metrics.polled(NAME, "conflict")
            log.warning("poll.conflict", hint="another program polls with this token", error=str(error))
            await sleep(CONFLICT_PAUSE)
            continue
        except TelegramError as error:
            metrics.polled(NAME, "failed")
            log.warning("poll.failed", error=str(error))
            await sleep(PAUSE)
            continue
        metrics.polled(NAME, "heard")
        await to_its_end(take([said for _, said in heard if said is not None]))
        if heard:
            offset = heard[-1][0] + 1


async def _fetch(bot: Bot, offset: int | None, seconds: int, hashed: Hashed | None) -> list[Heard]:
    try:
        updates = await bot.get_updates(
            offset=offset, limit=BATCH, timeout=seconds, allowed_updates=ALLOWED_UPDATES
        )
        return [(update.update_id, incoming(update, bot.id, own_name(bot), hashed)) for update in updates]
    except TelegramError:
        raise
    except Exception:
        log.exception("poll.unreadable")
        return await _fetch_each(bot, offset, hashed)


async def _fetch_each(bot: Bot, offset: int | None, hashed: Hashed | None) -> list[Heard]:
    """Fetch updates of which the library cannot read one (Telegram is newer than it): that one is kept.

    It would come again with every poll and nothing after it would ever be heard.
    """
    updates: list[dict[str, Any]] = await bot.do_api_request("getUpdates", {"offset": offset, "limit": BATCH})
    return [(update["update_id"], read_update(update, bot.id, hashed=hashed)) for update in updates]
