"""Bad starts: one clear line on standard error, a status that says so, and nothing half-done."""

import os
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.database.database import open_database
from tests.support.bot_process import Installation, environment, installation
from tests.support.fork_server import ran


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path) as place:
        yield place


async def failed(folder: Path, *words: str, **settings: str) -> list[str]:
    """Run a command that must fail; returns the lines that it says."""
    ended = await ran(folder, environment(**settings), *words)
    assert (ended.status, ended.out) == (1, "")
    assert "Traceback" not in ended.error
    return ended.error.splitlines()


async def test_no_token(tmp_path: Path) -> None:
    (line,) = await failed(tmp_path, "run")
    assert line.startswith("No bot token is set.")
    assert os.listdir(tmp_path) == []


async def test_a_token_that_telegram_does_not_know(place: Installation) -> None:
    (line,) = await failed(place.folder, "run", **place.settings() | {"telegram_token": "4711:nobody"})
    assert line.startswith("Telegram does not know this bot token.")
    assert "4711" not in line
    new = place.folder / "new.sqlite"
    wrong = {"telegram_token": "4711:nobody", "database_url": f"sqlite+aiosqlite:///{new}"}
    await failed(place.folder, "run", **place.settings() | wrong)
    assert "new.sqlite" not in os.listdir(place.folder)


async def test_a_database_of_a_newer_version(place: Installation) -> None:
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    (line,) = await failed(place.folder, "run", **place.settings())
    assert line.startswith("The database was written by a newer version (9999).")
    assert place.ask("SELECT version_num FROM alembic_version") == [("9999",)]


async def test_a_database_that_is_none(place: Installation) -> None:
    letter = place.folder / "letter.docx"
    letter.write_bytes(b"PK a letter" * 99)
    url = f"sqlite+aiosqlite:///{letter}"
    (line,) = await failed(place.folder, "run", **place.settings() | {"database_url": url})
    assert line.startswith("The database cannot be opened: file is not a database.")
    assert letter.read_bytes() == b"PK a letter" * 99


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        *_, line = await failed(tmp_path, "demo", "--port", str(other.getsockname()[1]))
    assert line.startswith("Another program uses this port.")


async def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    letter = tmp_path / "letter.xlsx"
    letter.write_bytes(b"a letter")
    line, total = await failed(tmp_path, "form", "check", str(letter))
    assert "letter.xlsx is no Excel workbook that can be read" in line
    assert total.endswith("the form cannot be used.")
    assert os.listdir(tmp_path) == ["letter.xlsx"]


async def test_a_failed_start_leaves_the_database_for_the_next(place: Installation) -> None:
    await failed(place.folder, "run", **place.settings() | {"telegram_token": "4711:nobody"})
    async with open_database(f"sqlite+aiosqlite:///{place.database}"):
        pass
    assert place.ask("SELECT count(*) FROM reports") == [(42,)]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("timezone", "Asia/Hanoi_"),
        ("poll_timeout", "abc"),
        ("listen", "8080"),
        ("poll_timeout", "99"),
        ("clock_start", "2020-04-17T08:00"),
        ("log_level", "LOUD"),
        ("log_format", "xml"),
        ("telegram_updates", "pigeon"),
        ("telegram_base_url", "api.telegram.org"),
        ("zalo_per_second", "0"),
        ("link_files_once", "maybe"),
    ],
)
async def test_a_setting_that_cannot_be(tmp_path: Path, setting: str, value: str) -> None:
    (line,) = await failed(tmp_path, "run", **{"telegram_token": "1:a", setting: value})
    assert line.startswith(f"A setting is wrong: BAOCAO_{setting.upper()}: ")
    assert not any(word in line for word in ("Value error", "Input should", "{"))


async def test_a_token_file_that_is_not_there(tmp_path: Path) -> None:
    (line,) = await failed(tmp_path, "run", telegram_token_file=str(tmp_path / "token"))
    assert line.startswith("The file with the bot token cannot be read:")


async def test_a_webhook_that_nobody_can_reach(tmp_path: Path) -> None:
    (line,) = await failed(tmp_path, "run", telegram_token="1:a", telegram_updates="webhook")  # noqa: S106 -- nobody's
    assert "BAOCAO_TELEGRAM_UPDATES=webhook needs BAOCAO_LISTEN and BAOCAO_PUBLIC_URL" in line


async def test_an_address_that_another_program_listens_at(place: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        (line,) = await failed(place.folder, "run", **place.settings() | {"listen": address})
    assert line.startswith(f"The program cannot listen at {address}")


async def test_a_webhook_that_telegram_does_not_take(place: Installation) -> None:
    setting = {"telegram_webhook_secret": "two words"}
    by_webhook = {"telegram_updates": "webhook", "listen": "127.0.0.1:0", "public_url": "http://127.0.0.1:1"}
    (line,) = await failed(place.folder, "run", **place.settings() | by_webhook | setting)
    assert line.startswith("Telegram does not take the webhook: ")
    assert "two words" not in line
