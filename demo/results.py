"""The replay's output (transcript, digests, answers, Excel file) and its checks."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from demo.district import ZONE, SamplePerson, sample_form
from demo.officers import Message, text_of
from demo.stage import Stage
from documents.excel.plain_cells import csv_text
from reporting.figures.rollup import RolledUp
from reporting.figures.round_figures import Gathering
from reporting.queries.rounds import RoundView
from reporting.reports.report import Progress
from sandbox.world.wire import Wire
from texts.formatting import Writer, round_half_up

PUBLISHED = {
    "literate_l1_15_25_rate": "99.09",
    "literate_l1_15_35_rate": "99.00",
    "literate_l1_15_60_rate": "98.90",
    "literate_l2_15_25_rate": "98.75",
    "literate_l2_15_35_rate": "98.26",
    "literate_l2_15_60_rate": "96.28",
}
"""The district's rates for 2019 in percent, as printed in report 298/BC-UBND."""

REMINDER = "⏰"


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The round's rates, the numbers of messages, and the failed checks (`faults`)."""

    rates: tuple[RolledUp, ...]
    reminders: int
    messages: int
    faults: tuple[str, ...]


async def collect(stage: Stage, folder: Path) -> Results:
    """Write the transcript, answers and supervisor's files to a folder, and check the rates, reminders and requests."""
    supervisor = stage.district.supervisor
    chats = {
        member.user_id: await stage.phone(member).read() for member in (*stage.district.officers, supervisor)
    }
    view = (await stage.bot.readings.rounds_of(supervisor.name))[0]
    reports = await stage.bot.readings.unit_reports(view)
    gathering = Gathering(
        round=view.round,
        unit=view.unit,
        form=view.form,
        reports=reports,
        language="vi",
        now=stage.clock.now(),
    )
    (folder / "transcript.md").write_text(_transcript(stage, chats), encoding="utf-8")
    write_answers(gathering, folder / "answers.csv")
    await _save_files(stage, chats[supervisor.user_id], folder)
    rates = tuple(line.figure for line in gathering.table().lines if line.figure.measure.name in PUBLISHED)
    return Results(
        rates=rates,
        reminders=sum(REMINDER in text_of(message) for chat in chats.values() for message in chat),
        messages=sum(message["from"]["is_bot"] for chat in chats.values() for message in chat),
        faults=(*_wrong_rates(rates), *_wrong_reminders(view, stage, chats), *_refused(stage)),
    )


def _wrong_rates(rates: tuple[RolledUp, ...]) -> Iterator[str]:
    for rate in rates:
        percent = round_half_up((rate.ratio or Fraction(0)) * 100, 2)
        if str(percent) != PUBLISHED[rate.measure.name] or rate.units_reported != rate.units_expected:
            yield f"{rate.measure.name}: {percent} % over {rate.units_reported}/{rate.units_expected} units"
    if len(rates) != len(PUBLISHED):
        yield f"{len(rates)} of {len(PUBLISHED)} rates were found"


def _wrong_reminders(view: RoundView, stage: Stage, chats: dict[int, list[Message]]) -> Iterator[str]:
    """Yield reminders sent to a unit after its submission."""
    submitted = {
        each.report.unit.id: each.report.submissions[0].at
        for each in view.units
        if each.report.progress is Progress.SUBMITTED
    }
    for member in stage.district.officers:
        for message in chats[member.user_id]:
            at = _moment(message)
            done = submitted.get(member.unit.id)
            if REMINDER in text_of(message) and done is not None and at >= done:
                yield f"{member.unit.full_name} was reminded at {at} though it submitted at {done}"


def _refused(stage: Stage) -> Iterator[str]:
    """Yield the bot's requests that the sandbox refused as malformed, too long or too frequent."""
    in_zalo = stage.sandbox.zalo.api.requests if stage.sandbox.zalo else ()
    for request in (*stage.sandbox.requests, *in_zalo):
        if not request.ok:
            yield f"{request.method}: {request.answer}"


async def _save_files(stage: Stage, chat: list[Message], folder: Path) -> None:
    """Save the supervisor's files: each digest's picture and text, and the Excel file."""
    for message in chat:
        day = f"{_moment(message):%Y-%m-%d}"
        if photo := message.get("photo"):
            (folder / f"digest-{day}.png").write_bytes(await _download(stage, photo[-1]["file_id"]))
            (folder / f"digest-{day}.txt").write_text(text_of(message) + "\n", encoding="utf-8")
        elif document := message.get("document"):
            (folder / "report.xlsx").write_bytes(await _download(stage, document["file_id"]))


async def _download(stage: Stage, file_id: str) -> bytes:
    return (await stage.http.get(f"/files/{file_id}")).raise_for_status().content


def write_answers(gathering: Gathering, path: Path) -> None:
    """Write all submitted answers to a CSV file, one a line."""
    form = sample_form()
    names = {question.path: question.name for question in form.questions}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["unit_code", "unit", "question", "value", "absence", "submitted_at", "submissions"])
        for each in gathering.reports:
            unit, last = each.report.unit, each.report.submissions[-1:]
            for question, answer in sorted(
                (each.submitted or {}).items(), key=lambda item: list(names).index(item[0])
            ):
                row = (
                    unit.code,
                    unit.full_name,
                    names[question],
                    answer.value,
                    answer.absence or "",
                    last[0].at.isoformat() if last else "",
                    str(len(each.report.submissions)),
                )
                writer.writerow(csv_text(cell) for cell in row)


def _transcript(stage: Stage, chats: dict[int, list[Message]]) -> str:
    lines = ["# Every conversation of the replay", ""]
    for member in (*stage.district.officers, stage.district.supervisor):
        lines += [f"## {member.unit.full_name}: {member.name}", ""]
        for message in chats[member.user_id]:
            lines += _written(member, message)
    return "\n".join(lines)


def _written(member: SamplePerson, message: Message) -> list[str]:
    writer, at = Writer("vi"), _moment(message)
    who = "Bot" if message["from"]["is_bot"] else member.name
    text = text_of(message) or f"[{_kind(message)}]"
    if message.get("photo") or message.get("document"):
        text = f"[{_kind(message)}] {text_of(message)}"
    lines = [f"**{who}** · {writer.time(at)} {writer.date(at)}", ""]
    lines += [f"> {line}  " for line in text.split("\n")]
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        lines.append("> " + " ".join(f"`[{button['text']}]`" for button in row) + "  ")
    return [*lines, ""]


def _kind(message: Wire) -> str:
    kinds = ("photo", "document", "sticker", "voice", "location", "contact")
    return next((kind for kind in kinds if kind in message), "message")


def _moment(message: Message) -> datetime:
    return datetime.fromtimestamp(message["date"], ZONE)
