"""Sent files of both sides, kept in memory under Telegram's naming scheme."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from PIL import Image, UnidentifiedImageError

from sandbox.telegram.errors import BadRequest
from sandbox.world.wire import Wire

DOWNLOAD_LIMIT = 20 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
PHOTO_SIDES_LIMIT = 10_000
PHOTO_RATIO_LIMIT = 20

FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "sticker": "stickers"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file in a request."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A stored file; `kind` is a key of FOLDERS, `path` the Bot API's file_path."""

    id: str
    kind: str
    name: str
    mime_type: str
    content: bytes
    path: str
    width: int = 0
    height: int = 0

    @property
    def unique_id(self) -> str:
        """The content's id, equal for equal content."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    def wire(self) -> Wire:
        """Return the fields common to all Bot API file objects."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


class FileStore:
    """A network's files, by id or path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Store an upload as a photo, document, voice or sticker; raises BadRequest if a photo is not a picture."""
        number = len(self._by_id) + 1
        suffix = PurePosixPath(upload.name).suffix
        width, height = _picture_size(upload.content) if kind == "photo" else (0, 0)
        stored = StoredFile(
            id=f"SandboxFile-{kind}-{number:06d}",
            kind=kind,
            name=upload.name,
            mime_type=upload.mime_type,
            content=upload.content,
            path=f"{FOLDERS[kind]}/file_{number}{suffix}",
            width=width,
            height=height,
        )
        self._by_id[stored.id] = self._by_path[stored.path] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """Return the file with that id."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """Return the file with that file_path."""
        return self._by_path.get(path)


def _picture_size(content: bytes) -> tuple[int, int]:
    if len(content) > PHOTO_LIMIT:
        raise BadRequest("file is too big")
    try:
        with Image.open(BytesIO(content)) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError):
        raise BadRequest("IMAGE_PROCESS_FAILED") from None
    if width + height > PHOTO_SIDES_LIMIT or max(width, height) > PHOTO_RATIO_LIMIT * min(width, height):
        raise BadRequest("PHOTO_INVALID_DIMENSIONS")
    return width, height


def photo(stored: StoredFile) -> Wire:
    """Return a message's photo with its only size."""
    return {"photo": [stored.wire() | {"width": stored.width, "height": stored.height}]}


def document(stored: StoredFile) -> Wire:
    """Return a message's document."""
    return {"document": stored.wire() | {"file_name": stored.name, "mime_type": stored.mime_type}}


def voice(stored: StoredFile, seconds: int) -> Wire:
    """Return a message's voice note."""
    return {"voice": stored.wire() | {"duration": seconds, "mime_type": stored.mime_type}}


def sticker(stored: StoredFile, emoji: str) -> Wire:
    """Return a message's static sticker."""
    still = {"is_animated": False, "is_video": False, "width": 512, "height": 512}
    return {"sticker": stored.wire() | {"type": "regular", "emoji": emoji} | still}
