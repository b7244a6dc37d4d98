"""Telegram fails with every sending for a while: the real program loses nothing, and goes on soon afterwards."""

import asyncio
import time
from pathlib import Path

from sandbox import Fault, FaultKind, FaultPlan
from tests.acceptance.test_hostile_strangers import MEMBERS, said_to
from tests.support.bot_process import installation, until

SENDING = frozenset({"sendMessage"})
FAILING = 8.0  # seconds; hours of it are played in tests/unit/bot/outbound/test_sender.py


async def test_what_was_said_while_telegram_failed_is_answered_in_order_afterwards(tmp_path: Path) -> None:
    async with installation(tmp_path) as place:
        await place.start()
        place.sandbox.inflict(FaultPlan(faults=(Fault(kind=FaultKind.FAILURE, share=1.0, methods=SENDING),)))
        for member in MEMBERS:
            place.sandbox.phone(member.user_id).start()
        await asyncio.sleep(FAILING)
        assert not any(said_to(place, member) for member in MEMBERS)
        place.sandbox.inflict(FaultPlan())
        begun = time.monotonic()
        await until(lambda: all(said_to(place, member) for member in MEMBERS), "all are answered")
        print(f"\nanswered {time.monotonic() - begun:.1f} s after Telegram worked again")  # noqa: T201 -- a figure
        assert place.ask("SELECT count(*) FROM outbox WHERE state IN ('given_up', 'failed')") == [(0,)]
        assert place.ask("SELECT max(attempts) FROM outbox") == [(1,)]
