"""The styles of a template: Times New Roman, black, in the sizes of decree 30/2020/NĐ-CP."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FONT: Final = "Times New Roman"
BODY: Final = "Normal"
PART, SECTION, ITEM, SMALL_ITEM = "Heading 1", "Heading 2", "Heading 3", "Heading 4"
TABLE_TEXT, TABLE_HEAD = "Chữ trong bảng", "Đầu bảng"
FRAME, RECIPIENTS, DRAFT_NOTE = "Khung văn bản", "Nơi nhận", "Ghi chú dự thảo"
ANNEX, NEW_PAGE = "Phụ lục", "Phụ lục trang mới"

_BODY_SIZE = 14
_INDENT = Cm(1.27)
_LANGUAGE = "vi-VN"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A style. Sizes and spaces are in points."""

    name: str
    size: int = _BODY_SIZE
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    indented: bool = True
    after: int = 6
    lines: float = 1.1
    with_next: bool = False
    new_page: bool = False


_CENTRE, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
_LOOKS: Final = (
    _Look(name=BODY),
    *(_Look(name=name, bold=True, align=_LEFT, with_next=True) for name in (PART, SECTION, ITEM)),
    _Look(name=SMALL_ITEM, bold=True, italic=True, align=_LEFT, with_next=True),
    _Look(name=FRAME, size=13, align=_CENTRE, indented=False, after=0, lines=1),
    _Look(name=TABLE_TEXT, size=12, align=_LEFT, indented=False, after=0, lines=1),
    _Look(name=TABLE_HEAD, size=12, bold=True, align=_CENTRE, indented=False, after=0, lines=1),
    _Look(name=RECIPIENTS, size=11, align=_LEFT, indented=False, after=0, lines=1),
    _Look(name=ANNEX, bold=True, align=_CENTRE, indented=False, with_next=True),
    _Look(name=NEW_PAGE, bold=True, align=_CENTRE, indented=False, with_next=True, new_page=True),
    _Look(name=DRAFT_NOTE, size=12, indented=False, after=3, lines=1),
    _Look(name="Header", size=13, align=_CENTRE, indented=False, after=0, lines=1),
    _Look(name="Footer", size=9, align=_CENTRE, indented=False, after=0, lines=1),
)


def define_styles(document: Document) -> None:
    """Set the document's styles and remove those that it does not use."""
    kept = {look.name for look in _LOOKS} | {
        "Default Paragraph Font",
        "Normal Table",
        "No List",
        "Table Grid",
    }
    for style in list(document.styles):
        if style.name not in kept:
            style.delete()
    for link in list(document.styles.element.iter(qn("w:link"))):
        link.getparent().remove(link)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for name in ("w:rFonts", "w:lang"):
        for element in defaults.iter(qn(name)):
            element.attrib.clear()
            _set(element, _FONTS if name == "w:rFonts" else _LANGUAGES)
    known = {style.name for style in document.styles}
    for look in _LOOKS:
        if look.name not in known:
            document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        _apply(look, document)


_FONTS = tuple((f"w:{place}", FONT) for place in ("ascii", "hAnsi", "cs", "eastAsia"))
_LANGUAGES = (("w:val", _LANGUAGE), ("w:eastAsia", _LANGUAGE), ("w:bidi", _LANGUAGE))


def _apply(look: _Look, document: Document) -> None:
    style = document.styles[look.name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{look.name} is no paragraph style")
    style.font.name, style.font.size = FONT, Pt(look.size)
    style.font.bold, style.font.italic = look.bold, look.italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    _set(fonts, _FONTS)
    shape = style.paragraph_format
    shape.alignment, shape.first_line_indent = look.align, _INDENT if look.indented else Cm(0)
    shape.space_before, shape.space_after = Pt(3 if look.with_next else 0), Pt(look.after)
    shape.line_spacing, shape.widow_control = look.lines, True
    shape.keep_with_next, shape.keep_together = look.with_next, look.with_next
    shape.page_break_before = look.new_page


def _set(element: BaseOxmlElement, values: Iterable[tuple[str, str]]) -> None:
    for name, value in values:
        element.set(qn(name), value)
