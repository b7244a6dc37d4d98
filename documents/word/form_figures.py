"""One questionnaire's figures in sentences, with the remarks on what is missing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from documents.word.draft_notes import DraftNotes
from documents.word.unit_names import of_units, short_names, uncapitalized
from reporting.figures.submitted_answers import SubmittedAnswers, UnitAnswers
from reporting.units.unit import Unit
from texts.formatting import NO_BREAK_SPACE, Writer

_WRITER = Writer()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a whole, each a sum of questions: '7.844/7.916 người, đạt 99,09%'. `name` is its placeholder."""

    name: str
    label: str
    part: tuple[str, ...]
    whole: tuple[str, ...]
    noun: str = "người"
    joint: str = "đạt"


def number(value: Decimal) -> str:
    """Format a number in prose."""
    return _WRITER.number(value)


def percent(ratio: Fraction) -> str:
    """Format a ratio in prose, without a space before the sign: 99,09%."""
    return _WRITER.percent(ratio).replace(NO_BREAK_SPACE, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFigures:
    """A questionnaire's submitted answers, without units if its round is missing, and the draft's notes."""

    title: str
    answers: SubmittedAnswers
    notes: DraftNotes
    is_of_one_unit: bool = False

    @property
    def units(self) -> tuple[UnitAnswers, ...]:
        """The units that are asked."""
        return self.answers.units

    def total(self, name: str, label: str, noun: str = "") -> str:
        """Return the sum of a numeric question: '1.203 tin'."""
        known = self._known((name,))
        if not known:
            return self.notes.gap(self.title, label)
        text = number(sum((values[0] for _, values in known), start=Decimal(0)))
        return self.notes.figure(name, label, f"{text} {noun}".rstrip())

    def share(self, share: Share) -> str:
        """Return a share over the units that reported all of it, or the part alone if no unit reported the whole."""
        known = self._parts_of_wholes(share) or [
            (unit, sum(values, start=Decimal(0)), Decimal(0)) for unit, values in self._known(share.part)
        ]
        if not known:
            return self.notes.gap(self.title, share.label)
        part = sum((part for _, part, _ in known), start=Decimal(0))
        whole = sum((whole for _, _, whole in known), start=Decimal(0))
        text = f"{number(part)} {share.noun}"
        if whole:
            rate = percent(Fraction(part) / Fraction(whole))
            text = f"{number(part)}/{number(whole)} {share.noun}, {share.joint} {rate}"
        self.notes.figure(share.name, share.label, text)
        return text + self._remark(share.label, [unit for unit, _, _ in known])

    def units_choosing(self, name: str, question: str, choices: Collection[str], label: str) -> str:
        """Return the number of units that chose one of the choices, of those that answered: '18/21'."""
        answered = self.answers.answered(question)
        if not answered:
            return self.notes.gap(self.title, label)
        count = sum(any(each.has_chosen(question, choice) for choice in choices) for each in answered)
        return self.notes.figure(name, label, f"{count}/{len(answered)}")

    def not_choosing(self, question: str, choices: Collection[str], lead: str) -> str:
        """Return a sentence with the units that answered otherwise: 'Chưa có: A, B.'; '' if there are none."""
        units = [
            each.unit
            for each in self.answers.answered(question)
            if not any(each.has_chosen(question, choice) for choice in choices)
        ]
        return f"{lead}: {short_names(units)}." if units else ""

    def remark(self, label: str, *questions: str) -> str:
        """Return ' (theo 18/21 xã; chưa có: A, B, C)' for the units that answered all questions; '' if all or none."""
        answered = [
            each.unit
            for each in self.units
            if each.submitted and all(self._has_answer(each, name) for name in questions)
        ]
        return self._remark(label, answered) if answered else ""

    def chosen_label(self, question: str, label: str) -> str:
        """Return the only unit's choice, inside a sentence."""
        texts = [each.text(question) for each in self.answers.answered(question)]
        return uncapitalized(texts[0]) if len(texts) == 1 and texts[0] else self.notes.gap(self.title, label)

    def counted(self, question: str, label: str, *, lower: bool = True) -> str:
        """Return the chosen choices with numbers of units, the most frequent first: 'loa (18 xã); họp xóm (9 xã)'."""
        counted = self.answers.counted(question)
        if not counted:
            return self.notes.gap(self.title, label)
        words = [(uncapitalized(choice) if lower else choice, count) for choice, count in counted]
        if self.is_of_one_unit:
            return "; ".join(word for word, _ in words)
        return "; ".join(f"{word} ({count} xã)" for word, count in words)

    def _known(self, questions: Sequence[str]) -> list[tuple[Unit, list[Decimal]]]:
        """Return the units with a number for each of the questions."""
        known = []
        for each in self.units:
            values = [each.number(name) for name in questions if each.submitted]
            numbers = [value for value in values if value is not None]
            if len(numbers) == len(questions):
                known.append((each.unit, numbers))
        return known

    def _parts_of_wholes(self, share: Share) -> list[tuple[Unit, Decimal, Decimal]]:
        """Return each unit's part and whole. A whole of 0 has a part of 0: the form does not ask for it then."""
        parts = {unit.id: sum(values, start=Decimal(0)) for unit, values in self._known(share.part)}
        wholes = [(unit, sum(values, start=Decimal(0))) for unit, values in self._known(share.whole)]
        return [
            (unit, parts.get(unit.id, Decimal(0)), whole)
            for unit, whole in wholes
            if unit.id in parts or whole == 0
        ]

    @staticmethod
    def _has_answer(each: UnitAnswers, question: str) -> bool:
        return (
            each.number(question) is not None if question not in each.chosen else bool(each.chosen[question])
        )

    def _remark(self, label: str, reported: Sequence[Unit]) -> str:
        ids = {unit.id for unit in reported}
        missing = [each for each in self.units if each.unit.id not in ids]
        if self.is_of_one_unit or not missing:
            return ""
        if without := [each.unit for each in missing if each.submitted]:
            self.notes.partial(self.title, label, short_names(without))
        return of_units(len(ids), [each.unit for each in missing])
