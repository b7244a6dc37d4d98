"""What is kept about people: consents, what they change, what goes with them, what goes in time."""

import json
import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from conversations.chat.effects import Agree, Rename, Speak
from conversations.chat.events import InGroup, Typed
from conversations.chat.messages import Message
from conversations.chat.orders import Parcel, Priority, Say
from conversations.chat.session import Session
from conversations.joining.invitation_code import NOTICE
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code
from reporting.people.role import RoleKind
from reporting.queries.personal_data import UnitsLeft
from storage.database import schema as t
from storage.outbox.outbox import put_parcels
from storage.people.people import add_person
from storage.people.roles import end_role
from storage.privacy.erasure import NAMELESS, ON_PAPER, NobodyToErase, erase_person
from storage.privacy.retention import RetentionPeriods, delete_expired
from storage.queries.own_data import load_own_data
from storage.requested_change import RequestedChange
from storage.turns.dead_letters import DeadLetter, DeadLetters
from tests.support.small_office import CHATS, HOA, MINH, NAM_TUAN, NOW, OPENED, THU, SmallOffice
from texts import catalogue


class Failed(Exception):
    """A step has failed."""


HOLDS_PEOPLE = {
    "accounts": "deleted by address",
    "answers": "the office's record; points at a person without a name",
    "attachments": "the office's record; points at a person without a name",
    "audit": "ids alone",
    "consents": "ids alone",
    "dead_letters": "deleted by address, and by an id within; mentions of the name elsewhere replaced",
    "deletions": "ids alone",
    "erasures": "ids alone",
    "group_chats": "ids alone; a group's address is nobody's",
    "invitations": "deleted",
    "links": "deleted by address",
    "outbox": "deleted by address; mentions of the name elsewhere replaced",
    "people": "emptied",
    "roles": "deleted",
    "sessions": "deleted by address; mentions of the name elsewhere replaced",
    "submissions": "the office's record; points at a person without a name",
    "updates": "keys that carry an address are deleted",
    "begun_steps": "as updates",
}
"""What an erasure does with every table that knows a person or an address."""


def test_it_is_settled_for_every_table_what_becomes_of_the_erased() -> None:
    about_people = {
        table.name
        for table in t.metadata.sorted_tables
        if {"person_id", "subject_id", "address", "proposed_by"} & set(table.c.keys())
    }
    assert about_people <= HOLDS_PEOPLE.keys()
    by_address = {name for name, word in HOLDS_PEOPLE.items() if word.startswith("deleted by address")}
    for name in by_address:
        assert {"channel", "address"} <= set(t.metadata.tables[name].c.keys())


async def change(office: SmallOffice, name: str, effect: Agree | Rename | Speak) -> None:
    deed = RequestedChange(chat=CHATS[name], person_id=office.people[name], effect=effect)
    async with office.turn() as turn:
        await turn.write([], [deed], [])


async def consents(office: SmallOffice, name: str) -> list[tuple[str, bool]]:
    query = select(t.consents).where(t.consents.c.person_id == office.people[name]).order_by(t.consents.c.id)
    async with office.database.reading() as connection:
        return [(row.notice, row.agreed) for row in await connection.execute(query)]


async def test_every_word_on_the_notice_is_kept_and_the_account_knows_the_last_agreement(
    office: SmallOffice,
) -> None:
    await office.join(HOA)
    assert await consents(office, HOA) == [(NOTICE, True)]
    await change(office, HOA, Agree(notice="next", agreed=False))
    async with office.turn() as turn:
        visitor = (await turn.visitors([CHATS[HOA]]))[CHATS[HOA]]
    assert visitor.person is not None
    assert visitor.person.agreed == NOTICE
    await change(office, HOA, Agree(notice="next", agreed=True))
    async with office.turn() as turn:
        visitor = (await turn.visitors([CHATS[HOA]]))[CHATS[HOA]]
    assert visitor.person is not None
    assert visitor.person.agreed == "next"
    assert await consents(office, HOA) == [(NOTICE, True), ("next", False), ("next", True)]


async def test_a_corrected_name_stands_in_what_still_waits_too(office: SmallOffice) -> None:
    await office.join(HOA, THU)
    text = catalogue("vi")("join.welcome", name=HOA)
    waiting = Parcel(
        key="k",
        chat=CHATS[THU],
        priority=Priority.REPLY,
        due_at=NOW,
        delivery=Say(message=Message(text=text)),
    )
    async with office.database.writing() as connection:
        await put_parcels(connection, [waiting])
    await change(office, HOA, Rename('Nông "Hoa" & Co'))
    async with office.database.reading() as connection:
        delivery = (await connection.execute(select(t.outbox.c.delivery))).scalar_one()
    assert Say.model_validate_json(delivery).message.text == catalogue("vi")(
        "join.welcome", name='Nông "Hoa" & Co'
    )


