"""Files that are broken or mean harm: refused with a reason, in little time and memory."""

import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import application
from forms import Finding, FormRefused, World, compile_workbook, compile_xform
from texts import catalogue

SECONDS, MEGABYTES = 5, 150


@contextmanager
def bounded() -> Iterator[None]:
    tracemalloc.start()
    begun = time.process_time()
    try:
        yield
        assert time.process_time() - begun < SECONDS
        assert tracemalloc.get_traced_memory()[1] < MEGABYTES * 2**20
    finally:
        tracemalloc.stop()


def refusal(data: bytes) -> str:
    with bounded(), pytest.raises(FormRefused) as refused:
        compile_workbook(data, filename="form.xlsx")
    return refused.value.findings[0].code


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return zipped({name: change(name, archive.read(name)) for name in archive.namelist()})


@pytest.fixture
def fine(make_workbook: Callable[..., bytes]) -> bytes:
    return make_workbook([("type", "name", "label"), ("integer", "a", "A?")])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_workbook"),
        (b"just text", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        (zipped({"readme.txt": b"hello"}), "not_a_workbook"),
        (zipped({"[Content_Types].xml": b"<Types/>"}), "not_a_workbook"),
        (b"PK\x03\x04" + b"\xff" * 200, "not_a_workbook"),
        (b"\0" * 6_000_000, "file_too_large"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_bomb_is_not_unpacked(fine: bytes) -> None:
    bomb = repacked(fine, lambda name, content: b" " * 80_000_000 if "sheet1" in name else content)
    assert len(bomb) < 1_000_000
    assert refusal(bomb) == "zip_bomb"


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(fine: bytes) -> None:
    bomb = bytearray(repacked(fine, lambda name, content: b" " * 80_000_000 if "sheet1" in name else content))
    declared = (80_000_000).to_bytes(4, "little")
    assert bomb.count(declared) == 2
    assert refusal(bytes(bomb.replace(declared, (1000).to_bytes(4, "little")))) in {
        "zip_bomb",
        "not_a_workbook",
    }


def test_a_cut_off_workbook_is_refused(fine: bytes) -> None:
    for length in range(0, len(fine), 97):
        assert refusal(fine[:length]) == "not_a_workbook"


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_entities_in_a_workbook_are_refused(fine: bytes, declaration: bytes) -> None:
    def declare(name: str, content: bytes) -> bytes:
        return content.replace(b"<worksheet", declaration + b"<worksheet") if "sheet1" in name else content

    assert refusal(repacked(fine, declare)) == "hostile_xml"


def test_entities_in_an_xform_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    with bounded(), pytest.raises(FormRefused) as refused:
        compile_xform(f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]><x>&l11;</x>')
    assert refused.value.findings[0].code == "hostile_xml"


@pytest.mark.parametrize("xml", ["", "<x", "<x/>", "<html><head/><body/></html>", "\x00"])
def test_what_is_no_xform_is_refused(xml: str) -> None:
    with pytest.raises(FormRefused):
        compile_xform(xml)


def test_an_xform_nested_without_end_is_refused() -> None:
    with pytest.raises(FormRefused) as refused:
        compile_xform(f"<h>{'<a>' * 50_000}{'</a>' * 50_000}</h>")
    assert [finding.code for finding in refused.value.findings] == ["xml_too_deep"]


def test_an_xform_that_is_too_large_is_called_so(tmp_path: Path) -> None:
    file = tmp_path / "lon.xml"
    file.write_text(f"<h>{'ế' * 2_000_000}</h>", encoding="utf-8")
    said = CliRunner().invoke(application(catalogue("vi")), ["form", "check", str(file)])
    assert said.exit_code == 1
    assert "lon.xml lớn hơn 5000000 byte" in said.stderr


def test_a_sheet_without_end_is_refused(make_workbook: Callable[..., bytes]) -> None:
    rows = [("type", "name", "label"), *(("integer", f"q{n}", "Q") for n in range(20_500))]
    data = make_workbook(rows)
    begun = time.process_time()
    with pytest.raises(FormRefused) as refused:
        compile_workbook(data, filename="form.xlsx")
    assert refused.value.findings[0].code == "sheet_too_long"
    assert time.process_time() - begun < SECONDS


def test_a_heading_that_is_no_word_is_named_on_a_sheet_that_counts(
    make_workbook: Callable[..., bytes],
) -> None:
    data = make_workbook([("type", "name", "label", 2026), ("integer", "q", "Q")])
    with pytest.raises(FormRefused) as refused:
        compile_workbook(data, filename="form.xlsx")
    assert refused.value.findings == (
        Finding(code="heading_is_no_word", sheet="survey", row=1, column="2026", text="2026"),
    )


def test_a_hostile_number_of_rows_is_cut(make_workbook: Callable[..., bytes], world: World) -> None:
    data = make_workbook(
        [
            ("type", "name", "label", "repeat_count"),
            ("integer", "n", "N"),
            ("begin_repeat", "r", "R", "${n}"),
            ("text", "t", "T"),
            ("end_repeat",),
        ]
    )
    form = compile_workbook(data, filename="form.xlsx")
    with bounded():
        filling = form.fill({"/data/n": "999999999999"}, world)
    assert len(filling.questions) == 1001


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/vbaProjectSignature.bin",
        "xl/macrosheets/sheet1.xml",
        "xl/activeX/activeX1.bin",
    ],
)
def test_a_workbook_with_macros_is_refused(fine: bytes, part: str) -> None:
    with zipfile.ZipFile(BytesIO(fine)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert refusal(zipped({**parts, part: b"x"})) == "macros"


def test_a_workbook_that_calls_itself_macro_enabled_is_refused(fine: bytes) -> None:
    def enabled(name: str, content: bytes) -> bytes:
        plain, macro = b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
        return (
            content.replace(b"openxmlformats-officedocument." + plain, macro)
            if "Content_Types" in name
            else content
        )

    assert refusal(repacked(fine, enabled)) == "macros"
