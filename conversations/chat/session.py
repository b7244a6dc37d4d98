"""The state of a chat between two messages. It is stored after every step and loaded before the next."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conversations.chat.messages import Button, Message
from conversations.chat.offered_buttons import is_unsure, keyed, missed_by, spelled, typed
from conversations.chat.typed_choices import SLASH
from reporting.decisions.decisions import Decision
from reporting.people.role import RoleKind
from reporting.reports.report import Answer
from texts.parsing import NO_HABITS, Habit, Habits, with_habit

MOST_LEFT = 8  # more than a person answers in parallel


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Nowhere(_Record):
    """No dialogue is active."""

    at: Literal["nowhere"] = "nowhere"


class Consenting(_Record):
    """A valid code was entered. The person has to consent to the data notice."""

    at: Literal["consenting"] = "consenting"
    code_hash: str


class Recognised(_Record):
    """A shared phone number was found in the register. The person has to consent to the data notice."""

    at: Literal["recognised"] = "recognised"
    phone_hash: str


class Asking(_Record):
    """A question of a report is on the screen.

    Each of `candidates` is one interpretation of the last text (`typed`), by question path. Nothing is recorded until
    the person chooses one. `ticked` is an unfinished select-multiple answer. `page` is the page of choices on the
    screen. `mark` is the checksum of the recorded answer when the question was shown.
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
    """The review of a report is on the screen. `mark` is the checksum of the answers when it was shown."""

    at: Literal["reviewing"] = "reviewing"
    report_id: int
    mark: str | None = None


class Naming(_Record):
    """The person is asked for their name."""

    at: Literal["naming"] = "naming"


class Erasing(_Record):
    """The person is asked to confirm the erasure of their data. `confirmed` is set for the second confirmation."""

    at: Literal["erasing"] = "erasing"
    confirmed: bool = False


class Deciding(_Record):
    """The effect of a decision is on the screen since `put_at`, to be confirmed."""

    at: Literal["deciding"] = "deciding"
    decision: Decision
    put_at: datetime | None = None


class Searching(_Record):
    """The person is asked for the name of a unit or a person; with `to_invite`, of the unit for an invitation."""

    at: Literal["finding"] = "finding"
    to_invite: bool = False


class Listing(_Record):
    """A list of units is on the screen. Typing a name opens the unit.

    The units are those of a round seen from `unit_id`, or, without a round, those administered there.
    """

    at: Literal["listing"] = "listing"
    unit_id: int
    round_id: int | None = None


class Appointing(_Record):
    """The person is asked for the name of the next holder of a role at a unit, `instead_of` the present one."""

    at: Literal["appointing"] = "appointing"
    unit_id: int
    role: RoleKind
    instead_of: int | None = None


class Pasted(_Record):
    """One line of a pasted list, with the person and the unit recognised in it.

    `written` is the line without its phone number. `named` is the unit's name as written. `candidates` are the units
    that match; one has to be chosen, or another name typed. `unread` are the parts that were not recognised.
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
    """A list of people to invite is being checked, unclear lines first. `unit_id` is the default unit.

    `fates` are the outcomes that were shown for confirmation, one for each person.
    """

    at: Literal["inviting_several"] = "inviting_several"
    role: RoleKind = RoleKind.REPORTER
    unit_id: int | None = None
    people: tuple[Pasted, ...] = ()
    left_out: tuple[str, ...] = ()
    fates: tuple[str, ...] = ()


class Extending(_Record):
    """The person is asked for a new last day, of one unit's report or of a round."""

    at: Literal["extending"] = "extending"
    report_id: int | None = None
    round_id: int | None = None


class Reminding(_Record):
    """The person is asked to confirm a reminder to all units below `unit_id` that have not submitted."""

    at: Literal["reminding"] = "reminding"
    round_id: int
    unit_id: int


class Opening(_Record):
    """A round is being opened. The form, the period, and the last day are asked for in turn."""

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
    """The changed notice is on the screen. The interrupted dialogue and its event wait for the agreement."""

    at: Literal["renewing"] = "renewing"
    place: UnderWay
    offered: tuple[Button, ...]
    awaited: Message | None = None
    step: int
    typed: str = ""
    pressed: str = ""


class Writing(_Record):
    """The number notation that the person confirmed in a report, for numbers that can be read in two ways."""

    report_id: int
    habits: tuple[Habit, ...] = ()


Place = Annotated[_Stage | Renewing, Field(discriminator="at")]


