"""The pages behind file links.

A picture is served directly; a file needs a tap, so that link previews do not consume it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import structlog
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.channels.channel import Document, Picture
from bot.outbound.file_links import PATH
from bot.outbound.renderer import ParcelRenderer
from conversations.chat.orders import Parcel, Priority
from reporting.people.person import DEFAULT_LANGUAGE
from storage.outbox.links import FileLink, Links
from texts import catalogue

log = structlog.get_logger()

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}

_PAGE = Markup(
    '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta name="robots" content="noindex"><title>{title}</title><style>body{{font:18px/1.5 system-ui,sans-serif;'
    "margin:0;min-height:100vh;display:grid;place-content:center;text-align:center;padding:24px;background:#f3f1ec;"
    "color:#1d2724}}button{{font:inherit;font-weight:600;padding:12px 28px;border:0;border-radius:999px;"
    "background:#0f766e;color:#fff}}p{{max-width:34ch;overflow-wrap:anywhere}}</style><main>{body}</main></html>"
)
_FORM = Markup('<p>{filename}</p><form method="post"><button>{label}</button></form>')


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPages:
    """Serves links; the content is rendered at that moment for the link's recipient."""

    links: Links
    maker: ParcelRenderer
    now: Callable[[], datetime]

    @property
    def routes(self) -> list[Route]:
        """The web application's routes."""
        return [Route(f"{PATH}/{{token}}", self._open, methods=["GET", "HEAD", "POST"])]

    async def _open(self, request: Request) -> Response:
        token = request.path_params["token"]
        link = await self.links.find(token, self.now())
        if link is None:
            return _gone()
        if request.method == "HEAD":
            return Response(headers=HEADERS)
        if request.method == "GET" and not link.filename.endswith(".png"):
            words = catalogue(DEFAULT_LANGUAGE)
            body = _FORM.format(filename=link.filename, label=words("links.download"))
            return _page(200, words.plain("links.title"), body)
        return await self._file(token, link)

    async def _file(self, token: str, link: FileLink) -> Response:
        made = await self._made(link)
        if made is None or (link.once and not await self.links.use_up(token, self.now())):
            return _gone()
        if isinstance(made, Picture):
            return Response(made.png, media_type="image/png", headers=HEADERS)
        saved = f"attachment; filename*=UTF-8''{quote(made.filename)}"
        headers = HEADERS | {"Content-Disposition": saved}
        return Response(made.content, media_type="application/octet-stream", headers=headers)

    async def _made(self, link: FileLink) -> Picture | Document | None:
        """Render a link's order; None if it renders to nothing for this person any more."""
        parcel = Parcel(
            key="link", chat=link.chat, priority=Priority.ORDERED, due_at=self.now(), delivery=link.order
        )
        try:
            made = await self.maker.make(parcel)
        except KeyError:  # the person no longer exists
            return None
        found = made[link.place] if link.place < len(made) else None
        return found if isinstance(found, Picture | Document) else None


def _gone() -> Response:
    words = catalogue(DEFAULT_LANGUAGE)
    return _page(410, words.plain("links.title"), Markup("<p>{}</p>").format(words("links.gone")))


def _page(status: int, title: str, body: Markup) -> Response:
    return HTMLResponse(_PAGE.format(title=title, body=body), status, HEADERS)
