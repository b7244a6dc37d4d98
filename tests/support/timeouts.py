"""Waiting in tests: whether they pass must not depend on how fast the machine is, nor on how long it stands still."""

import asyncio

from telegram import Bot
from telegram.request import HTTPXRequest

LONGEST = 120.0  # seconds for anything at all, on a machine with much else to do


def let_pass(seconds: float) -> None:
    """Set the running loop's clock on: whatever waits in it for no longer than that has waited long enough."""
    loop = asyncio.get_running_loop()
    time = loop.time
    loop.time = lambda: time() + seconds  # type: ignore[method-assign]  # as if nobody had been given a turn meanwhile


def patient_bot(token: str, base_url: str, base_file_url: str = "") -> Bot:
    """Return python-telegram-bot's own bot, but for its patience of five seconds."""
    request, polling = (
        HTTPXRequest(
            connect_timeout=LONGEST, read_timeout=LONGEST, write_timeout=LONGEST, pool_timeout=LONGEST
        )
        for _ in range(2)
    )
    return Bot(
        token,
        base_url=base_url,
        base_file_url=base_file_url,
        request=request,
        get_updates_request=polling,
    )
