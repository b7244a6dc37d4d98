"""The table of commands. Each entry names the target and the action that is checked before the command runs.

A command is typed, or is a button's action with the ids of its target. Both can be forged, so each
target is looked up and checked again. A forbidden target is answered like a missing one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Concatenate, Generic, Protocol, TypeVar

from conversations.administering.confirmation import TARGET_NAMES
from conversations.administering.deletion import (
    confirm_deletion,
    propose_person,
    propose_round,
    put_deletion,
    put_deletions,
    refuse_deletion,
)
from conversations.administering.invite import ask_invited_name, ask_role, ask_successor, invite_again
from conversations.administering.member_accounts import disconnect_account_of, put_accounts_of
from conversations.administering.open_round import choose_form
from conversations.administering.round_admin import ask_report_day, ask_round_day, close_round, put_round
from conversations.administering.search import ask_where_to_invite, ask_whom_or_where, put_below
from conversations.administering.unit_admin import (
    put_administration,
    put_member,
    put_office,
    put_openings,
    put_round_choice,
    reinstate,
    suspend,
)
from conversations.chat.action import command_of
from conversations.chat.session import Asking, Listing, Nowhere
from conversations.chat.step import Step, Talk, Visit
from conversations.followup.outstanding import asks_who_is_missing
from conversations.followup.reminder_requests import ask_to_remind, remind_unit
from conversations.menu.home import (
    correct_report,
    deny,
    go_home,
    open_report,
    snooze,
    submit_anything,
    submit_report,
)
from conversations.menu.letter import put_letter
from conversations.menu.submitted_report import list_submitted, read_report
from conversations.places import correct_anything, in_passing, put_missing, resume, review, stop
from conversations.profile.accounts import (
    ask_disconnecting,
    disconnect,
    link,
    put_accounts,
    receive_here,
)
from conversations.profile.erasure import ask_erasing
from conversations.profile.own_data import ask_name, change_language, order_own_file, put_own_data
from conversations.supervising.history import put_trail
from conversations.supervising.rounds import (
    order_digest,
    order_evidence,
    order_workbook,
    put_letter_rounds,
    put_round_below,
    put_rounds,
    put_unit,
    put_units,
    supervises,
)
from reporting.people.permissions import Action
from reporting.queries.deletions import DeletionById
from reporting.queries.people import MemberAt
from reporting.queries.query import Query, ask
from reporting.queries.reports import ReportById
from reporting.queries.rounds import RoundBelow, RoundOf
from reporting.queries.units import PeopledUnit, UnitById
from texts.markup import paragraphs
from texts.parsing.phrases import Phrases

Numbers = tuple[int, ...]


class Located(Protocol):
    """An object that belongs to a unit."""

    @property
    def unit_path(self) -> tuple[int, ...]:
        """The unit and all units above it."""
        ...


L = TypeVar("L", bound=Located)


@dataclass(frozen=True, slots=True)
class Own:
    """A command about the person's own data. It takes no numbers."""

    do: Callable[[Visit], Talk | Step]

    def run(self, visit: Visit, numbers: Numbers) -> Talk:
        """Run the command. With numbers, which it does not take, show home."""
        if numbers:
            return (yield from go_home(visit))
        return (yield from _talked(self.do(visit)))


@dataclass(frozen=True, slots=True)
class Anywhere:
    """A command for people who may do `action` at some unit. It queries only what is below those units."""

    action: Action
    do: Callable[[Visit], Talk | Step]

    def run(self, visit: Visit, numbers: Numbers) -> Talk:
        """Run the command if the person may do `action` at some unit; otherwise, or with numbers, show home."""
        if numbers or not visit.person.may_somewhere(self.action):
            return (yield from go_home(visit))
        return (yield from _talked(self.do(visit)))


@dataclass(frozen=True, slots=True)
class At(Generic[L]):
    """A command about an object at a unit. Its first numbers are the query's fields; `do` takes `further` ones."""

    action: Action
    target: type[Query[L | None]]
    do: Callable[Concatenate[Visit, L, ...], Talk | Step]
    further: int = 0

    @property
    def numbers(self) -> int:
        """The length of `numbers` that `run` expects."""
        return len(fields(self.target)) + self.further  # type: ignore[arg-type]  # every query is a dataclass

    def run(self, visit: Visit, numbers: Numbers) -> Talk:
        """Run the command if the target exists at a unit where the person may do `action`."""
        if len(numbers) != self.numbers:
            return (yield from go_home(visit))
        named = len(numbers) - self.further
        found = yield from ask(self.target(*numbers[:named]))
        if found is None or not visit.person.may(self.action, found.unit_path):
            return (yield from deny(visit, TARGET_NAMES[self.target]))
        return (yield from _talked(self.do(visit, found, *numbers[named:])))


