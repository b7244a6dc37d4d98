"""Every earlier schema, with what its version had written, is upgraded at the start: all is there, and people go on."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from conversations.chat.events import Typed
from conversations.chat.orders import Delivery
from conversations.chat.session import Renewing, Session
from storage.database.database import Database, open_database
from storage.database.upgrade import known_revisions
from storage.rounds.forms import FormShelf
from tests.support.earlier_versions import FOLDER, REVISIONS, Rows, in_order, leave_behind, now_there
from tests.support.office_turns import OfficeTurns, incoming
from tests.support.small_office import BE_TRIEU, CHATS, HOA, MINH, NAM_TUAN, SON, THU, SmallOffice

DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Delivery)


@pytest.fixture(params=REVISIONS)
def revision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def before(empty_url: str, revision: str) -> Mapping[str, Rows]:
    return await leave_behind(empty_url, revision)


@pytest.fixture
async def upgraded(empty_url: str, before: Mapping[str, Rows]) -> AsyncIterator[Database]:
    async with open_database(empty_url) as database:
        yield database


@pytest.fixture
def turns(upgraded: Database, before: Mapping[str, Rows]) -> OfficeTurns:
    """The turn loop of today on that database."""
    years = [
        {row["unit_id"]: row["id"] for row in before["reports"] if row["round_id"] == each["id"]}
        for each in before["rounds"]
    ]
    people = {row["name"]: row["id"] for row in before["people"]}
    last_year, this_year = years
    return OfficeTurns(
        office=SmallOffice(
            database=upgraded, shelf=FormShelf(), people=people, last_year=last_year, this_year=this_year
        )
    )


async def test_several_databases_are_upgraded_side_by_side_in_one_program(tmp_path: Path) -> None:
    for number in range(4):  # Alembic is called by the test itself here: one after the other
        await leave_behind(f"sqlite+aiosqlite:///{tmp_path / f'left{number}.sqlite'}", REVISIONS[-1])
    opened = [
        open_database(f"sqlite+aiosqlite:///{tmp_path / f'left{number}.sqlite'}") for number in range(4)
    ]
    async with AsyncExitStack() as stack:
        await asyncio.gather(*map(stack.enter_async_context, opened))


def test_every_schema_is_tried_but_that_of_a_version_under_way() -> None:
    assert set(REVISIONS) >= known_revisions() - {max(known_revisions())}


async def test_everything_is_still_there(upgraded: Database, before: Mapping[str, Rows]) -> None:
    assert await now_there(upgraded, before) == in_order(before)


async def test_what_waited_to_be_sent_can_be_read(turns: OfficeTurns, before: Mapping[str, Rows]) -> None:
    assert [parcel.key for parcel in await turns.parcels()] == [row["key"] for row in before["outbox"]]


async def say(turns: OfficeTurns, name: str, text: str) -> str:
    """Have somebody type something, and agree if a notice has changed meanwhile; returns what they are told."""
    await turns.take(incoming(f"{name}:{text}", CHATS[name], Typed(text)))
    if isinstance((await turns.session(CHATS[name])).place, Renewing):
        await turns.take(incoming(f"{name}:{text}:agree", CHATS[name], Typed("đồng ý")))
    return (await turns.said(CHATS[name]))[-1]


async def test_an_answer_to_the_question_that_was_open_is_taken_there(turns: OfficeTurns) -> None:
    assert "✓ 427/431 = 99,07\u00a0%" in await say(turns, HOA, "427")
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431"), ("literate_l1_15_25", "427")]
    assert "3/15" in await say(turns, MINH, "Chưa có số liệu")
    assert await turns.answers(BE_TRIEU.id) == [("pop_15_25", "1234"), ("literate_l1_15_25", "pending")]


async def test_who_had_an_invitation_or_an_overview_before_them_goes_on_with_that(turns: OfficeTurns) -> None:
    assert "Xã Kim Đồng có 1 báo cáo đang chờ" in await say(turns, SON, "đồng ý")
    said = await say(turns, THU, "nhắc 2 đơn vị chưa nộp")
    # What is typed for a button of the first two versions leads to the overview with today's buttons.
    assert "Gửi lời nhắc đến 2 đơn vị chưa nộp" in said or "Đã nộp 0/2; đang làm 2" in said


def stored(name: str) -> list[str]:
    """Return what earlier versions wrote into one column, every kind of it that there was."""
    return (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


def keeps(now: object, before: object) -> bool:
    """Tell whether everything that was said is still said, besides what was not said then."""
    if isinstance(before, dict) and isinstance(now, dict):
        return all(name in now and keeps(now[name], value) for name, value in before.items())
    if isinstance(before, list) and isinstance(now, list):
        return len(now) == len(before) and all(map(keeps, now, before))
    return now == before


@pytest.mark.parametrize("state", stored("sessions"))
def test_wherever_an_earlier_version_left_a_chat_it_is_found_there(state: str) -> None:
    before = {name: value for name, value in json.loads(state).items() if name != "language"}
    assert keeps(json.loads(Session.model_validate_json(state).model_dump_json()), before)


@pytest.mark.parametrize("delivery", stored("deliveries"))
def test_whatever_an_earlier_version_left_to_be_sent_is_what_it_was(delivery: str) -> None:
    found = DELIVERY.dump_python(DELIVERY.validate_json(delivery), mode="json")
    assert keeps(found, json.loads(delivery))
