"""A database is opened only where it is there."""

import pytest
from sqlalchemy import func, select

from storage.database import schema as t
from storage.database.database import NoDatabase, existing_database, open_database


async def test_a_database_without_our_tables_is_none_and_gets_none(empty_url: str) -> None:
    for _ in range(2):
        with pytest.raises(NoDatabase) as error:
            async with existing_database(empty_url):
                pass
        assert "baocao" in str(error.value)


async def test_a_database_that_was_begun_is_opened(empty_url: str) -> None:
    async with open_database(empty_url):
        pass
    async with existing_database(empty_url) as database, database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.units))).scalar_one() == 0
