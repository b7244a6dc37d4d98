"""Templates: what they may hold, what they lack, and that the shipped one is the built one."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document

from documents.word.broken_template import BrokenTemplate, TemplateFault
from documents.word.outline_431.placeholders import known_placeholders
from documents.word.outline_431.template_builder import build
from documents.word.outline_431.template_file import template_431
from documents.word.rendering import render
from documents.word.template_check import UnknownPlaceholder, check_template
from tests.unit.documents.word.hoa_an import MADE_AT


def written(*paragraphs: str) -> bytes:
    """Return a template with these paragraphs."""
    document, out = Document(), BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def changed(template: bytes, name: str, content: bytes) -> bytes:
    """Return a template with a part added or replaced."""
    out = BytesIO()
    with ZipFile(BytesIO(template)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for part in source.namelist():
            if part != name:
                target.writestr(part, source.read(part))
        target.writestr(name, content)
    return out.getvalue()


def part(template: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(template)) as archive:
        return archive.read(name)


def text_of(document: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(document)).paragraphs)


def test_the_shipped_template_knows_all_its_placeholders() -> None:
    assert check_template(template_431(), known_placeholders()) == ()


def test_the_shipped_template_is_what_the_builder_builds() -> None:
    shipped, built = template_431(), build()
    with ZipFile(BytesIO(shipped)) as one, ZipFile(BytesIO(built)) as other:
        assert one.namelist() == other.namelist()
        assert all(one.read(name) == other.read(name) for name in one.namelist())


def test_an_unknown_placeholder_is_found_with_its_paragraph() -> None:
    template = written("Năm {{ year }}", "Số xã: {{ so_xa }} xã")
    assert check_template(template, {"year"}) == (UnknownPlaceholder("so_xa", "Số xã: {{ so_xa }} xã"),)


def test_an_unknown_field_of_a_list_is_found() -> None:
    template = written(
        "{%p for row in table1 %}", "{{ row.name }}: {{ row.cost }}, {{ loop.index }}", "{%p endfor %}"
    )
    assert check_template(template, {"table1", "table1.name"}) == (
        UnknownPlaceholder("table1.cost", "{{ row.name }}: {{ row.cost }}, {{ loop.index }}"),
    )


def test_an_unknown_placeholder_is_printed_and_stops_nothing() -> None:
    printed = text_of(render(written("Số xã: {{ so_xa }}.", "{{ a.b }}"), {}, MADE_AT))
    assert "Số xã: (mẫu có ô không rõ: so_xa)." in printed


def test_what_is_missing_is_red() -> None:
    document = Document(BytesIO(render(written("Đạt {{ rate }}."), {"rate": "(chưa có số liệu)"}, MADE_AT)))
    runs = [(run.text, str(run.font.color.rgb)) for run in document.paragraphs[-1].runs]
    assert runs == [("Đạt ", "None"), ("(chưa có số liệu)", "C00000"), (".", "None")]


def test_texts_of_officers_stay_texts() -> None:
    hostile = "<w:p/>&{{ year }}{% for x in y %}\a\f\x00\x1f {_{ \ud800"
    printed = text_of(render(written("[{{ text }}]"), {"text": hostile, "year": "2019"}, MADE_AT))
    assert "[<w:p/>&{{ year }}{% for x in y %}" in printed
    assert "2019" not in printed


def test_the_same_arguments_give_the_same_bytes() -> None:
    template = written("Năm {{ year }}")
    assert render(template, {"year": "2019"}, MADE_AT) == render(template, {"year": "2019"}, MADE_AT)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ year", TemplateFault.SYNTAX),
        ("{% if year %}", TemplateFault.SYNTAX),
        ("{{ year.__class__() }}", TemplateFault.FORBIDDEN),
        ("{{ 'a' * 999999999 }}", TemplateFault.FORBIDDEN),
        ("{% for a in range(9) %}{% endfor %}", TemplateFault.FORBIDDEN),
        (
            "{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}",
            TemplateFault.FORBIDDEN,
        ),
        ("{% include 'secret' %}", TemplateFault.FORBIDDEN),
        ("{% for a in x %}{% for b in x %}{% endfor %}{% endfor %}", TemplateFault.FORBIDDEN),
        ("{% set a = 1 %}", TemplateFault.FORBIDDEN),
        ("{{ year|center(99999999) }}", TemplateFault.FORBIDDEN),
        ("{{ " + "(" * 3000 + "year" + ")" * 3000 + " }}", TemplateFault.SYNTAX),
    ],
)
def test_a_template_may_hold_placeholders_conditions_and_lists_alone(
    text: str, reason: TemplateFault
) -> None:
    with pytest.raises(BrokenTemplate) as refused:
        render(written(text), {"year": "2019"}, MADE_AT)
    assert refused.value.reason is reason


def test_private_attributes_are_not_printed() -> None:
    assert "class" not in text_of(
        render(written("[{{ year.__class__ }}]"), {"year": "2019"}, MADE_AT)
    ).replace("__class__", "")


DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
PLAIN = written("Năm {{ year }}")
LINKED = part(PLAIN, RELATIONS).replace(
    b"</Relationships>",
    b'<Relationship Id="rId99" Type="http://x/relationships/attachedTemplate" Target="http://x/" '
    b'TargetMode="External"/>'
    b"</Relationships>",
)

FIELD = part(PLAIN, DOCUMENT).replace(b"<w:t>", b'<w:fldSimple w:instr=" INCLUDETEXT http://x/ "/><w:t>', 1)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (b"", TemplateFault.NOT_WORD),
        (b"%PDF-1.7", TemplateFault.NOT_WORD),
        (PLAIN[:2000], TemplateFault.NOT_WORD),
        (changed(PLAIN, DOCUMENT, b"<broken"), TemplateFault.NOT_WORD),
        (
            changed(PLAIN, DOCUMENT, b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            TemplateFault.NOT_WORD,
        ),
        (changed(PLAIN, DOCUMENT, b"<a/>"), TemplateFault.NOT_WORD),
        (changed(PLAIN, "[Content_Types].xml", b"<Types/>"), TemplateFault.NOT_WORD),
        (changed(PLAIN, "word/vbaProject.bin", b"macro"), TemplateFault.ACTIVE_CONTENT),
        (changed(PLAIN, RELATIONS, LINKED), TemplateFault.ACTIVE_CONTENT),
        (changed(PLAIN, RELATIONS, LINKED.replace(b'"', b"'")), TemplateFault.ACTIVE_CONTENT),
        (changed(PLAIN, RELATIONS, LINKED.decode().encode("utf-16")), TemplateFault.NOT_WORD),
        (changed(PLAIN, DOCUMENT, FIELD), TemplateFault.ACTIVE_CONTENT),
        (changed(PLAIN, "word/zeros.xml", bytes(3_000_000)), TemplateFault.TOO_LARGE),
        (changed(PLAIN, "word/media/a.png", bytes(20_000_000)), TemplateFault.TOO_LARGE),
        (written("{{ a }}" * 1001), TemplateFault.TOO_LARGE),
        (written("}}" * 400 + "{{" * 400), TemplateFault.SYNTAX),
    ],
    ids=[
        "empty",
        "pdf",
        "cut",
        "xml",
        "entities",
        "no body",
        "types",
        "macro",
        "link",
        "link in single quotes",
        "other encoding",
        "field",
        "long part",
        "zip bomb",
        "many tags",
        "not closed",
    ],
)
def test_a_file_that_is_no_template_is_refused(template: bytes, reason: TemplateFault) -> None:
    for use in (lambda: render(template, {}, MADE_AT), lambda: check_template(template, ())):
        with pytest.raises(BrokenTemplate) as refused:
            use()
        assert refused.value.reason is reason
