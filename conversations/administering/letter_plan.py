"""The plan of a letter, for the chat and the command line: the decision, and its description before opening."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from conversations.administering.last_day import with_day_off
from conversations.chat.phrases import deadline
from reporting.decisions.decisions import LetterRound, OpenLetter
from reporting.queries.rounds import RoundPlan
from reporting.rounds.letter import Letter
from reporting.rounds.period import period_words
from texts.catalogue import Catalogue
from texts.formatting import Writer
from texts.markup import paragraphs

NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedQuestionnaire:
    """One questionnaire of a letter: the form, its title, and the plan of its round.

    `form_id` is the same in all versions of a form; `form_hash` is this version's.
    """

    form_id: str
    form_hash: str
    title: str
    plan: RoundPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPlan:
    """A letter and its questionnaires, before it is opened."""

    letter: Letter
    rounds: tuple[PlannedQuestionnaire, ...]

    @property
    def clashes(self) -> tuple[PlannedQuestionnaire, ...]:
        """The questionnaires that already have a round of this unit for the letter's period."""
        return tuple(each for each in self.rounds if each.plan.exists)

    @property
    def repeated(self) -> tuple[PlannedQuestionnaire, ...]:
        """The questionnaires whose form, in any version, stands in the letter before them."""
        forms = [each.form_id for each in self.rounds]
        return tuple(each for place, each in enumerate(self.rounds) if each.form_id in forms[:place])

    @property
    def unanswered(self) -> tuple[PlannedQuestionnaire, ...]:
        """The questionnaires that no unit would have to answer."""
        return tuple(each for each in self.rounds if not each.plan.units)

    def decision(self) -> OpenLetter:
        """Return the decision to open all rounds."""
        return OpenLetter(
            unit_id=self.letter.unit_id,
            number=self.letter.number,
            issued_on=self.letter.issued_on,
            issuer=self.letter.issuer,
            subject=self.letter.subject,
            period=self.letter.period.code,
            due=self.letter.due.printed,
            inclusive=self.letter.due.inclusive,
            rounds=tuple(
                LetterRound(
                    form_hash=each.form_hash,
                    title=each.title,
                    unit_ids=tuple(unit.id for unit in each.plan.units),
                )
                for each in self.rounds
            ),
        )


def letter_words(plan: LetterPlan, now: datetime, texts: Catalogue) -> Markup:
    """Describe the effect of opening a letter: each questionnaire, with the units that have to answer it."""
    letter, write = plan.letter, Writer(texts.language)
    head = texts(
        "decide.open_letter",
        number=letter.number,
        issued=write.date(letter.issued_on),
        issuer=letter.issuer,
        subject=letter.subject,
        period=period_words(letter.period, texts),
        deadline=deadline(letter.due, now, texts),
        n=len(plan.rounds),
    )
    lines = [_line(each, number, texts) for number, each in enumerate(plan.rounds, start=1)]
    return with_day_off(paragraphs([head, *lines], between="\n"), letter.due.last_day, texts)


def _line(each: PlannedQuestionnaire, number: int, texts: Catalogue) -> Markup:
    units = each.plan.units
    names = ", ".join(unit.full_name for unit in units[:NAMES_SHOWN])
    more = len(units) - NAMES_SHOWN
    unmanned = each.plan.unmanned
    return paragraphs(
        [
            texts("letter.line", number=number, title=each.title, n=len(units), units=names),
            texts("letter.more_units", n=more) if more > 0 else None,
            texts("letter.unmanned", units=", ".join(unit.full_name for unit in unmanned))
            if unmanned
            else None,
        ],
        between=" ",
    )
