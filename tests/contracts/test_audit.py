"""The audit: added to with the deed, and by nobody changed."""

import pytest
from sqlalchemy import delete, exc, select, update

from reporting.decisions.audit_events import AuditEvent
from storage.audit.audit import Entry, write_audit
from storage.database import schema as t
from storage.database.database import Database
from tests.support.small_office import NOW


async def written(database: Database) -> list[tuple[str, int | None]]:
    async with database.reading() as connection:
        rows = await connection.execute(select(t.audit).order_by(t.audit.c.id))
        return [(row.deed, row.person_id) for row in rows]


@pytest.mark.parametrize("change", [update(t.audit).values(person_id=2), delete(t.audit)])
async def test_the_database_refuses_to_change_or_delete_what_is_written(
    database: Database, change: object
) -> None:
    async with database.writing() as connection:
        await write_audit(
            connection, [Entry(deed=AuditEvent.INVITED, person_id=1), Entry(deed=AuditEvent.JOINED)], NOW
        )
    with pytest.raises(exc.DBAPIError, match="only ever added to"):
        async with database.writing() as connection:
            await connection.execute(change)  # type: ignore[call-overload]  # either statement
    assert await written(database) == [("invited", 1), ("joined", None)]
