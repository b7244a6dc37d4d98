"""The positions of a walk through a form: groups, rows, questions and 'add another?'."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from forms.model.fields import Asked, BodyPart


class StopKind(StrEnum):
    """The kind of a position."""

    QUESTION = "question"
    GROUP = "group"
    ROW = "row"
    ADD_ROW = "add_row"


@dataclass(frozen=True, slots=True)
class Position:
    """A position in the walk; the `path` of ADD_ROW is that of the row to be added."""

    place: StopKind
    path: str


def course(parts: tuple[BodyPart, ...]) -> Iterator[Position]:
    """Yield the positions of a form without repeats, relevant or not."""
    for part in parts:
        if isinstance(part, Asked):
            yield Position(StopKind.QUESTION, part.field.path)
        else:
            if part.field is not None:
                yield Position(StopKind.GROUP, part.field.path)
            yield from course(part.parts)
