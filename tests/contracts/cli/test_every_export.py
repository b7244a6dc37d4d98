"""Every file that a spreadsheet opens: what somebody has typed acts in none of them. A new one is found missing."""

import ast
import asyncio
import csv
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from sqlalchemy import update

from cli.main import application
from demo.district import load_sample, sample_form
from demo.results import write_answers
from documents.excel.own_data_workbook import OwnData, RecordSection, own_data_workbook
from documents.excel.round_workbook import round_workbook
from documents.invitations.card import Card
from documents.invitations.cards_workbook import cards_workbook
from documents.loading.template import Template, TemplateColumn
from documents.tables.printed_table import Cell, PrintedColumn, PrintedTable
from documents.tables.workbook import table_workbook
from forms import CompiledForm, compile_workbook
from reporting.figures.round_figures import Gathering, UnitReport
from reporting.reports.report import Answer, Report, Submission
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.units.unit import Unit
from storage.database import schema as t
from storage.database.database import open_database
from storage.rounds.forms import FormShelf
from tests.support.questionnaire_workbook import workbook
from texts import catalogue

ROOT = Path(__file__).parents[3]
NOW = datetime(2020, 4, 27, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
VI = catalogue("vi")
EVIL = "EVIL"
"""What all that is typed in these tests contains."""

SIGNS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", "\x01=", "＝", "＋", "－", "＠")
ACTING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that somebody has typed where a text is asked for, and a folder to write in."""

    text: str
    folder: Path


def listing_form(text: str) -> CompiledForm:
    """Return a form with a repeat whose titles, labels and choices are the text."""
    return compile_workbook(
        workbook(
            survey=(
                ("type", "name", "label"),
                ("text", "words", f"{text} ?"),
                ("select_one kind", "kind", f"{text} ??"),
                ("begin_repeat", "class", f"{text} lớp"),
                ("text", "subject", f"{text} ???"),
                ("end_repeat",),
            ),
            choices=(("list_name", "name", "label"), ("kind", "one", text), ("kind", "two", "Hai")),
            settings=(("form_title", "form_id"), (text, "lop")),
        ),
        filename="lop.xlsx",
    )


def gathering(form: CompiledForm, answers: Mapping[str, str], text: str) -> Gathering:
    """Return one unit's submitted report in a round and at a unit that are called by the text."""
    asked = Round(
        id=1,
        title=text,
        form_hash="",
        period=Period.parse("2019"),
        due=Due(printed=date(2020, 5, 8)),
        opened_at=NOW,
    )
    given = {path: Answer(value) for path, value in answers.items()}
    report = Report(
        id=1,
        round=asked,
        unit=Unit(id=1, code=text, name=text, kind=text, parent_id=0),
        answers=given,
        submissions=(Submission(number=1, at=NOW, on_time=True),),
    )
    above = Unit(id=0, code=text, name=text, kind="huyện")
    reports = (UnitReport(report=report, submitted=given, previous=None),)
    return Gathering(round=asked, unit=above, form=form, reports=reports, language="vi", now=NOW)


def of_a_round(typed: Typed) -> list[bytes]:
    text = typed.text
    answers = {
        "/data/words": text,
        "/data/kind": "one",
        "/data/class": "2",
        "/data/class[1]/subject": text,
        "/data/class[2]/subject": f" {text}",
    }
    return [round_workbook(gathering(listing_form(_printable(text)), answers, text).table(), "vi")]


def of_a_person(typed: Typed) -> list[bytes]:
    section = RecordSection(
        title="Trang", columns=(typed.text,), rows=((typed.text,), (f"{typed.text}\nhai",))
    )
    return [own_data_workbook(OwnData(title=typed.text, note=typed.text, made_at=NOW, sections=(section,)))]


def of_invitations(typed: Typed) -> list[bytes]:
    text = typed.text
    card = Card(
        office=text,
        name=text,
        role=text,
        unit=text,
        code=text,
        link=f"https://t.me/{EVIL}",
        last_day=NOW.date(),
    )
    return [cards_workbook([card], VI)]


def of_printed_tables(typed: Typed) -> list[bytes]:
    text = typed.text
    table = PrintedTable(
        name="Bảng 1",
        title=text,
        lead=(text,),
        columns=(PrintedColumn(width=20), PrintedColumn(width=20, is_number=True)),
        header=((Cell(text), Cell(text)),),
        rows=((text, text),),
    )
    return [table_workbook([table], NOW, footer=text)]


def of_templates(typed: Typed) -> list[bytes]:
    text = typed.text
    column = TemplateColumn(heading=text, note=_printable(text), width=20, choices=("một",))
    template = Template(title="Trang", guide=(text,), columns=(column,), examples=((text,),))
    return [template.workbook(VI)]


def of_the_audit(typed: Typed) -> list[bytes]:
    """Export the audit of an office in which everybody and everything is called by the text."""

    async def settled() -> None:
        async with open_database(f"sqlite+aiosqlite:///{typed.folder / 'baocao.sqlite'}") as database:
            await load_sample(database, FormShelf())
            async with database.writing() as connection:
                await connection.execute(update(t.people).values(name=typed.text))
                await connection.execute(update(t.units).values(name=typed.text))
                await connection.execute(update(t.rounds).values(title=typed.text))

    asyncio.run(settled())
    files = [typed.folder / name for name in ("audit.csv", "audit.xlsx")]
    for file in files:
        done = CliRunner().invoke(application(VI), ["audit", "export", "--out", str(file)])
        assert done.exit_code == 0, done.output
    return [file.read_bytes() for file in files]


def of_a_replay(typed: Typed) -> list[bytes]:
    form, file = sample_form(), typed.folder / "answers.csv"
    answers = {question.path: typed.text for question in form.questions}
    write_answers(gathering(form, answers, typed.text), file)
    return [file.read_bytes()]


EXPORTS: Mapping[str, Callable[[Typed], list[bytes]]] = {
    "documents/excel/round_workbook.py": of_a_round,
    "documents/excel/own_data_workbook.py": of_a_person,
    "documents/invitations/cards_workbook.py": of_invitations,
    "documents/loading/template.py": of_templates,
    "documents/tables/workbook.py": of_printed_tables,
    "cli/audit.py": of_the_audit,
    "demo/results.py": of_a_replay,
}
"""What makes files that a spreadsheet opens, each with the making of all of its kinds."""


def _printable(text: str) -> str:
    """Return the text as a form's label: XML holds no control characters, and openpyxl makes formulas of '=' itself."""
    plain = text.replace("\x01", "")
    return f"+{plain}" if plain.startswith("=") else plain


def makers() -> set[str]:
    """Return the modules that make workbooks or .csv files."""
    makes = {"Workbook", "openpyxl.Workbook", "csv.writer", "csv.DictWriter"}
    rooms = (
        "cli",
        "demo",
        "bot",
        "storage",
        "reminders",
        "conversations",
        "documents",
        "reporting",
        "forms",
        "texts",
    )
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    return {file.relative_to(ROOT).as_posix() for file in files if makes & called_in(file)}


def called_in(file: Path) -> set[str]:
    """Return the names of all that a module calls."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_every_export_is_listed_here() -> None:
    assert makers() == EXPORTS.keys()


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
@pytest.mark.parametrize("made_by", [name for name in EXPORTS if name != "cli/audit.py"])
def test_nothing_typed_acts(made_by: str, sign: str, tmp_path: Path) -> None:
    for content in EXPORTS[made_by](Typed(f'{sign}HYPERLINK("http://{EVIL}")', tmp_path)):
        check(content)


@pytest.mark.parametrize("sign", ["=", "＠"])
def test_nothing_typed_acts_in_the_audit(sign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOCAO_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}")
    for content in of_the_audit(Typed(f'{sign}HYPERLINK("http://{EVIL}")', tmp_path)):
        check(content)


def check(content: bytes) -> None:
    """Check that what was typed is in a file, and text wherever it is."""
    if content.startswith(b"PK"):
        check_workbook(content)
    else:
        fields = [
            field for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline="")) for field in row
        ]
        typed = [field for field in fields if EVIL in field]
        assert typed
        assert [field for field in typed if field.lstrip(" \u00a0").startswith(ACTING)] == []


def check_workbook(content: bytes) -> None:
    cells = [
        cell
        for sheet in load_workbook(BytesIO(content)).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if EVIL in str(cell.value)
    ]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    acting = [cell for cell in cells if str(cell.value).lstrip(" \u00a0").startswith(ACTING)]
    assert [cell.coordinate for cell in acting if not cell.quotePrefix] == []
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name).decode("utf-8", "replace")
            for tag in ("<f>", "<formula1>"):
                assert EVIL not in "".join(each.partition("<")[0] for each in part.split(tag)[1:]), name
