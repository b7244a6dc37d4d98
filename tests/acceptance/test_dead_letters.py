"""The command line's dead letters beside the running program: seen, replayed, dropped."""

import sqlite3
from contextlib import closing
from pathlib import Path

from demo.officers import TEXTS, text_of
from tests.support.accounting import recorded
from tests.support.bot_process import Installation, installation
from tests.support.officers import NAM_TUAN

REFUSING = (
    "CREATE TRIGGER refuse BEFORE INSERT ON answers WHEN NEW.value = '683' "
    "BEGIN SELECT RAISE(ABORT, 'an unlucky number'); END"
)


def change(place: Installation, statement: str) -> None:
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute(statement)
        connection.commit()


async def dead_letter(place: Installation, *words: str, status: int = 0) -> str:
    """Run the command and return what it says."""
    ended = await place.command("dead-letter", *words)
    said = ended.out + ended.error
    assert ended.status == status, said
    return said


async def test_an_answer_that_could_not_be_kept_is_replayed_while_the_bot_runs(tmp_path: Path) -> None:
    async with installation(tmp_path) as place:
        change(place, REFUSING)
        phone = place.phone(NAM_TUAN)
        await place.start()
        await phone.open_link()
        await place.answered(1)
        for updates, word in enumerate(("đồng ý", "bắt đầu", "683", "683"), start=2):
            await phone.type(word)
            await place.answered(updates)
        last = [each for each in await phone.read() if each["from"]["is_bot"]][-1]
        assert text_of(last) == TEXTS.plain("chat.failed")
        assert recorded(place, NAM_TUAN) == []

        listed = await dead_letter(place, "list")
        assert "IntegrityError" in listed
        assert "683" not in listed
        shown = await dead_letter(place, "show", "1")
        assert '"text": "683"' in shown
        assert "an unlucky number" in shown
        assert "1: IntegrityError" in await dead_letter(place, "replay", "1", status=1)
        assert await dead_letter(place, "drop", "2") == "Letter 2 has been dropped.\n"

        change(place, "DROP TRIGGER refuse")
        assert await dead_letter(place, "replay", "--all") == "Letter 1 has been replayed.\n"
        assert recorded(place, NAM_TUAN) == [("pop_15_25", "683")]
        assert "No dead letters" in await dead_letter(place, "list")
        assert "No dead letters" in await dead_letter(place, "replay", "--all")
        assert "It has been replayed." in await dead_letter(place, "show", "1")
        assert "no dead letter 7" in await dead_letter(place, "drop", "7", status=1)
        await phone.type("?")  # whatever is written next brings the replayed reply with it
        await place.answered(7)
        texts = [text_of(each) for each in await phone.read() if each["from"]["is_bot"]]
        assert any("683" in text for text in texts)
