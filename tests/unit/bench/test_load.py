"""The bench itself, tried with a handful of officers: Baocao in its own process behind the narrow door."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from telegram import Bot
from telegram.error import BadRequest

from bench.load import TOKEN, measure
from bench.officers import FIRST_OFFICER
from bench.ours import FILE
from bench.processes import cpu_seconds, peak_memory
from bench.programs import PROGRAMS
from bench.proxy import front
from bench.questions import LABELS
from bench.stored_turns import stored_pace
from bench.turns import bare_pace, turn_pace
from sandbox import MovableClock, PhoneOwner, Sandbox


async def test_baocao_takes_all_answers_of_all_officers() -> None:
    load = await measure(PROGRAMS["baocao"], 3, len(LABELS), 60)
    assert load.complete
    assert load.answers == 3 * len(LABELS)
    assert load.p50 <= load.p95 <= load.p99
    assert load.cpu > 0
    assert load.memory > 10_000_000


async def test_the_narrow_door_is_the_sandbox_for_a_bot() -> None:
    person = PhoneOwner(id=FIRST_OFFICER, first_name="Hoa", role_title="")
    clock = MovableClock(datetime.fromisoformat("2020-04-17T08:00:00+07:00"), frozen=True)
    sandbox = Sandbox([person], bot_username="bench_bot", token=TOKEN, clock=clock)
    phone = sandbox.phone(FIRST_OFFICER)
    async with front(phone.network) as url, Bot(TOKEN, base_url=f"{url}/bot") as bot:
        phone.start()
        (update,) = await bot.get_updates()
        assert update.message is not None
        sent = await bot.send_message(FIRST_OFFICER, "<b>Chào</b> Hoa 👋", parse_mode="HTML")
        assert sandbox.history(FIRST_OFFICER)[-1]["message_id"] == sent.message_id
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(1, "ai?")


async def test_the_paces_count_every_step(tmp_path: Path) -> None:
    steps = 2 * len(LABELS)
    folders = [tmp_path / name for name in ("turn", "stored")]
    for folder in folders:
        folder.mkdir()
    turned = await turn_pace(folders[0], 2)
    assert (turned.steps, (await stored_pace(folders[1], 2)).steps, bare_pace(folders[0], steps).steps) == (
        steps,
        steps,
        steps,
    )
    for folder in folders:
        assert _answers(folder / FILE) == steps


def _answers(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        (count,) = database.execute("SELECT count(*) FROM answers").fetchone()
    return int(count)


def test_the_kernel_knows_this_process() -> None:
    assert cpu_seconds(os.getpid()) > 0
    assert peak_memory(os.getpid()) > 1_000_000
