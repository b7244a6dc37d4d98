"""Questions that ask about each person of a list: allowed by law only where needed, so their author is warned."""

import re
from collections.abc import Iterator

from forms.findings import Finding
from forms.headings import canonical
from forms.survey import ENDS, Line, Survey
from texts.folding import fold

_REPEATS = ("begin repeat", "begin loop")
_ABOUT_A_PERSON = re.compile(
    r"\b(?:"
    r"ho (?:va )?ten|full name|first name|last name|surname"
    r"|(?:so )?dien thoai|sdt|so dt|phone(?: number)?|mobile"
    r"|cccd|cmnd|can cuoc(?: cong dan)?|chung minh (?:nhan dan|thu)|so dinh danh|ho chieu"
    r"|id (?:number|card)|national id|passport"
    r"|ngay sinh|ngay thang nam sinh|nam sinh|date of birth|birth ?date|birthday|year of birth"
    r")\b"
)


def lists_of_persons(survey: Survey) -> Iterator[Finding]:
    """Yield a warning for each question within a repeat that asks for a name, phone, birth date or identity number."""
    repeats = tuple(f"{line.path}/" for line in survey.lines if line.kind.lower().startswith(_REPEATS))
    for line in survey.lines:
        if line.kind.lower() in ENDS or not line.path.startswith(repeats):
            continue
        heading = _telling(survey, line)
        if heading is not None:
            yield survey.table.place(line.row, heading, "list_of_persons")


def _telling(survey: Survey, line: Line) -> str | None:
    """Return the heading of the cell that tells that a person is asked about: a label in any language, or the name."""
    for heading in survey.table.headings:
        if canonical(heading) in {"label", "name"} and _asks(line.row[heading]):
            return heading
    return None


def _asks(text: str) -> bool:
    return _ABOUT_A_PERSON.search(fold(text.replace("_", " "))) is not None
