"""Safety checks of a workbook's bytes before anything unpacks them."""

import re
import zipfile
from io import BytesIO

from forms.model.findings import Finding, FormRefused

LARGEST_FILE = 5_000_000  # bytes; a questionnaire with its lists has a hundredth of that
LARGEST_CONTENT = 60_000_000  # bytes unpacked, all parts together
MOST_PARTS = 500
MOST_TAGS = 2_000_000  # of all parts together; a register of ten thousand communes has a tenth of that
_CONTENT_TYPES = "[Content_Types].xml"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*|<\?xml[^>]*\?>\s*)*<(?:!doctype html|html|head|body|table|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MACROS = re.compile(r"(?:^|/)(?:vbaproject\w*\.bin$|vbadata\.xml$|macrosheets/|activex/)", re.IGNORECASE)


def inspect(data: bytes, filename: str) -> None:
    """Raise FormRefused for a file that is not an .xlsx workbook, carries macros, or could do harm.

    Harm means exhausting memory or time, or external references. Every uploaded workbook is inspected first.
    """
    if data.startswith(OLD_EXCEL):
        raise refused("password" if _ENCRYPTED in data else "old_excel", filename)
    if _WEB_PAGE.match(data):
        raise refused("web_page", filename)
    if len(data) > LARGEST_FILE:
        raise too_large(filename, len(data))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _inspect_parts(archive, filename)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise refused("not_a_workbook", filename, reason=str(error)) from error


def too_large(filename: str, size: int) -> FormRefused:
    """Return the refusal of a file larger than any questionnaire."""
    return refused("file_too_large", filename, size=str(size), limit=str(LARGEST_FILE))


def _inspect_parts(archive: zipfile.ZipFile, filename: str) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_CONTENT:
        raise refused("zip_bomb", filename, limit=str(LARGEST_CONTENT))
    if _CONTENT_TYPES not in archive.namelist():
        raise refused("not_a_workbook", filename, reason=_CONTENT_TYPES)
    if any(_MACROS.search(part.filename) for part in parts):
        raise refused("macros", filename)
    unpacked = tags = 0
    for part in parts:
        with archive.open(part) as stream:
            content = stream.read(LARGEST_CONTENT - unpacked + 1)
        unpacked += len(content)
        if unpacked > LARGEST_CONTENT:
            raise refused("zip_bomb", filename, limit=str(LARGEST_CONTENT))
        if part.filename.endswith((".xml", ".rels")) and _declares(content):
            raise refused("hostile_xml", filename, part=part.filename)
        tags += content.count(b"<")
        if tags > MOST_TAGS:
            raise refused("too_many_cells", filename)
        if part.filename == _CONTENT_TYPES and b"macroEnabled" in content:
            raise refused("macros", filename)


def _declares(content: bytes) -> bool:
    """Tell whether XML declares a document type or entities, in any encoding that a parser would detect."""
    if content.startswith(_UTF16) or b"\x00" in content[:4]:
        content = content.replace(b"\x00", b"")
    return _DECLARATION.search(content) is not None


def refused(code: str, filename: str, **parameters: str) -> FormRefused:
    """Return the refusal of a whole file."""
    return FormRefused((Finding(code=code, text=filename, parameters=parameters),))
