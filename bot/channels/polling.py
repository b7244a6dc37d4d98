"""Long polling: a batch is taken to its end before Telegram is told that it arrived."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.channel import Incoming
from bot.channels.telegram import ALLOWED_UPDATES, incoming

log = structlog.get_logger()

BATCH = 100
PAUSE = 2.0  # seconds after a failed poll
CONFLICT_PAUSE = 10.0


async def poll(
    bot: Bot,
    take: Callable[[Sequence[Incoming]], Awaitable[None]],
    *,
    timeout: int,  # noqa: ASYNC109 -- Telegram's parameter: how long its server waits, no deadline of ours
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Fetch updates and have them taken until cancelled; raises InvalidToken for a token nobody knows.

    The offset moves on only after `take` has returned, that is after the commit: what a crash interrupts is
    sent again, and recognised by its key.
    """
    offset: int | None = None
    while True:
        try:
            updates = await bot.get_updates(
                offset=offset, limit=BATCH, timeout=timeout, allowed_updates=ALLOWED_UPDATES
            )
        except InvalidToken:
            raise
        except Conflict as error:
            log.warning("poll.conflict", hint="another program polls with this token", error=str(error))
            await sleep(CONFLICT_PAUSE)
            continue
        except TelegramError as error:
            log.warning("poll.failed", error=str(error))
            await sleep(PAUSE)
            continue
        heard = (incoming(update, bot.id) for update in updates)
        await take([each for each in heard if each is not None])
        if updates:
            offset = updates[-1].update_id + 1