@dataclass(frozen=True, slots=True)
class OwnOne:
    """A command about one of the person's own objects, by its number. Only the person's own are searched."""

    do: Callable[[Visit, int], Talk | Step]

    def run(self, visit: Visit, numbers: Numbers) -> Talk:
        """Run the command, which looks the number up among the person's own objects."""
        if len(numbers) != 1:
            return (yield from go_home(visit))
        return (yield from _talked(self.do(visit, numbers[0])))


def _talked(said: Talk | Step) -> Talk:
    return said if isinstance(said, Step) else (yield from said)


def _help(visit: Visit) -> Talk:
    """Say what this person can do. Forbidden commands are not mentioned."""
    general = visit.texts("chat.help_supervisor" if supervises(visit) else "chat.help")
    administers = visit.person.may_somewhere(Action.INVITE)
    said = paragraphs([general, visit.texts("administer.help") if administers else None])
    return (yield from in_passing(visit, said))


def _unknown(visit: Visit) -> Talk:
    return (yield from in_passing(visit, visit.texts("chat.unknown_command")))


COMMANDS: Mapping[str, Own | OwnOne | Anywhere | At[Any]] = {
    "home": Own(go_home),
    "corrections": Own(correct_anything),
    "readings": Own(list_submitted),
    "handin": Own(submit_anything),
    "snooze": Own(snooze),
    "stop": Own(stop),
    "resume": Own(resume),
    "review": Own(review),
    "holdings": Own(put_own_data),
    "own_file": Own(order_own_file),
    "rename": Own(ask_name),
    "language": Own(change_language),
    "erase": Own(ask_erasing),
    "help": Own(_help),
    "accounts": Own(put_accounts),
    "link": Own(link),
    "here": Own(receive_here),
    "disconnect": OwnOne(ask_disconnecting),
    "cutoff": OwnOne(disconnect),
    "letter": OwnOne(put_letter),
    "letterrounds": OwnOne(put_letter_rounds),
    "unknown": Own(_unknown),
    "open": At(Action.ANSWER, ReportById, open_report),
    "read": At(Action.ANSWER, ReportById, read_report),
    "submit": At(Action.ANSWER, ReportById, submit_report),
    "correct": At(Action.ANSWER, ReportById, correct_report),
    "rounds": Anywhere(Action.OVERSEE, put_rounds),
    "part": At(Action.OVERSEE, RoundBelow, put_round_below),
    "units": At(Action.OVERSEE, RoundBelow, put_units, further=1),
    "unit": At(Action.READ, ReportById, put_unit),
    "evidence": At(Action.READ, ReportById, order_evidence),
    "digest": At(Action.OVERSEE, RoundBelow, order_digest),
    "workbook": At(Action.OVERSEE, RoundBelow, order_workbook),
    "remind": At(Action.REMIND, RoundBelow, ask_to_remind),
    "remindunit": At(Action.REMIND, ReportById, remind_unit),
    "missing": Anywhere(Action.OVERSEE, put_missing),
    "trail": At(Action.READ_AUDIT, ReportById, put_trail),
    "administer": Anywhere(Action.INVITE, put_administration),
    "find": Anywhere(Action.REPLACE, ask_whom_or_where),
    "below": At(Action.REPLACE, UnitById, put_below, further=1),
    "office": At(Action.REPLACE, PeopledUnit, put_office),
    "member": At(Action.REPLACE, MemberAt, put_member),
    "invite": At(Action.INVITE, UnitById, ask_role),
    "invitewhere": Anywhere(Action.INVITE, ask_where_to_invite),
    "inviteas": At(Action.INVITE, UnitById, ask_invited_name, further=1),
    "replace": At(Action.REPLACE, MemberAt, ask_successor),
    "newcode": At(Action.INVITE, MemberAt, invite_again),
    "suspend": At(Action.SUSPEND, MemberAt, suspend),
    "reinstate": At(Action.SUSPEND, MemberAt, reinstate),
    "accountsof": At(Action.SUSPEND, MemberAt, put_accounts_of),
    "disconnectof": At(Action.SUSPEND, MemberAt, disconnect_account_of, further=1),
    "remove": At(Action.PROPOSE_DELETION, MemberAt, propose_person),
    "round": At(Action.EXTEND, RoundOf, put_round),
    "keeprounds": Anywhere(Action.EXTEND, put_round_choice),
    "extend": At(Action.EXTEND, ReportById, ask_report_day),
    "extendround": At(Action.EXTEND, RoundOf, ask_round_day),
    "closeround": At(Action.CLOSE_ROUND, RoundOf, close_round),
    "openrounds": Anywhere(Action.OPEN_ROUND, put_openings),
    "openround": At(Action.OPEN_ROUND, UnitById, choose_form),
    "deleteround": At(Action.PROPOSE_DELETION, RoundOf, propose_round),
    "deletions": Anywhere(Action.CONFIRM_DELETION, put_deletions),
    "deletion": At(Action.CONFIRM_DELETION, DeletionById, put_deletion),
    "confirmdeletion": At(Action.CONFIRM_DELETION, DeletionById, confirm_deletion),
    "refusedeletion": At(Action.CONFIRM_DELETION, DeletionById, refuse_deletion),
}
"""All commands by name. Buttons carry these names."""

