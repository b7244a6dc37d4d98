"""`baocao letter`: a letter's rounds opened together, letters listed."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.table import Table

from cli.arguments import audience_of, unit_today
from cli.clock import office_now
from cli.decisions import day_in_words, decide, look_up, look_up_all, read_last_day
from cli.form import load_form, store_forms
from cli.terminal import fail, out
from conversations.administering.letter_plan import LetterPlan, PlannedQuestionnaire, letter_words
from conversations.administering.round_plan import round_title
from questionnaires.library import questionnaire, questionnaire_names
from reporting.queries.letters import AllLetters
from reporting.queries.rounds import PlannedRound
from reporting.rounds.letter import Letter
from reporting.rounds.period import period_words, read_period
from texts import Catalogue
from texts.message_template import bare
from texts.parsing import read_date


def open_letter(
    texts: Catalogue,
    *,
    number: str,
    issued: str,
    issuer: str,
    subject: str,
    unit_code: str,
    period_text: str,
    due: str,
    forms: Sequence[str],
    sure: bool,
) -> None:
    """Open a letter's rounds: each form for its audience, for one period and until one day."""
    period = read_period(period_text)
    if period is None:
        fail(texts.plain("keeping.not_a_period", text=period_text))
    issued_on = read_date(issued, today=office_now().date())
    if not isinstance(issued_on, date):
        fail(texts.plain("letter.not_a_day", text=issued))
    unit_id = unit_today(unit_code, texts).id
    letter = Letter(
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        subject=subject,
        unit_id=unit_id,
        period=period,
        due=read_last_day(due, texts),
    )
    plan = _planned(forms, letter, texts)
    for each in plan.repeated:
        fail(texts.plain("letter.form_twice", title=each.title))
    for each in plan.clashes:
        fail(texts.plain("cli.round_exists", title=each.title, period=period_words(period, texts)))
    for each in plan.unanswered:
        fail(texts.plain("letter.nobody_asked", title=each.title))
    decide(
        plan.decision(),
        bare(letter_words(plan, office_now(), texts)),
        texts.plain("decided.open_letter"),
        texts,
        sure=sure,
    )


def _planned(given: Sequence[str], letter: Letter, texts: Catalogue) -> LetterPlan:
    """Store the forms and return the letter's plan. Each text is a name or file, and its audience after a colon."""
    files, audiences = [], []
    for text in given:
        name, colon, asked = text.partition(":")
        file, usual = _form_file(name, texts)
        files.append(file)
        audiences.append(audience_of(asked if colon else usual, texts))
    forms = [load_form(file, texts, refused=1) for file in files]
    store_forms(files, letter.period, texts)
    plans = look_up_all(
        [PlannedRound(letter.unit_id, form.content_hash, letter.period.code) for form in forms]
    )
    rounds = (
        PlannedQuestionnaire(
            form_id=form.form_id,
            form_hash=form.content_hash,
            title=round_title(form.title, letter.period),
            plan=plan.asking(audience),
        )
        for form, plan, audience in zip(forms, plans, audiences, strict=True)
    )
    return LetterPlan(letter=letter, rounds=tuple(rounds))


def _form_file(name: str, texts: Catalogue) -> tuple[Path, str]:
    """Return a form's file and usual audience; exit with status 1 for no file and no questionnaire of the library."""
    if Path(name).exists():
        return Path(name), ""
    if name not in questionnaire_names():
        fail(texts.plain("letter.no_such_form", text=name, names=", ".join(questionnaire_names())))
    found = questionnaire(name)
    return found.file, found.audience


def list_letters(texts: Catalogue) -> None:
    """List the letters with their rounds."""
    table = Table()
    for column in ("letter", "subject", "unit", "period", "due", "rounds"):
        table.add_column(texts.plain(f"letter.column_{column}"))
    for view in look_up(AllLetters()):
        table.add_row(
            view.letter.number,
            view.letter.subject,
            view.unit.full_name,
            period_words(view.letter.period, texts),
            day_in_words(view.letter.due.last_day, texts),
            str(len(view.round_ids)),
        )
    out().print(table)
