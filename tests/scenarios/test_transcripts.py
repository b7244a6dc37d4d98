"""Every transcript in ./transcripts is played on the pure conversations, and on the real turn over each database."""

import asyncio
import os
from itertools import count
from pathlib import Path

import pytest

import storage.people.accounts
from storage.database.database import open_database
from tests.scenarios.fake_office import FakeOffice, copy_of, settled_office
from tests.scenarios.player import Play
from tests.scenarios.stage import MemoryStage, Stage, StoredStage
from tests.scenarios.transcript import Line, read_transcript, write_transcript

ONLY_WITH_BUTTONS = {"20_danh_dau_bang_nut", "23_hai_ung_dung", "24_so_dien_thoai"}
FILES = sorted(Path(__file__).parent.joinpath("transcripts").glob("*.txt"))
OVER_THE_DATABASE = sorted(Path(__file__).parent.joinpath("transcripts", "quan_tri").glob("*.txt"))
"""What administrators do changes the register: the office in memory has none."""

REWRITE = bool(os.environ.get("BAOCAO_REWRITE"))


@pytest.fixture(scope="module")
def settled() -> FakeOffice:
    return settled_office()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_conversations_go_as_written(file: Path, settled: FakeOffice) -> None:
    expected = file.read_text(encoding="utf-8")
    stage = MemoryStage(copy_of(settled))
    played = asyncio.run(_played(stage, expected))
    if REWRITE:
        file.write_text(played, encoding="utf-8")
    else:
        assert played == expected


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem not in ONLY_WITH_BUTTONS], ids=lambda file: file.stem
)
def test_the_same_is_said_where_nothing_can_be_pressed(file: Path, settled: FakeOffice) -> None:
    lines = read_transcript(file.read_text(encoding="utf-8"))
    pressed = Play(stage=MemoryStage(copy_of(settled)), words_only=True)
    typed = Play(stage=MemoryStage(copy_of(settled)), words_only=True, buttons=False)
    said = [line for line in asyncio.run(typed.run(lines)) if not line.needs_buttons]
    assert said == [line for line in asyncio.run(pressed.run(lines)) if not line.needs_buttons]


@pytest.fixture(autouse=True)
def codes_that_can_be_foreseen(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count(1)
    monkeypatch.setattr(storage.people.accounts, "new_code", lambda: f"ma-moi-{next(numbers):04}")


@pytest.mark.skipif(REWRITE, reason="BAOCAO_REWRITE writes what the pure conversations say")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_they_go_the_same_over_the_database_restarted_at_every_message(
    file: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    expected = file.read_text(encoding="utf-8")
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")

    async def played() -> str:
        async with open_database(url) as database:
            stage = StoredStage(database)
            await stage.settle()
            return await _played(stage, expected)

    assert asyncio.run(played()) == expected


@pytest.mark.parametrize("file", OVER_THE_DATABASE, ids=lambda file: file.stem)
def test_what_administrators_do_goes_as_written(file: Path, tmp_path: Path) -> None:
    expected = file.read_text(encoding="utf-8")
    result = write_transcript(asyncio.run(_over_a_database(tmp_path, expected)))
    if REWRITE:
        file.write_text(result, encoding="utf-8")
    else:
        assert result == expected


@pytest.mark.parametrize("file", OVER_THE_DATABASE, ids=lambda file: file.stem)
def test_administrators_are_told_the_same_where_nothing_can_be_pressed(file: Path, tmp_path: Path) -> None:
    transcript = file.read_text(encoding="utf-8")
    said = []
    for number, buttons in enumerate((True, False), start=1):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            codes = (f"ma-moi-{place:04}" for place in count(1))
            patch.setattr(storage.people.accounts, "new_code", lambda codes=codes: next(codes))
            lines = asyncio.run(_over_a_database(folder, transcript, words_only=True, buttons=buttons))
        said.append([line for line in lines if not line.needs_buttons])
    assert said[0] == said[1]


async def _over_a_database(
    folder: Path, transcript: str, *, words_only: bool = False, buttons: bool = True
) -> list[Line]:
    async with open_database(f"sqlite+aiosqlite:///{folder / 'office.sqlite'}") as database:
        stage = StoredStage(database)
        await stage.settle()
        play = Play(stage=stage, words_only=words_only, buttons=buttons)
        return await play.run(read_transcript(transcript))


async def _played(stage: Stage, transcript: str) -> str:
    return write_transcript(await Play(stage=stage).run(read_transcript(transcript)))
