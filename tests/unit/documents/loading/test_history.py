from decimal import Decimal

import pytest

from documents.loading.history import COLUMNS, HistoryRefused, read_history
from reporting.figures.figure import Provenance, Qualifier
from tests.unit.documents.tables.hoa_an import history_text

HEADING = ";".join(COLUMNS)


def lines(*rows: str) -> str:
    return "\n".join((HEADING, *rows))


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(HistoryRefused) as refused:
        read_history(text, {"HA"})
    return [(problem.row, problem.column, problem.fault) for problem in refused.value.problems]


def test_a_line_is_a_figure() -> None:
    (figure,) = read_history(
        "\ufeff" + lines("voc_learners;HA;2016Sep;24000;;98,75;over;001:364", ""), {"HA"}
    )
    assert (figure.indicator, figure.unit_code, figure.period.code) == ("voc_learners", "HA", "2016Sep")
    assert (figure.value, figure.printed_percent) == (Decimal(24000), Decimal("98.75"))
    assert figure.denominator is None
    assert (figure.qualifier, figure.source) == (Qualifier.OVER, "001:364")
    assert figure.provenance is Provenance.HISTORY


def test_a_blank_cell_has_no_value() -> None:
    (figure,) = read_history(lines("voc_disabled;HA;2019;;;;;001:375"), {"HA"})
    assert (figure.value, figure.printed_percent, figure.ratio) == (None, None, None)


def test_the_faults_of_all_lines_are_told() -> None:
    assert faults(
        lines(
            ";HA;2016;1;;;;",
            "voc classes;XX;năm 2016;nhiều;7.844;1;circa;",
            "voc_classes;HA",
            "voc_classes;HA;2016;1;;;;",
            "",
            "voc_classes;HA;2016;2;;;;",
            "voc_classes;HA;2017;;21;;;",
        )
    ) == [
        (2, "indicator", "missing"),
        (3, "indicator", "indicator"),
        (3, "unit", "unit"),
        (3, "period", "period"),
        (3, "value", "number"),
        (3, "denominator", "ambiguous"),
        (3, "qualifier", "qualifier"),
        (4, "", "fields"),
        (7, "indicator", "repeated"),
        (8, "value", "missing"),
    ]


def test_a_file_with_other_columns_is_refused() -> None:
    assert faults("indicator,unit\n") == [(1, "", "columns")]
    assert faults("") == [(1, "", "columns")]


def test_the_refusal_says_line_column_and_value() -> None:
    with pytest.raises(HistoryRefused, match=r"line 2: unit unit 'XX'"):
        read_history(lines("voc_classes;XX;2016;1;;;;"), {"HA"})


def test_the_history_of_the_sample_district_is_read() -> None:
    figures = read_history(history_text(), {"HA"})
    assert len(figures) == len(history_text().splitlines()) - 1
