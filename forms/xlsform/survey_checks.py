"""Faults of the survey's rows that need no compiled form, each with its cell."""

import re
from collections.abc import Iterator, Mapping

from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from forms.model.findings import Finding
from forms.xlsform.answer_kinds import is_question, may_hold_number
from forms.xlsform.choice_faults import Lists
from forms.xlsform.headings import canonical, nearest
from forms.xlsform.survey import BEGINNINGS, ENDS, Survey, SurveyLine, list_of
from texts.normalize import fold

_NAME = re.compile(r"[^\W\d][\w.\-]*")
_UNSUPPORTED = frozenset(
    {
        "geotrace",
        "geoshape",
        "osm",
        "background-audio",
        "background-geopoint",
        "start-geopoint",
        "xml-external",
    }
)
_KNOWN = frozenset(name.lower() for name in QUESTION_TYPE_DICT)
_NEEDS_LIST = frozenset(
    {"select one", "select multiple", "select all that apply", "select one external", "rank", "begin loop"}
)
_COMMON = (
    "integer",
    "decimal",
    "text",
    "date",
    "time",
    "note",
    "calculate",
    "image",
    "select_one",
    "select_multiple",
)
_MEANT = {
    **dict.fromkeys(("number", "numeric", "so", "so nguyen"), "integer"),
    **dict.fromkeys(("float", "double", "so thap phan", "phan tram"), "decimal"),
    **dict.fromkeys(("chu", "van ban", "textarea"), "text"),
    **dict.fromkeys(("ngay", "ngay thang"), "date"),
    **dict.fromkeys(("ghi chu", "thong bao"), "note"),
    **dict.fromkeys(("group", "nhom"), "begin_group"),
    **dict.fromkeys(("repeat", "lap"), "begin_repeat"),
    **dict.fromkeys(("boolean", "bool", "yes no", "yesno", "co khong"), "select_one"),
}
_SELECTS = re.compile(
    r"(?:select[ _]one|select[ _]multiple|select1|select one from|select all that apply(?: from)?|rank)"
    r"(?P<file> from file)?(?P<external> external)?\s+(?P<list>\S+)(?: or[ _]other)?",
    re.IGNORECASE,
)
_LOOP = re.compile(r"begin loop (?:over )?(?P<list>\S+)(?P<file>\0)?(?P<external>\0)?", re.IGNORECASE)
_MEDIA = re.compile(r"(?:media|image|big-image|audio|video)\b")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_REFERENCE = re.compile(r"\$\{\s*([^}#]+?)\s*\}")


def survey_faults(survey: Survey, lists: Mapping[str, Lists]) -> Iterator[Finding]:
    """Yield faults in names, types, begin/end pairs, labels and counts."""
    yield from _unpaired(survey)
    if "type" not in survey.columns and survey.table.rows:
        return  # the headings are reported; the rows cannot be checked
    if not any(is_question(line) for line in survey.lines):
        yield survey.table.at(0, "", "no_question", survey.table.name)
    seen: set[str] = set()
    for line in survey.lines:
        if line.kind.lower() in ENDS:
            continue
        yield from _name_faults(survey, line, seen)
        yield from _kind_faults(survey, line, lists)
        yield from _label_faults(survey, line)
        yield from _parameter_faults(survey, line)
        yield from _count_faults(survey, line, lists)


def _unpaired(survey: Survey) -> Iterator[Finding]:
    """Yield groups and repeats without an end, without a beginning, or with a mismatched end."""
    opened: list[SurveyLine] = []
    for line in survey.lines:
        kind = line.kind.lower()
        if kind.startswith(BEGINNINGS):
            opened.append(line)
        elif kind in ENDS:
            if not opened:
                yield survey.place(line, "type", "end_without_begin")
            elif opened.pop().kind.lower().split()[1] != kind.split()[1]:
                yield survey.place(line, "type", "wrong_end")
    for line in opened:
        yield survey.place(line, "type", "begin_without_end", line.of("name") or line.kind)


def _name_faults(survey: Survey, line: SurveyLine, seen: set[str]) -> Iterator[Finding]:
    name, repeats = line.of("name"), line.kind.lower().startswith(("begin repeat", "begin loop"))
    if not name:
        if not _is_uncomputed(line, "name") and line.kind.lower() not in {"audit", ""}:
            yield survey.place(line, "name", "missing_name", line.of("label"))
        return
    if _NAME.fullmatch(name) is None:
        yield survey.place(line, "name", "bad_name")
    elif line.path in seen or (repeats and f"*{name}" in seen):
        yield survey.place(line, "name", "duplicate_name")
    elif line.path == "/data/meta" or (repeats and name == "data"):
        yield survey.place(line, "name", "name_taken")
    seen |= {line.path, f"*{name}"} if repeats else {line.path}


