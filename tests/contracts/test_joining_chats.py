"""Which chats are let in first: those with a good code, a known number, or the notice on the screen."""

from datetime import timedelta

from sqlalchemy import update

from conversations.chat.events import Opened, Typed
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code
from reporting.people.role import RoleKind
from storage.database import schema as t
from storage.people.joining_chats import Credentials, load_joining
from storage.people.people import add_person
from tests.support.office_turns import OfficeTurns, incoming
from tests.support.small_office import CHATS, CODES, HOA, MINH, NAM_TUAN, NOW, OPENED, SON, SmallOffice

STRANGER, OTHER = Chat("telegram", "900"), Chat("zalo", "901")


async def joining(office: SmallOffice, *given: Credentials, days: int = 0) -> set[Chat]:
    async with office.database.reading() as connection:
        return await load_joining(connection, given, NOW + timedelta(days=days))


async def test_a_good_code_joins_until_it_is_used_or_expires(office: SmallOffice) -> None:
    good = Credentials(chat=STRANGER, code_hash=hash_code(CODES[HOA]))
    unknown = Credentials(chat=OTHER, code_hash=hash_code("made-up"))
    assert await joining(office, good, unknown) == {STRANGER}
    assert await joining(office, good, days=90) == set()
    await office.join(HOA)
    assert await joining(office, good) == set()


async def test_a_number_of_the_register_joins(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        await add_person(connection, "Lan", RoleKind.REPORTER, NAM_TUAN.id, OPENED, phone_hash="known")
    known, unknown = (
        Credentials(chat=chat, phone_hash=number)
        for chat, number in ((STRANGER, "known"), (OTHER, "another"))
    )
    assert await joining(office, known, unknown) == {STRANGER}


async def test_who_has_the_notice_on_the_screen_joins_whatever_is_answered(office: SmallOffice) -> None:
    turns = OfficeTurns(office=office)
    await turns.take(
        incoming("1", CHATS[HOA], Opened(CODES[HOA])),
        incoming("2", CHATS[MINH], Typed("xin chào")),
    )
    chats = [Credentials(chat=CHATS[name]) for name in (HOA, MINH, SON)]
    assert await joining(office, *chats) == {CHATS[HOA]}


async def test_a_session_that_cannot_be_read_is_no_notice(office: SmallOffice) -> None:
    turns = OfficeTurns(office=office)
    await turns.take(incoming("1", CHATS[HOA], Opened(CODES[HOA])))
    async with office.database.writing() as connection:
        await connection.execute(update(t.sessions).values(state='{"place":{"at":"consenting"}'))
    assert await joining(office, Credentials(chat=CHATS[HOA])) == set()
