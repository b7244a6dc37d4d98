"""The page of decree 30/2020/NĐ-CP as a template in progress: heading, title, body, tables, signature, footer.

Templates are built with it once; a document is rendered from the built template.
"""

from collections.abc import Sequence
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Mm, Pt, RGBColor
from docx.table import Table
from docx.table import _Cell as Cell  # python-docx has no public name for it
from docx.text.paragraph import Paragraph

from documents.word import page_styles as styles

TEXT_WIDTH: Final = Mm(210 - 30 - 15)
_LEFT_WIDTH, _RIGHT_WIDTH = Cm(7.2), Cm(9.3)
_GREY = RGBColor(0x80, 0x80, 0x80)
_OPEN = "\u00a0" * 6
"""Room for a number, day or month that the office writes by hand."""


class PageFrame:
    """A template in progress."""

    def __init__(self) -> None:
        self._document = Document()
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(20), Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        section.header_distance, section.footer_distance = Mm(10), Mm(8)
        section.different_first_page_header_footer = True
        _remove_leftovers(self._document)
        styles.define_styles(self._document)
        section.header.paragraphs[0]._p.append(  # noqa: SLF001 -- python-docx knows no fields
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>')
        )
        for footer in (section.first_page_footer, section.footer):
            footer.paragraphs[0].style = "Footer"
            footer.paragraphs[0].add_run("{{ draft_footer }}").font.color.rgb = _GREY
        section.first_page_header.paragraphs[0].style = "Header"

    @property
    def document(self) -> WordDocument:
        """The document, to be packed."""
        return self._document

    def heading(self) -> None:
        """Add the issuing body and the motto, with the open number and date below."""
        table = self._plain_table()
        left, right = table.rows[0].cells
        self._lines(
            left, ("{%p if superior %}", "{{ superior }}", "{%p endif %}", "*{{ issuing_body }}"), size=12
        )
        _rule(left.add_paragraph(style=styles.FRAME), _LEFT_WIDTH, Cm(2.6))
        self._lines(right, ("*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",), size=12)
        self._lines(right, ("*Độc lập - Tự do - Hạnh phúc",), size=13)
        _rule(right.add_paragraph(style=styles.FRAME), _RIGHT_WIDTH, Cm(5.3))
        left, right = table.add_row().cells
        self._lines(left, (f"Số:{_OPEN}/{{{{ symbol }}}}",), size=13)
        self._lines(right, (f"/{{{{ place }}}}, ngày{_OPEN} tháng{_OPEN} năm {{{{ year_made }}}}",), size=13)

    def title(self, kind: str, subject: str) -> None:
        """Add the kind of document and its subject."""
        for text, before in ((kind, 18), (subject, 0)):
            paragraph = self._document.add_paragraph(style=styles.FRAME)
            paragraph.paragraph_format.space_before = Pt(before)
            run = paragraph.add_run(text)
            run.bold, run.font.size = True, Pt(14)
        rule = self._document.add_paragraph(style=styles.FRAME)
        _rule(rule, TEXT_WIDTH, Cm(5.5))
        rule.paragraph_format.space_after = Pt(12)

    def add(self, text: str, style: str = styles.BODY) -> Paragraph:
        """Add a paragraph."""
        return self._document.add_paragraph(text, style=style)

    def repeated(self, row: str, rows: str, style: str = styles.BODY, text: str = "") -> None:
        """Add a paragraph for each row of a list."""
        self.add(f"{{%p for {row} in {rows} %}}", style)
        self.add(text or f"{{{{ {row} }}}}", style)
        self.add("{%p endfor %}", style)

    def only_if(self, condition: str, *texts: str, style: str = styles.BODY) -> None:
        """Add paragraphs that are printed on a condition."""
        self.add(f"{{%p if {condition} %}}", style)
        for text in texts:
            self.add(text, style)
        self.add("{%p endif %}", style)

    def table(self, widths: Sequence[Length]) -> Table:
        """Add a table with lines. Its first row is a heading."""
        table: Table = self._document.add_table(rows=1, cols=len(widths), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        _set_side_margins(table, 60)
        return table

    def signature(self) -> None:
        """Add the recipients and the signatory, whose name stays open."""
        left, right = self._plain_table().rows[0].cells
        self._lines(left, ("*/Nơi nhận:",), size=12)
        for text in ("{%p for recipient in recipients %}", "{{ recipient }}", "{%p endfor %}"):
            left.add_paragraph(text, style=styles.RECIPIENTS)
        self._lines(
            right, ("{%p for line in signatory %}", "*{{ line }}", "{%p endfor %}", "", "", "", ""), size=13
        )
        for paragraph in (*left.paragraphs, *right.paragraphs[:-1]):
            paragraph.paragraph_format.keep_with_next = True
        left.paragraphs[0].paragraph_format.alignment = 0

    def _plain_table(self) -> Table:
        table: Table = self._document.add_table(rows=1, cols=2)
        table.autofit = False
        for column, width in zip(table.columns, (_LEFT_WIDTH, _RIGHT_WIDTH), strict=True):
            column.width = width
        _set_side_margins(table, 0)
        return table

    def _lines(self, cell: Cell, texts: Sequence[str], size: int) -> None:
        """Add centred lines to a cell; '*' before a text makes it bold, '/' italic."""
        for text in texts:
            first = cell.paragraphs[0]
            paragraph = first if len(cell.paragraphs) == 1 and not first.text else cell.add_paragraph()
            paragraph.style = styles.FRAME
            run = paragraph.add_run(text.lstrip("*/"))
            marks = text[: len(text) - len(text.lstrip("*/"))]
            run.bold, run.italic, run.font.size = "*" in marks, "/" in marks, Pt(size)


def fill_cell(cell: Cell, text: str, style: str, align: int | None = None) -> None:
    """Write a table cell."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.text = text
    if align is not None:
        paragraph.paragraph_format.alignment = align
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def keep_heading(table: Table, rows: int) -> None:
    """Repeat the first rows on every page, and keep each row on one page."""
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx knows no heading rows
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if place < rows:
            properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def _remove_leftovers(document: WordDocument) -> None:
    """Remove what python-docx's empty document brings: a thumbnail, lists, and the layout rules of Word 2010."""
    for relations in (document.part.package.rels, document.part.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.endswith(("/thumbnail", "/numbering", "/customXml", "/stylesWithEffects")):
                del relations[name]
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _set_side_margins(table: Table, width: int) -> None:
    """Set the left and right margin of all cells, in twentieths of a point."""
    sides = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side in ("left", "right"))
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    table._tblPr.append(margins)  # noqa: SLF001 -- python-docx knows no cell margins


def _rule(paragraph: Paragraph, room: Length, width: Length) -> None:
    """Turn an empty paragraph into a centred line."""
    side = Length((room - width) // 2)
    shape = paragraph.paragraph_format
    shape.left_indent, shape.right_indent = side, side
    shape.line_spacing, shape.space_before = Pt(6), Pt(3)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 -- python-docx knows no borders
        parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        ),
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:rPr",
    )