async def test_a_unit_is_left_alone_by_its_only_reporter(office: SmallOffice) -> None:
    async def left(name: str) -> list[tuple[str, list[int]]]:
        async with office.turn() as turn:
            (found,) = await turn.replies([UnitsLeft(office.people[name])])
        return [(each.unit.name, [person.id for person in each.supervisors]) for each in found]

    assert await left(HOA) == [("Nam Tuấn", [office.people[THU]])]
    assert await left(THU) == []
    async with office.database.writing() as connection:
        await add_person(connection, "Nông Văn Hai", RoleKind.REPORTER, NAM_TUAN.id, OPENED)
    assert await left(HOA) == []


async def test_the_erased_cannot_be_erased_again_and_nobody_cannot_be(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        await erase_person(connection, office.people[HOA], ON_PAPER, NOW)
    for person_id in (office.people[HOA], 999):
        with pytest.raises(NobodyToErase):
            async with office.database.writing() as connection:
                await erase_person(connection, person_id, ON_PAPER, NOW)


LIST = f"Danh sách\n1.\t{HOA}\n“{HOA}”; {HOA.upper()}\t{MINH}\n"


@pytest.mark.parametrize(
    "letter",
    [
        DeadLetter.of_event("k", CHATS[THU], Typed(LIST), Failed(LIST)),
        DeadLetter.of_event("k", CHATS[THU], Typed(unicodedata.normalize("NFD", LIST)), Failed(repr(LIST))),
        DeadLetter.of_update("k", "telegram", {"message": {"text": LIST}}, Failed(LIST)),
        DeadLetter.of_body("k", "telegram", json.dumps({"message": {"text": LIST}}).encode(), Failed("")),
        DeadLetter.of_body(
            "k", "telegram", json.dumps({"text": LIST}, ensure_ascii=False).encode(), Failed("")
        ),
        DeadLetter.of_body("k", "telegram", json.dumps({"text": LIST})[:-1].encode(), Failed("")),
        DeadLetter.of_body("k", "telegram", b"\xff" + LIST.encode(), Failed("")),
        DeadLetter.of_what_came("k", Typed(LIST), Failed("")),
    ],
    ids=["event", "decomposed", "update", "body", "body in UTF-8", "no JSON", "no UTF-8", "shown"],
)
async def test_an_erased_name_goes_out_of_dead_letters_and_no_other_does(
    office: SmallOffice, letter: DeadLetter
) -> None:
    await office.join(HOA, THU)
    letters = DeadLetters(office.database)
    await letters.keep([letter], NOW)
    async with office.database.writing() as connection:
        await erase_person(connection, office.people[HOA], ON_PAPER, NOW)
    (kept,) = await letters.waiting()
    held = kept.letter.content + kept.letter.trace
    for _ in range(3):
        held = held.encode("ascii", "backslashreplace").decode("unicode_escape", "ignore")
        held = unicodedata.normalize(
            "NFC", held.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
        assert HOA.casefold() not in held.casefold()
    assert kept.letter.kind == letter.kind
    assert kept.letter.body.count(b"\xff") == letter.body.count(b"\xff")


async def test_what_nobody_could_read_of_the_erased_goes_too(office: SmallOffice) -> None:
    await office.join(HOA)
    own, other = int(CHATS[HOA].address), 555
    group = Chat("telegram", "-5")
    in_group = InGroup(group=group, sender=CHATS[HOA], command="baocao")
    update = {"message": {"from": {"id": own}, "chat": {"id": own}}}
    letters = [
        DeadLetter.of_update("own", "telegram", update, Failed()),
        DeadLetter.of_body("body", "telegram", json.dumps(update).encode(), Failed()),
        DeadLetter.of_event("group", group, in_group, Failed()),
        DeadLetter.of_what_came("telegram:9", in_group, Failed()),
        DeadLetter.of_update("other", "telegram", {"from": {"id": other}, "text": str(own)}, Failed()),
        DeadLetter.of_update("longer", "telegram", {"from": {"id": own * 10 + 1}}, Failed()),
    ]
    kept = DeadLetters(office.database)
    await kept.keep(letters, NOW)
    async with office.database.writing() as connection:
        await erase_person(connection, office.people[HOA], ON_PAPER, NOW)
    assert [each.letter.key for each in await kept.waiting()] == ["other", "longer"]


async def test_erasing_one_leaves_the_others(office: SmallOffice) -> None:
    await office.join(HOA, MINH)
    async with office.database.writing() as connection:
        assert await erase_person(connection, office.people[HOA], ON_PAPER, NOW) == {CHATS[HOA]}
    async with office.turn() as turn:
        visitors = await turn.visitors([CHATS[HOA], CHATS[MINH]])
    assert visitors[CHATS[HOA]].person is None
    assert visitors[CHATS[MINH]].person is not None
    async with office.database.reading() as connection:
        names = (await connection.execute(select(t.people.c.name).order_by(t.people.c.id))).scalars().all()
    assert names.count(NAMELESS) == 1
    assert MINH in names


async def test_own_data_tells_all_and_reads_as_a_person_would(office: SmallOffice) -> None:
    await office.join(HOA)
    async with office.database.reading() as connection:
        data = await load_own_data(connection, office.shelf, office.people[HOA], catalogue("vi"), NOW)
    found = {section.title: section.rows for section in data.sections}
    assert found["Cá nhân"][0][1] == HOA
    assert found["Vai trò"][0][:2] == ("người báo cáo", "xã Nam Tuấn")
    assert found["Tài khoản"][0][1] == CHATS[HOA].address
    assert found["Đồng ý"][0][1:3] == (NOTICE, "đồng ý")


async def test_what_was_sent_is_emptied_in_time_and_not_sent_again(office: SmallOffice) -> None:
    await office.join(HOA)
    kinds = {
        "reply:telegram:1:0": CHATS[HOA],
        "reminder:7": CHATS[HOA],
        "reminder:8": Chat("telegram", "999"),
    }
    parcels = [
        Parcel(
            key=key,
            chat=chat,
            priority=Priority.REPLY,
            due_at=NOW,
            delivery=Say(message=Message(text=catalogue("vi")("chat.failed"))),
        )
        for key, chat in kinds.items()
    ]
    async with office.database.writing() as connection:
        await put_parcels(connection, parcels)
        await connection.execute(update(t.outbox).values(state="sent", settled_at=NOW))
    keeping = RetentionPeriods()
    assert await delete_expired(office.database, keeping, NOW + timedelta(days=29)) == 0
    assert await delete_expired(office.database, keeping, NOW + timedelta(days=31)) == 3
    async with office.database.writing() as connection:
        await put_parcels(connection, parcels[1:2])
        rows = (await connection.execute(select(t.outbox.c.key, t.outbox.c.delivery))).all()
    assert [tuple(row) for row in rows] == [("reminder:7", "")]
    assert await delete_expired(office.database, keeping, NOW + timedelta(days=31)) == 0


async def test_strangers_and_codes_are_forgotten_in_time(office: SmallOffice) -> None:
    await office.join(HOA)
    stranger = Chat("telegram", "999")
    async with office.turn() as turn:
        await turn.write([(stranger, Session())], [], [])
    await delete_expired(office.database, RetentionPeriods(), NOW + timedelta(days=31))
    async with office.database.reading() as connection:
        chats = (await connection.execute(select(t.sessions.c.address))).scalars().all()
        codes = (await connection.execute(select(t.invitations.c.code_hash))).scalars().all()
    assert chats == [CHATS[HOA].address]
    assert len(codes) == 4
    await delete_expired(office.database, RetentionPeriods(former_people=None), OPENED + timedelta(days=151))
    async with office.database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.invitations))).scalar_one() == 0


