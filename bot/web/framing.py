"""Requests whose length is told in two ways are refused: what stands between may take another for true than we do."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LENGTHS = {b"content-length", b"transfer-encoding"}


class OneLength:
    """Answers a request with both Content-Length and Transfer-Encoding with 400 and hangs up."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        if scope["type"] == "http" and {name.lower() for name, _ in scope["headers"]} >= _LENGTHS:
            refusal = PlainTextResponse("", 400, headers={"Connection": "close"})
            return await refusal(scope, receive, send)
        return await self._app(scope, receive, send)
