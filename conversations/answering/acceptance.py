"""Acceptance of answers: validation by the form, doubts about implausible answers, recording."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from conversations.answering.answer_text import shown, shown_rate, shown_times, shown_value
from conversations.answering.interpretation.comparison import other_choice
from conversations.answering.interpretation.size_bounds import doubts_about_first
from conversations.answering.interpretation.typed_answer import (
    Answers,
    Doubted,
    Understanding,
    Understood,
)
from conversations.answering.notes import notes_after
from conversations.answering.question import put_doubt, put_question, return_or_put
from conversations.answering.report_sheet import NUMERIC, ReportSheet
from conversations.answering.review import put_review
from conversations.chat.action import Reply
from conversations.chat.effects import Record
from conversations.chat.step import Offers, Scene, Step
from forms import Kind, Reason, Refused, Severity, TooMuchWork
from reporting.reports.plausibility import count_departs, nearest_power, rate_departs, seems_misplaced
from reporting.reports.report import Absence, Answer
from texts import Catalogue, catalogue
from texts.markup import paragraphs

PAIR = 2
"""The number of answers in a pair such as 427/431. Its receipt is the rate alone, which contains both."""

_NOT_FIT = {
    Kind.INTEGER: "refused.not_integer",
    Kind.DECIMAL: "refused.not_decimal",
    Kind.DATE: "refused.not_date",
}


@dataclass(frozen=True, slots=True)
class _Objection:
    """A refused answer: its path, the reason, and the paths of other answers that may be wrong instead."""

    path: str
    why: Markup
    references: tuple[str, ...]


def accept(scene: Scene, sheet: ReportSheet, path: str, answers: Answers, *, confirmed: bool = False) -> Step:
    """Take answers given at the question at `path`: refuse, doubt, or record them and go on.

    `confirmed` skips the doubts. Of several confirmed answers, the valid ones are recorded and the first invalid one is
    asked again.
    """
    objection = _objection(sheet, answers, scene.texts)
    if objection is not None:
        if confirmed and len(answers) > 1:
            return _record_the_rest(scene, sheet, answers, objection)
        return _refuse(scene, sheet, path, objection)
    after = sheet.with_answers(answers)
    if not confirmed and (doubts := list(doubts_about(sheet, answers, scene.texts))):
        why = paragraphs([*doubts, scene.texts("doubt.is_it_so")], between=" ")
        return put_doubt(scene, sheet, path, why, yes_or_again(scene.texts), (answers,))
    return record(scene, sheet, path, answers, _taken(after, answers, scene.texts))


def record(
    scene: Scene, sheet: ReportSheet, path: str | None, answers: Answers, said: Markup | None = None
) -> Step:
    """Record answers and the values that the form derives from them, and go on from `path`."""
    recorded = with_consequences(sheet, answers)
    if sheet.view.report.submissions and all(sheet.answers.get(each) == recorded[each] for each in recorded):
        return go_on(scene, sheet, path, said)  # an unchanged answer begins no correction
    after = sheet.with_answers(recorded)
    return go_on(scene, after, path, said, answers).after(Record(sheet.view.report.id, recorded))


def with_consequences(sheet: ReportSheet, answers: Answers) -> dict[str, Answer]:
    """Return the answers, with the values that they change by triggers or by recomputing an edited calculation."""
    recorded: dict[str, Answer] = {}
    for path, answer in answers.items():
        so_far = sheet.with_answers(recorded)
        recorded[path] = answer
        if answer.absence is None and so_far.filling.asks(path):
            recorded |= as_recorded(so_far.filling.answering(path, answer.value))
    return recorded


def as_recorded(values: Mapping[str, str]) -> dict[str, Answer]:
    """Return the form's values as answers. An empty value becomes a cleared answer."""
    return {
        path: Answer(value) if value else Answer(absence=Absence.CLEARED) for path, value in values.items()
    }


def are_valid(sheet: ReportSheet, answers: Answers) -> bool:
    """Tell whether the answers are valid in the form."""
    return _objection(sheet, answers, catalogue(sheet.language)) is None


