"""A small office in a database, set up through the register: two districts, three communes, two years' rounds."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from conversations.chat.effects import Join
from conversations.chat.orders import Acknowledge, Parcel, Priority
from conversations.chat.session import Session
from conversations.joining.invitation_code import NOTICE
from demo.district import QUESTIONNAIRE, WORKBOOK
from questionnaires.library import questionnaire
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code
from reporting.people.role import RoleKind
from reporting.reports.report import Answer
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from reporting.units.unit import Unit
from storage.database.database import Database
from storage.outbox.outbox import DeliveryOutcome, Outbox, put_parcels
from storage.people.invitation_codes import invite
from storage.people.people import add_person
from storage.requested_change import RequestedChange
from storage.rounds import rounds as register
from storage.rounds.forms import FormShelf
from storage.turns.turn import Turn, open_turn
from storage.units.units import add_units

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OPENED = datetime(2020, 4, 17, 7, 30, tzinfo=ZONE)
NOW = datetime(2020, 4, 20, 9, tzinfo=ZONE)

PROVINCE = Unit(id=1, code="CB", name="Cao Bằng", kind="tỉnh")
HOA_AN = Unit(
    id=2, code="HA", name="Hòa An", kind="huyện", parent_id=1, traits={"office": "Phòng GD&ĐT Hòa An"}
)
NAM_TUAN = Unit(id=3, code="HA01", name="Nam Tuấn", kind="xã", parent_id=2)
BE_TRIEU = Unit(id=4, code="HA02", name="Bế Triều", kind="xã", parent_id=2)
THACH_AN = Unit(id=5, code="TA", name="Thạch An", kind="huyện", parent_id=1)
KIM_DONG = Unit(id=6, code="TA01", name="Kim Đồng", kind="xã", parent_id=5)
UNITS = (PROVINCE, HOA_AN, NAM_TUAN, BE_TRIEU, THACH_AN, KIM_DONG)

HOA, MINH, SON, THU = "Nông Thị Hoa", "Hoàng Văn Minh", "Lê Văn Sơn", "Hoàng Thị Thu"
ROLES = {
    HOA: (RoleKind.REPORTER, NAM_TUAN),
    MINH: (RoleKind.REPORTER, BE_TRIEU),
    SON: (RoleKind.REPORTER, KIM_DONG),
    THU: (RoleKind.SUPERVISOR, HOA_AN),
}
CHATS = {name: Chat("telegram", str(100 + place)) for place, name in enumerate(ROLES)}
CODES = {name: f"invitation-{place}" for place, name in enumerate(ROLES)}

POP, LITERATE = "/data/age_15_25/pop_15_25", "/data/age_15_25/literate_l1_15_25"


@dataclass(frozen=True, kw_only=True)
class SmallOffice:
    """The office, with the ids that its database gave: people by name, reports by unit id."""

    database: Database
    shelf: FormShelf
    people: Mapping[str, int]
    last_year: Mapping[int, int]
    this_year: Mapping[int, int]

    @asynccontextmanager
    async def turn(self, now: datetime = NOW) -> AsyncIterator[Turn]:
        async with open_turn(self.database, self.shelf, ZONE, now) as turn:
            yield turn

    async def join(self, *names: str, now: datetime = OPENED) -> None:
        """Have people accept their invitations, each from their own chat."""
        for name in names:
            deed = RequestedChange(
                chat=CHATS[name], person_id=None, effect=Join(hash_code(CODES[name]), NOTICE)
            )
            async with self.turn(now) as turn:
                await turn.write([(CHATS[name], Session())], [deed], [])


async def shut(database: Database, chat: Chat, now: datetime = NOW) -> None:
    """Have a delivery find out that somebody has shut the chat to us."""
    parcel = Parcel(
        key=f"to {chat}", chat=chat, priority=Priority.REPLY, due_at=now, delivery=Acknowledge(press="1")
    )
    async with database.writing() as connection:
        await put_parcels(connection, [parcel])
    outbox = Outbox(database)
    (queued,) = (each for each in (await outbox.look(now, 99)).due if each.chat == chat)
    await outbox.settle([DeliveryOutcome(queued=queued, state="failed", at=now, closed=True)])


def workbook() -> bytes:
    """Return the questionnaire of both rounds."""
    return questionnaire(QUESTIONNAIRE).workbook


async def set_up(database: Database) -> SmallOffice:
    """Set the office up in an empty database."""
    shelf = FormShelf()
    async with database.writing() as connection:
        await add_units(connection, UNITS)
        people: dict[str, int] = {}
        for name, (role, unit) in ROLES.items():
            people[name] = await add_person(connection, name, role, unit.id, OPENED)
            expires_at = OPENED + timedelta(days=60)
            await invite(connection, people[name], hash_code(CODES[name]), expires_at)
        form = await shelf.put(connection, workbook(), WORKBOOK, OPENED)
        communes = [NAM_TUAN.id, BE_TRIEU.id, KIM_DONG.id]
        year_before = OPENED - timedelta(days=365)
        last_year = await register.open_round(
            connection,
            title="Xóa mù chữ 2018",
            unit_id=PROVINCE.id,
            reporting_units=communes,
            form_hash=form.content_hash,
            period=Period.parse("2018"),
            due=Due(printed=date(2019, 5, 8)),
            opened_at=year_before,
            closed_at=year_before + timedelta(days=60),
        )
        await register.record_submitted(
            connection, last_year[NAM_TUAN.id], {POP: Answer("412")}, year_before, on_time=True
        )
        this_year = await register.open_round(
            connection,
            title="Xóa mù chữ 2019",
            unit_id=PROVINCE.id,
            reporting_units=communes,
            form_hash=form.content_hash,
            period=Period.parse("2019"),
            due=Due(printed=date(2020, 5, 8)),
            opened_at=OPENED,
        )
    return SmallOffice(
        database=database, shelf=shelf, people=people, last_year=last_year, this_year=this_year
    )
