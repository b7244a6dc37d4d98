"""The form store: each form is kept as its uploaded workbook and compiled once per process."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from forms import CompiledForm, compile_workbook
from storage.database import schema as t


class FormShelf:
    """A cache of compiled forms by content hash. A stored form never changes."""

    def __init__(self) -> None:
        self._forms: dict[str, CompiledForm] = {}

    async def take(self, connection: AsyncConnection, content_hash: str) -> CompiledForm:
        """Return the form; raises LookupError for an unknown hash."""
        if content_hash not in self._forms:
            query = select(t.forms.c.workbook, t.forms.c.filename).where(t.forms.c.hash == content_hash)
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise LookupError(f"no form {content_hash} is stored")
            lists = await _files(connection, content_hash)
            self._forms[content_hash] = compile_workbook(
                row.workbook, filename=row.filename, attachments=lists or None, in_use=True
            )
        return self._forms[content_hash]

    async def put(
        self,
        connection: AsyncConnection,
        workbook: bytes,
        filename: str,
        now: datetime,
        lists: Mapping[str, bytes] | None = None,
    ) -> CompiledForm:
        """Compile a workbook and store it with its `lists`. Storing the same form again changes nothing.

        Raises forms.FormRefused, and OtherLists if the workbook is stored with different lists.
        """
        form, given = (
            compile_workbook(workbook, filename=filename, attachments=lists or None),
            dict(lists or {}),
        )
        known = await connection.execute(select(t.forms.c.hash).where(t.forms.c.hash == form.content_hash))
        if known.one_or_none() is None:
            await _store(connection, form, workbook, filename, now, given)
        elif await _files(connection, form.content_hash) != given:
            raise OtherLists(filename)
        self._forms[form.content_hash] = form
        return form


class OtherLists(Exception):
    """The workbook is stored already, with different lists."""


async def _store(
    connection: AsyncConnection,
    form: CompiledForm,
    workbook: bytes,
    filename: str,
    now: datetime,
    lists: Mapping[str, bytes],
) -> None:
    await connection.execute(
        t.forms.insert().values(
            hash=form.content_hash,
            form_id=form.form_id,
            filename=filename,
            workbook=workbook,
            stored_at=now,
        )
    )
    if lists:
        await connection.execute(
            t.form_files.insert(),
            [
                {"form_hash": form.content_hash, "name": name, "content": content}
                for name, content in lists.items()
            ],
        )


async def _files(connection: AsyncConnection, content_hash: str) -> dict[str, bytes]:
    """Return the lists stored with a form, by file name."""
    rows = await connection.execute(select(t.form_files).where(t.form_files.c.form_hash == content_hash))
    return {row.name: row.content for row in rows}
