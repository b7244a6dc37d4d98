"""A form with answers: its current questions, the validity of answers, missing answers."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup, escape

from forms.instance.constraint import accepts, failed_rules, may_hold
from forms.instance.evaluator import Evaluator
from forms.instance.figures import fails, figure
from forms.instance.node import FormNode
from forms.instance.positions import located, positions
from forms.instance.side_effects import (
    computed_once,
    overtaken,
    recomputed_rows,
    row_values,
    triggered,
    without_row,
)
from forms.instance.tree import Tree
from forms.model.course import Position, StopKind
from forms.model.definition import Definition
from forms.model.fields import Condition
from forms.model.indicators import Check, Expression
from forms.model.questions import Choice, Kind, Question
from forms.model.text import Wording
from forms.model.world import World
from forms.verdict import ACCEPTED, FailedCheck, Reason, Refused, Verdict
from forms.xform.row_counts import decides_rows
from texts.markdown import as_markup, as_plain, literal

_WITHOUT_ROWS = re.compile(r"\[\d+\]")


class Filling:
    """One report's answers in the form, with all computed values. Treat as immutable: each answer makes a new filling.

    Paths include the rows of their repeats. Methods raise KeyError for a path that the form does not have.
    """

    def __init__(
        self,
        definition: Definition,
        answers: Mapping[str, str],
        world: World,
        defaults: Mapping[str, str],
        checks: tuple[Check, ...] = (),
    ) -> None:
        self._definition = definition
        self._answers = answers
        self._world = world
        self._defaults = defaults
        self._checks = checks
        self._evaluator = Evaluator(definition, answers, world, defaults)

    @property
    def _tree(self) -> Tree:
        return self._evaluator.tree

    def refilled(self, answers: Mapping[str, str]) -> "Filling":
        """Return a filling of the same form and world with other answers."""
        return Filling(self._definition, answers, self._world, self._defaults, self._checks)

    @cached_property
    def positions(self) -> tuple[Position, ...]:
        """All positions in order: groups, rows, questions, 'add another?'."""
        return tuple(positions(self._tree))

    @cached_property
    def stops(self) -> tuple[Position, ...]:
        """The positions that are asked or shown: questions and 'add another?'."""
        asked = (StopKind.QUESTION, StopKind.ADD_ROW)
        return tuple(position for position in self.positions if position.place in asked)

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The paths of the relevant questions that are asked or shown, in order."""
        return tuple(position.path for position in self.positions if position.place is StopKind.QUESTION)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The paths of questions to answer: without notes and read-only questions."""
        nodes = map(self._tree.node, self.questions)
        return tuple(node.path for node in nodes if _is_answered_by_people(self._tree, node))

    @cached_property
    def further_rows(self) -> frozenset[str]:
        """The paths of the rows that may be added now."""
        if not self._definition.has_repeats:
            return frozenset()
        return frozenset(each.path for each in self.positions if each.place is StopKind.ADD_ROW)

    def asks(self, path: str) -> bool:
        """Tell whether a question is asked now, without evaluating the others."""
        if self._definition.has_repeats:
            return path in self.asked
        tree = self._evaluator.tree_for(path)
        node = tree.at.get(path)
        if node is None or node.field.question is None or not node.field.question.kind.is_asked:
            return False
        return node.relevant and _is_answered_by_people(tree, node)

    def question(self, path: str) -> Question:
        """Return the question of a path; raises KeyError if there is none."""
        if not self._definition.has_repeats:
            question = self._definition.fields[path].question
        else:
            question = self._tree.node(path).field.question
        if question is None:
            raise KeyError(path)
        return question if question.path == path else replace(question, path=path)

    def value(self, path: str) -> str:
        """Return the answered or computed value, "" while the question is irrelevant."""
        return self._tree.node(path).value

    def held(self, path: str) -> str:
        """Return the stored value of a question, even if it is irrelevant."""
        return self._tree.node(path).held

    def relevant(self, path: str) -> bool:
        """Tell whether a question is relevant; false if its row does not exist."""
        node = self._tree.at.get(path)
        return node is not None and node.relevant

    def label(self, path: str, language: str) -> str:
        """Return the question's text, or its name without one."""
        node = self._tree.node(path)
        return as_plain(self._shielded(node.field.label, node, language)) or node.field.name

    def marked(self, path: str, language: str, *, within: str = "") -> Markup:
        """Return the question's text with its author's formatting, optionally for use inside the tag `within`."""
        node = self._tree.node(path)
        said = as_markup(self._shielded(node.field.label, node, language), within=within)
        return said or escape(node.field.name)

    def text(self, path: str, language: str) -> str | None:
        """Return the question's text, None if the form has none."""
        node = self._tree.node(path)
        return self._rendered(node.field.label, node, language)

    def row_label(self, row: str, language: str) -> str:
        """Return the label of an existing or next row of a repeat; without a label, the repeat's name."""
        repeat = row.rpartition("[")[0]
        around = self._tree.node(repeat.rpartition("/")[0])
        bare = _WITHOUT_ROWS.sub("", repeat)
        label = as_plain(self._shielded(self._definition.row_labels[bare], around, language))
        return label or bare.rpartition("/")[2]

    def hint(self, path: str, language: str) -> str:
        """Return the question's hint, "" if it has none."""
        node = self._tree.node(path)
        return as_plain(self._shielded(node.field.hint, node, language))

    def marked_hint(self, path: str, language: str, *, within: str = "") -> Markup:
        """Return the question's hint with its author's formatting, empty if it has none."""
        node = self._tree.node(path)
        return as_markup(self._shielded(node.field.hint, node, language), within=within)

    def chapter(self, path: str, language: str) -> str:
        """Return the label of the outermost labelled group around a question, "" if there is none."""
        node = self._tree.node(path)
        chapter = self._definition.chapters.get(node.field.path)
        if chapter is None:
            return ""
        wording, field = chapter
        group = next(
            (above for above in node.ancestors() if isinstance(above, FormNode) and above.field is field),
            node,
        )
        return as_plain(self._shielded(wording, group, language))

    def choices(self, path: str, language: str) -> tuple[Choice, ...]:
        """Return the choices that the question offers now."""
        self._tree.set_language(language)
        return self._tree.choices(self._tree.node(path))

    def listed_choices(self, path: str, language: str) -> tuple[tuple[str, str | None], ...]:
        """Return the form's names and labels of choices, including those without name or label."""
        self._tree.set_language(language)
        return self._tree.listed_choices(self._tree.node(path))

    def required(self, path: str) -> bool:
        """Tell whether the question must be answered."""
        node = self._tree.node(path)
        return _holds(node.field.required, self._tree, node)

    def read_only(self, path: str) -> bool:
        """Tell whether the question is read-only."""
        node = self._tree.node(path)
        return _holds(node.field.read_only, self._tree, node)

    def judge(self, path: str, value: str, language: str) -> Verdict:
        """Validate an answer in its lexical form; "" asks whether the question may stay empty."""
        if not value:
            if not self.required(path):
                return ACCEPTED
            node = self._tree.node(path)
            return self._refused(Reason.REQUIRED, node.field.required_message, node, language)
        if not accepts(self._evaluator.tree_for(path), path, value):
            return self._refusal(path, value, language)
        decides = decides_rows(self._definition, path)
        if decides and self._evaluator.changed({path: value}).rows_cut:
            return Refused(reason=Reason.TOO_MANY_ROWS)
        return ACCEPTED

    def missing(self) -> tuple[str, ...]:
        """Return the relevant required questions without an answer."""
        return tuple(
            path
            for path in self.questions
            if not self._tree.node(path).value
            and self._tree.node(path).field.question is not None
            and self.question(path).kind is not Kind.NOTE
            and self.required(path)
        )

    def faults(self, language: str) -> tuple[tuple[str, Refused], ...]:
        """Return the current answers that the form refuses, with the reasons."""
        judged = (
            (path, self.judge(path, self.value(path), language))
            for path in self.questions
            if self.value(path)
        )
        return tuple((path, verdict) for path, verdict in judged if isinstance(verdict, Refused))

    def failed_checks(self, language: str) -> tuple[FailedCheck, ...]:
        """Return the checks that fail; a check that reads an empty answer does not."""
        root = self._tree.root
        return tuple(
            FailedCheck(
                check=check,
                message=as_plain(self._shielded(check.message, root, language)) or check.name,
                references=located(check.paths, root, self._tree, self.questions),
            )
            for check in self._checks
            if fails(check, self._tree)
        )

    def number(self, expression: Expression) -> Decimal | None:
        """Return the value of an indicator's part; None while a required answer is empty."""
        return figure(expression, self._tree)

    def submission(self) -> dict[str, str]:
        """Return the values to report: all relevant ones, computed ones included."""
        self._tree.set_language(self._world.language or self._definition.default_language)
        return {
            path: node.value
            for path, node in self._tree.at.items()
            if node.relevant and node.value and not node.field.children
        }

    def answering(self, path: str, value: str) -> dict[str, str]:
        """Return the values to store for an answer: the answer and the changes that it causes."""
        if not self._definition.answers_have_effects:
            return {path: value}
        tree = self._evaluator.changed({path: value})
        node = tree.node(path)
        changes = {path: value}
        if node.held != self._tree.node(path).held:
            changes |= triggered(tree, node)
        return computed_once(tree) | changes | overtaken(self._tree, tree, path)

    def adding_row(self, repeat: str) -> dict[str, str]:
        """Return the values to store for a further row of a repeat (its path without the last row number)."""
        count = len(self._tree.rows(repeat)) + 1
        changes = {repeat: str(count)}
        tree = self._evaluator.changed(changes)
        row = tree.node(f"{repeat}[{count}]")
        return computed_once(tree) | changes | row_values(tree, row) | recomputed_rows(tree, row.field.path)

    def removing_row(self, row: str) -> dict[str, str]:
        """Return all answers without a row ("/data/member[2]"); later rows move up."""
        repeat, _, index = row.rstrip("]").rpartition("[")
        return without_row(self._answers, repeat, int(index), len(self._tree.rows(repeat)))

    def leaves(self) -> Iterable[FormNode]:
        """Yield the nodes with values, in form order."""
        return (
            node for node in self._tree.root.descendants() if isinstance(node, FormNode) and not node.children
        )

    def _refusal(self, path: str, value: str, language: str) -> Refused:
        """Return the reason why the form refuses a value."""
        node = self._tree.node(path)
        if not may_hold(self._tree, node, value):
            return Refused(reason=Reason.UNPARSEABLE)
        before = node.value
        node.value = value
        try:
            failed = failed_rules(self._tree, node)
            paths = dict.fromkeys(path for part in failed for path in part.references)
            refused = self._refused(Reason.CONSTRAINT, node.field.constraint_message, node, language)
            return replace(refused, references=located(paths, node, self._tree, self.questions))
        finally:
            node.value = before

    def _refused(self, reason: Reason, wording: Wording, node: FormNode, language: str) -> Refused:
        return Refused(
            reason=reason,
            message=self._rendered(wording, node, language) or "",
            said=as_markup(self._shielded(wording, node, language)),
        )

    def _rendered(
        self, wording: Wording, node: FormNode, language: str, quote: Callable[[str], str] = str
    ) -> str | None:
        self._tree.set_language(language)
        default = self._definition.default_language
        text = wording.render(language, default, self._tree.context(node), quote)
        return None if text is None else text.strip()

    def _shielded(self, wording: Wording, node: FormNode, language: str) -> str:
        """Return a text whose inserted values are escaped, so that they cannot be read as its author's marks."""
        return self._rendered(wording, node, language, literal) or ""


def _is_answered_by_people(tree: Tree, node: FormNode) -> bool:
    question = node.field.question
    told = question is None or question.kind is Kind.NOTE
    return not told and not _holds(node.field.read_only, tree, node)


def _holds(condition: Condition | None, tree: Tree, node: FormNode) -> bool:
    return condition is not None and condition.holds(tree.context(node))