def sole_reading(sheet: ReportSheet, understood: Understanding) -> Answers | None:
    """Return the only reading of a text that is valid in the form, or None."""
    match understood:
        case Understood(answers):
            return answers
        case Doubted(candidates, must_ask=False):
            possible = [candidate for candidate in candidates if are_valid(sheet, candidate)]
            return possible[0] if len(possible) == 1 else None
        case _:
            return None


def go_on(
    scene: Scene,
    sheet: ReportSheet,
    path: str | None,
    before: Markup | None = None,
    answered: Iterable[str] = (),
) -> Step:
    """Ask the next open question after `path`, or show the review if none is open.

    Notes of the form after the `answered` questions come first, unless the next question shows them.
    """
    following = sheet.open_after(path)
    before = paragraphs([before, *notes_after(sheet, answered, following, scene.texts)], between="\n")
    if following is None:
        return put_review(scene, sheet, before)
    return return_or_put(scene, sheet, following, before)


def yes_or_again(texts: Catalogue) -> Offers:
    """Return the offers under a doubt: confirm, or answer again."""
    return (((texts.plain("button.yes"), Reply("yes")), (texts.plain("button.again"), Reply("again"))),)


def doubts_about(sheet: ReportSheet, answers: Answers, texts: Catalogue) -> Iterator[Markup]:
    """Yield the form's warnings about the answers, and the doubts about their plausibility.

    A figure or choice is compared with the previous period's. A figure without a previous one is compared with the
    report's other figures and the unit's size.
    """
    after = sheet.with_answers(answers)
    for failed in after.filling.failed_checks(sheet.form_language):
        if failed.check.severity is Severity.WARNING and not answers.keys().isdisjoint(failed.references):
            yield Markup.escape(failed.message)
    for path, answer in answers.items():
        if (differs := other_choice(after, path, answer, texts)) is not None:
            yield differs
        previous = sheet.previous(path)
        if answer.absence is not None or sheet.kind(path) not in NUMERIC:
            continue
        if previous and previous.absence is None:
            yield from _odd_figure(after, path, Decimal(answer.value), Decimal(previous.value), texts)
        else:
            yield from doubts_about_first(after, path, Decimal(answer.value), texts)


def _objection(sheet: ReportSheet, answers: Answers, texts: Catalogue) -> _Objection | None:
    """Return the objection to the answers, or None if they are valid."""
    try:
        return _found_wrong(sheet, answers, texts)
    except TooMuchWork:
        path, answer = list(answers.items())[-1]
        if answer.absence is not None:
            raise
        value = shown_value(sheet, path, answer.value, texts)
        return _Objection(path, texts("refused.too_much_work", value=value), ())


def _found_wrong(sheet: ReportSheet, answers: Answers, texts: Catalogue) -> _Objection | None:
    trial = sheet
    for path, answer in answers.items():
        if answer.absence is None:
            verdict = trial.filling.judge(path, answer.value, sheet.form_language)
            if isinstance(verdict, Refused):
                return _Objection(path, _why(trial, path, answer, verdict, texts), verdict.references)
        trial = trial.with_answers({path: answer})
    for failed in trial.filling.failed_checks(sheet.form_language):
        named = [path for path in answers if path in failed.references]
        if failed.check.severity is Severity.ERROR and named:
            others = tuple(reference for reference in failed.references if reference not in answers)
            return _Objection(named[-1], texts("refused.check", message=failed.message), others)
    return None


def _why(sheet: ReportSheet, path: str, answer: Answer, verdict: Refused, texts: Catalogue) -> Markup:
    value = shown_value(sheet, path, answer.value, texts)
    if verdict.message:
        return texts("refused.constraint", value=value, message=verdict.said)
    if verdict.reason is Reason.UNPARSEABLE:
        return texts(_NOT_FIT.get(sheet.kind(path), "refused.plain"), value=value)
    if verdict.reason is Reason.TOO_MANY_ROWS:
        return texts("refused.too_many_rows", value=value)
    return texts("refused.plain", value=value)


