"""The shelf of forms: stored once, compiled once, found by content."""

import pytest
from sqlalchemy import func, select

from demo.district import WORKBOOK, sample_form
from forms import FormRefused
from storage.database import schema as t
from storage.rounds.forms import FormShelf
from tests.support.small_office import NOW, SmallOffice, workbook


async def test_another_process_compiles_the_stored_workbook(office: SmallOffice) -> None:
    shelf = FormShelf()
    async with office.database.reading() as connection:
        taken = await shelf.take(connection, sample_form().content_hash)
        assert await shelf.take(connection, sample_form().content_hash) is taken
    assert taken.questions == sample_form().questions


async def test_storing_a_form_again_changes_nothing(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        await office.shelf.put(connection, workbook(), "copy.xlsx", NOW)
        rows = (await connection.execute(select(t.forms.c.filename))).all()
    assert [row.filename for row in rows] == [WORKBOOK]


async def test_a_form_that_was_never_stored_is_an_error(office: SmallOffice) -> None:
    async with office.database.reading() as connection:
        with pytest.raises(LookupError, match="no form 4711 is stored"):
            await office.shelf.take(connection, "4711")


async def test_a_workbook_that_is_none_is_refused_and_not_stored(office: SmallOffice) -> None:
    with pytest.raises(FormRefused):
        async with office.database.writing() as connection:
            await office.shelf.put(connection, b"no workbook", "letter.docx", NOW)
    async with office.database.reading() as connection:
        count = select(func.count()).select_from(t.forms)
        assert (await connection.execute(count)).scalar_one() == 1
