"""The bot platform's refusals: an object with `ok: false`, whatever HTTP says around it."""

from sandbox.telegram.wire import Wire


class ZaloError(Exception):
    """An answer with `ok: false`: its code and description."""

    code = 500
    words = "Internal server error"

    def __init__(self, reason: str = "") -> None:
        self.description = f"{self.words}: {reason}" if reason else self.words
        super().__init__(self.description)

    def wire(self) -> Wire:
        """Return the answer."""
        return {"ok": False, "error_code": self.code, "description": self.description}


class BadRequest(ZaloError):
    """The request cannot be carried out as it is."""

    code = 400
    words = "Bad request"


class Unauthorized(ZaloError):
    """The token is nobody's."""

    code = 401
    words = "Unauthorized"


class Forbidden(ZaloError):
    """The person has not written to the bot, or does not want to hear from it any more."""

    code = 403
    words = "Forbidden"


class NotFound(ZaloError):
    """There is no such method or chat."""

    code = 404
    words = "Not found"


class NothingCame(ZaloError):
    """Nothing happened while a poll waited."""

    code = 408
    words = "Request timeout"


class NotReached(ZaloError):
    """Something on the way answers in Zalo's place, with a page of this HTTP status."""

    words = "Not reached"

    def __init__(self, status: int) -> None:
        super().__init__(f"a page with HTTP {status}")
        self.code = status


class QuotaSpent(ZaloError):
    """The plan's messages or users are used up."""

    code = 429
    words = "Quota exceeded"


class ConnectionLost(ZaloError):
    """The request never reached Zalo; nobody is told so."""

    code = 503
    words = "Connection lost"
