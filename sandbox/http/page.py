"""The browser's resources: the page, its texts, the chats' files, and the live feed."""

from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.http.page_texts import page_texts
from sandbox.telegram.network import Network
from sandbox.world.feed import Feed

FOLDER = str(files("sandbox").joinpath("page"))
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class PhonePage:
    """Serves a network's page and updates it over a WebSocket."""

    def __init__(self, network: Network, feed: Feed, jumps: Mapping[str, object]) -> None:
        self._network = network
        self._feed = feed
        self._jumps = list(jumps)

    def routes(self) -> list[BaseRoute]:
        """Return the page's routes; the last one is a catch-all."""
        return [
            Route("/api/texts", self._texts),
            Route("/files/{id}", self._file),
            WebSocketRoute("/api/live", self._live),
        ]

    def static(self) -> StaticFiles:
        """Return the page's own files."""
        return StaticFiles(directory=FOLDER, html=True)

    async def _texts(self, request: Request) -> Response:
        return JSONResponse(page_texts(request.query_params.get("lang", "vi"), self._jumps))

    async def _file(self, request: Request) -> Response:
        """Serve a file: pictures inline, other files as downloads, nothing executable."""
        stored = self._network.files.find(request.path_params["id"])
        if stored is None:
            return JSONResponse({"error": "NoSuchFile"}, 404)
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private"}
        if stored.kind == "photo" and stored.mime_type in PICTURES:
            return Response(stored.content, media_type=stored.mime_type, headers=headers)
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
        return Response(stored.content, media_type="application/octet-stream", headers=headers)

    async def _live(self, websocket: WebSocket) -> None:
        await websocket.accept()
        with self._feed.subscribe() as events:
            try:
                while (event := await events.get()) is not None:
                    await websocket.send_json(event)
                await websocket.close(1001)
            except WebSocketDisconnect:
                return
