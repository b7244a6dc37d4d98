"""Faults and warnings in settings, languages and unsupported sheets."""

from collections.abc import Iterator, Mapping

from forms.model.findings import Finding
from forms.xlsform.cells import SheetTable
from forms.xlsform.expression_faults import QUOTED_NAME
from forms.xlsform.headings import canonical, language
from forms.xlsform.survey import Survey
from forms.xpath.errors import ExpressionError
from forms.xpath.parser import parse


def setting_faults(tables: Mapping[str, SheetTable], survey: Survey) -> Iterator[Finding]:
    """Yield an instance name that cannot be computed, and entities, which are not supported."""
    if "settings" in tables:
        yield from _instance_name(tables["settings"], survey)
    if "entities" in tables:
        table = tables["entities"]
        for row in table.rows[:1]:
            yield table.place(row, "list_name", "entities", row["list_name"] or row["dataset"])


def setting_remarks(tables: Mapping[str, SheetTable], survey: Survey) -> Iterator[Finding]:
    """Yield languages that only one heading names: usually typing errors."""
    spoken = _languages(survey.table)
    if not spoken:
        return
    for sheet in ("choices", "external_choices"):
        table = tables.get(sheet)
        for heading in () if table is None else filter(None, table.headings):
            if table is not None and language(heading) and language(heading) not in spoken:
                yield table.at(1, heading, "other_language", language(heading), known=", ".join(spoken))
    settings = tables.get("settings")
    for row in () if settings is None else settings.rows[:1]:
        named = row["default_language"]
        if settings is not None and named and named not in spoken:
            yield settings.place(row, "default_language", "other_language", named, known=", ".join(spoken))


def _instance_name(table: SheetTable, survey: Survey) -> Iterator[Finding]:
    names = survey.names
    for row in table.rows[:1]:
        text = row["instance_name"]
        try:
            if text:
                parse(text)
        except ExpressionError as error:
            parameters = {"expression": text, "at": str(error.at + 1), **error.parameters}
            yield table.place(row, "instance_name", error.code, error.text or text, **parameters)
        for name in QUOTED_NAME.findall(text):
            if len(names.get(name, ())) != 1:
                yield table.place(row, "instance_name", "unknown_name", f"${{{name}}}", expression=text)


def _languages(table: SheetTable) -> tuple[str, ...]:
    labels = [heading for heading in table.headings if heading and canonical(heading) == "label"]
    return tuple(dict.fromkeys(filter(None, map(language, labels))))
