"""The Bot API's refusals, worded as Telegram words them (telegram-bot-api/Client.cpp is the reference)."""


class ApiError(Exception):
    """An answer with `ok: false`: HTTP status, description and parameters of the Bot API."""

    code = 500
    prefix = "Internal Server Error"

    def __init__(self, reason: str = "", *, retry_after: int | None = None) -> None:
        self.description = f"{self.prefix}: {reason}" if reason else self.prefix
        self.retry_after = retry_after
        super().__init__(self.description)


class BadRequest(ApiError):
    """The request cannot be carried out as it is."""

    code = 400
    prefix = "Bad Request"


class Unauthorized(ApiError):
    """The token is nobody's."""

    code = 401
    prefix = "Unauthorized"


class Forbidden(ApiError):
    """The person does not want, or does not yet want, to hear from the bot."""

    code = 403
    prefix = "Forbidden"


class NotFound(ApiError):
    """There is no such method or file."""

    code = 404
    prefix = "Not Found"


class Conflict(ApiError):
    """Two readers of the updates at once."""

    code = 409
    prefix = "Conflict"


class EntityTooLarge(ApiError):
    """The request's body is larger than 50 MB."""

    code = 413
    prefix = "Request Entity Too Large"


class TooManyRequests(ApiError):
    """The bot sends faster than Telegram lets it; `retry_after` seconds of silence are asked for."""

    code = 429
    prefix = "Too Many Requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after}", retry_after=retry_after)


class NotReached(ApiError):
    """Something on the way answers in Telegram's place, with a page of this HTTP status."""

    prefix = "Not reached"

    def __init__(self, status: int) -> None:
        super().__init__(f"a page with HTTP {status}")
        self.code = status


class ConnectionLost(ApiError):
    """The request never reached Telegram; nobody is told so."""

    code = 503
    prefix = "Connection lost"
