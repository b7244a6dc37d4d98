"""Rules for attached files: kinds, size, names, and the questions that take them."""

import re

from markupsafe import Markup

from conversations.chat.events import Attached
from forms import Kind
from texts import Catalogue
from texts.formatting import Writer

SENT_AS = {
    Kind.GEOPOINT: frozenset({"location"}),
    Kind.IMAGE: frozenset({"photo", "document"}),
    Kind.AUDIO: frozenset({"voice", "document"}),
    Kind.VIDEO: frozenset({"video", "document"}),
    Kind.FILE: frozenset({"document", "photo", "voice", "video"}),
}
"""The kinds of attachments that answer each kind of question."""

LARGEST_MEGABYTES = 20
"""The largest file that a Telegram bot can download, in megabytes of 10⁶ bytes."""

_DOCUMENTS = frozenset(
    {"csv", "doc", "docx", "heic", "jpeg", "jpg", "odp", "ods", "odt", "pdf", "png", "ppt", "pptx", "rtf"}
    | {"txt", "webp", "xls", "xlsx", "zip"}
)
"""Accepted file name endings. Programs and files with macros (docm, xlsm, html, apk …) are left out."""

_LONGEST_NAME = 120
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069/\\:*?\"<>|]+")


def refusal(event: Attached, texts: Catalogue) -> Markup | None:
    """Return the reason why a file is refused, or None."""
    size = event.size / 1_000_000
    if size > LARGEST_MEGABYTES:
        return texts(
            "upload.too_large", size=Writer(texts.language).count(round(size)), most=LARGEST_MEGABYTES
        )
    ending = event.name.rpartition(".")[2].lower() if "." in event.name else ""
    if event.kind == "document" and event.name and ending not in _DOCUMENTS:
        return texts("upload.wrong_kind", ending=ending[:10] or "?")
    return None


def kept_name(name: str) -> str:
    """Return a file's name for storage: its last 120 characters, with unsafe and invisible ones as '_'."""
    return _UNFIT.sub("_", name)[-_LONGEST_NAME:]
