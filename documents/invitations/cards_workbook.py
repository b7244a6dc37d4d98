"""The invitation cards as a workbook: a row for each person, with the QR code as a picture."""

from collections.abc import Callable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.drawing.image import Image

from documents.excel.sheet import CellStyle, Sheet
from documents.invitations.card import Card
from texts.catalogue import Catalogue
from texts.formatting import Writer

COLUMNS = {"name": 26, "role": 18, "unit": 34, "code": 24, "expiry": 14, "qr": 16, "link": 46}
"""The columns with their widths in characters."""

HEADING = CellStyle(bold=True, fill="DCE7F1", align="center", wrap=True)
TEXT, CODE = CellStyle(wrap=True), CellStyle(bold=True)
ROW_LINES = 6
QR_PIXELS, QR_SCALE = 100, 4


def cards_workbook(cards: Sequence[Card], words: Catalogue, seen: Callable[[], None] = lambda: None) -> bytes:
    """Return the workbook as .xlsx; `seen` is called for each card."""
    book = Workbook()
    worksheet = book.worksheets[0]
    worksheet.title = words.plain("register.card.sheet")
    sheet, writer = Sheet(worksheet), Writer(words.language)
    for column, (name, width) in enumerate(COLUMNS.items(), start=1):
        sheet.text(1, column, words.plain(f"register.card.heading_{name}"), HEADING)
        sheet.width(column, width)
    for row, card in enumerate(cards, start=2):
        texts = (card.name, card.role, card.unit, card.code, writer.date(card.last_day), "", card.link or "")
        for column, text in enumerate(texts, start=1):
            sheet.text(row, column, text, CODE if text == card.code else TEXT)
        sheet.height(row, ROW_LINES)
        if picture := card.picture(QR_SCALE):
            image = Image(BytesIO(picture))
            image.width = image.height = QR_PIXELS
            worksheet.add_image(image, f"F{row}")
        seen()
    worksheet.freeze_panes = "A2"
    sheet.print_on_a4(repeat_rows="1:1")
    content = BytesIO()
    book.save(content)
    return content.getvalue()
