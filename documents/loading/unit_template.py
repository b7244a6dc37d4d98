"""The template workbook for an office's units."""

from documents.loading.template import AS_DATE, Template, TemplateColumn
from documents.loading.unit_rows import DAYS, FLAGS, UNIT_HEADINGS
from reporting.units.unit_kinds import KINDS
from texts.catalogue import Catalogue

_WIDTHS = {"code": 12, "kind": 14, "name": 24, "parent": 18, "variants": 22, "office": 30, "replaces": 18}
_OTHER_WIDTH = 13
_REQUIRED = frozenset({"code", "kind", "name"})

_EXAMPLES = (
    ("04", "tỉnh", "Cao Bằng", "", "", "", "", "", "Sở GD&ĐT Cao Bằng", "", "", "", "", ""),
    (
        "042",
        "huyện",
        "Hòa An",
        "04",
        "",
        "",
        "",
        "Hoà An",
        "Phòng GD&ĐT huyện Hòa An",
        "",
        "30/06/2025",
        "",
        "",
        "",
    ),
    ("01267", "thị trấn", "Nước Hai", "042", "", "", "x", "", "", "", "", "", "", ""),
    ("01268", "xã", "Đức Long", "042", "", "", "", "", "", "", "", "", "", ""),
    ("01279", "xã", "Nam Tuấn", "042", "", "x", "", "", "", "", "", "", "", "4820"),
    ("01280", "xã", "Nam Tuấn", "04", "", "x", "", "", "", "01/07/2025", "", "", "01279; 01268", ""),
    ("01290", "xã", "Hòa An", "04", "", "", "", "", "", "01/07/2025", "", "", "01267", ""),
    ("0128001", "thôn", "Nà Khá", "01280", "", "", "", "", "", "", "", "", "", ""),
)


def unit_template(words: Catalogue) -> bytes:
    """Return the template in a language, as .xlsx."""
    guide = words.plain("register.units.guide").split("\n")
    template = Template(
        title=words.plain("register.units.sheet"),
        guide=tuple(guide),
        columns=tuple(_column(column, words) for column in UNIT_HEADINGS),
        examples=_EXAMPLES,
    )
    return template.workbook(words)


def _column(column: str, words: Catalogue) -> TemplateColumn:
    return TemplateColumn(
        heading=words.plain(f"register.unit_heading.{column}"),
        note=words.plain(f"register.unit_note.{column}"),
        width=_WIDTHS.get(column, _OTHER_WIDTH),
        required=column in _REQUIRED,
        number_format=AS_DATE if column in DAYS else "@",
        choices=KINDS if column == "kind" else ("x", "0") if column in FLAGS else (),
    )
