"""Where a chat stands between two messages; written down after every step and read back before the next."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from conversations.chat.messages import Button, Message
from conversations.chat.offered_buttons import is_unsure, keyed, missed_by, spelled, typed
from conversations.chat.typed_choices import SLASH
from reporting.decisions.decisions import Decision
from reporting.people.role import RoleKind
from reporting.reports.report import Answer
from texts.parsing import NO_HABITS, Habit, Habits, with_habit

MOST_LEFT = 8  # more reports are never answered by turns


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Nowhere(_Record):
    """Nothing is under way."""

    at: Literal["nowhere"] = "nowhere"


class Consenting(_Record):
    """A valid code was shown; the person has yet to agree to what is stored."""

    at: Literal["consenting"] = "consenting"
    code_hash: str


class Recognised(_Record):
    """The register knows the phone number that was shared; the person has yet to agree to what is stored."""

    at: Literal["recognised"] = "recognised"
    phone_hash: str


class Asking(_Record):
    """A question of a report is on the screen.

    Each of `candidates` is one way to understand what was typed last, by question path: nothing is recorded until
    the person says which is meant; `typed` is that text. `ticked` holds a choose-many answer under way, `page`
    which page of its choices is shown. `mark` tells what was recorded there when the question was put.
    """

    at: Literal["asking"] = "asking"
    report_id: int
    path: str
    candidates: tuple[dict[str, Answer], ...] = ()
    typed: str = ""
    ticked: tuple[str, ...] = ()
    page: int = 0
    mark: str | None = None


class Reviewing(_Record):
    """The review of a report is on the screen; `mark` tells what was recorded when it was shown."""

    at: Literal["reviewing"] = "reviewing"
    report_id: int
    mark: str | None = None


class Naming(_Record):
    """The person is asked how their name is written."""

    at: Literal["naming"] = "naming"


class Erasing(_Record):
    """The person is asked whether everything about them is to be erased, `confirmed`: for the second time."""

    at: Literal["erasing"] = "erasing"
    confirmed: bool = False


class Deciding(_Record):
    """What a decision will do is on the screen since `put_at`, to be confirmed."""

    at: Literal["deciding"] = "deciding"
    decision: Decision
    put_at: datetime | None = None


class Searching(_Record):
    """A unit or a person is asked for by name; with `to_invite` the unit to which somebody is to be invited."""

    at: Literal["finding"] = "finding"
    to_invite: bool = False


class Listing(_Record):
    """A list of units is on the screen, and nothing is asked for: a name that is typed leads to its unit.

    They are those of a round seen from `unit_id`, or without a round those that are administered there.
    """

    at: Literal["listing"] = "listing"
    unit_id: int
    round_id: int | None = None


class Appointing(_Record):
    """The name is asked for of who is to have a role at a unit, `instead_of` the person who has it now."""

    at: Literal["appointing"] = "appointing"
    unit_id: int
    role: RoleKind
    instead_of: int | None = None


class Pasted(_Record):
    """Somebody on a pasted list: who and where as far as that is understood.

    `written` is the line without its phone number, `named` how it names the unit, `candidates` which units that may
    be: one has to be chosen, or named anew. `unread` are the parts of which nothing is made.
    """

    written: str
    name: str
    role: RoleKind
    named: str = ""
    unit_id: int | None = None
    candidates: tuple[int, ...] = ()
    phone_hash: str | None = None
    unread: tuple[str, ...] = ()


class InvitingSeveral(_Record):
    """A list of people to invite is being gone through, doubts first; `unit_id` is where who names no unit belongs.

    `fates` are what was shown to become of each: what is confirmed.
    """

    at: Literal["inviting_several"] = "inviting_several"
    role: RoleKind = RoleKind.REPORTER
    unit_id: int | None = None
    people: tuple[Pasted, ...] = ()
    left_out: tuple[str, ...] = ()
    fates: tuple[str, ...] = ()


class Extending(_Record):
    """A new last day is asked for, of one unit's report or of a round."""

    at: Literal["extending"] = "extending"
    report_id: int | None = None
    round_id: int | None = None


class Reminding(_Record):
    """It is asked whether all units of a round that have not submitted are to be reminded, those below a unit."""

    at: Literal["reminding"] = "reminding"
    round_id: int
    unit_id: int


class Opening(_Record):
    """A round is being opened: one of the forms offered, the period, the last day are asked for in turn."""

    at: Literal["opening"] = "opening"
    unit_id: int
    hashes: tuple[str, ...] = ()
    form_hash: str | None = None
    period: str | None = None


_Stage = (
    Nowhere
    | Consenting
    | Recognised
    | Asking
    | Reviewing
    | Naming
    | Erasing
    | Deciding
    | Searching
    | Listing
    | Appointing
    | InvitingSeveral
    | Extending
    | Reminding
    | Opening
)
UnderWay = Annotated[_Stage, Field(discriminator="at")]


