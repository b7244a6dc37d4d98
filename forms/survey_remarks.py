"""What of the survey can be used as it is and is hardly meant: a warning at each cell."""

from collections.abc import Iterator

from forms.answer_kinds import NOTES, is_question, is_silent
from forms.findings import Finding
from forms.headings import canonical
from forms.survey import BEGINNINGS, ENDS, Line, Survey
from forms.survey_faults import label_heading, media, shown

_ASKED_ONLY = ("constraint", "required")
_REPEATS = ("begin repeat", "begin loop")
_LISTED = ("select", "rank")


def survey_remarks(survey: Survey) -> Iterator[Finding]:
    """Yield rules where nothing is answered, pictures without words, and labels that one language lacks."""
    for line in survey.lines:
        if line.kind.lower() in ENDS:
            continue
        yield from _rules_in_vain(survey, line)
        yield from _picture_only(survey, line)
        yield from _untranslated(survey, line)


def _rules_in_vain(survey: Survey, line: Line) -> Iterator[Finding]:
    kind = line.kind.lower()
    is_answered = is_question(line) and kind not in NOTES
    for column in _ASKED_ONLY:
        if line.of(column) not in {"", "no", "false()"} and not is_answered and kind:
            yield survey.place(line, column, "rule_in_vain", line.of("name") or line.kind)
    if line.of("count") and not kind.startswith(_REPEATS):
        yield survey.place(line, "count", "count_in_vain", line.of("name") or line.kind)
    if line.of("choice_filter") and not kind.startswith(_LISTED):
        yield survey.place(line, "choice_filter", "filter_in_vain", line.of("name") or line.kind)


def _picture_only(survey: Survey, line: Line) -> Iterator[Finding]:
    silent = is_silent(line) or line.kind.lower().startswith(BEGINNINGS)
    labels = [each for each in line.texts if canonical(each) == "label"]
    if silent or not line.kind or any(shown(line, heading) for heading in labels):
        return
    if media(survey, line):
        yield survey.place(line, label_heading(survey), "picture_only", line.of("name") or line.kind)
    elif any(line.row[heading] for heading in line.texts):
        yield survey.place(line, label_heading(survey), "shown_by_name", line.of("name") or line.kind)


def _untranslated(survey: Survey, line: Line) -> Iterator[Finding]:
    labels = [each for each in survey.table.headings if canonical(each) == "label"]
    if not any(line.row[heading] for heading in labels):
        return
    for heading in labels:
        if not line.row[heading] and heading not in line.row.uncomputed:
            yield survey.place(line, heading, "untranslated", line.of("name") or line.kind)
