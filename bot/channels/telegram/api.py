"""Requests to Telegram over aiohttp: python-telegram-bot's own over httpx cost several times the CPU time.

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
TIMEOUT = (
    20.0  # seconds for each wait for bytes: an answer that is late is still better than a second message
)
MEDIA_TIMEOUT = 30.0
IDLE = 60.0  # seconds an unused connection is kept open


class NotTelegram(NetworkError):
    """Something on the way answered in Telegram's place: a filter, a proxy, a page to log in."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status} without Telegram's own answer")


class AiohttpRequest(BaseRequest):
    """Telegram's HTTP over one aiohttp session, through a proxy where one is given."""

    def __init__(self, proxy: str | None = None) -> None:
        self._proxy = proxy
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take by default."""
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
        """Return what an answer says: twice as fast as the library reads it, and no less of what is broken."""
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
        """Send one request and return Telegram's own status and the body; raises TimedOut and NetworkError.

        There is no pool to wait for, and writing is timed with reading. What HTTP says counts for nothing: of an
        answer that is not Telegram's own NotTelegram is raised.
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
            raise NetworkError("the address of Telegram is not valid") from error  # its text has the token
        except ClientError as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error
        if method == "GET":  # a file
            return answer.status, content
        return self._said_by_telegram(answer.status, content), content

    def _said_by_telegram(self, status: int, content: bytes) -> int:
        """Return the status that Telegram itself gives in an answer; raises NotTelegram."""
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
    """Return the seconds that were asked for, None for no limit, or else what is usual."""
    if given is None:
        return None
    return float(given) if isinstance(given, int | float) else otherwise


def _body(data: RequestData | None) -> tuple[bytes | FormData | None, dict[str, str]]:
    """Return the body: JSON, which costs less than a form and keeps Vietnamese short; a form where it has files."""
    if data is None:
        return None, {}
    if not data.contains_files:
        return to_json(data.parameters), {"Content-Type": "application/json"}
    form = FormData(quote_fields=False)  # else a name in Vietnamese arrives as percent signs
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


def telegram_bot(token: str, base_url: str, base_file_url: str) -> Bot:
    """Return a bot that speaks to Telegram over aiohttp."""
    request = AiohttpRequest(proxy_for(base_url))
    return Bot(
        token,
        base_url=base_url,
        base_file_url=base_file_url,
        request=request,
        get_updates_request=request,
    )


async def call(bot: Bot, method: str, *, read_timeout: float | None = None, **parameters: object) -> Any:  # noqa: ANN401 -- JSON
    """Call a method of the Bot API and return its result as JSON; raises telegram.error.TelegramError.

    For what is called again and again: the library's own methods make objects of all that goes out and comes in,
    which costs more than answering. `read_timeout` is in seconds, TIMEOUT where none is given; a parameter that is
    None is left out.
    """
    # RequestParameter is internal to the library. The public way, do_api_request, warns and hides a refused token.
    given = [RequestParameter(name, value, None) for name, value in parameters.items() if value is not None]
    url = f"{bot.base_url}/{method}"
    return await bot.request.post(url, RequestData(given), read_timeout=read_timeout or TIMEOUT)
