import re
import zlib
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
import segno
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from documents.invitations.card import Card, telegram_link
from documents.invitations.cards_pdf import QR_SIZE, cards_pdf
from documents.invitations.cards_workbook import cards_workbook
from texts.catalogue import LANGUAGES, catalogue

MADE = datetime(2026, 11, 21, 8, tzinfo=UTC)
_SQUARE = re.compile(r"([\d.]+) ([\d.]+) ([\d.]+) -[\d.]+ re f")
CODE = "kfm-4827-xqr-9352"
LINK = telegram_link("baocao_bot", CODE)


def card(name: str = "Nông Thị Hoa", *, link: str | None = LINK, unit: str = "xã Nam Tuấn") -> Card:
    return Card(
        office="Phòng GD&ĐT huyện Hòa An",
        name=name,
        role="Người báo cáo",
        unit=unit,
        code=CODE,
        link=link,
        last_day=date(2026, 12, 21),
    )


def pictures(xlsx: bytes) -> int:
    """Count the pictures in a workbook."""
    with ZipFile(BytesIO(xlsx)) as archive:
        return sum(name.startswith("xl/media/") for name in archive.namelist())


def streams(pdf: bytes) -> bytes:
    """Return what the pages are drawn with."""
    found = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return b"\n".join(zlib.decompress(each) for each in found if each[:1] == b"\x78")


def test_the_link_is_what_telegram_opens() -> None:
    assert LINK == "https://t.me/baocao_bot?start=kfm-4827-xqr-9352"
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", CODE)


def test_the_matrix_is_the_qr_code_of_the_link() -> None:
    expected = segno.make_qr(LINK, error="m").matrix
    assert card().matrix() == tuple(tuple(bool(module) for module in row) for row in expected)


def test_the_picture_is_the_matrix_with_its_quiet_zone() -> None:
    picture = card().picture(3)
    assert picture is not None
    image = Image.open(BytesIO(picture)).convert("1")
    matrix = card().matrix()
    assert image.size == ((len(matrix) + 8) * 3,) * 2
    for down, row in enumerate(matrix):
        for across, dark in enumerate(row):
            assert (image.getpixel(((across + 4) * 3 + 1, (down + 4) * 3 + 1)) == 0) == dark


def test_the_sheet_shows_the_qr_code_module_by_module() -> None:
    matrix = card().matrix()
    module = QR_SIZE / len(matrix) / 25.4 * 72  # in points
    page = streams(cards_pdf([card()], catalogue("vi"), MADE)).decode("latin-1")
    corners = [tuple(map(float, found)) for found in _SQUARE.findall(page)]
    squares = [(x, y) for x, y, width in corners if abs(width - module) < 0.01]
    left, top = min(x for x, _ in squares), max(y for _, y in squares)
    dark = {(round((top - y) / module), round((x - left) / module)) for x, y in squares}
    assert dark == {
        (down, across) for down, row in enumerate(matrix) for across, is_dark in enumerate(row) if is_dark
    }


@pytest.mark.parametrize(("cards", "pages"), [(1, 1), (10, 1), (11, 2), (25, 3)])
def test_ten_cards_are_a_page(cards: int, pages: int) -> None:
    pdf = cards_pdf([card()] * cards, catalogue("vi"), MADE)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == pages
    assert b"/MediaBox [0 0 595.2" in pdf


def test_what_stands_on_a_card_can_be_searched_and_copied() -> None:
    pdf = PdfReader(BytesIO(cards_pdf([card(), card("Đặng Thị Thuỷ", link=None)], catalogue("vi"), MADE)))
    text = pdf.pages[0].extract_text()
    for words in ("Phòng GD&ĐT huyện Hòa An", "Nông Thị Hoa", "Đặng Thị Thuỷ", "xã Nam Tuấn", CODE):
        assert words in text


def test_the_same_cards_give_the_same_bytes() -> None:
    assert cards_pdf([card()], catalogue("vi"), MADE) == cards_pdf([card()], catalogue("vi"), MADE)


@pytest.mark.parametrize("name", ["<b>Hoa</b> & $x^2$ \\frac", "Nguyễn " * 30, "", "Ẩ"])
def test_no_name_breaks_a_sheet(name: str) -> None:
    seen = []
    cards_pdf([card(name, unit=name)], catalogue("en"), MADE, lambda: seen.append(name))
    assert seen == [name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_a_row_and_a_picture_for_each_person(language: str) -> None:
    content = cards_workbook([card(), card("=1+1"), card(link=None)], catalogue(language))
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == ["Nông Thị Hoa", "=1+1", "Nông Thị Hoa"]
    assert {row[3] for row in rows} == {CODE}
    assert rows[0][6] == LINK
    assert sheet.cell(3, 1).data_type == "s"
    assert pictures(content) == 2