WORDS = Phrases[str](
    {
        "báo cáo, baocao, start": "home",
        "sửa, sửa báo cáo": "corrections",
        "dừng, dừng lại, để sau": "stop",
        "tiếp tục, bắt đầu": "resume",
        "xem lại, xemlai": "review",
        "nộp, nộp báo cáo, nop": "handin",
        "tổng hợp, tonghop": "rounds",
        "dữ liệu, dulieu": "holdings",
        "quản trị, quantri": "administer",
        "trợ giúp, trogiup, help": "help",
        "kênh, kenh, nối kênh": "accounts",
        "ngôn ngữ, ngonngu, language, english, tiếng anh, tiếng việt": "language",
    }
)
"""Words that are commands at any time, with or without a slash."""

OFFICE_WORDS = Phrases[str](
    {
        "mời, mời người, mời thêm": "invitewhere",
        "tìm, tìm đơn vị, tìm người, thay người, tạm ngừng, mã mới": "find",
        "thay, thaynguoi, tamngung, mamoi": "find",
        "mở đợt, mở đợt mới, modot": "openrounds",
        "đợt, gia hạn, đóng đợt, dot, giahan, dongdot": "keeprounds",
        "chờ xóa, xem xóa, đề nghị xóa, xemxoa": "deletions",
    }
)
"""Administrators' commands: as words while no question is open, and with a slash at any time."""

MISSING_WORDS = Phrases[str](
    {
        "ai chưa nộp, ai chưa báo cáo, ai chưa gửi, còn ai chưa nộp, những ai chưa nộp, chuanop": "missing",
        "xã nào chưa nộp, xã nào chưa báo cáo, đơn vị nào chưa nộp, đơn vị nào chưa báo cáo": "missing",
    }
)
"""Supervisors' questions at any time. Where free text is no answer, other wordings are understood too."""


def word_command(visit: Visit, words: str, *, anywhere: bool) -> str | None:
    """Return the command that the words mean at this place from this person, or None."""
    if (name := WORDS.meaning(words)) is not None:
        return None if name == "handin" and _begins_a_choice(visit, words) else name
    name = MISSING_WORDS.meaning(words.rstrip(" ?"))
    if name is None and not visit.session.takes_any_text and asks_who_is_missing(words):
        name = "missing"
    if name is None and (anywhere or isinstance(visit.session.place, Nowhere | Listing)):
        name = OFFICE_WORDS.meaning(words)
    command = COMMANDS.get(name or "")
    may = isinstance(command, Anywhere) and visit.person.may_somewhere(command.action)
    return name if may else None


def _begins_a_choice(visit: Visit, words: str) -> bool:
    """Return whether the words begin a choice of the open question: 'nộp' of 'Nộp một lần'."""
    button = visit.session.typed(words) if isinstance(visit.session.place, Asking) else None
    return button is not None and command_of(button.action) is None


def run_command(visit: Visit, name: str, numbers: Numbers) -> Talk:
    """Run a command if this person may. An unknown command leads home."""
    command = COMMANDS.get(name)
    if command is None:
        return (yield from go_home(visit))
    return (yield from command.run(visit, numbers))
