"""Long polling for Telegram. A batch is confirmed only after it has been processed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels import token_trust
from bot.channels.channel import Arrived
from bot.channels.telegram.api import TIMEOUT, call
from bot.channels.telegram.channel import ALLOWED_UPDATES, NAME, Hashed
from bot.channels.telegram.groups import own_name
from bot.channels.telegram.updates import read_update
from bot.channels.token_trust import TokenTrust
from bot.inbound.outages import to_its_end
from bot.monitoring.metrics import UNMEASURED, Metrics

log = structlog.get_logger()

BATCH = 100
PAUSE = 2.0  # seconds after a failed poll
CONFLICT_PAUSE = 10.0

Heard = tuple[int, Arrived | None]
"""An update's id with its event, or None if it is not for us."""


async def poll(
    bot: Bot,
    take: Callable[[Sequence[Arrived]], Awaitable[None]],
    *,
    timeout: int,  # noqa: ASYNC109 -- Telegram's parameter: how long its server waits, no deadline of ours
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    metrics: Metrics = UNMEASURED,
    hashed: Hashed | None = None,
) -> None:
    """Poll for updates and process them until cancelled; raises InvalidToken if the token is refused for good.

    The offset advances only after `take` returns, that is after the commit. After a crash Telegram redelivers the
    batch, and the events' keys identify duplicates.
    """
    offset: int | None = None
    trust = TokenTrust()
    while True:
        try:
            heard = await _fetch(bot, offset, timeout, hashed)
        except InvalidToken as error:
            trust.refused(error)
            metrics.polled(NAME, "failed")
            log.warning("poll.token_refused", hint="it worked before, so it is tried again", error=str(error))
            await sleep(token_trust.PAUSE)
            continue
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
        trust.taken()
        metrics.polled(NAME, "heard")
        await to_its_end(take([said for _, said in heard if said is not None]))
        if heard:
            offset = heard[-1][0] + 1


async def _fetch(bot: Bot, offset: int | None, seconds: int, hashed: Hashed | None) -> list[Heard]:
    """Fetch updates and parse them one by one, because one bad update would fail every following poll."""
    updates = await call(
        bot,
        "getUpdates",
        read_timeout=TIMEOUT + seconds,
        offset=offset,
        limit=BATCH,
        timeout=seconds,
        allowed_updates=ALLOWED_UPDATES,
    )
    name = own_name(bot)
    return list(_read(updates, partial(read_update, bot_id=bot.id, bot_name=name, hashed=hashed)))


def _read(updates: Sequence[Mapping[str, Any]], read: Callable[..., Arrived | None]) -> Iterator[Heard]:
    """Yield the updates' events. An object without an update id cannot be confirmed and is skipped."""
    for update in updates:
        try:
            yield update["update_id"], read(update)
        except (AttributeError, KeyError, TypeError, ValueError):
            log.exception("poll.no_update")