class Left(_Record):
    """A place in a report that the person left, with the message that awaited confirmation there."""

    place: Asking | Reviewing
    awaited: Message | None = None

    def is_overtaken(self, place: Place) -> bool:
        """Return True if leaving this place keeps nothing to return to: a confirmation waits for its own question."""
        if not isinstance(place, Asking | Reviewing) or place.report_id != self.place.report_id:
            return False
        return self.awaited is None or _path(place) == _path(self.place)


class Session(_Record):
    """The state of a chat.

    `step` counts the messages with choices. A button carries the step of its message, so that a late press is
    recognised. `offered` are the buttons of the last message, for people who type a key or a label. `awaited` is the
    last message if it awaits confirmation; it is repeated until it is answered. `left` are the places in reports to
    return to, one for each report, the newest last. `wrong_codes` are the times of the latest failed attempts to
    join, `guessed_at` the last of those that was not merely mistyped. `writing` applies to the report answered last.
    """

    step: int = 0
    place: Place = Nowhere()
    offered: tuple[Button, ...] = ()
    wrong_codes: tuple[datetime, ...] = ()
    guessed_at: datetime | None = None
    awaited: Message | None = None
    left: tuple[Left, ...] = ()
    writing: Writing | None = None

    @classmethod
    def stored(cls, state: str) -> "Session":
        """Parse a stored session. One that only another version can read starts anew; it contains no answers."""
        try:
            return cls.model_validate_json(state)
        except ValidationError:
            return cls()

    @property
    def is_joining(self) -> bool:
        """Whether the notice waits for an answer: a valid code or a known phone number was given."""
        return isinstance(self.place, Consenting | Recognised)

    def moved(
        self, place: Place | None, message: Message, *, step: int | None = None, awaits: bool = False
    ) -> "Session":
        """Return the session at another place (None: unchanged), with the message's buttons on offer.

        `step` is the message's number; None if the message replaces the last one.
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
        """Return the session with the place of `before` among the places to return to, if it is in a report."""
        if not isinstance(before.place, Asking):
            return self
        left = Left(place=before.place, awaited=before.awaited)
        return self if left.is_overtaken(self.place) else self.returning_to(left)

    def returning_to(self, left: Left) -> "Session":
        """Return the session with one more place to return to."""
        others = self.forgetting(left.place.report_id).left
        return self.model_copy(update={"left": (*others, left)[-MOST_LEFT:]})

    def forgetting(self, report_id: int) -> "Session":
        """Return the session without a place to return to in that report."""
        return self.model_copy(
            update={"left": tuple(each for each in self.left if each.place.report_id != report_id)}
        )

    def left_in(self, report_id: int) -> Left | None:
        """Return the place to return to in that report."""
        return next((each for each in self.left if each.place.report_id == report_id), None)

    def habits_in(self, report_id: int) -> Habits:
        """Return the number notations known from that report."""
        known = self.writing is not None and self.writing.report_id == report_id
        return frozenset(self.writing.habits) if self.writing and known else NO_HABITS

    def learning(self, report_id: int, habit: Habit) -> "Session":
        """Return the session with one more notation known from that report."""
        habits = tuple(sorted(with_habit(self.habits_in(report_id), habit)))
        return self.model_copy(update={"writing": Writing(report_id=report_id, habits=habits)})

    @property
    def takes_any_text(self) -> bool:
        """Return True if any text is an answer at this place. Letters then need a slash."""
        slashed = any(button.key.startswith(SLASH) and not button.listed for button in self.offered)
        return slashed or isinstance(self.place, Naming | Appointing | InvitingSeveral)

    def pressed(self, packed: str) -> Button | None:
        """Return the offered button with that packed action; None for a button of an earlier message."""
        return next((button for button in self.offered if button.action == packed), None)

    def keyed(self, text: str) -> Button | None:
        """Return the offered button whose key was typed. An offered key is never read as an answer."""
        return keyed(self.offered, text)

    def spelled(self, text: str) -> Button | None:
        """Return the offered button whose whole label or key's word was typed."""
        return spelled(self.offered, text)

    def typed(self, text: str, *, in_full: bool = False) -> Button | None:
        """Return the one offered button that a text matches: by key, word, label, or the label's beginning."""
        return typed(self.offered, text, in_full=in_full)

    def is_unsure(self, text: str) -> bool:
        """Return True if a text matches the words of several buttons."""
        return is_unsure(self.offered, text)

    def missed_by(self, text: str) -> tuple[Button, ...]:
        """Return the numbered buttons if a number beyond them was typed; an empty tuple otherwise."""
        return missed_by(self.offered, text)


def _path(place: Asking | Reviewing) -> str:
    return place.path if isinstance(place, Asking) else ""
