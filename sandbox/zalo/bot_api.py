"""Zalo's bot API over HTTP: `/zalo/bot<token>/<method>`. Errors have HTTP status 200 too."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.http.body import Fields, read_fields
from sandbox.telegram import errors as telegram
from sandbox.telegram.bot_api import RECORD_LENGTH, ApiRequest
from sandbox.world.faults import Fault, FaultKind, Faults
from sandbox.world.wire import Wire
from sandbox.zalo.errors import (
    NothingCame,
    QuotaSpent,
    SandboxZaloError,
    ZaloBadRequest,
    ZaloConnectionLost,
    ZaloHasNoSuchMethod,
    ZaloNotReached,
)
from sandbox.zalo.methods import METHODS
from sandbox.zalo.network import ZaloNetwork
from sandbox.zalo.webhook import SandboxZaloWebhook

DEFAULT_WAIT = 30
TIMEOUT_LIMIT = 50


class ZaloBotApi:
    """Answers the bot's requests, subject to `faults`, and records them, newest last.

    Empty getUpdates calls are not recorded. An event that a poll returned is gone even if the answer is lost. A wrong
    token is answered with an HTML page, as the platform does.
    """

    def __init__(
        self,
        network: ZaloNetwork,
        webhook: SandboxZaloWebhook,
        faults: Faults,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._network = network
        self._webhook = webhook
        self._faults = faults
        self._sleep = sleep
        self._methods = METHODS | {
            "getUpdates": self._get_updates,
            "setWebhook": webhook.set_webhook,
            "deleteWebhook": webhook.delete_webhook,
            "getWebhookInfo": webhook.get_webhook_info,
        }
        self.requests: deque[ApiRequest] = deque(maxlen=RECORD_LENGTH)
        self.open_requests = 0

    def routes(self) -> list[Route]:
        """Return the routes of the API."""
        return [Route("/zalo/bot{token}/{method}", self._call, methods=["GET", "POST"])]

    async def _call(self, request: Request) -> Response:
        if request.path_params["token"] != self._network.bot.token:
            return PlainTextResponse("<html><h1>401 Unauthorized</h1></html>", 401, media_type="text/html")
        method = request.path_params["method"]
        fields, fault, status = Fields(), None, 200
        try:
            fields = await _fields(request)
            fault = self._faults.strike(method)
            work = self._run(method, fields, fault)
            result = await (_unless_gone(request, work) if method == "getUpdates" else work)
            answer: Wire = {"ok": True} | ({"result": result} if result is not None else {})
        except SandboxZaloError as refusal:
            answer = refusal.wire()
            status = 500 if refusal.code == SandboxZaloError.code else 200
        self._note(method, fields, answer, fault)
        if fault is not None and fault.kind in (FaultKind.LOST_REQUEST, FaultKind.LOST_ANSWER):
            request.state.break_off()
        if fault is not None and fault.page:
            return HTMLResponse(fault.page, fault.status)
        if status != 200:  # noqa: PLR2004 -- a failure is a page of some machine on the way
            return PlainTextResponse("<html><h1>502 Bad Gateway</h1></html>", 502, media_type="text/html")
        return JSONResponse(answer)

    async def _run(self, method: str, fields: Fields, fault: Fault | None) -> object:
        if method not in self._methods:
            raise ZaloHasNoSuchMethod("method")
        polls = method == "getUpdates"
        self.open_requests += not polls
        try:
            return await self._carry_out(method, fields, fault)
        finally:
            self.open_requests -= not polls
            self._network.feed.touch()

    async def _carry_out(self, method: str, fields: Fields, fault: Fault | None) -> object:
        match fault:
            case Fault(kind=FaultKind.FLOOD):
                raise QuotaSpent
            case Fault(kind=FaultKind.FAILURE):
                raise SandboxZaloError
            case Fault(kind=FaultKind.LOST_REQUEST):
                raise ZaloConnectionLost
            case Fault(kind=FaultKind.PAGE):
                raise ZaloNotReached(fault.status)
        result = await self._methods[method](self._network, fields)
        if fault is not None and fault.kind is FaultKind.SLOW_ANSWER:
            await self._sleep(fault.seconds)
        return result

    async def _get_updates(self, network: ZaloNetwork, fields: Fields) -> Wire:
        if self._webhook.is_set:
            raise ZaloBadRequest("getUpdates does not work while a webhook is set")
        wait = min(max(fields.integer("timeout", DEFAULT_WAIT), 0), TIMEOUT_LIMIT)
        event = await network.events.take(wait)
        if event is None:
            raise NothingCame
        return event

    def _note(self, method: str, fields: Fields, answer: Wire, fault: Fault | None) -> None:
        if fault is None and answer.get("error_code") == NothingCame.code:
            return
        kind = fault.kind if fault is not None else None
        self.requests.append(ApiRequest(method, fields.values, (), answer, self._network.now(), kind))


async def _unless_gone(request: Request, work: Coroutine[None, None, object]) -> object:
    """Return the work's result; if the client disconnects first, cancel it and deliver nothing."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise NothingCame
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _fields(request: Request) -> Fields:
    try:
        return await read_fields(request)
    except telegram.ApiError as refusal:
        raise ZaloBadRequest(refusal.description) from None
