"""Deterministic .xlsx files with cached results of their formulas."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook

from documents.office_file import repacked

Results = Mapping[str, Mapping[str, Decimal]]

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_FORMULA = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v\s*(?:/>|></v>)')


def packed(workbook: Workbook, results: Results, made_at: datetime) -> bytes:
    """Save the workbook with the timestamp `made_at`; `results` maps sheet title and cell to a formula's value.

    openpyxl writes formulas without results, and the current time. The results are needed because a phone's preview
    does not calculate.
    """
    workbook.properties.creator = "Baocao"
    workbook.properties.created = made_at.astimezone(UTC).replace(tzinfo=None)
    saved = BytesIO()
    workbook.save(saved)
    sheets = {
        f"xl/worksheets/sheet{number}.xml": results.get(sheet.title, {})
        for number, sheet in enumerate(workbook.worksheets, start=1)
    }

    def finished(name: str, content: bytes) -> bytes:
        return _with_results(_dated(content, made_at), sheets.get(name, {}))

    return repacked(saved, made_at, finished)


def _dated(content: bytes, made_at: datetime) -> bytes:
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return _MODIFIED.sub(rb"\g<1>" + moment, content)


def _with_results(content: bytes, results: Mapping[str, Decimal]) -> bytes:
    def filled(found: re.Match[bytes]) -> bytes:
        result = results.get(found[2].decode())
        return found[0] if result is None else found[1] + f"<v>{result:f}</v>".encode()

    return _FORMULA.sub(filled, content) if results else content
