"""Warnings about usable but probably unintended cells of the survey."""

from collections.abc import Iterator, Mapping

from pyxform.utils import default_is_dynamic

from forms.model.findings import Finding
from forms.model.lexical import fits
from forms.xlsform.answer_kinds import NOTES, is_question, is_silent
from forms.xlsform.choice_faults import Lists
from forms.xlsform.headings import canonical
from forms.xlsform.survey import BEGINNINGS, ENDS, MULTIPLE, Survey, SurveyLine, list_of
from forms.xlsform.survey_checks import label_heading, media, shown

_ASKED_ONLY = ("constraint", "required")
_REPEATS = ("begin repeat", "begin loop")
_DATA_TYPES = {
    "integer": "int",
    "int": "int",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "datetime": "dateTime",
}
_LISTED = ("select", "rank")


def survey_remarks(survey: Survey) -> Iterator[Finding]:
    """Yield rules on rows without an answer, pictures without text, and labels missing in one language."""
    for line in survey.lines:
        if line.kind.lower() in ENDS:
            continue
        yield from _rules_in_vain(survey, line)
        yield from _picture_only(survey, line)
        yield from _untranslated(survey, line)


def default_remarks(survey: Survey, lists: Mapping[str, Lists]) -> Iterator[Finding]:
    """Yield defaults that their question does not accept and that are therefore ignored."""
    for line in survey.lines:
        text = line.of("default")
        if text and not default_is_dynamic(text, line.kind) and not _fits(text, line, lists):
            yield survey.place(line, "default", "default_in_vain", text)


def _fits(text: str, line: SurveyLine, lists: Mapping[str, Lists]) -> bool:
    kind = line.kind.lower()
    names = (
        {name for sheet in lists.values() for name in sheet.names(list_of(line))} if " " in kind else set()
    )
    if kind.startswith(_LISTED) and names:
        return set(text.split() if kind.startswith(MULTIPLE) else [text]) <= names
    return kind not in _DATA_TYPES or fits(text, _DATA_TYPES[kind])


def _rules_in_vain(survey: Survey, line: SurveyLine) -> Iterator[Finding]:
    kind = line.kind.lower()
    is_answered = is_question(line) and kind not in NOTES
    for column in _ASKED_ONLY:
        if line.of(column) not in {"", "no", "false()"} and not is_answered and kind:
            yield survey.place(line, column, "rule_in_vain", line.of("name") or line.kind)
    if line.of("count") and not kind.startswith(_REPEATS):
        yield survey.place(line, "count", "count_in_vain", line.of("name") or line.kind)
    if line.of("choice_filter") and not kind.startswith(_LISTED):
        yield survey.place(line, "choice_filter", "filter_in_vain", line.of("name") or line.kind)


def _picture_only(survey: Survey, line: SurveyLine) -> Iterator[Finding]:
    silent = is_silent(line) or line.kind.lower().startswith(BEGINNINGS)
    labels = [each for each in line.texts if canonical(each) == "label"]
    if silent or not line.kind or any(shown(line, heading) for heading in labels):
        return
    if media(survey, line):
        yield survey.place(line, label_heading(survey), "picture_only", line.of("name") or line.kind)
    elif any(line.row[heading] for heading in line.texts):
        yield survey.place(line, label_heading(survey), "shown_by_name", line.of("name") or line.kind)


def _untranslated(survey: Survey, line: SurveyLine) -> Iterator[Finding]:
    labels = [each for each in survey.table.headings if canonical(each) == "label"]
    if not any(line.row[heading] for heading in labels):
        return
    for heading in labels:
        if not line.row[heading] and heading not in line.row.uncomputed:
            yield survey.place(line, heading, "untranslated", line.of("name") or line.kind)