class Renewing(_Record):
    """The changed notice is on the screen; what was under way, and came when it was put, waits for the agreement."""

    at: Literal["renewing"] = "renewing"
    place: UnderWay
    offered: tuple[Button, ...]
    awaited: Message | None = None
    step: int
    typed: str = ""
    pressed: str = ""


class Writing(_Record):
    """How the person writes numbers that can be read in two ways, as confirmed once in a report."""

    report_id: int
    habits: tuple[Habit, ...] = ()


Place = Annotated[_Stage | Renewing, Field(discriminator="at")]


class Left(_Record):
    """Where somebody was in a report when they went elsewhere, with what awaited a yes there."""

    place: Asking | Reviewing
    awaited: Message | None = None

    def is_overtaken(self, place: Place) -> bool:
        """Tell whether being at that place leaves nothing to return to: what awaits a yes waits for its question."""
        if not isinstance(place, Asking | Reviewing) or place.report_id != self.place.report_id:
            return False
        return self.awaited is None or _path(place) == _path(self.place)


class Session(_Record):
    """A chat's state.

    `step` counts the messages with choices: a button carries the step it was made in, so a late press is known.
    `offered` are the buttons of the last one, for people who type a key or a label instead of pressing it.
    `awaited` is the last one itself where it awaits a yes: it is put again until it is answered. `left` are the
    places in reports to return to, one for each report, the newest last.
    `wrong_codes` are the latest wrong tries to join, `guessed_at` the last of them that was not merely mistyped.
    `writing` is remembered for the report answered last.
    """

    step: int = 0
    place: Place = Nowhere()
    offered: tuple[Button, ...] = ()
    wrong_codes: tuple[datetime, ...] = ()
    guessed_at: datetime | None = None
    awaited: Message | None = None
    left: tuple[Left, ...] = ()
    writing: Writing | None = None

    def moved(
        self, place: Place | None, message: Message, *, step: int | None = None, awaits: bool = False
    ) -> "Session":
        """Return the session at another place (None: where it is), with the message's buttons as what is on offer.

        `step` is the message's number, None where it takes the place of the last one.
        """
        now = place or self.place
        return self.model_copy(
            update={
                "step": self.step if step is None else step,
                "place": now,
                "offered": (*message.buttons, *message.besides),
                "awaited": message if awaits else None,
                "left": tuple(each for each in self.left if not each.is_overtaken(now)),
            }
        )

    def leaving(self, before: "Session") -> "Session":
        """Return the session with the question that one has come from, as far as it is to be returned to."""
        if not isinstance(before.place, Asking):
            return self
        left = Left(place=before.place, awaited=before.awaited)
        return self if left.is_overtaken(self.place) else self.returning_to(left)

    def returning_to(self, left: Left) -> "Session":
        """Return the session with a place in a report to return to."""
        others = self.forgetting(left.place.report_id).left
        return self.model_copy(update={"left": (*others, left)[-MOST_LEFT:]})

    def forgetting(self, report_id: int) -> "Session":
        """Return the session without a place in that report to return to."""
        return self.model_copy(
            update={"left": tuple(each for each in self.left if each.place.report_id != report_id)}
        )

    def left_in(self, report_id: int) -> Left | None:
        """Return the place in a report to return to."""
        return next((each for each in self.left if each.place.report_id == report_id), None)

    def habits_in(self, report_id: int) -> Habits:
        """Return what is known of how the person writes in that report."""
        known = self.writing is not None and self.writing.report_id == report_id
        return frozenset(self.writing.habits) if self.writing and known else NO_HABITS

    def learning(self, report_id: int, habit: Habit) -> "Session":
        """Return the session with one more habit known in that report."""
        habits = tuple(sorted(with_habit(self.habits_in(report_id), habit)))
        return self.model_copy(update={"writing": Writing(report_id=report_id, habits=habits)})

    @property
    def takes_any_text(self) -> bool:
        """Tell whether any text is an answer where the chat stands: then letters have a slash before them."""
        slashed = any(button.key.startswith(SLASH) and not button.listed for button in self.offered)
        return slashed or isinstance(self.place, Naming | Appointing | InvitingSeveral)

    def keyed(self, text: str) -> Button | None:
        """Return the offered button whose key was typed; a key is no answer where it is offered."""
        return keyed(self.offered, text)

    def spelled(self, text: str) -> Button | None:
        """Return the offered button whose whole label, or whose key's word, was typed."""
        return spelled(self.offered, text)

    def typed(self, text: str, *, in_full: bool = False) -> Button | None:
        """Return the one offered button that was typed: its key, its word, its label, or the label's beginning."""
        return typed(self.offered, text, in_full=in_full)

    def is_unsure(self, text: str) -> bool:
        """Tell whether the words of several buttons were typed."""
        return is_unsure(self.offered, text)

    def missed_by(self, text: str) -> tuple[Button, ...]:
        """Return the buttons that have a number where another number was typed; none where that is no matter."""
        return missed_by(self.offered, text)


def _path(place: Asking | Reviewing) -> str:
    return place.path if isinstance(place, Asking) else ""
