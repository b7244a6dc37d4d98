"""The bot platform's refusals: an object with `ok: false`, whatever HTTP says around it."""

from sandbox.world.wire import Wire


class SandboxZaloError(Exception):
    """An answer with `ok: false`: its code and description."""

    code = 500
    words = "Internal server error"

    def __init__(self, reason: str = "") -> None:
        self.description = f"{self.words}: {reason}" if reason else self.words
        super().__init__(self.description)

    def wire(self) -> Wire:
        """Return the answer."""
        return {"ok": False, "error_code": self.code, "description": self.description}


class ZaloBadRequest(SandboxZaloError):
    """The request cannot be carried out as it is."""

    code = 400
    words = "Bad request"


class ZaloUnauthorized(SandboxZaloError):
    """The token is nobody's."""

    code = 401
    words = "Unauthorized"


class ZaloForbids(SandboxZaloError):
    """The person has not written to the bot, or does not want to hear from it any more."""

    code = 403
    words = "Forbidden"


class ZaloHasNoSuchMethod(SandboxZaloError):
    """There is no such method or chat."""

    code = 404
    words = "Not found"


class NothingCame(SandboxZaloError):
    """Nothing happened while a poll waited."""

    code = 408
    words = "Request timeout"


class NotReached(SandboxZaloError):
    """Something on the way answers in Zalo's place, with a page of this HTTP status."""

    words = "Not reached"

    def __init__(self, status: int) -> None:
        super().__init__(f"a page with HTTP {status}")
        self.code = status


class QuotaSpent(SandboxZaloError):
    """The plan's messages or users are used up."""

    code = 429
    words = "Quota exceeded"


class ZaloConnectionLost(SandboxZaloError):
    """The request never reached Zalo; nobody is told so."""

    code = 503
    words = "Connection lost"
