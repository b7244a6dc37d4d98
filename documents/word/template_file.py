"""Opening a template: a .docx file from an office, which may be damaged or hostile."""

from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from docxtpl import DocxTemplate

from documents.word.broken_template import BrokenTemplate, TemplateFault

MOST_BYTES: Final = 8 * 1024 * 1024
"""The largest file, and the largest sum of its parts when unpacked, pictures included."""

MOST_XML_BYTES: Final = 2 * 1024 * 1024
"""The largest part that holds text."""

MOST_PARTS: Final = 200
MOST_TAGS: Final = 2000
"""The most openings of placeholders and blocks: docxtpl's search is quadratic in those that are not closed."""

_ACTIVE = ("vbaproject", "word/embeddings/", "word/activex/", "word/afchunk")
_HARMLESS_TARGET = b"relationships/hyperlink"


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
    if name.lower().startswith(_ACTIVE) or "vbaproject" in name.lower():
        raise BrokenTemplate(TemplateFault.ACTIVE_CONTENT, name)
    if not name.endswith((".xml", ".rels")):
        return
    content = archive.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BrokenTemplate(TemplateFault.NOT_WORD, f"{name} declares a document type")
    if content.count(b"{%") + content.count(b"{{") + content.count(b"{#") > MOST_TAGS:
        raise BrokenTemplate(TemplateFault.TOO_LARGE, f"{name} has too many placeholders")
    if name.endswith(".rels"):
        for relation in content.split(b"<Relationship ")[1:]:
            if b'"External"' in relation and _HARMLESS_TARGET not in relation:
                raise BrokenTemplate(TemplateFault.ACTIVE_CONTENT, f"{name} loads content from elsewhere")
