"""The compiled nodes of a form: value, relevance, constraint, layout."""

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
    """A compiled boolean expression, with the paths it reads as in Formula."""

    holds: Truth
    references: tuple[str, ...] = ()
    own_row: tuple[str, ...] = ()
    calls: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled expression that returns a value, and the paths (without rows) it reads.

    `own_row` leaves out paths that may be in another row of a repeat; `calls` are the functions it calls.
    """

    value: Closure
    references: tuple[str, ...] = ()
    own_row: tuple[str, ...] = ()
    calls: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StaticChoices:
    """Choices defined in the question itself."""

    items: tuple[tuple[str, Wording], ...]


@dataclass(frozen=True, slots=True)
class ListedChoices:
    """Choices from a filtered list: the item nodes, and the value and label of each.

    `translated` says that the label expression returns the id of a translated text instead of the label.
    """

    nodes: Closure
    value: Closure
    label: Closure
    translated: bool = False


Choices: TypeAlias = StaticChoices | ListedChoices


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Repetition of a group: `count` rows, or without a count as many as the person adds."""

    count: Formula | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preload:
    """Metadata that the world provides: XForms' `jr:preload` and its parameter."""

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
    overridable: bool = False  # the calculation may be replaced by an answer


def computes_once(field: Field) -> bool:
    """Tell whether a field keeps its first computed value."""
    return field.calculation is not None and "once" in field.calculation.calls


@dataclass(frozen=True, slots=True)
class InitialNode:
    """A field in a new form, with its initial value.

    A repeat has one such node for each initial row and one marked as template, for rows added later.
    """

    field: Field
    value: str = ""
    children: "tuple[InitialNode, ...]" = ()
    attributes: tuple[tuple[str, str], ...] = ()
    template: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the body."""

    field: Field


@dataclass(frozen=True, slots=True)
class GroupLayout:
    """A group in the body; `field` is None for a group without a node, which only affects the page layout."""

    field: Field | None
    label: Wording
    parts: "tuple[BodyPart, ...]"


@dataclass(frozen=True, slots=True)
class Rows:
    """A repeat in the body: its parts are asked for each row."""

    field: Field
    label: Wording
    parts: "tuple[BodyPart, ...]"


BodyPart: TypeAlias = Asked | GroupLayout | Rows


FIRST_LOAD = "odk-instance-first-load"
NEW_ROW = "odk-new-repeat"
VALUE_CHANGED = "xforms-value-changed"


@dataclass(frozen=True, slots=True)
class SetAction:
    """A value set once on an event: first load, new row, or a changed answer."""

    target: str
    value: Formula
    event: str
    source: str = ""
