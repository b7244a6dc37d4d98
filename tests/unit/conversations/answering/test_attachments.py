"""Files that are kept as evidence: of known kinds, of a bearable size, under harmless names."""

import pytest

from conversations.answering.attachments import kept_name, refusal
from conversations.chat.events import Attached
from texts import catalogue

VI = catalogue("vi")


@pytest.mark.parametrize(
    "name", ["bao-cao.pdf", "Ảnh lớp.JPG", "so lieu.xlsx", "a.tar.zip", "danh sách.docx", ""]
)
def test_what_an_office_sends_is_kept(name: str) -> None:
    assert refusal(Attached("document", "f1", name, 5_000_000), VI) is None


@pytest.mark.parametrize(
    "name", ["x.exe", "x.xlsm", "x.docm", "trang.html", "x.apk", "x.pdf.js", "Makefile", "x.svg", "<b>.scr"]
)
def test_programs_and_macros_are_not(name: str) -> None:
    said = refusal(Attached("document", "f1", name), VI)
    assert said is not None
    assert "<b>" not in said


def test_what_is_too_large_is_not_whatever_it_is() -> None:
    for kind in ("photo", "video", "voice", "document"):
        assert refusal(Attached(kind, "f1", "x.pdf", 20_000_001), VI) is not None
        assert refusal(Attached(kind, "f1", "x.pdf", 20_000_000), VI) is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("bao cáo.pdf", "bao cáo.pdf"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("C:\\x.pdf", "C_x.pdf"),
        ("a\u202egpj.exe", "a_gpj.exe"),
        ("a\x00\nb.pdf", "a_b.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_kept_without_tricks(name: str, kept: str) -> None:
    assert kept_name(name) == kept
