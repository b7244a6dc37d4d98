"""Compilation of an XLSForm workbook."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from forms.form import CompiledForm, compile_xform
from forms.model.findings import Finding, FormRefused
from forms.xlsform.cells import SheetTable
from forms.xlsform.choice_faults import Lists, choice_lists, lists_of_several
from forms.xlsform.conversion import converted
from forms.xlsform.expression_faults import expression_faults, expression_remarks
from forms.xlsform.figure_faults import figure_faults, figure_remarks
from forms.xlsform.file_faults import file_columns, file_faults
from forms.xlsform.headings import heading_faults, misspelt, misspelt_sheets
from forms.xlsform.indicator_sheets import IndicatorSheets
from forms.xlsform.setting_faults import setting_faults, setting_remarks
from forms.xlsform.spellings import with_odk_spelling
from forms.xlsform.spreadsheet import read_tables
from forms.xlsform.survey import Survey
from forms.xlsform.survey_checks import lists_of_persons, survey_faults
from forms.xlsform.survey_warnings import default_remarks, survey_remarks
from forms.xlsform.uncomputed_cells import uncomputed_rules, uncomputed_words
from forms.xlsform.years import years_named

_READ = ("survey", "choices", "external_choices", "settings", "indicators", "checks")


def compile_workbook(
    data: bytes, *, filename: str, attachments: Mapping[str, bytes] | None = None, in_use: bool = False
) -> CompiledForm:
    """Compile a questionnaire in Excel; raises FormRefused with all findings by sheet, row and column.

    `attachments` are the files beside the form (choice lists in .csv), by file name. If `in_use`, the form was accepted
    by an earlier version: rules added since do not refuse it as long as it compiles.
    """
    book = _Book(with_odk_spelling(read_tables(data, filename)), filename, attachments or {})
    findings = [] if in_use else book.faults()
    form = None if findings else book.compiled(findings)
    if form is None:
        raise FormRefused(_in_order(findings, book.tables), _in_order(book.remarks(), book.tables))
    own = IndicatorSheets(form.definition)
    indicators = own.indicators(book.tables.get("indicators"))
    checks = own.checks(book.tables.get("checks"))
    warnings = _in_order([*book.remarks(), *book.remarks_on(form), *own.warnings], book.tables)
    if own.refused and not in_use:
        raise FormRefused(_in_order(own.refused, book.tables), warnings)
    content_hash = hashlib.sha256(data).hexdigest()
    return replace(form, content_hash=content_hash, indicators=indicators, checks=checks, warnings=warnings)


class _Book:
    """The sheets of one workbook, checked before and after pyxform reads them."""

    def __init__(
        self, tables: dict[str, SheetTable], filename: str, attachments: Mapping[str, bytes]
    ) -> None:
        if "survey" not in tables:
            found = tuple(misspelt_sheets(tables))
            raise FormRefused((Finding(code="no_survey_sheet", text=filename), *found))
        self.tables = tables
        self._read = {name: tables[name] for name in _READ if name in tables}
        self._attachments = attachments
        self._survey = Survey(tables["survey"])
        self._lists: dict[str, Lists] = choice_lists(tables)

    def faults(self) -> list[Finding]:
        """Return all faults of the sheets."""
        survey, lists = self._survey, self._lists
        several = lists_of_several(survey)
        found = [*survey_faults(survey, lists), *expression_faults(survey)]
        found += file_faults(survey, self._attachments)
        for sheet in lists.values():
            found += sheet.faults(repeatable=self._may_repeat_choices(), several=several)
        for name, table in self._read.items():
            found += [*heading_faults(name, table), *uncomputed_rules(table)]
        found += [*setting_faults(self.tables, survey), *figure_faults(self.tables, survey, lists)]
        return found

    def remarks(self) -> list[Finding]:
        """Return the warnings about the sheets."""
        survey, lists = self._survey, self._lists
        used = self._columns_used()
        found = [*survey_remarks(survey), *lists_of_persons(survey), *years_named(self.tables)]
        found += expression_remarks(survey, lists, file_columns(self._attachments))
        for sheet in lists.values():
            found += sheet.remarks(lists_of_several(survey))
        for name, table in self._read.items():
            found += [*misspelt(name, table, used), *uncomputed_words(table)]
        found += [*setting_remarks(self.tables, survey), *default_remarks(survey, lists)]
        return [*misspelt_sheets(self.tables), *found, *figure_remarks(self.tables, survey)]

    def remarks_on(self, form: CompiledForm) -> list[Finding]:
        """Return the compiler's warnings, placed at their cells."""
        return [self._survey.placed(finding) for finding in form.warnings]

    def compiled(self, findings: list[Finding]) -> CompiledForm | None:
        """Return the compiled form; None, with findings, if pyxform or the compiler refuses it."""
        try:
            return compile_xform(converted(self.tables, self._survey), attachments=self._attachments)
        except FormRefused as refused:
            findings += [self._survey.placed(finding) for finding in refused.findings]
            return None

    def _may_repeat_choices(self) -> bool:
        table = self.tables.get("settings")
        rows = () if table is None else table.rows
        return any(
            text == "yes" and heading.strip().lower() == "allow_choice_duplicates"
            for row in rows
            for heading, text in row.cells.items()
        )

    def _columns_used(self) -> frozenset[str]:
        """Return the words in filters: a choice column that a filter names is not misspelt."""
        filters = " ".join(line.of("choice_filter") for line in self._survey.lines)
        headings = (heading for sheet in self._lists.values() for heading in sheet.columns)
        return frozenset(heading for heading in headings if heading in filters)


def _in_order(findings: Iterable[Finding], tables: Mapping[str, SheetTable]) -> tuple[Finding, ...]:
    """Return the findings without duplicates, in the order of their cells in the workbook."""
    sheets = {table.name: (place, table.headings) for place, table in enumerate(tables.values())}

    def place(finding: Finding) -> tuple[int, int, int]:
        sheet, headings = sheets.get(finding.sheet, (-1, ()))
        column = headings.index(finding.column) if finding.column in headings else len(headings)
        return sheet, finding.row, column

    return tuple(sorted(_once(findings), key=place))


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    return {str((each, sorted(each.parameters.items()))): each for each in findings}.values()
