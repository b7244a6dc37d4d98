"""The forms in use: kept as the workbook that was loaded, compiled once in each process."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from forms import CompiledForm, compile_workbook
from storage import schema as t


class FormShelf:
    """Compiled forms by content hash; a form never changes, so it is compiled at its first use and kept."""

    def __init__(self) -> None:
        self._forms: dict[str, CompiledForm] = {}

    async def take(self, connection: AsyncConnection, content_hash: str) -> CompiledForm:
        """Return the form; raises LookupError for a hash that was never stored."""
        if content_hash not in self._forms:
            query = select(t.forms.c.workbook, t.forms.c.filename).where(t.forms.c.hash == content_hash)
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise LookupError(f"no form {content_hash} is stored")
            self._forms[content_hash] = compile_workbook(row.workbook, filename=row.filename)
        return self._forms[content_hash]

    async def put(
        self, connection: AsyncConnection, workbook: bytes, filename: str, now: datetime
    ) -> CompiledForm:
        """Compile a workbook and store it; storing it again changes nothing. Raises forms.FormRefused."""
        form = compile_workbook(workbook, filename=filename)
        known = await connection.execute(select(t.forms.c.hash).where(t.forms.c.hash == form.content_hash))
        if known.one_or_none() is None:
            await connection.execute(
                t.forms.insert().values(
                    hash=form.content_hash,
                    form_id=form.form_id,
                    filename=filename,
                    workbook=workbook,
                    stored_at=now,
                )
            )
        self._forms[form.content_hash] = form
        return form
