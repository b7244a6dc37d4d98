"""Deterministic .xlsx files with cached results of their formulas."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

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
    out = BytesIO()
    with ZipFile(saved) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = _dated(source.read(name), made_at)
            entry = ZipInfo(name, made_at.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, _with_results(content, sheets.get(name, {})))
    return out.getvalue()


def _dated(content: bytes, made_at: datetime) -> bytes:
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return _MODIFIED.sub(rb"\g<1>" + moment, content)


def _with_results(content: bytes, results: Mapping[str, Decimal]) -> bytes:
    def filled(found: re.Match[bytes]) -> bytes:
        result = results.get(found[2].decode())
        return found[0] if result is None else found[1] + f"<v>{result:f}</v>".encode()

    return _FORMULA.sub(filled, content) if results else content
