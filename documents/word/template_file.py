"""Opening a template: a .docx file from an office, which may be damaged or hostile."""

import re
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from docxtpl import DocxTemplate

from documents.word.broken_template import BrokenTemplate, TemplateFault

MOST_BYTES: Final = 8 * 1024 * 1024
"""The largest file, and the largest sum of its parts when unpacked, pictures included."""

MOST_XML_BYTES: Final = 1024 * 1024
"""The largest part that holds text. The template that ships takes 45 kB."""

MOST_PARTS: Final = 200
MOST_TAGS: Final = 1000
"""The most placeholders and blocks of a part."""

_ACTIVE_FILES = ("vbaproject", "word/embeddings/", "word/activex/")
_ACTIVE_RELATIONS = re.compile(
    rb"relationships/(?:oleObject|aFChunk|control|vbaProject|attachedTemplate|subDocument)", re.I
)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ACTIVE_FIELDS = re.compile(
    rb"(?:<w:instrText[^>]*>[^<]*|w:instr=\"[^\"]*)\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b"
)
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8|us-ascii)", re.I)
_XML_TAG = re.compile(r"<[^>]*>")
_MARKS = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}


def open_template(template: bytes) -> DocxTemplate:
    """Open a template. Raises BrokenTemplate."""
    if len(template) > MOST_BYTES:
        raise BrokenTemplate(TemplateFault.TOO_LARGE, f"{len(template)} bytes")
    try:
        with ZipFile(BytesIO(template)) as archive:
            _check_size(archive)
            for name in archive.namelist():
                _check_part(name, archive)
        opened = DocxTemplate(BytesIO(template))
        opened.render_init()
        _ = opened.docx.element.body
    except BrokenTemplate:
        raise
    except (BadZipFile, Exception) as error:  # python-docx raises whatever a damaged part runs into
        raise BrokenTemplate(TemplateFault.NOT_WORD, f"{type(error).__name__}: {error}") from error
    return opened


def _check_size(archive: ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise BrokenTemplate(TemplateFault.TOO_LARGE, f"{len(parts)} parts")
    for part in parts:
        if part.filename.endswith(".xml") and part.file_size > MOST_XML_BYTES:
            raise BrokenTemplate(TemplateFault.TOO_LARGE, part.filename)


def _check_part(name: str, archive: ZipFile) -> None:
    if name.lower().startswith(_ACTIVE_FILES) or "vbaproject" in name.lower():
        raise BrokenTemplate(TemplateFault.ACTIVE_CONTENT, name)
    if not name.endswith((".xml", ".rels")):
        return
    content = archive.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BrokenTemplate(TemplateFault.NOT_WORD, f"{name} declares a document type")
    if b"\0" in content or _ENCODING.search(content):  # another encoding would hide what is looked for here
        raise BrokenTemplate(TemplateFault.NOT_WORD, f"{name} is not UTF-8")
    if name.endswith(".rels"):
        _check_relations(name, content)
    elif name.startswith("word/"):
        if _ACTIVE_FIELDS.search(content):
            raise BrokenTemplate(TemplateFault.ACTIVE_CONTENT, f"{name} has a field that loads content")
        _check_marks(name, content.decode("utf-8"))


def _check_relations(name: str, content: bytes) -> None:
    for relation in _RELATION.findall(content):
        is_link = b"relationships/hyperlink" in relation
        if _ACTIVE_RELATIONS.search(relation) or (b"External" in relation and not is_link):
            raise BrokenTemplate(TemplateFault.ACTIVE_CONTENT, f"{name} loads content from elsewhere")


def _check_marks(name: str, xml: str) -> None:
    """Check that every placeholder and block is closed: docxtpl's search is quadratic in those that are not."""
    marks = _MARKS.findall(_XML_TAG.sub("", xml))
    if len(marks) > 2 * MOST_TAGS:
        raise BrokenTemplate(TemplateFault.TOO_LARGE, f"{name} has too many placeholders")
    pairs = zip(marks[::2], marks[1::2], strict=False)
    if len(marks) % 2 or any(_CLOSING.get(opening) != closing for opening, closing in pairs):
        raise BrokenTemplate(TemplateFault.SYNTAX, f"{name} has a placeholder that is not closed")
