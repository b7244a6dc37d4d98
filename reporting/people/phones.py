"""Phone numbers: parsed in any format, stored only as a keyed hash."""

import hashlib
import hmac
import re

from texts.normalize import uniform

COUNTRY = "84"

_PUNCTUATION = re.compile(r"[\s.()/-]")
_NUMBER = re.compile(r"\+?[0-9]+")
_ABROAD = re.compile(r"[1-9][0-9]{7,14}")  # E.164: country code first, at most 15 digits
_MOBILE = re.compile(r"[35789][0-9]{8}")
_AT_HOME = re.compile(r"84(?:[35789][0-9]{8}|2[0-9]{8,9})")


class NotAPhone(ValueError):
    """The text is not a phone number."""


def read_phone(text: str) -> str:
    """Return a number in E.164 form, '+84912345678'. Raises NotAPhone.

    '0912 345 678', '+84 912.345.678', '0084912345678' and '912345678' (a spreadsheet drops the zero) are the same.
    """
    digits = _PUNCTUATION.sub("", uniform(text))
    if not _NUMBER.fullmatch(digits):
        raise NotAPhone
    if digits.startswith(("+", "00")):
        digits = digits.lstrip("+0")
    elif digits.startswith("0") or _MOBILE.fullmatch(digits):
        digits = COUNTRY + digits
    if digits.startswith(COUNTRY):
        digits = COUNTRY + digits.removeprefix(COUNTRY).removeprefix("0")  # '+84 (0) 912 345 678'
    if not (_AT_HOME if digits.startswith(COUNTRY) else _ABROAD).fullmatch(digits):
        raise NotAPhone
    return f"+{digits}"


def hash_phone(number: str, key: str) -> str:
    """Return the hash under which a number is stored: HMAC-SHA256 of its E.164 form, in hexadecimal.

    The hash needs a key, because all phone numbers could be tried.
    Raises NotAPhone, and ValueError for an empty key.
    """
    if not key:
        raise ValueError("a phone number is hashed with a key, never without")
    return hmac.new(key.encode(), read_phone(number).encode(), hashlib.sha256).hexdigest()
