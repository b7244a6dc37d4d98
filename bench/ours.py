"""Baocao under benchmark: like `baocao run`, on a new database in which all officers have joined.

`python -m bench.ours URL TOKEN FOLDER`.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import insert

from bench.officers import FIRST_OFFICER
from bench.questions import LABELS, TITLE
from bot.channels.telegram import api as requesting
from bot.channels.telegram.channel import NAME
from bot.monitoring.logs import set_up_logs
from bot.settings import Settings
from bot.wiring.app import keep_what_is_loaded, running
from conversations.joining.invitation_code import NOTICE
from reporting.people.role import RoleKind
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from reporting.units.unit import Unit
from storage.database import schema as t
from storage.database.database import Database, open_database
from storage.rounds import rounds as register
from storage.rounds.forms import FormShelf
from storage.units.units import add_units

FILE = "baocao.sqlite"
OPENING = "bắt đầu"
PATIENCE = 60.0  # seconds; long enough that an overloaded machine causes no repeated messages
UNPACED = 1e6
DISTRICT = 1
FIRST_COMMUNE = 2


def workbook() -> bytes:
    """Return the questionnaire as an XLSForm."""
    book = Workbook()
    survey = book.create_sheet("survey", 0)
    survey.append(["type", "name", "label"])
    for number, label in enumerate(LABELS):
        survey.append(["integer", f"q{number + 1}", label])
    settings = book.create_sheet("settings", 1)
    settings.append(["form_title", "form_id"])
    settings.append([TITLE, "bench_12"])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def database_url(folder: Path) -> str:
    """Return the URL of a folder's database."""
    return f"sqlite+aiosqlite:///{folder / FILE}"


async def settle(database: Database, officers: int, now: datetime, days: int) -> None:
    """Add a commune for each joined officer, and one round for all, due in `days` days."""
    communes = [FIRST_COMMUNE + number for number in range(officers)]
    units = [
        Unit(id=each, code=str(each), name=f"Số {each}", kind="xã", parent_id=DISTRICT, traits={})
        for each in communes
    ]
    district = Unit(id=DISTRICT, code="1", name="Đo Tải", kind="huyện", parent_id=None, traits={})
    people = [{"id": each, "name": f"Cán bộ {each}"} for each in communes]
    roles = [
        {"person_id": each, "unit_id": each, "kind": RoleKind.REPORTER, "since": now} for each in communes
    ]
    accounts = [
        {
            "channel": NAME,
            "address": str(FIRST_OFFICER + number),
            "person_id": each,
            "joined_at": now,
            "notice": NOTICE,
        }
        for number, each in enumerate(communes)
    ]
    async with database.writing() as connection:
        await add_units(connection, [district, *units])
        await connection.execute(insert(t.people), people)
        await connection.execute(insert(t.roles), roles)
        await connection.execute(insert(t.accounts), accounts)
        form = await FormShelf().put(connection, workbook(), "bench.xlsx", now)
        await register.open_round(
            connection,
            title=TITLE,
            unit_id=DISTRICT,
            reporting_units=communes,
            form_hash=form.content_hash,
            period=Period.parse(str(now.year - 1)),
            due=Due(printed=(now + timedelta(days=days)).date()),
            opened_at=now,
        )


async def prepare(folder: Path, officers: int, now: datetime | None = None, days: int = 60) -> None:
    """Create a folder's database as of `now`, by default the real time."""
    async with open_database(database_url(folder)) as database:
        await settle(database, officers, now or datetime.now(UTC), days)


async def main(url: str, token: str, folder: str) -> None:
    """Run until interrupted, without rate limits."""
    settings = Settings(
        database_url=database_url(Path(folder)),
        telegram_base_url=f"{url}/bot",
        telegram_base_file_url=f"{url}/file/bot",
        log_level="WARNING",
        _env_file=None,
    )
    set_up_logs(settings.log_level)
    requesting.TIMEOUT = PATIENCE
    async with running(settings, token, haste=UNPACED):
        keep_what_is_loaded()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
