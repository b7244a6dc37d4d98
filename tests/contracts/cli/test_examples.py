"""Every example that `--help` shows, typed as it stands in a district's office."""

import asyncio
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from markupsafe import Markup
from sqlalchemy import update

from cli.examples import EXAMPLES
from cli.main import application
from conversations.chat.events import Typed
from conversations.chat.messages import Message
from conversations.chat.orders import Parcel, Priority, Say
from demo.district import ISSUED, WORKBOOK, load_sample
from reporting.people.chat import Chat
from storage.database import schema as t
from storage.database.database import open_database
from storage.maintenance.backup import back_up
from storage.outbox.outbox import put_parcels
from storage.rounds.forms import FormShelf
from storage.turns.dead_letters import DeadLetter, put_dead_letters
from tests.support.spreadsheet import workbook
from texts.catalogue import catalogue

FORM = Path(__file__).parents[3] / "questionnaires" / "xoa_mu_chu" / WORKBOOK
TODAY = "2026-11-21T08:00:00+07:00"
MADE = {"don-vi.xlsx": "units template", "can-bo.xlsx": "people template"}
ELSEWHERE = {
    "run": "runs until it is told to stop: tests/acceptance",
    "demo": "the same",
    "replay": "takes half a minute: tests/acceptance/test_process_replay.py",
    "channels check": "asks Telegram: tests/acceptance/test_channels_check.py",
    "database copy": "needs a server: tests/contracts/test_copying.py",
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the examples name."""
    folder = tmp_path_factory.mktemp("office")
    asyncio.run(_begun(f"sqlite+aiosqlite:///{folder / 'baocao.sqlite'}", folder / "sao-luu.sqlite"))
    (folder / "bieu-mau.xlsx").write_bytes(FORM.read_bytes())
    (folder / "don-vi.xlsx").write_bytes(
        workbook([("Mã", "Loại", "Tên", "Cấp trên"), ("HA99", "xã", "Mới", "Hòa An")])
    )
    (folder / "can-bo.xlsx").write_bytes(workbook([("Họ tên", "Đơn vị"), ("Nông Văn Mới", "Nam Tuấn")]))
    (folder / "tra-loi.txt").write_text("431\n427\n426\n", encoding="utf-8")
    return folder


async def _begun(url: str, backup: Path) -> None:
    async with open_database(url) as database:
        await load_sample(database, FormShelf())
        event = Typed(text="431")
        async with database.writing() as connection:
            letter = DeadLetter.of_event(
                "telegram:1:1", Chat("telegram", "431001"), event, ValueError("unlucky")
            )
            await put_dead_letters(connection, [letter], ISSUED)
            await put_parcels(connection, [_undelivered()])
            await connection.execute(update(t.outbox).values(state="given_up", settled_at=ISSUED))
    await back_up(url, backup, lambda *_: None)


def _undelivered() -> Parcel:
    say = Say(message=Message(text=Markup("Nhắc hạn")))
    chat = Chat("telegram", "431001")
    return Parcel(key="1", chat=chat, priority=Priority.REMINDER, due_at=ISSUED, delivery=say)


@pytest.fixture
def office(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(sample, tmp_path / "office")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("BAOCAO_DATABASE_URL", "sqlite+aiosqlite:///baocao.sqlite")
    monkeypatch.setenv("BAOCAO_TELEGRAM_USERNAME", "baocao_bot")
    monkeypatch.setenv("BAOCAO_CLOCK_START", TODAY)
    return folder


def typed(line: str) -> Result:
    program, *words = shlex.split(line.replace("\\\n", " "))
    assert program == "baocao"
    return CliRunner().invoke(application(catalogue("vi")), words, input="c\n" * 40)


@pytest.mark.parametrize(
    ("name", "line"),
    [(name, line) for name, lines in EXAMPLES.items() if name not in ELSEWHERE for line in lines],
)
def test_the_example_works_as_it_stands(office: Path, name: str, line: str) -> None:
    for file, makes in MADE.items():
        if name == makes:
            (office / file).unlink()
    if name == "backup":
        (office / "sao-luu.sqlite").unlink()
    result = typed(line)
    assert (result.exit_code, result.stderr) == (0, ""), result.exception
    assert result.stdout


def test_what_is_tried_elsewhere_has_examples_too() -> None:
    assert ELSEWHERE.keys() <= EXAMPLES.keys()
