"""The bot platform's errors: an object with `ok: false`, whatever the HTTP status."""

from sandbox.world.wire import Wire


class SandboxZaloError(Exception):
    """An `ok: false` answer: code and description."""

    code = 500
    words = "Internal server error"

    def __init__(self, reason: str = "") -> None:
        self.description = f"{self.words}: {reason}" if reason else self.words
        super().__init__(self.description)

    def wire(self) -> Wire:
        """Return the answer."""
        return {"ok": False, "error_code": self.code, "description": self.description}


class ZaloBadRequest(SandboxZaloError):
    """The request is invalid."""

    code = 400
    words = "Bad request"


class ZaloUnauthorized(SandboxZaloError):
    """The token is unknown."""

    code = 401
    words = "Unauthorized"


class ZaloForbids(SandboxZaloError):
    """The person never wrote to the bot, or has blocked it."""

    code = 403
    words = "Forbidden"


class ZaloHasNoSuchMethod(SandboxZaloError):
    """The method or chat does not exist."""

    code = 404
    words = "Not found"


class NothingCame(SandboxZaloError):
    """A poll ended without an event."""

    code = 408
    words = "Request timeout"


class ZaloNotReached(SandboxZaloError):
    """Something on the way answers in Zalo's place, with a page of this HTTP status."""

    words = "Not reached"

    def __init__(self, status: int) -> None:
        super().__init__(f"a page with HTTP {status}")
        self.code = status


class QuotaSpent(SandboxZaloError):
    """The plan's quota of messages or users is used up."""

    code = 429
    words = "Quota exceeded"


class ZaloConnectionLost(SandboxZaloError):
    """The request did not reach Zalo; there is no answer."""

    code = 503
    words = "Connection lost"
