"""All stored data about one person, as text for that person."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Row, Table, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.answering.answer_text import shown
from conversations.answering.report_sheet import ReportSheet
from documents.excel.own_data_workbook import Cell, OwnData, RecordSection
from reporting.reports.report import Absence, Answer
from storage.database import schema as t
from storage.queries.handlers import Replies
from storage.rounds.forms import FormShelf
from texts import Catalogue
from texts.formatting import Writer

_BY_REPORT = (t.answers, t.submissions, t.attachments)


async def load_own_data(
    connection: AsyncConnection, shelf: FormShelf, person_id: int, texts: Catalogue, now: datetime
) -> OwnData:
    """Return all stored data about a person; raises LookupError. `now` carries the office's zone."""
    person = (await connection.execute(select(t.people).where(t.people.c.id == person_id))).one_or_none()
    if person is None:
        raise LookupError(person_id)
    kept = {table.name: await _rows(connection, table, person_id) for table in t.metadata.sorted_tables}
    words = _Words(
        texts=texts,
        now=now,
        units=await _units(connection, kept["roles"]),
        sheets=await _sheets(connection, shelf, kept, texts, now),
    )
    made: list[tuple[str, list[Row[Any]], Callable[[Row[Any]], tuple[Cell, ...]]]] = [
        ("person", [person], words.person),
        ("roles", kept["roles"], words.role),
        ("accounts", kept["accounts"], words.account),
        ("consents", kept["consents"], words.consent),
        ("invitations", kept["invitations"], words.invitation),
        ("answers", kept["answers"], words.answer),
        ("submissions", kept["submissions"], words.submission),
        ("files", kept["attachments"], words.file),
        ("deeds", kept["audit"], words.deed),
        ("messages", await _messages(connection, kept["accounts"]), words.message),
    ]
    writer = Writer(texts.language)
    return OwnData(
        title=texts.plain("own_file.title", name=person.name),
        note=texts.plain("own_file.note", time=writer.time(now), date=writer.date(now)),
        made_at=now,
        sections=tuple(
            RecordSection(
                title=texts.plain(f"own_file.{name}"),
                columns=tuple(texts.plain(f"own_file.{name}_columns").split("|")),
                rows=tuple(worded(row) for row in rows),
            )
            for name, rows, worded in made
            if rows
        ),
    )


async def _rows(connection: AsyncConnection, table: Table, person_id: int) -> list[Row[Any]]:
    if "person_id" not in table.c:
        return []
    order = table.c.at if "at" in table.c else next(iter(table.primary_key.columns))
    found = await connection.execute(select(table).where(table.c.person_id == person_id).order_by(order))
    return list(found.all())


async def _units(connection: AsyncConnection, roles: list[Row[Any]]) -> dict[int, str]:
    ids = {row.unit_id for row in roles}
    found = await connection.execute(select(t.units).where(t.units.c.id.in_(ids)))
    return {row.id: f"{row.kind} {row.name}" for row in found}


async def _sheets(
    connection: AsyncConnection,
    shelf: FormShelf,
    kept: Mapping[str, list[Row[Any]]],
    texts: Catalogue,
    now: datetime,
) -> dict[int, ReportSheet]:
    ids = {row.report_id for table in _BY_REPORT for row in kept[table.name]}
    zone = now.tzinfo
    if zone is None:
        raise ValueError(f"a moment without a zone: {now}")
    views = await Replies(connection, shelf, zone).views(ids)
    return {each: ReportSheet(view=view, language=texts.language, now=now) for each, view in views.items()}


async def _messages(connection: AsyncConnection, accounts: list[Row[Any]]) -> list[Row[Any]]:
    addresses = [(row.channel, row.address) for row in accounts]
    found = await connection.execute(
        select(t.outbox)
        .where(tuple_(t.outbox.c.channel, t.outbox.c.address).in_(addresses))
        .order_by(t.outbox.c.id)
    )
    return list(found.all())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Formats rows as text; times are shown in the zone of `now`."""

    texts: Catalogue
    now: datetime
    units: Mapping[int, str]
    sheets: Mapping[int, ReportSheet]

    def person(self, row: Row[Any]) -> tuple[Cell, ...]:
        phone = self.texts.plain("own_file.phone_as_code" if row.phone_hash else "own_file.phone_not_held")
        return row.id, row.name, row.language, phone, self._at(row.snoozed_until)

    def role(self, row: Row[Any]) -> tuple[Cell, ...]:
        kind = self.texts.plain(f"own_file.role_{row.kind}")
        return kind, self.units[row.unit_id], self._at(row.since), self._at(row.until)

    def account(self, row: Row[Any]) -> tuple[Cell, ...]:
        joined, blocked = self._at(row.joined_at), self._at(row.blocked_at)
        return row.channel, row.address, joined, row.notice, blocked, row.name

    def consent(self, row: Row[Any]) -> tuple[Cell, ...]:
        word = self.texts.plain("own_file.agreed" if row.agreed else "own_file.not_agreed")
        return self._at(row.at), row.notice, word, row.channel

    def invitation(self, row: Row[Any]) -> tuple[Cell, ...]:
        return self._at(row.expires_at), self._at(row.used_at)

    def answer(self, row: Row[Any]) -> tuple[Cell, ...]:
        sheet = self.sheets[row.report_id]
        answer = Answer(row.value or "", Absence(row.absence) if row.absence else None)
        known = row.path in sheet.filling.questions
        label = sheet.label(row.path) if known else row.path
        value = shown(sheet, row.path, answer, self.texts) if known else row.value or row.absence
        return *self._report(row), label, value, self._at(row.at)

    def submission(self, row: Row[Any]) -> tuple[Cell, ...]:
        word = self.texts.plain("own_file.on_time" if row.on_time else "own_file.late")
        return *self._report(row), row.number, word, self._at(row.at)

    def file(self, row: Row[Any]) -> tuple[Cell, ...]:
        return *self._report(row), row.kind, row.name, self._at(row.at)

    def message(self, row: Row[Any]) -> tuple[Cell, ...]:
        return (
            self._at(row.settled_at or row.due_at),
            self.texts.plain(f"own_file.message_{row.state}"),
            self._said(row.delivery),
        )

    def deed(self, row: Row[Any]) -> tuple[Cell, ...]:
        return self._at(row.at), row.deed, row.unit_id, row.round_id, row.report_id

    def _report(self, row: Row[Any]) -> tuple[str, str]:
        report = self.sheets[row.report_id].view.report
        return report.round.title, report.unit.full_name

    def _said(self, delivery: str) -> str:
        """Return a message's plain text, or the delivery's kind if it is rendered only when sent."""
        if not delivery:
            return self.texts.plain("own_file.content_gone")
        order = json.loads(delivery)
        text = order.get("message", {}).get("text")
        return order["kind"] if text is None else Markup(text).striptags()  # noqa: S704 -- what was markup is stripped of it

    def _at(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self.now.tzinfo) if moment else None
