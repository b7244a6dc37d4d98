"""Carries decisions out, each with its row in the audit, all in the turn's transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import Decide
from reporting.decisions.decisions import Decision
from storage.audit.audit import write_audit
from storage.database.locks import lock_decisions
from storage.decisions.table import DECISIONS
from storage.requested_change import RequestedChange


async def carry_out_decisions(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Decide]], now: datetime
) -> None:
    """Carry out the decisions that people have confirmed; raises DecisionClash."""
    for each in changes:
        await carry_out(connection, each.person_id, each.effect.decision, now)


async def carry_out(
    connection: AsyncConnection, person_id: int | None, decision: Decision, now: datetime
) -> None:
    """Execute a person's decision (None: the command line); raises DecisionClash."""
    await lock_decisions(connection)
    for entry in await DECISIONS[type(decision)].carry_out(connection, decision, person_id, now):
        await write_audit(connection, [replace(entry, person_id=person_id)], now)
