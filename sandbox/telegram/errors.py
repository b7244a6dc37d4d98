"""The Bot API's errors with Telegram's texts (reference: telegram-bot-api/Client.cpp)."""


class ApiError(Exception):
    """An `ok: false` answer: the Bot API's HTTP status, description and parameters."""

    code = 500
    prefix = "Internal Server Error"

    def __init__(self, reason: str = "", *, retry_after: int | None = None) -> None:
        self.description = f"{self.prefix}: {reason}" if reason else self.prefix
        self.retry_after = retry_after
        super().__init__(self.description)


class BadRequest(ApiError):
    """The request is invalid."""

    code = 400
    prefix = "Bad Request"


class Unauthorized(ApiError):
    """The token is unknown."""

    code = 401
    prefix = "Unauthorized"


class Forbidden(ApiError):
    """The person has blocked the bot, or has not started it yet."""

    code = 403
    prefix = "Forbidden"


class NotFound(ApiError):
    """The method or file does not exist."""

    code = 404
    prefix = "Not Found"


class Conflict(ApiError):
    """Two clients poll for updates concurrently."""

    code = 409
    prefix = "Conflict"


class EntityTooLarge(ApiError):
    """The request body exceeds 50 MB."""

    code = 413
    prefix = "Request Entity Too Large"


class TooManyRequests(ApiError):
    """The bot exceeds Telegram's limits and must wait `retry_after` seconds."""

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
    """The request did not reach Telegram; there is no answer."""

    code = 503
    prefix = "Connection lost"
