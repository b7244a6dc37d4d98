"""The zip archive of an Office file (.docx, .xlsx), the same bytes for the same content."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def repacked(saved: BytesIO, made_at: datetime, changed: Callable[[str, bytes], bytes]) -> bytes:
    """Return the archive with the timestamp `made_at` on every part.

    `changed` takes a part's name and content, and returns the content to write.
    """
    out = BytesIO()
    with ZipFile(saved) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, made_at.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, changed(name, source.read(name)))
    return out.getvalue()