async def test_who_left_the_office_long_ago_is_erased(office: SmallOffice) -> None:
    await office.join(HOA, MINH)
    async with office.database.writing() as connection:
        await end_role(connection, office.people[HOA], RoleKind.REPORTER, NAM_TUAN.id, NOW)
    await delete_expired(office.database, RetentionPeriods(invitations=None), NOW + timedelta(days=364))
    assert await erased(office) == []
    await delete_expired(office.database, RetentionPeriods(invitations=None), NOW + timedelta(days=366))
    assert await erased(office) == [(office.people[HOA], "retention")]


async def erased(office: SmallOffice) -> list[tuple[int, str]]:
    async with office.database.reading() as connection:
        return [(row.person_id, row.asked) for row in await connection.execute(select(t.erasures))]


async def test_nothing_goes_where_everything_is_kept_for_good(office: SmallOffice) -> None:
    await office.join(HOA)
    for_good = RetentionPeriods(
        messages=None, strangers=None, invitations=None, dead_letters=None, former_people=None
    )
    assert await delete_expired(office.database, for_good, NOW + timedelta(days=9999)) == 0
    async with office.database.reading() as connection:
        known = select(t.invitations).where(t.invitations.c.code_hash == hash_code("invitation-0"))
        assert (await connection.execute(known)).first() is not None
