"""Telegram Bot API requests over aiohttp, which need a fraction of the CPU time of the library's httpx.

The extension point is python-telegram-bot's `BaseRequest`.
"""

import json
from http import HTTPStatus
from typing import Any

from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    FormData,
    InvalidURL,
    TCPConnector,
)
from pydantic_core import from_json, to_json
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.http import proxy_for

CONNECTING = 10.0  # seconds
TIMEOUT = 20.0  # seconds per read; a late answer is better than a duplicate message
MEDIA_TIMEOUT = 30.0
IDLE = 60.0  # seconds before an unused connection is closed


class NotTelegram(NetworkError):
    """An intermediary answered instead of Telegram: a filter, a proxy, or a login page."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status} without Telegram's own answer")


class AiohttpRequest(BaseRequest):
    """Telegram's HTTP transport: one aiohttp session, with a proxy if configured."""

    def __init__(self, proxy: str | None = None) -> None:
        self._proxy = proxy
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """The default read timeout in seconds."""
        return TIMEOUT

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=0, keepalive_timeout=IDLE),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:  # noqa: ANN401 -- JSON
        """Parse an answer, twice as fast as the library does, with the same checks."""
        try:
            return from_json(payload)
        except ValueError:
            return json.loads(payload.decode(errors="replace"))

    async def do_request(  # noqa: PLR0917 -- BaseRequest's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send a request; return Telegram's status and the body; raises TimedOut and NetworkError.

        There is no pool timeout, and writing shares the read timeout. The HTTP status is ignored in favour of
        Telegram's own; an answer without it raises NotTelegram.
        """
        if self._session is None:
            raise RuntimeError("the request is used before it is initialised")
        has_files = request_data is not None and request_data.contains_files
        timeout = ClientTimeout(
            total=None,
            sock_connect=_seconds(connect_timeout, CONNECTING),
            sock_read=_seconds(read_timeout, MEDIA_TIMEOUT if has_files else TIMEOUT),
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                content = await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except InvalidURL as error:
            raise NetworkError(
                "the address of Telegram is not valid"
            ) from error  # the error's own text contains the token
        except ClientError as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error
        if method == "GET":  # a file download
            return answer.status, content
        return self._said_by_telegram(answer.status, content), content

    def _said_by_telegram(self, status: int, content: bytes) -> int:
        """Return the status in Telegram's JSON answer; raises NotTelegram if there is none."""
        try:
            said = self.parse_json_payload(content)
        except ValueError:
            raise NotTelegram(status) from None
        match said:
            case {"ok": True, "result": _}:
                return HTTPStatus.OK
            case {"ok": False, "error_code": int(code)} if code >= HTTPStatus.BAD_REQUEST:
                return code
        raise NotTelegram(status)


def _seconds(given: object, otherwise: float) -> float | None:
    """Return the given timeout in seconds (None: no limit), or the default."""
    if given is None:
        return None
    return float(given) if isinstance(given, int | float) else otherwise


def _body(data: RequestData | None) -> tuple[bytes | FormData | None, dict[str, str]]:
    """Return the body: JSON, which is cheaper and shorter for Vietnamese text; a multipart form for files."""
    if data is None:
        return None, {}
    if not data.contains_files:
        return to_json(data.parameters), {"Content-Type": "application/json"}
    form = FormData(quote_fields=False)  # quoting would percent-encode Vietnamese file names
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


def telegram_bot(token: str, base_url: str, base_file_url: str) -> Bot:
    """Return a bot that uses aiohttp."""
    request = AiohttpRequest(proxy_for(base_url))
    return Bot(
        token,
        base_url=base_url,
        base_file_url=base_file_url,
        request=request,
        get_updates_request=request,
    )


async def call(bot: Bot, method: str, *, read_timeout: float | None = None, **parameters: object) -> Any:  # noqa: ANN401 -- JSON
    """Call a Bot API method and return its result as JSON; raises telegram.error.TelegramError.

    For frequent calls: the library's own methods build objects for all input and output, which costs more than the
    answer itself. `read_timeout` is in seconds and defaults to TIMEOUT. Parameters that are None are omitted.
    """
    # RequestParameter is internal to the library. The public do_api_request warns and hides a refused token.
    given = [RequestParameter(name, value, None) for name, value in parameters.items() if value is not None]
    url = f"{bot.base_url}/{method}"
    return await bot.request.post(url, RequestData(given), read_timeout=read_timeout or TIMEOUT)
