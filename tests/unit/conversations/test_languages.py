from datetime import datetime
from zoneinfo import ZoneInfo

from conversations.deliveries import Say
from conversations.dialogue import converse
from conversations.events import Typed
from conversations.new_round import round_title
from conversations.people import Person
from conversations.session import Session
from reporting.periods import Period

NOW = datetime(2020, 4, 28, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def said_to(person: Person) -> str:
    talk = converse(Session(), person, Typed("trợ giúp"), NOW)
    try:
        next(talk)
    except StopIteration as end:
        return " ".join(effect.message.text for effect in end.value.effects if isinstance(effect, Say))
    raise AssertionError("help needs nothing from the store")


def test_everybody_is_spoken_to_in_their_own_language() -> None:
    assert "Anh/chị có thể gõ bất cứ lúc nào" in said_to(Person(id=1, name="Nông Thị Hoa"))
    assert "At any time you can type" in said_to(Person(id=2, name="Ann", language="en"))


def test_a_round_is_called_in_the_offices_language_whoever_opens_it() -> None:
    assert round_title("Xóa mù chữ", Period.parse("2020Q1")) == "Xóa mù chữ quý I/2020"
