"""Parses request bodies (JSON, URL-encoded, multipart) alike for bots and for people's phones."""

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
"""A 50 MB file plus the overhead of its encoding."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A request's fields: values as text (other types as JSON text), and files."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a value, or the default."""
        return self.values.get(name, default)

    def integer(self, name: str, default: int = 0) -> int:
        """Return an integer; anything else counts as 0, as in Telegram."""
        try:
            return int(self.values.get(name, default))
        except ValueError:
            return 0

    def number(self, name: str, default: float) -> float:
        """Return a number, or the default for anything else."""
        try:
            return float(self.values[name])
        except (KeyError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Return a boolean value."""
        return self.values.get(name, "").strip().lower() in ("true", "yes", "1")


async def read_fields(request: Request) -> Fields:
    """Parse a request's query and body; raises EntityTooLarge, or BadRequest for a malformed body."""
    return fields_of(request.url.query, request.headers.get("content-type", ""), await _read(request))


def fields_of(query: str, content_type: str, content: bytes) -> Fields:
    """Parse a query and a body of the given content type; raises BadRequest for a malformed body."""
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
    """Parse a multipart/form-data body; file contents stay raw bytes."""
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
    """Decode a name in which the browser escaped quotes and line ends as %22, %0D and %0A."""
    return str(value).replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
