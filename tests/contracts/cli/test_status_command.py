"""`baocao status` at a glance: what is well, what somebody should look after, on one screen."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import application
from conversations.chat.events import Typed
from conversations.chat.orders import Acknowledge, Parcel, Priority
from demo.district import ISSUED, load_sample
from reporting.people.chat import Chat
from storage.database import schema as t
from storage.database.database import Database, open_database
from storage.maintenance.backup import note_backup
from storage.outbox.outbox import put_parcels
from storage.rounds.forms import FormShelf
from storage.turns.dead_letters import DeadLetter, put_dead_letters
from texts.catalogue import catalogue

NOW = ISSUED + timedelta(days=3)
WIDTH, SCREEN = 80, 24
OFFICER = Chat("telegram", "431001")


async def at_work(database: Database) -> None:
    """Have everything in order: somebody has joined and written, a backup was made last night."""
    await load_sample(database, FormShelf())
    async with database.writing() as connection:
        joined = {
            "channel": "telegram",
            "address": OFFICER.address,
            "person_id": 1,
            "joined_at": ISSUED,
            "notice": "1",
        }
        await connection.execute(t.accounts.insert().values(joined))
        await connection.execute(t.updates.insert().values(key="telegram:1:1", at=NOW - timedelta(minutes=4)))


async def in_trouble(database: Database) -> None:
    """Have it all go wrong."""
    async with database.writing() as connection:
        await connection.execute(t.accounts.update().values(blocked_at=NOW))
        letter = DeadLetter.of_event("telegram:1:2", OFFICER, Typed(text="431"), ValueError("unlucky"))
        await put_dead_letters(connection, [letter], NOW)
        due_at, delivery = NOW - timedelta(hours=3), Acknowledge(press="1")
        parcel = Parcel(key="1", chat=OFFICER, priority=Priority.REPLY, due_at=due_at, delivery=delivery)
        await put_parcels(connection, [parcel])


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path / 'o.sqlite'}"
    monkeypatch.setenv("BAOCAO_DATABASE_URL", url)
    monkeypatch.setenv("BAOCAO_CLOCK_START", NOW.isoformat())
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    async def begun() -> None:
        async with open_database(url) as database:
            await at_work(database)
        await note_backup(url, NOW - timedelta(hours=6))

    asyncio.run(begun())
    return url


def status(language: str = "vi") -> str:
    result = CliRunner().invoke(application(catalogue(language)), ["status"])
    assert result.exit_code == 0, result.exception
    lines = result.stdout.splitlines()
    assert len(lines) <= SCREEN
    assert max(map(len, lines[1:])) <= WIDTH  # the first names the database, however long its place
    return re.sub(r"\s+", " ", result.stdout)


@pytest.mark.usefixtures("url")
def test_an_office_in_order_has_nothing_to_look_after() -> None:
    said = status()
    assert "✗" not in said
    assert "✓ Tin nhận gần nhất 20/4/2020 07:26 (4 phút trước)" in said
    assert "✓ Tin chờ gửi không có" in said
    assert "✓ Sao lưu gần nhất 20/4/2020 01:30 (6 giờ trước)" in said
    assert "✓ Người dùng 1/22 đã tham gia" in said
    assert "✓ Zalo 0/50 (0\u00a0%) người dùng; 0/3.000 (0\u00a0%) tin tháng 4" in said.replace(
        "(0 %)", "(0\u00a0%)"
    )
    assert "còn 17 ngày │ 0/21" in said


def test_what_is_wrong_is_marked_and_says_what_to_do(url: str) -> None:
    async def troubled() -> None:
        async with open_database(url) as database:
            await in_trouble(database)

    asyncio.run(troubled())
    said = status()
    assert "✗ Tin chờ gửi 1, lâu nhất đã chờ 3 giờ: bot có đang chạy không?" in said
    assert "✗ Sự kiện lỗi 1; xem: baocao dead-letter list" in said
    assert "✗ Người dùng 1/22 đã tham gia; 1 không nhận được tin (đã chặn bot): " in said


@pytest.mark.usefixtures("url")
def test_a_backup_of_some_days_ago_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOCAO_CLOCK_START", (NOW + timedelta(days=4)).isoformat())
    assert "✗ Sao lưu gần nhất 20/4/2020 01:30 (4 ngày trước)" in status()
