"""Unit changes in the audit: one entry per unit, with the changes to announce."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.orders import UnitNewsItem
from reporting.decisions.audit_events import AuditEvent
from reporting.units.diff import RegisterChanges, UnitDifference, compare_registers
from reporting.units.history import Register
from storage.audit.audit import Entry, write_audit

Detail = dict[str, str | int | bool]


async def note_changes(connection: AsyncConnection, before: Register, after: Register, at: datetime) -> None:
    """Append unit changes to the audit log."""
    different = compare_registers(before, after)
    details = _details(different, before)
    entries = [
        Entry(deed=AuditEvent.UNIT_CHANGED, unit_id=unit_id, detail=details.get(unit_id, {}))
        for unit_id in sorted(different.ids)
    ]
    await write_audit(connection, entries, at)


def told_changes(unit_id: int, detail: Mapping[str, Any]) -> tuple[UnitNewsItem, ...]:
    """Return an entry's changes that people are notified of; mere corrections are not announced."""
    news = ("ended", "moved", "renamed")
    return tuple(
        UnitNewsItem(news=each, unit_id=unit_id, on=detail[each], was=detail.get("old_name", ""))
        for each in news
        if each in detail
    )


def _details(different: RegisterChanges, before: Register) -> Mapping[int, Detail]:
    details: dict[int, Detail] = defaultdict(dict)
    for each in different.changed:
        details[each.life.id] |= _change(each, before)
    for ended in different.ended:
        if ended.life.valid_to is not None:
            details[ended.life.id] = {"ended": (ended.life.valid_to + timedelta(days=1)).isoformat()}
    return details


def _change(each: UnitDifference, before: Register) -> Detail:
    if each.on is None:
        return {}
    if each.what == "parent":
        left = before[each.life.id].newest.parent_id
        return {"moved": each.on.isoformat()} | ({"left": left} if left is not None else {})
    if each.what in ("name", "kind"):
        newest = before[each.life.id].newest
        return {"renamed": each.on.isoformat(), "old_name": f"{newest.kind} {newest.name}"}
    return {}
