from collections.abc import Iterable, Sequence

from documents.loading.enrolment import Enrolled, Enrolment, added_roles, plan_people
from documents.loading.people_rows import read_people
from documents.loading.people_template import people_template
from reporting.people.phones import hash_phone
from reporting.people.role import Role, RoleKind
from reporting.units.unit import Unit
from tests.support.spreadsheet import workbook
from texts.catalogue import catalogue

HEADING = ("Họ và tên", "SĐT", "Vai trò", "Đơn vị", "Ngôn ngữ")
HOA_AN = Unit(id=1, code="042", name="Hòa An", kind="huyện")
NAM_TUAN = Unit(id=2, code="01279", name="Nam Tuấn", kind="xã", parent_id=1)
DUC_LONG = Unit(id=3, code="01268", name="Đức Long", kind="xã", parent_id=1)
OTHER_DUC_LONG = Unit(id=4, code="01300", name="Đức Long", kind="xã", parent_id=1)
UNITS = (HOA_AN, NAM_TUAN, DUC_LONG, OTHER_DUC_LONG)
HOA = ("Nông Thị Hoa", "0987 654 321", "người báo cáo", "01279")
THU = ("Hoàng Thị Thu", "0912 345 678", "Người theo dõi", "huyện Hòa An")


def hashed(number: str) -> str:
    return hash_phone(number, "key")


def enrol(*rows: Sequence[object], known: Iterable[Enrolled] = (), key: bool = True) -> Enrolment:
    sheet = read_people(workbook([HEADING, *rows]), "people.xlsx")
    return plan_people(sheet, known, UNITS, hashed=hashed if key else None)


def after(enrolment: Enrolment, known: Iterable[Enrolled] = ()) -> list[Enrolled]:
    """Return the people as they are once it is written."""
    assert enrolment.problems == ()
    people = {person.id: person for person in known}
    for number, change in enumerate(enrolment.changes, start=len(people) + 1):
        person_id = change.before.id if change.before else number
        people[person_id] = Enrolled(
            id=person_id,
            name=change.after.name,
            language=change.after.language,
            phone_hash=change.after.phone_hash,
            roles=change.after.roles,
        )
    return list(people.values())


def faults(enrolment: Enrolment) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.fault) for each in enrolment.problems]


def test_people_come_with_their_role_their_unit_and_a_phone_that_nobody_can_read() -> None:
    hoa, thu = after(enrol(HOA, THU))
    assert hoa.roles == {Role(RoleKind.REPORTER, NAM_TUAN.id)}
    assert thu.roles == {Role(RoleKind.SUPERVISOR, HOA_AN.id)}
    assert hoa.phone_hash == hashed("+84987654321")
    assert "987654321" not in repr(hoa)


def test_loading_twice_changes_nothing() -> None:
    rows = (HOA, THU, ("Hoàng Văn Minh", None, None, "Nam Tuấn"))
    known = after(enrol(*rows))
    again = enrol(*rows, known=known)
    assert (again.changes, again.problems, again.unchanged) == ((), (), 3)


def test_several_rows_of_one_phone_are_one_person_with_several_roles() -> None:
    (hoa,) = after(enrol(HOA, ("nong thi hoa", "+84987654321", "quản trị", "042")))
    assert hoa.roles == {Role(RoleKind.REPORTER, NAM_TUAN.id), Role(RoleKind.ADMINISTRATOR, HOA_AN.id)}


def test_the_same_name_at_two_units_is_two_people() -> None:
    rows = (("Nông Thị Hoa", None, None, "01279"), ("Nông Thị Hoa", None, None, "01268"))
    assert len(after(enrol(*rows))) == 2


def test_a_phone_is_added_to_somebody_known_by_name() -> None:
    known = after(enrol(("Nông Thị Hoa", None, None, "01279")))
    (change,) = enrol(HOA, known=known).changes
    assert change.before == known[0]
    assert change.after.phone_hash == hashed("0987654321")
    assert added_roles(change) == []


def test_a_name_is_set_right_where_the_phone_says_who_it_is() -> None:
    known = after(enrol(("Nông thi hoa", *HOA[1:])))
    (change,) = enrol(HOA, known=known).changes
    assert change.after.name == "Nông Thị Hoa"


def test_a_phone_that_is_somebody_elses_is_a_problem() -> None:
    known = after(enrol(HOA))
    refused = enrol(("Bế Văn Lâm", "0987654321", None, "01279"), known=known)
    assert faults(refused) == [(2, "phone", "phone_of_another")]
    assert refused.problems[0].parameters == {"other": "Nông Thị Hoa"}


def test_two_of_one_name_at_one_unit_are_told_apart_by_their_phones_only() -> None:
    rows = (HOA, ("Nông Thị Hoa", "0912 345 678", None, "01279"))
    known = after(enrol(*rows))
    assert len(known) == 2
    assert faults(enrol(("Nông Thị Hoa", None, None, "01279"), known=known)) == [
        (2, "name", "several_of_name")
    ]


def test_an_ambiguous_unit_is_asked_about() -> None:
    refused = enrol(("Hoàng Văn Minh", None, None, "duc long"))
    assert faults(refused) == [(2, "unit", "unsure_unit")]
    assert refused.problems[0].parameters["candidates"] == "xã Đức Long (01268), xã Đức Long (01300)"


def test_all_problems_are_said_at_once() -> None:
    refused = enrol(
        (None, "0987654321", None, "01279"),
        ("A", "12", "giám đốc", "01279", "tiếng Pháp"),
        ("B", None, None, None),
        ("C", None, None, "Ở đâu đó"),
        ("D" * 200, None, None, "01279"),
    )
    assert faults(refused) == [
        (2, "name", "missing"),
        (3, "role", "role"),
        (3, "language", "language"),
        (3, "phone", "phone"),
        (4, "unit", "missing"),
        (5, "unit", "unknown_unit_today"),
        (6, "name", "long_name"),
    ]


def test_without_a_key_phones_are_refused_once_and_nothing_else_is() -> None:
    assert faults(enrol(HOA, THU, key=False)) == [(0, "", "no_phone_key")]
    assert faults(enrol(("Hoàng Văn Minh", None, None, "01279"), key=False)) == []


def test_the_template_is_understood_in_both_languages() -> None:
    for language in ("vi", "en"):
        assert read_people(people_template(catalogue(language)), "people.xlsx").rows == ()
