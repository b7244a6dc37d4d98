"""Polls Zalo, which delivers each event once. After a gap in polling, the active chats are notified."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.channels import token_trust
from bot.channels.channel import Arrived
from bot.channels.token_trust import TokenTrust
from bot.channels.zalo.api import (
    ZaloApi,
    ZaloError,
    ZaloImpostor,
    ZaloTokenRefused,
    ZaloUnreached,
    ZaloUnreadable,
)
from bot.channels.zalo.channel import NAME, incoming
from bot.channels.zalo.wire import ZaloUpdate
from bot.inbound.outages import to_its_end
from bot.inbound.unreadable import unread
from bot.monitoring.metrics import UNMEASURED, Metrics

log = structlog.get_logger()

PAUSE = 10.0  # seconds after an error without its own delay
DEAF = 10.0  # seconds without contact after which events may be lost


async def poll_zalo(
    api: ZaloApi,
    bot_id: str,
    take: Callable[[Sequence[Arrived]], Awaitable[None]],
    missed: Callable[[], Awaitable[None]],
    *,
    timeout: int,  # noqa: ASYNC109 -- Zalo's parameter: how long its server waits, no deadline of ours
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    seconds: Callable[[], float] = time.monotonic,
    metrics: Metrics = UNMEASURED,
) -> None:
    """Poll for events and process them until cancelled; raises ZaloTokenRefused if the token is refused for good.

    An event that was delivered but not processed is lost, as may be those sent during a gap. `missed` is awaited when
    contact returns: at startup, after a poll whose answer was lost, and after DEAF seconds without contact.
    """
    deaf_since, lost = seconds(), True
    hearing, trust = False, TokenTrust()
    while True:
        try:
            update = await api.get_update(timeout if hearing else 0)
        except ZaloError as error:
            if isinstance(error, ZaloTokenRefused):
                trust.refused(error)
            metrics.polled(NAME, "failed")
            log.warning("zalo.poll_failed", kind=type(error).__name__, error=str(error))
            if isinstance(error, ZaloUnreadable):
                await to_its_end(take([unread(NAME, json.dumps(error.event).encode(), error)]))
            deaf_since = seconds() if hearing else deaf_since
            lost = lost or isinstance(error, ZaloImpostor) or not isinstance(error, ZaloUnreached)
            hearing = False
            await sleep(
                token_trust.PAUSE if isinstance(error, ZaloTokenRefused) else error.retry_after or PAUSE
            )
            continue
        trust.taken()
        metrics.polled(NAME, "heard")
        said = _read(update, bot_id) if update is not None else None
        if said is not None:
            await to_its_end(take([said]))
        if not hearing and (lost or seconds() - deaf_since > DEAF):
            await missed()
        hearing, lost = True, False


def _read(update: ZaloUpdate, bot_id: str) -> Arrived | None:
    """Parse an event. One that cannot be parsed becomes a dead letter, because Zalo does not redeliver it."""
    try:
        return incoming(update, bot_id)
    except (TypeError, ValueError) as failure:
        return unread(NAME, update.model_dump_json().encode(), failure)
