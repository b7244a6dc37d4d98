"""A database of the first release, with a district in it, learns that units change over time."""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

FILL = (
    "INSERT INTO units (id, code, name, kind) VALUES (1, 'CB', 'Cao Bằng', 'tỉnh')",
    "INSERT INTO units (id, code, name, kind, parent_id) VALUES (2, 'HA', 'Hòa An', 'huyện', 1)",
    "INSERT INTO forms VALUES ('h', 'f', 'f.xlsx', x'00', '2020-01-01 00:00:00')",
    *(
        "INSERT INTO rounds (id, title, unit_id, form_hash, form_id, period, period_start, due_printed,"  # noqa: S608 -- literals of this file
        f" due_inclusive, opened_at) VALUES ({number}, 'Đợt', 2, 'h', 'f', '{period}', '{period[:4]}-01-01',"
        f" '{due}', {inclusive}, '2020-04-17 00:30:00')"
        for number, period, due, inclusive in (
            (1, "2019", "2020-05-08", 0),
            (2, "2020", "2020-05-08", 0),
            (3, "2021Q1", "2021-03-15", 1),
        )
    ),
    "INSERT INTO reports (round_id, unit_id) VALUES (1, 2)",
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'baocao.sqlite'}")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("storage").joinpath("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def test_what_was_there_keeps_its_units_and_each_round_its_day(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    upgrade(connection, "0001")
    for statement in FILL:
        connection.exec_driver_sql(statement)
    upgrade(connection, "head")
    spans = connection.execute(
        text("SELECT unit_id, since, until, name, kind, parent_id FROM unit_spans ORDER BY unit_id")
    )
    assert [tuple(row) for row in spans] == [
        (1, str(date.min), str(date.max), "Cao Bằng", "tỉnh", None),
        (2, str(date.min), str(date.max), "Hòa An", "huyện", 1),
    ]
    rounds = connection.execute(text("SELECT units_on FROM rounds ORDER BY id"))
    assert [row.units_on for row in rounds] == ["2019-12-31", "2020-05-07", "2021-03-15"]
    assert connection.execute(text("SELECT count(*) FROM reports")).scalar_one() == 1
