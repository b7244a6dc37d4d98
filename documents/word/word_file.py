"""Deterministic .docx files."""

import re
from datetime import UTC, datetime
from io import BytesIO

from docx.document import Document

from documents.office_file import repacked

AUTHOR = "Baocao"

_RANDOM_MARKS = re.compile(rb' w:rsid\w*="[0-9A-F]+"')


def packed(document: Document, title: str, made_at: datetime) -> bytes:
    """Save the document with the timestamp `made_at` in its properties and its archive."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], AUTHOR, AUTHOR
    properties.subject = properties.comments = properties.keywords = properties.identifier = ""
    properties.revision = 1
    properties.created = properties.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    saved = BytesIO()
    document.save(saved)
    return repacked(saved, made_at, lambda _, content: _RANDOM_MARKS.sub(b"", content))
