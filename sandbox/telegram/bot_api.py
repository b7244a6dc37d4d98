"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.body import Fields, read_fields
from sandbox.telegram.errors import (
    ApiError,
    Conflict,
    ConnectionLost,
    NotFound,
    NotReached,
    TooManyRequests,
    Unauthorized,
)
from sandbox.telegram.faults import Fault, FaultKind, Faults
from sandbox.telegram.methods import METHODS
from sandbox.telegram.network import Network
from sandbox.telegram.webhook import Webhook
from sandbox.telegram.wire import Wire

RECORD_LENGTH = 100_000


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One request of the bot and the answer to it, whether or not that arrived; files are kept by name only."""

    method: str
    parameters: dict[str, str]
    files: tuple[str, ...]
    answer: Wire
    at: datetime
    fault: FaultKind | None = None

    @property
    def ok(self) -> bool:
        """Whether the request was granted."""
        return bool(self.answer["ok"])


class BotApi:
    """Answers a bot's requests, as far as `faults` let it, and keeps a record of them, the newest last.

    `requests` holds the latest 100,000 without the getUpdates that brought nothing.
    """

    def __init__(
        self, network: Network, webhook: Webhook, faults: Faults, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._network = network
        self._faults = faults
        self._sleep = sleep
        self._methods = METHODS | {
            "setwebhook": webhook.set_webhook,
            "deletewebhook": webhook.delete_webhook,
            "getwebhookinfo": webhook.get_webhook_info,
        }
        self._webhook = webhook
        self.requests: deque[ApiRequest] = deque(maxlen=RECORD_LENGTH)
        self.open_requests = 0

    def routes(self) -> list[Route]:
        """Return the routes of the API."""
        return [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download),
        ]

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        fields, fault = Fields(), None
        try:
            self._check_token(request)
            fields = await read_fields(request)
            fault = self._faults.strike(method)
            answer: Wire = {"ok": True, "result": await self._run(method, fields, fault)}
        except ApiError as refusal:
            answer = _refused(refusal)
        except ClientDisconnect:
            return Response()  # nobody hears it: the bot ended in the middle of its request
        self._note(method, fields, answer, fault)
        if fault is not None and fault.kind in (FaultKind.LOST_REQUEST, FaultKind.LOST_ANSWER):
            request.state.break_off()
        if fault is not None and fault.page:
            return HTMLResponse(fault.page, fault.status)
        return _response(answer)

    async def _run(self, method: str, fields: Fields, fault: Fault | None) -> object:
        name = method.lower()
        if name not in self._methods:
            raise NotFound("method not found")
        if name == "getupdates":
            if self._webhook.is_set:
                raise Conflict(
                    "can't use getUpdates method while webhook is active; "
                    "use deleteWebhook to delete the webhook first"
                )
            return await self._carry_out(name, fields, fault)
        self.open_requests += 1
        try:
            return await self._carry_out(name, fields, fault)
        finally:
            self.open_requests -= 1
            self._network.feed.touch()

    async def _carry_out(self, name: str, fields: Fields, fault: Fault | None) -> object:
        match fault:
            case Fault(kind=FaultKind.FLOOD):
                raise TooManyRequests(fault.retry_after)
            case Fault(kind=FaultKind.FAILURE):
                raise ApiError
            case Fault(kind=FaultKind.LOST_REQUEST):
                raise ConnectionLost
            case Fault(kind=FaultKind.PAGE):
                raise NotReached(fault.status)
        result = await self._methods[name](self._network, fields)
        if fault is not None and fault.kind is FaultKind.SLOW_ANSWER:
            await self._sleep(fault.seconds)
        return result

    def _note(self, method: str, fields: Fields, answer: Wire, fault: Fault | None) -> None:
        if fault is None and method.lower() == "getupdates" and answer.get("result") == []:
            return
        files = tuple(upload.name for upload in fields.files.values())
        kind = fault.kind if fault is not None else None
        self.requests.append(ApiRequest(method, fields.values, files, answer, self._network.now(), kind))

    def _check_token(self, request: Request) -> None:
        if request.path_params["token"] != self._network.bot.token:
            raise Unauthorized

    async def _download(self, request: Request) -> Response:
        try:
            self._check_token(request)
            stored = self._network.files.at(request.path_params["path"])
            if stored is None:
                raise NotFound
        except ApiError as refusal:
            return _response(_refused(refusal))
        return Response(stored.content, media_type="application/octet-stream")


def _refused(refusal: ApiError) -> Wire:
    answer: Wire = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        answer["parameters"] = {"retry_after": refusal.retry_after}
    return answer


def _response(answer: Wire) -> Response:
    headers = {}
    if "parameters" in answer:
        headers["Retry-After"] = str(answer["parameters"]["retry_after"])
    return JSONResponse(answer, answer.get("error_code", 200), headers)
