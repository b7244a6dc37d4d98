"""Published figures of earlier periods, from a CSV file."""

import csv
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from documents.loading.problems import Problem
from reporting.figures.figure import Figure, Provenance, Qualifier
from reporting.rounds.period import IllegalPeriod, Period
from texts.formatting import shortened

COLUMNS: Final = ("indicator", "unit", "period", "value", "denominator", "percent", "qualifier", "source")
NUMBERS: Final = ("value", "denominator", "percent")

_INDICATOR = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = re.compile(r"(?P<whole>[0-9]{1,15})(?:[.,](?P<decimals>[0-9]{1,6}))?")
_GROUP = 3  # '7.844' may be a count with a separator of groups, or a number with three decimals


class HistoryRefused(Exception):
    """The file has faults; `problems` are all of them, with the line as `row`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(_in_words(problem) for problem in problems))
        self.problems = problems


def read_history(text: str, known_units: Collection[str]) -> tuple[Figure, ...]:
    """Return the figures of a CSV text with ';' between fields and the columns COLUMNS, one figure a line.

    `known_units` are the codes of the units. A figure without a value is a blank cell of the published table. Raises
    HistoryRefused with the faults of all lines.
    """
    lines = csv.reader(text.removeprefix("\ufeff").splitlines(), delimiter=";")
    heading = tuple(field.strip() for field in next(lines, []))
    if heading != COLUMNS:
        raise HistoryRefused(
            (Problem(fault="columns", row=1, parameters={"value": shortened(";".join(heading))}),)
        )
    figures: dict[tuple[str, str, Period], Figure] = {}
    problems: list[Problem] = []
    for fields in lines:
        if not any(field.strip() for field in fields):
            continue
        found = _read_line(fields, lines.line_num, known_units)
        if isinstance(found, Figure):
            key = found.indicator, found.unit_code, found.period
            if key in figures:
                problems.append(_problem(lines.line_num, "indicator", "repeated", found.indicator))
            figures[key] = found
        else:
            problems += found
    if problems:
        raise HistoryRefused(tuple(problems))
    return tuple(figures.values())


def _read_line(fields: list[str], line: int, known_units: Collection[str]) -> Figure | list[Problem]:
    if len(fields) != len(COLUMNS):
        return [_problem(line, "", "fields", str(len(fields)))]
    cells = {name: field.strip() for name, field in zip(COLUMNS, fields, strict=True)}
    faults = _faults(cells, known_units)
    if faults:
        return [_problem(line, column, fault, cells[column]) for column, fault in faults.items()]
    value, denominator, percent = (_number(cells[name]) for name in NUMBERS)
    return Figure(
        indicator=cells["indicator"],
        unit_code=cells["unit"],
        period=Period.parse(cells["period"]),
        value=value,
        denominator=denominator,
        printed_percent=percent,
        qualifier=Qualifier(cells["qualifier"]),
        provenance=Provenance.HISTORY,
        source=cells["source"],
    )


def _faults(cells: Mapping[str, str], known_units: Collection[str]) -> dict[str, str]:
    """Return the faults of a line, by column."""
    faults: dict[str, str] = {}
    if not _INDICATOR.fullmatch(cells["indicator"]):
        faults["indicator"] = "indicator" if cells["indicator"] else "missing"
    if cells["unit"] not in known_units:
        faults["unit"] = "unit" if cells["unit"] else "missing"
    try:
        Period.parse(cells["period"])
    except IllegalPeriod:
        faults["period"] = "period" if cells["period"] else "missing"
    for name in NUMBERS:
        if fault := _number_fault(cells[name]):
            faults[name] = fault
    if cells["denominator"] and not cells["value"]:
        faults.setdefault("value", "missing")
    if cells["qualifier"] not in list(Qualifier):
        faults["qualifier"] = "qualifier"
    return faults


def _number_fault(text: str) -> str:
    """Return the fault of a number: none if it is blank, 'ambiguous' if its separator may stand between groups."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return "number" if text else ""
    return "ambiguous" if len(found["decimals"] or "") == _GROUP else ""


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if text else None


def _problem(line: int, column: str, fault: str, value: str) -> Problem:
    return Problem(fault=fault, row=line, column=column, parameters={"value": shortened(value)})


def _in_words(problem: Problem) -> str:
    value = problem.parameters.get("value", "")
    return f"line {problem.row}: {' '.join(filter(None, (problem.column, problem.fault)))} {value!r}"
