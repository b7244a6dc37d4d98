"""Every transcript in ./transcripts is played through the real turn over each database."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

import storage.people.accounts
from storage.database.database import open_database
from tests.scenarios.player import Play
from tests.scenarios.stage import Stage
from tests.scenarios.transcript import Line, read_transcript, write_transcript
from tests.support.memory_database import memory_database
from tests.support.sample_office import settle_sample, settled_image

ONLY_WITH_BUTTONS = {"20_danh_dau_bang_nut", "23_hai_ung_dung", "24_so_dien_thoai"}
FOLDER = Path(__file__).parent / "transcripts"
OFFICERS = sorted(FOLDER.glob("*.txt"))
FILES = [*OFFICERS, *sorted(FOLDER.glob("quan_tri/*.txt"))]

REWRITE = bool(os.environ.get("BAOCAO_REWRITE"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_conversations_go_as_written(file: Path) -> None:
    expected = file.read_text(encoding="utf-8")
    played = write_transcript(in_memory(expected))
    if REWRITE:
        file.write_text(played, encoding="utf-8")
    else:
        assert played == expected


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem not in ONLY_WITH_BUTTONS], ids=lambda file: file.stem
)
def test_the_same_is_said_where_nothing_can_be_pressed(file: Path) -> None:
    transcript = file.read_text(encoding="utf-8")
    pressed = in_memory(transcript, words_only=True)
    typed = in_memory(transcript, words_only=True, buttons=False)
    said = [line for line in typed if not line.needs_buttons]
    assert said == [line for line in pressed if not line.needs_buttons]


@pytest.mark.skipif(REWRITE, reason="BAOCAO_REWRITE writes what is said over SQLite")
@pytest.mark.parametrize("file", OFFICERS, ids=lambda file: file.stem)
def test_they_go_the_same_over_postgresql(file: Path, postgres_url: str) -> None:
    expected = file.read_text(encoding="utf-8")

    async def played() -> list[Line]:
        async with open_database(postgres_url) as database:
            await settle_sample(database)
            return await Play(stage=Stage(database)).run(read_transcript(expected))

    with foreseen_codes():
        assert write_transcript(asyncio.run(played())) == expected


def in_memory(transcript: str, *, words_only: bool = False, buttons: bool = True) -> list[Line]:
    """Play a transcript on an office of its own over SQLite in memory."""
    image = settled_image()

    async def played() -> list[Line]:
        async with memory_database(image) as database:
            play = Play(stage=Stage(database), words_only=words_only, buttons=buttons)
            return await play.run(read_transcript(transcript))

    with foreseen_codes():
        return asyncio.run(played())


@contextmanager
def foreseen_codes() -> Iterator[None]:
    """Have codes of invitations follow one another, as the transcripts write them."""
    numbers = count(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage.people.accounts, "new_code", lambda: f"ma-moi-{next(numbers):04}")
        yield
