"""One person in several accounts: the one used last, where digests come, a code for one more."""

from datetime import timedelta

from sqlalchemy import select

from conversations.accounts import OwnAccounts
from conversations.chats import Chat
from conversations.effects import Change, DigestsHere, Join, Link
from conversations.joining import NOTICE, hash_code, looks_like_code
from conversations.register import NewCode
from storage import schema as t
from storage.accounts import load_chats, load_digest_chats
from storage.turns import Deed
from storage.watching import StoredWatch
from tests.contracts.small_office import CHATS, HOA, NOW, ZONE, SmallOffice

THERE = Chat("zalo", "z1")
HERE = CHATS[HOA]


async def do(office: SmallOffice, chat: Chat, effect: Change) -> None:
    async with office.turn() as turn:
        await turn.write([], [Deed(chat=chat, person_id=office.people[HOA], effect=effect)], [])


async def linked(office: SmallOffice) -> int:
    """Have Hoa join from a second account with a code of her own; returns her id."""
    await office.join(HOA)
    async with office.turn() as turn:
        (code,) = await turn.replies([NewCode()])
    assert looks_like_code(code)
    await do(office, HERE, Link(hash_code(code), NOW + timedelta(minutes=30)))
    await do(office, THERE, Join(hash_code(code), NOTICE))
    return office.people[HOA]


async def writes(office: SmallOffice, chat: Chat, after: timedelta) -> None:
    async with office.turn(NOW + after) as turn:
        await turn.welcome_back([chat])


async def test_the_account_used_last_is_the_one_reminded(office: SmallOffice) -> None:
    hoa = await linked(office)
    for chat, minutes in ((HERE, 1), (THERE, 2), (HERE, 3), (HERE, 4), (THERE, 90), (HERE, 91)):
        await writes(office, chat, timedelta(minutes=minutes))
        async with office.database.reading() as connection:
            assert await load_chats(connection, [hoa]) == {hoa: chat}, minutes


async def test_an_account_in_use_is_written_down_once_an_hour(office: SmallOffice) -> None:
    await linked(office)
    written = []
    for minutes in (1, 30, 60, 62):
        await writes(office, HERE, timedelta(minutes=minutes))
        async with office.database.reading() as connection:
            query = select(t.accounts.c.last_used_at).where(t.accounts.c.address == HERE.address)
            written.append((await connection.execute(query)).scalar_one() - NOW)
    assert [each // timedelta(minutes=1) for each in written] == [1, 1, 1, 62]


async def test_digests_come_to_the_channel_chosen_whatever_was_used_last(office: SmallOffice) -> None:
    hoa = await linked(office)
    await do(office, THERE, DigestsHere())
    await writes(office, HERE, timedelta(minutes=5))
    watch = StoredWatch(office.database, ZONE)
    assert await watch.chats([hoa]) == {hoa: HERE}
    assert await watch.digest_chats([hoa]) == {hoa: THERE}
    async with office.turn() as turn:
        (own,) = await turn.replies([OwnAccounts(hoa)])
    assert (own.digests, [each.channel for each in own.all]) == ("zalo", ["telegram", "zalo"])


async def test_digests_come_to_the_account_used_last_where_nothing_was_chosen(office: SmallOffice) -> None:
    hoa = await linked(office)
    await writes(office, THERE, timedelta(minutes=5))
    async with office.database.reading() as connection:
        assert await load_digest_chats(connection, [hoa]) == {hoa: THERE}


async def test_a_code_for_another_account_is_never_given_twice(office: SmallOffice) -> None:
    async with office.turn() as turn:
        codes = await turn.replies([NewCode() for _ in range(50)])
    assert len(set(codes)) == len(codes)
