"""The choice 'other' and its question 'which?' for `or_other`, which pyxform adds in English only."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape

from forms.xlsform.cells import SheetRow, SheetTable
from forms.xlsform.headings import canonical, language
from forms.xlsform.survey import Survey, SurveyLine, list_of
from texts import catalogue

_OR_OTHER = re.compile(r"\sor(?:[_ ]specify)?[_ ]other$", re.IGNORECASE)
_WHICH = "<label>Specify other.</label>"
_TRANSLATION = re.compile(r'<translation\b[^>]*\blang="([^"]*)"[^>]*>')
_TEXT = "or_other-which"
_NAME, _LIST = "name", "list_name"


def with_other(choices: SheetTable, survey: Survey) -> SheetTable:
    """Return the choices with 'other' added to each list that needs it, in the languages of the labels."""
    headings = {canonical(heading): heading for heading in reversed(choices.headings) if heading}
    if not {_NAME, _LIST} <= headings.keys():
        return choices
    rows = list(choices.rows)
    for name in dict.fromkeys(list_of(line) for line in _asking(survey)):
        own = [row for row in rows if row[headings[_LIST]] == name]
        if own and all(row[headings[_NAME]] != "other" for row in own):
            labels = {heading: _other(heading, survey) for heading in _labels(choices)}
            rows.append(SheetRow(own[-1].number, {headings[_LIST]: name, headings[_NAME]: "other", **labels}))
    return replace(choices, rows=tuple(rows))


def with_which(xform: str, survey: Survey) -> str:
    """Return the XForm with pyxform's added questions in the form's languages."""
    paths = [f"{line.path}_other" for line in _asking(survey)]
    translated = _TRANSLATION.search(xform) is not None
    label = f"<label ref=\"jr:itext('{_TEXT}')\"/>" if translated else f"<label>{_which('', survey)}</label>"
    for path in paths:
        xform = xform.replace(f'<input ref="{path}">{_WHICH}', f'<input ref="{path}">{label}')
    if not paths or not translated:
        return xform
    return _TRANSLATION.sub(
        lambda found: f'{found[0]}<text id="{_TEXT}"><value>{_which(found[1], survey)}</value></text>', xform
    )


def _asking(survey: Survey) -> Iterator[SurveyLine]:
    return (line for line in survey.lines if _OR_OTHER.search(line.of("type").strip()))


def _labels(choices: SheetTable) -> Iterator[str]:
    return (heading for heading in choices.headings if heading and canonical(heading) == "label")


def _other(heading: str, survey: Survey) -> str:
    return catalogue(_code(language(heading), survey)).plain("form.or_other")


def _which(named: str, survey: Survey) -> str:
    return escape(catalogue(_code(named, survey)).plain("form.or_other_which"))


def _code(named: str, survey: Survey) -> str:
    """Return the code of a named language; an unnamed one is detected from the form's texts."""
    if not named or named == "default":
        return "vi" if any(map(_is_vietnamese, _words(survey))) else "en"
    plain = named.strip().lower()
    return (
        "vi" if plain == "vi" or plain.endswith("(vi)") or _is_vietnamese(plain) or "viet" in plain else "en"
    )


def _words(survey: Survey) -> Iterator[str]:
    cells: Iterator[Mapping[str, str]] = (row.cells for row in survey.table.rows)
    return (
        text for each in cells for heading, text in each.items() if canonical(heading) in {"label", "hint"}
    )


def _is_vietnamese(text: str) -> bool:
    """Tell whether a text has specifically Vietnamese letters: đ, ơ, ư, or a vowel with hook or dot below."""
    return any(sign in _VIETNAMESE for sign in unicodedata.normalize("NFD", text.lower()))


_VIETNAMESE = frozenset("đ\u031b\u0309\u0323")
