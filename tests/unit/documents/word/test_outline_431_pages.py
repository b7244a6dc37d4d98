"""The printed report: the Word file's frame, and its pages as LibreOffice lays them out."""

import os
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Length
from matplotlib import get_data_path
from pypdf import PdfReader

from documents.word.outline_431.composition import compose
from documents.word.outline_431.template_file import template_431
from documents.word.rendering import render
from tests.unit.documents.tables.hoa_an import literacy
from tests.unit.documents.word.hoa_an import MADE_AT, outline

SOFFICE = shutil.which("soffice")
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{cache}</cachedir></fontconfig>"""
"""One font with all Vietnamese letters, so that no letter is taken from another font and read out of order."""


@pytest.fixture(scope="module")
def report() -> bytes:
    return render(template_431(), compose(outline(literacy())).context, MADE_AT)


@pytest.fixture(scope="module")
def document(report: bytes) -> WordDocument:
    return Document(BytesIO(report))


def _millimetres(*lengths: Length | None) -> list[int]:
    return [round(length.mm) for length in lengths if length is not None]


def test_the_page_is_that_of_the_decree(document: WordDocument) -> None:
    section = document.sections[0]
    assert _millimetres(section.page_width, section.page_height) == [210, 297]
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert _millimetres(*margins) == [20, 20, 30, 15]
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_number_and_date_are_open(document: WordDocument) -> None:
    number, day = (cell.text for cell in document.tables[0].rows[1].cells)
    assert number.replace("\u00a0", "_") == "Số:______/BC-PGDĐT"
    assert day.replace("\u00a0", "_") == "Hòa An, ngày______ tháng______ năm 2020"


def test_the_report_ends_with_its_closing_mark_and_the_office(document: WordDocument) -> None:
    assert any(paragraph.text.endswith("huyện Hòa An./.") for paragraph in document.paragraphs)
    recipients, signatory = document.tables[-1].rows[0].cells
    assert recipients.text.splitlines()[0] == "Nơi nhận:"
    assert recipients.text.splitlines()[-1] == "- Lưu: VT, GD&ĐT."
    assert signatory.text == "TRƯỞNG PHÒNG\n\n\n\n"


def test_the_first_page_has_no_number_and_every_page_says_that_it_is_a_draft(document: WordDocument) -> None:
    section = document.sections[0]
    assert section.first_page_header.paragraphs[0]._p.xml.count("PAGE") == 0
    assert section.header.paragraphs[0]._p.xml.count('w:instr="PAGE"') == 1
    for footer in (section.first_page_footer, section.footer):
        assert footer.paragraphs[0].text.startswith("DỰ THẢO lần 1, lập lúc 15:42 ngày 06/5/2020")


def test_tables_of_the_outline_have_their_rows(document: WordDocument) -> None:
    table1, table2 = document.tables[1:3]
    assert len(table1.rows) == 2 + 21 + 1
    assert [cell.text for cell in table1.rows[-1].cells][1:6] == ["Tổng", "55", "54", "134", "132"]
    assert [cell.text for cell in table2.rows[1].cells][1:6] == ["TỔNG", "", "39.127", "38.091", "96,28"]
    assert len(table2.rows) == 1 + 1 + 21


def test_the_same_report_gives_the_same_bytes(report: bytes) -> None:
    assert render(template_431(), compose(outline(literacy())).context, MADE_AT) == report


def test_a_commune_has_no_sentences_of_the_district() -> None:
    commune = outline(literacy()).material.units[1]
    context = compose(outline(literacy(), units=(commune,), unit=commune)).context
    text = "\n".join(
        each.text for each in Document(BytesIO(render(template_431(), context, MADE_AT))).paragraphs
    )
    assert "Đối với cán bộ, công chức cấp xã" in text
    assert "cấp huyện" not in text
    assert "Không phải xã biên giới." in text


def test_the_approved_version_has_no_trace_of_a_draft() -> None:
    context = compose(replace(outline(literacy()), draft=None)).context
    approved = Document(BytesIO(render(template_431(), context, MADE_AT)))
    assert not any("DỰ THẢO" in paragraph.text for paragraph in approved.paragraphs)
    assert approved.sections[0].footer.paragraphs[0].text == ""


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: soffice is not on the path")
def test_libreoffice_lays_the_report_out_with_its_vietnamese_letters(report: bytes, tmp_path: Path) -> None:
    source, fonts = tmp_path / "D1.docx", tmp_path / "fonts.conf"
    source.write_bytes(report)
    fonts.write_text(FONTS.format(folder=Path(get_data_path()) / "fonts" / "ttf", cache=tmp_path / "cache"))
    subprocess.run(  # noqa: S603 -- LibreOffice with fixed words
        [
            str(SOFFICE),
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
    )
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(tmp_path / "D1.pdf").pages]
    assert "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO" in pages[0]
    assert "Độc lập - Tự do - Hạnh phúc" in pages[0]
    assert "Độ tuổi từ 15 đến 25 biết chữ: 7.844/7.916 người, đạt tỷ lệ: 99,09%;" in " ".join(pages)
    assert all("DỰ THẢO lần 1, lập lúc 15:42 ngày 06/5/2020 từ Baocao, theo 21/21" in page for page in pages)
    assert not pages[0].startswith("1 ")
    assert [page.split()[0] for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]
    assert "Còn thiếu:" in pages[-1]
