"""A province with more units than fit on a page: pages to turn, and a name typed there is looked for."""

from datetime import UTC, datetime

import pytest

from conversations.administering.search import put_below
from conversations.chat.pagination import A_PAGE
from conversations.chat.session import Listing, Session
from conversations.chat.step import Step, Visit
from reporting.people.person import Person
from reporting.queries.units import UnitView
from reporting.units.unit import Unit
from texts import Catalogue

PROVINCE = Unit(id=1, code="CB", name="Cao Bằng", kind="tỉnh")
COMMUNES = tuple(
    Unit(id=2 + place, code=f"X{place:03}", name=f"Số {place}", kind="xã", parent_id=1)
    for place in range(300)
)


def below(count: int, page: int, texts: Catalogue) -> Step:
    visit = Visit(
        session=Session(),
        now=datetime(2020, 4, 20, tzinfo=UTC),
        texts=texts,
        person=Person(id=1, name="Quản"),
    )
    talk = put_below(visit, UnitView(unit=PROVINCE, unit_path=(1,), members=()), page)
    next(talk)
    with pytest.raises(StopIteration) as done:
        talk.send(COMMUNES[:count])
    step = done.value.value
    assert isinstance(step, Step)
    return step


def test_a_name_may_be_typed_and_where_there_are_several_pages_it_is_said(texts: Catalogue) -> None:
    hint = str(texts("administer.or_type"))
    assert below(300, 0, texts).session.place == Listing(unit_id=1)
    assert below(A_PAGE, 0, texts).session.place == Listing(unit_id=1)
    assert hint in str(below(300, 0, texts).effects)
    assert hint not in str(below(A_PAGE, 0, texts).effects)


@pytest.mark.parametrize(("page", "shown"), [(0, A_PAGE), (12, 300 % A_PAGE), (99, 300 % A_PAGE)])
def test_every_page_but_the_last_is_full(texts: Catalogue, page: int, shown: int) -> None:
    (said,) = below(300, page, texts).effects
    assert str(said).count("do.office.") == shown + 1
