"""The compiled definition of a form's nodes: what each holds, when it counts, what it accepts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from forms.model.questions import Question
from forms.model.text import SILENT, Wording
from forms.xpath.context import Closure, Context
from forms.xpath.nodes import ValueType

Truth: TypeAlias = Callable[[Context], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression that is true or false, and the paths of what it looks at, as for Formula."""

    holds: Truth
    references: tuple[str, ...] = ()
    own_row: tuple[str, ...] = ()
    calls: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression that gives a value, and the paths (without rows) of what it looks at.

    `own_row` leaves out what may lie in another row of a repeat; `calls` are the functions in it.
    """

    value: Closure
    references: tuple[str, ...] = ()
    own_row: tuple[str, ...] = ()
    calls: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StaticChoices:
    """Choices written into the question itself."""

    items: tuple[tuple[str, Wording], ...]


@dataclass(frozen=True, slots=True)
class ListedChoices:
    """Choices from a list, filtered: the nodes, and of each the value and the label.

    `translated` says that the label expression gives the name of a text by language, not the label itself.
    """

    nodes: Closure
    value: Closure
    label: Closure
    translated: bool = False


Choices: TypeAlias = StaticChoices | ListedChoices


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """How a group repeats: as often as `count` says, or as long as the person adds rows."""

    count: Formula | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preload:
    """What the world puts into a metadata node: XForms' `jr:preload` and its parameter."""

    source: str
    parameter: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """A node of the form. `path` is without rows; `question` is None for groups and for the root."""

    name: str
    path: str
    children: "tuple[Field, ...]" = ()
    question: Question | None = None
    value_type: ValueType = ValueType.TEXT
    data_type: str = "string"
    repeat: Repeat | None = None
    relevant: Condition | None = None
    required: Condition | None = None
    read_only: Condition | None = None
    constraint: tuple[Condition, ...] = ()
    calculation: Formula | None = None
    preload: Preload | None = None
    choices: Choices | None = None
    label: Wording = SILENT
    hint: Wording = SILENT
    constraint_message: Wording = SILENT
    required_message: Wording = SILENT
    overridable: bool = False  # a calculation that a person may replace by an answer


def computes_once(field: Field) -> bool:
    """Tell whether a field's value stays as it was first computed."""
    return field.calculation is not None and "once" in field.calculation.calls


@dataclass(frozen=True, slots=True)
class Sketch:
    """A field's place in a fresh form with what it holds there.

    A repeat has a sketch for every row it starts with and one marked as template, for the rows added later.
    """

    field: Field
    value: str = ""
    children: "tuple[Sketch, ...]" = ()
    attributes: tuple[tuple[str, str], ...] = ()
    template: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the body."""

    field: Field


@dataclass(frozen=True, slots=True)
class GroupLayout:
    """A group in the body; `field` is None for one that only gathers questions on the page."""

    field: Field | None
    label: Wording
    parts: "tuple[BodyPart, ...]"


@dataclass(frozen=True, slots=True)
class Rows:
    """A repeat in the body: its parts are asked once for each row."""

    field: Field
    label: Wording
    parts: "tuple[BodyPart, ...]"


BodyPart: TypeAlias = Asked | GroupLayout | Rows


FIRST_LOAD = "odk-instance-first-load"
NEW_ROW = "odk-new-repeat"
VALUE_CHANGED = "xforms-value-changed"


@dataclass(frozen=True, slots=True)
class SetAction:
    """Something set once when an event happens: at the first load, in a new row, after an answer changed."""

    target: str
    value: Formula
    event: str
    source: str = ""
