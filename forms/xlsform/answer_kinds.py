"""The kind of answer of a survey row, determined from the sheets alone."""

import re
from collections.abc import Mapping

from forms.xlsform.choice_faults import Lists
from forms.xlsform.survey import BEGINNINGS, ENDS, MULTIPLE, SurveyLine, list_of

_METADATA = re.compile(
    r"(?:start|end|today|audit|deviceid|device id|username|email|phonenumber|phone number|subscriberid|simserial"
    r"|imei|(?:get|uri:| *).*(?:start time|end time|today|device id|subscriber id|sim id|phone number)"
    r"|uri:\w+|csv-external|xml-external|background-\w+|start-geopoint)"
)
_SILENT = frozenset({"calculate", "hidden", "q calculate", "add calculate prompt"})
NOTES = frozenset({"note", "q note", "add note prompt"})
_WORDS = frozenset(
    {
        "text", "string", "q string", "add text prompt", "barcode", "q barcode", "date", "q date", "time",
        "datetime", "date time", "q date time", "geopoint", "gps", "location", "image", "photo", "audio",
        "video", "file", "acknowledge", "trigger", *NOTES,
    }
)  # fmt: skip
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def is_silent(line: SurveyLine) -> bool:
    """Tell whether a row is not asked: a calculation, a hidden value, device metadata."""
    kind = line.kind.lower()
    computed = bool(line.of("calculate") or line.of("trigger")) and not _is_shown(line)
    return kind in _SILENT or _METADATA.fullmatch(kind) is not None or computed


def is_question(line: SurveyLine) -> bool:
    """Tell whether a row is a question or a note."""
    kind = line.kind.lower()
    return bool(kind) and kind not in ENDS and not kind.startswith(BEGINNINGS) and not is_silent(line)


def may_hold_number(line: SurveyLine, lists: Mapping[str, Lists]) -> bool:
    """Tell whether a row's value may be a number."""
    kind = line.kind.lower()
    if kind.startswith((*MULTIPLE, *BEGINNINGS)):
        return False
    if kind.startswith("select one"):
        names = {name for sheet in lists.values() for name in sheet.names(list_of(line))}
        return all(_NUMBER.fullmatch(name) for name in names)
    return kind not in _WORDS or bool(line.of("calculate")) or "numbers" in line.of("appearance").split()


def _is_shown(line: SurveyLine) -> bool:
    return any(line.row[heading] for heading in line.texts)
