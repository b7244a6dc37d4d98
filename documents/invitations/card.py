"""What stands on the card of a person who is invited."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import segno


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One person's invitation: whom and what for, the code to type, and the link where there is a bot on Telegram.

    `last_day` is the last day on which the code is taken.
    """

    office: str
    name: str
    role: str
    unit: str
    code: str
    link: str | None
    last_day: date

    def matrix(self) -> tuple[tuple[bool, ...], ...]:
        """Return the link as a QR code, dark modules true, without a margin; empty where there is no link."""
        if self.link is None:
            return ()
        symbol = segno.make_qr(self.link, error="m")
        return tuple(tuple(bool(module) for module in row) for row in symbol.matrix)

    def picture(self, scale: int) -> bytes | None:
        """Return the QR code as PNG with its quiet zone, a module so many pixels wide; None where there is no link."""
        if self.link is None:
            return None
        out = BytesIO()
        segno.make_qr(self.link, error="m").save(out, kind="png", scale=scale, border=4)
        return out.getvalue()


def telegram_link(username: str, code: str) -> str:
    """Return the link that opens the bot with a code."""
    return f"https://t.me/{username}?start={code}"