def _kind_faults(survey: Survey, line: SurveyLine, lists: Mapping[str, Lists]) -> Iterator[Finding]:
    if not line.kind:
        if not _is_uncomputed(line, "type"):
            yield survey.place(line, "type", "missing_type", line.of("name") or line.of("label"))
        return
    kind = line.kind.lower()
    if kind in _UNSUPPORTED:
        yield survey.place(line, "type", "unsupported_kind", line.kind)
    elif kind in _NEEDS_LIST:
        yield survey.place(line, "type", "type_without_list", line.of("type"))
    elif kind not in _KNOWN and _SELECTS.fullmatch(line.kind) is None and not kind.startswith(BEGINNINGS):
        meant = _MEANT.get(fold(kind)) or nearest(kind, _COMMON) or "integer, text, select_one"
        yield survey.place(line, "type", "unknown_kind", line.kind, meant=meant)
    elif kind == "calculate" and not any(
        line.of(each) or _is_uncomputed(line, each) for each in ("calculate", "default")
    ):
        yield survey.place(line, "calculate", "missing_calculation", line.of("name"))
    yield from _list_faults(survey, line, lists)


def _list_faults(survey: Survey, line: SurveyLine, lists: Mapping[str, Lists]) -> Iterator[Finding]:
    match = _SELECTS.fullmatch(line.kind) or _LOOP.fullmatch(line.kind)
    if match is None or match["file"] is not None or "${" in match["list"]:
        return
    name, sheet = list_of(line), "external_choices" if match["external"] else "choices"
    if sheet not in lists or name not in lists[sheet].rows:
        code = "missing_external_list" if match["external"] else "missing_list"
        yield survey.place(line, "type", code, name)


def _label_faults(survey: Survey, line: SurveyLine) -> Iterator[Finding]:
    """Yield questions without anything to show; a picture counts for ODK and gets a warning elsewhere."""
    if not is_question(line) or any(shown(line, heading) for heading in line.texts) or media(survey, line):
        return
    yield survey.place(line, label_heading(survey), "missing_label", line.of("name") or line.kind)


def _parameter_faults(survey: Survey, line: SurveyLine) -> Iterator[Finding]:
    """Yield parameters that are not name=value, and range limits or steps that are not numbers."""
    written = re.sub(r"\s*=\s*", "=", line.of("parameters"))
    given = dict(each.partition("=")[::2] for each in re.split(r"[\s;,]+", written) if each)
    numbers = (given.get(name, "0") for name in ("start", "end", "step") if line.kind.lower() == "range")
    if not all(given.values()) or not all(_NUMBER.fullmatch(number) for number in numbers):
        yield survey.place(line, "parameters", "bad_parameters")


def _count_faults(survey: Survey, line: SurveyLine, lists: Mapping[str, Lists]) -> Iterator[Finding]:
    match = _REFERENCE.fullmatch(line.of("count"))
    paths = survey.names.get(match.group(1), ()) if match else ()
    if len(paths) == 1 and not may_hold_number(survey.by_path[paths[0]], lists):
        yield survey.place(line, "count", "count_is_no_number", line.of("count"))


def media(survey: Survey, line: SurveyLine) -> str:
    """Return the heading of a row's picture or recording, "" if it has none."""
    return next((each for each in survey.table.headings if line.row[each] and _MEDIA.match(each.lower())), "")


def label_heading(survey: Survey) -> str:
    """Return the heading of the labels, the first one if there are several languages."""
    return next((each for each in survey.table.headings if canonical(each) == "label"), "label")


def shown(line: SurveyLine, heading: str) -> bool:
    """Tell whether a cell has content or a formula."""
    return bool(line.row[heading]) or heading in line.row.uncomputed


def _is_uncomputed(line: SurveyLine, column: str) -> bool:
    return line.columns.get(column, column) in line.row.uncomputed


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
    """Yield a warning for each question in a repeat about a name, phone, birth date or identity number."""
    repeats = tuple(f"{line.path}/" for line in survey.lines if line.kind.lower().startswith(_REPEATS))
    for line in survey.lines:
        if line.kind.lower() in ENDS or not line.path.startswith(repeats):
            continue
        heading = _telling(survey, line)
        if heading is not None:
            yield survey.table.place(line.row, heading, "list_of_persons")


def _telling(survey: Survey, line: SurveyLine) -> str | None:
    """Return the heading of the cell that shows that a person is asked about: a label in any language, or the name."""
    for heading in survey.table.headings:
        if canonical(heading) in {"label", "name"} and _asks(line.row[heading]):
            return heading
    return None


def _asks(text: str) -> bool:
    return _ABOUT_A_PERSON.search(fold(text.replace("_", " "))) is not None
