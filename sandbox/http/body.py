"""Request bodies: JSON, url-encoded and multipart, read the same way for bots and for people."""

import json
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.telegram.errors import BadRequest, EntityTooLarge
from sandbox.world.files import Upload

BODY_LIMIT = 50 * 1024 * 1024 + 64 * 1024
"""50 MB of file and what stands around it."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What a request says: every value as text (what is neither text nor absent as JSON), and its files."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a value, or the default."""
        return self.values.get(name, default)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; what is none counts as 0, as in Telegram."""
        try:
            return int(self.values.get(name, default))
        except ValueError:
            return 0

    def number(self, name: str, default: float) -> float:
        """Return a number, or the default for what is none."""
        try:
            return float(self.values[name])
        except (KeyError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Return whether a value says yes."""
        return self.values.get(name, "").strip().lower() in ("true", "yes", "1")


async def read_fields(request: Request) -> Fields:
    """Read query and body of a request; raises EntityTooLarge and, for a broken body, BadRequest."""
    return fields_of(request.url.query, request.headers.get("content-type", ""), await _read(request))


def fields_of(query: str, content_type: str, content: bytes) -> Fields:
    """Return what the query and a body of that type say; raises BadRequest for a broken body."""
    values = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
    match content_type.partition(";")[0].strip().lower():
        case "application/json":
            return Fields(values | _from_json(content))
        case "multipart/form-data":
            parts = multipart(content, _boundary(content_type))
            return Fields(values | parts.values, parts.files)
    return Fields(values | dict(parse_qsl(content.decode(errors="replace"), keep_blank_values=True)))


def _boundary(content_type: str) -> str:
    header = Message()
    header["content-type"] = content_type
    return str(header.get_param("boundary", ""))


async def _read(request: Request) -> bytes:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_LIMIT:
            raise EntityTooLarge
        chunks.append(chunk)
    return b"".join(chunks)


def _from_json(content: bytes) -> dict[str, str]:
    try:
        body = json.loads(content or b"{}")
    except ValueError:
        raise BadRequest("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise BadRequest("object expected")
    return {name: _as_text(value) for name, value in body.items() if value is not None}


def _as_text(value: Any) -> str:  # noqa: ANN401 -- whatever JSON holds
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def multipart(content: bytes, boundary: str) -> Fields:
    """Read a multipart/form-data body; the bytes of its files are taken as they are."""
    if not boundary:
        raise BadRequest("boundary expected")
    fields = Fields()
    for part in (b"\r\n" + content).split(b"\r\n--" + boundary.encode())[1:]:
        if part.startswith(b"--"):
            break
        head, _, body = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = HeaderParser().parsestr(head.decode(errors="replace"))
        name = _unquoted(headers.get_param("name", "", "content-disposition"))
        file_name = headers.get_filename()
        if file_name is None:
            fields.values[name] = body.decode(errors="replace")
        else:
            kind = headers.get_content_type() if "content-type" in headers else "application/octet-stream"
            fields.files[name] = Upload(name=_unquoted(file_name), mime_type=kind, content=body)
    return fields


def _unquoted(value: object) -> str:
    """Return a name as it was before the browser wrote its quotes and line ends as %22, %0D and %0A."""
    return str(value).replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
