"""Taking an answer: judged by the form, doubted where it is odd, recorded, and the next question put."""

from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup

from conversations.asking import put_doubt, put_question
from conversations.effects import Record
from conversations.messages import paragraphs
from conversations.reviewing import put_review
from conversations.sheet import NUMERIC, Sheet
from conversations.shown import shown, shown_rate, shown_value
from conversations.step import Offers, Scene, Step
from conversations.understanding import Answers
from forms import Refused, Severity
from reporting.plausibility import departs, rate_departs, seems_misplaced
from reporting.reports import Answer
from texts import Catalogue


def accept(scene: Scene, sheet: Sheet, path: str, answers: Answers, *, confirmed: bool = False) -> Step:
    """Take answers given while the question at `path` was up: refuse, doubt, or record them and go on."""
    refusal = _refusal(scene, sheet, path, answers)
    if refusal is not None:
        return refusal
    after = sheet.with_answers(answers)
    if not confirmed and (doubts := list(_doubts(sheet, after, answers, scene.texts))):
        why = paragraphs([*doubts, scene.texts("doubt.is_it_so")], between=" ")
        return put_doubt(scene, sheet, path, why, yes_or_again(scene.texts), (answers,))
    said = _taken(after, answers, scene.texts)
    return go_on(scene, after, path, said).after(Record(sheet.view.report.id, dict(answers)))


def go_on(scene: Scene, sheet: Sheet, path: str | None, before: Markup | None = None) -> Step:
    """Put the next open question after `path`, or the review when nothing is open."""
    following = sheet.open_after(path)
    if following is None:
        return put_review(scene, sheet, before)
    return put_question(scene, sheet, following, before)


def yes_or_again(texts: Catalogue) -> Offers:
    """Return the two choices under a doubt."""
    return (((texts.plain("button.yes"), "yes"), (texts.plain("button.again"), "again")),)


def _refusal(scene: Scene, sheet: Sheet, path: str, answers: Answers) -> Step | None:
    """Return the step that explains why the answers cannot be, or None when they can."""
    trial = sheet
    for each, answer in answers.items():
        if answer.absence is None:
            verdict = trial.filling.judge(each, answer.value, sheet.form_language)
            if isinstance(verdict, Refused):
                return _refuse(
                    scene, sheet, path, _why(trial, each, answer, verdict, scene.texts), verdict.references
                )
        trial = trial.with_answers({each: answer})
    for failed in trial.filling.failed_checks(sheet.form_language):
        if failed.check.severity is Severity.ERROR and not answers.keys().isdisjoint(failed.references):
            others = tuple(reference for reference in failed.references if reference not in answers)
            return _refuse(scene, sheet, path, scene.texts("refused.check", message=failed.message), others)
    return None


def _why(sheet: Sheet, path: str, answer: Answer, verdict: Refused, texts: Catalogue) -> Markup:
    value = shown_value(sheet, path, answer.value, texts)
    if verdict.message:
        return texts("refused.constraint", value=value, message=verdict.message)
    if verdict.reason == "unparseable":
        return texts(f"refused.not_{sheet.kind(path)}", value=value)
    return texts("refused.plain", value=value)


def _refuse(scene: Scene, sheet: Sheet, path: str, why: Markup, references: tuple[str, ...]) -> Step:
    """Explain, offer to correct the other figures involved, and leave the question up for another answer."""
    others = [each for each in dict.fromkeys(references) if each in sheet.answers and each != path]
    fixes: Offers = tuple(
        ((scene.texts.plain("button.fix", label=sheet.short_label(each)), f"fix.{sheet.number(each)}"),)
        for each in others
        if each in sheet.questions
    )
    instead = scene.texts("refused.type_again_or_fix" if fixes else "refused.type_again")
    return put_question(scene, sheet, path, paragraphs([why, instead], between=" "), fixes)


def _doubts(sheet: Sheet, after: Sheet, answers: Answers, texts: Catalogue) -> Iterator[Markup]:
    """Yield what is odd about the answers: the form's warnings, and figures far from the period before."""
    for failed in after.filling.failed_checks(sheet.form_language):
        if failed.check.severity is Severity.WARNING and not answers.keys().isdisjoint(failed.references):
            yield Markup.escape(failed.message)
    for path, answer in answers.items():
        previous = sheet.previous(path)
        if answer.absence is None and previous and previous.absence is None and sheet.kind(path) in NUMERIC:
            yield from _odd_figure(after, path, Decimal(answer.value), Decimal(previous.value), texts)


def _odd_figure(
    after: Sheet, path: str, value: Decimal, before: Decimal, texts: Catalogue
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
    elif departs(value, before):
        yield texts(
            "doubt.lower" if value < before else "doubt.higher",
            value=shown_value(after, path, str(value), texts),
            previous=shown_value(after, path, str(before), texts),
        )


def _previous_rate(sheet: Sheet, path: str) -> tuple[Decimal, Decimal] | None:
    """Return the rate that this question was the numerator of in the period before."""
    for indicator in sheet.ratios(path):
        if indicator.numerator_paths == (path,):
            part, whole = sheet.previous(path), sheet.previous(indicator.denominator_paths[0])
            if part and whole and part.absence is None and whole.absence is None and Decimal(whole.value):
                return Decimal(part.value), Decimal(whole.value)
    return None


def _taken(after: Sheet, answers: Answers, texts: Catalogue) -> Markup:
    """Say what was taken: the rate where the answer completes one, else the answer as it is read."""
    said = []
    for path, answer in answers.items():
        rate = after.rate_of(path) if answer.absence is None else None
        value = shown_rate(*rate, texts) if rate else shown(after, path, answer, texts)
        if len(answers) == 1 or rate:
            said.append(texts("answer.taken", value=value))
        elif not any(path in ratio.denominator_paths for ratio in after.ratios(path)):
            said.append(texts("answer.taken_named", label=after.short_label(path), value=value))
    return paragraphs(said, between="\n")
