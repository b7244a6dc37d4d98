"""A walk through a form with given answers, as a sequence of records.

The records have the format in which walks through ODK Collect's engine (JavaRosa) were recorded, for comparison.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from forms.form import CompiledForm
from forms.instance.node import FormNode
from forms.model.course import Position, StopKind
from forms.model.questions import Kind
from forms.model.world import World
from forms.verdict import Accepted, Verdict
from forms.xpath.nodes import ValueType

Event: TypeAlias = dict[str, object]

_SELECTS = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})
_UNRECORDED = frozenset({"dateTime"})  # times differ between recordings
MOST_TRIES = 5  # refused answers, after which a question is left unchanged
_UNPLACED = re.compile(r"(?<=/)([^/\[\]]+)(?=/|$)")


class Walk:
    """One walk through a form."""

    def __init__(self, form: CompiledForm, world: World, answers: Iterable[str], language: str) -> None:
        self._form = form
        self._world = replace(world, language=language)
        self._given = iter(answers)
        self._language = language
        self._answers: dict[str, str] = {}
        self._filling = form.fill({}, self._world)
        self._metadata = f"{form.root}/meta"

    def events(self) -> Iterator[Event]:
        """Yield the events from the first to the last position; missing answers count as empty."""
        position = self._after(None)
        while position is not None:
            match position.place:
                case StopKind.QUESTION:
                    yield from self._question(position)
                    position = self._after(position)
                case StopKind.ADD_ROW:
                    said = self._next_answer()
                    yield {"event": "new_repeat?", "ref": with_row_numbers(position.path), "answer": said}
                    position = self._after(self._added(position) if said == "yes" else position)
                case StopKind.GROUP | StopKind.ROW:
                    event = "group" if position.place is StopKind.GROUP else "repeat"
                    yield {"event": event, "ref": with_row_numbers(position.path)}
                    position = self._after(position)
        yield {"event": "end", "instance": list(self._leaves())}

    def _after(self, position: Position | None) -> Position | None:
        places = self._filling.positions
        index = places.index(position) + 1 if position is not None else 0
        return places[index] if index < len(places) else None

    def _added(self, position: Position) -> Position:
        repeat = position.path.rpartition("[")[0]
        self._store(self._filling.adding_row(repeat))
        return Position(StopKind.ROW, position.path)

    def _question(self, position: Position) -> Iterator[Event]:
        path = position.path
        for _ in range(MOST_TRIES):
            event = self._asked(path)
            if self._filling.read_only(path):
                yield event
                return
            answer = self._next_answer()
            verdict = self._filling.judge(path, answer, self._language)
            yield event | {"answer": answer} | _result(verdict)
            if isinstance(verdict, Accepted):
                self._store(self._filling.answering(path, answer))
                return

    def _asked(self, path: str) -> Event:
        filling = self._filling
        return {
            "event": "question",
            "ref": with_row_numbers(path),
            "text": filling.text(path, self._language),
            "required": filling.required(path),
            "readonly": filling.read_only(path),
            "default": self._shown(path),
            "choices": self._choices(path),
        }

    def _shown(self, path: str) -> str:
        value = self._filling.value(path)
        return (
            ", ".join(value.split()) if self._filling.question(path).kind is Kind.SELECT_MULTIPLE else value
        )

    def _choices(self, path: str) -> list[list[str | None]]:
        if self._filling.question(path).kind not in _SELECTS:
            return []
        return [[name, label] for name, label in self._filling.listed_choices(path, self._language)]

    def _store(self, changes: dict[str, str]) -> None:
        self._answers |= changes
        self._filling = self._form.fill(self._answers, self._world)

    def _next_answer(self) -> str:
        return next(self._given, "")

    def _leaves(self) -> Iterator[Event]:
        for node in self._filling.leaves():
            if node.field.data_type not in _UNRECORDED and not node.path.startswith(self._metadata):
                value = recorded(node)
                yield {"ref": with_row_numbers(node.path), "relevant": node.relevant, "value": value}


def _result(verdict: Verdict) -> Event:
    if isinstance(verdict, Accepted):
        return {"result": "ok"}
    said: Event = {"result": verdict.reason.value}
    return said | {"message": verdict.message} if verdict.message else said


def recorded(node: FormNode) -> str:
    """Format a value as JavaRosa does: decimals and coordinates with a point, booleans as 1 and 0."""
    value = node.held
    if node.type is ValueType.TRUTH and value:
        return "1" if value == "true" else "0"
    if node.field.data_type not in {"decimal", "geopoint"}:
        return value
    return " ".join(f"{part}.0" if part.lstrip("-").isdigit() else part for part in value.split())


def with_row_numbers(path: str) -> str:
    """Return a path with a row number on every step below the root, as in JavaRosa: /data/g[1]/a[1]."""
    root, _, below = path[1:].partition("/")
    steps = _UNPLACED.sub(r"\1[1]", f"/{below}")
    return f"/{root}{steps}" if below else path
