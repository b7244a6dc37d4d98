"""The content of an invitation card."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import segno


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One person's invitation: name, role, code to type, and the link to the Telegram bot if there is one.

    `last_day` is the last day on which the code is valid.
    """

    office: str
    name: str
    role: str
    unit: str
    code: str
    link: str | None
    last_day: date

    def matrix(self) -> tuple[tuple[bool, ...], ...]:
        """Return the link as a QR code without margin, dark modules true; empty without a link."""
        if self.link is None:
            return ()
        symbol = segno.make_qr(self.link, error="m")
        return tuple(tuple(bool(module) for module in row) for row in symbol.matrix)

    def picture(self, scale: int) -> bytes | None:
        """Return the QR code as PNG with its quiet zone, `scale` pixels a module; None without a link."""
        if self.link is None:
            return None
        out = BytesIO()
        segno.make_qr(self.link, error="m").save(out, kind="png", scale=scale, border=4)
        return out.getvalue()


def telegram_link(username: str, code: str) -> str:
    """Return the link that opens the bot with a code."""
    return f"https://t.me/{username}?start={code}"
