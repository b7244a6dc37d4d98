"""Measures the storage part of a turn: the reads and writes for one answer of each chat in a batch."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from bench import ours
from bench.officers import FIRST_OFFICER
from bench.pace import Pace, batches, now
from bench.questions import LABELS, answer, question
from bot.channels.telegram.channel import NAME
from bot.settings import Settings
from conversations.chat.effects import Record
from conversations.chat.messages import Message
from conversations.chat.orders import Parcel, Priority, Say
from forms import CompiledForm, compile_workbook
from reporting.people.chat import Chat
from reporting.queries.reports import ReportById
from reporting.reports.report import Answer
from storage.database.database import Database, open_database
from storage.requested_change import RequestedChange
from storage.rounds.forms import FormShelf
from storage.turns.turn import open_turn

FIRST_REPORT = 1
ZONE = Settings(_env_file=None).zone


@dataclass(frozen=True, slots=True)
class _Step:
    """One officer's answer to one question, both counted from 0."""

    officer: int
    number: int

    @property
    def chat(self) -> Chat:
        return Chat(NAME, str(FIRST_OFFICER + self.officer))

    @property
    def key(self) -> str:
        return f"{NAME}:1:{self.officer}-{self.number}"

    @property
    def report_id(self) -> int:
        return FIRST_REPORT + self.officer

    def deed(self, form: CompiledForm) -> RequestedChange[Record]:
        given = Answer(answer(self.officer, self.number))
        effect = Record(self.report_id, {form.questions[self.number].path: given})
        return RequestedChange(chat=self.chat, person_id=ours.FIRST_COMMUNE + self.officer, effect=effect)

    def reply(self) -> Parcel:
        said = Say(message=Message(text=Markup(question(self.number))))  # noqa: S704 -- our own words
        return Parcel(
            key=f"reply:{self.key}", chat=self.chat, priority=Priority.REPLY, due_at=now(), delivery=said
        )


async def stored_pace(folder: Path, officers: int) -> Pace:
    """Return the rate of the storage part on a new database."""
    await ours.prepare(folder, officers)
    form = compile_workbook(ours.workbook(), filename="bench.xlsx")
    async with open_database(ours.database_url(folder)) as database:
        shelf, begun = FormShelf(), time.perf_counter()
        for number in range(len(LABELS)):
            for batch in batches([_Step(officer, number) for officer in range(officers)]):
                await _turn(database, shelf, form, batch)
        return Pace(len(LABELS) * officers, time.perf_counter() - begun)


async def _turn(database: Database, shelf: FormShelf, form: CompiledForm, steps: Sequence[_Step]) -> None:
    async with open_turn(database, shelf, ZONE, now()) as turn:
        await turn.claim([step.key for step in steps])
        visitors = await turn.visitors([step.chat for step in steps])
        await turn.replies([ReportById(step.report_id) for step in steps])
        await turn.write(
            [(chat, visitor.session) for chat, visitor in visitors.items()],
            [step.deed(form) for step in steps],
            [step.reply() for step in steps],
        )