def _refuse(
    scene: Scene, sheet: ReportSheet, path: str, objection: _Objection, before: Markup | None = None
) -> Step:
    """Explain the objection, offer to correct the other answers involved, and keep the question open."""
    others = [each for each in dict.fromkeys(objection.references) if each in sheet.answers and each != path]
    fixes: Offers = tuple(
        (
            (
                scene.texts.plain("button.fix", label=sheet.short_label(each)),
                Reply("fix", str(sheet.number(each))),
            ),
        )
        for each in others
        if each in sheet.questions
    )
    instead = scene.texts("refused.type_again_or_fix" if fixes else "refused.type_again")
    why = paragraphs([objection.why, instead], between=" ")
    return put_question(scene, sheet, path, paragraphs([before, why], between="\n"), fixes)


def _record_the_rest(scene: Scene, sheet: ReportSheet, answers: Answers, first: _Objection) -> Step:
    """Record the valid ones of several answers, so that they are not typed twice, and refuse the first invalid one."""
    rest = dict(answers)
    objection: _Objection | None = first
    while objection is not None:
        del rest[objection.path]
        objection = _objection(sheet, rest, scene.texts)
    if not rest:
        return _refuse(scene, sheet, first.path, first)
    recorded = with_consequences(sheet, rest)
    after = sheet.with_answers(recorded)
    said = _taken(after, rest, scene.texts)
    if first.path in after.questions:
        step = _refuse(scene, after, first.path, first, said)
    else:
        step = go_on(scene, after, None, said, rest)
    return step.after(Record(sheet.view.report.id, recorded))


def _odd_figure(
    after: ReportSheet, path: str, value: Decimal, before: Decimal, texts: Catalogue
) -> Iterator[Markup]:
    rate, previous_rate = after.rate_of(path), _previous_rate(after, path)
    if rate and previous_rate and not seems_misplaced(value, before):
        if rate_departs(*rate, *previous_rate):
            lower = rate[0] / rate[1] < previous_rate[0] / previous_rate[1]
            yield texts(
                "doubt.rate_lower" if lower else "doubt.rate_higher",
                rate=shown_rate(*rate, texts),
                previous=shown_rate(*previous_rate, texts),
            )
    elif seems_misplaced(value, before) or count_departs(value, before):
        yield texts(
            _how_far(value, before),
            value=shown_value(after, path, str(value), texts),
            previous=shown_value(after, path, str(before), texts),
            times=shown_times(value, before, texts),
        )


def _how_far(value: Decimal, before: Decimal) -> str:
    """Return the message name for a figure far from the previous one: a misplaced separator, or a change."""
    if abs(value) < abs(before):
        return "doubt.times_lower" if value and before and nearest_power(value, before) else "doubt.lower"
    return "doubt.times_higher" if seems_misplaced(value, before) else "doubt.higher"


def _previous_rate(sheet: ReportSheet, path: str) -> tuple[Decimal, Decimal] | None:
    """Return the previous period's rate of which this question is the numerator."""
    for indicator in sheet.ratios(path):
        if indicator.numerator_paths == (path,):
            part, whole = sheet.previous(path), sheet.previous(indicator.denominator_paths[0])
            if part and whole and part.absence is None and whole.absence is None and Decimal(whole.value):
                return Decimal(part.value), Decimal(whole.value)
    return None


def _taken(after: ReportSheet, answers: Answers, texts: Catalogue) -> Markup:
    """Return the receipt of recorded answers: the rate that an answer completes, else the value as it was read."""
    said = []
    for path, answer in answers.items():
        rate = after.rate_of(path) if answer.absence is None else None
        value = shown_rate(*rate, texts) if rate else shown(after, path, answer, texts)
        if len(answers) == 1 or (rate and len(answers) == PAIR):
            said.append(texts("answer.taken", value=value))
        elif not any(
            path in ratio.denominator_paths and ratio.numerator_paths[0] in answers
            for ratio in after.ratios(path)
        ):
            said.append(texts("answer.taken_named", label=after.short_label(path), value=value))
    return paragraphs(said, between="\n")
