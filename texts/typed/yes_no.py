"""Yes and no, as they are typed."""

from texts.typed.phrases import Phrases
from texts.typed.politeness import plain_answer

_SIGNS = {
    **{ord(tone): None for tone in "🏻🏼🏽🏾🏿"},
    ord("👌"): "👍",
}
_ZALO = {"/-strong": "👍", "/-ok": "👍", "/-weak": "👎"}
"""What Zalo makes of signs that are typed there."""

_ANSWERS = Phrases[bool](
    {
        "có, có chứ, có rồi, vâng, dạ, đúng, đúng vậy, đúng rồi, đúng thế, phải, chính xác": True,
        "chuẩn, đồng ý, nhất trí, ừ, uh, uhm, um, u, uk, ok, oke, okay, được, dc, yes, y, 👍, ✓, ✅": True,
        "không, ko, k, kg, kh, kô, hông, không có, ko có, k có, chưa, không phải, ko phải, k phải": False,
        "sai, sai rồi, nhầm, nhầm rồi, không đúng, ko đúng, k đúng, chưa đúng, no, n, 👎": False,
    }
)


def read_yes_no(text: str) -> bool | None:
    """Say whether a person agreed; None where the text is neither a yes nor a no.

    A sign is read in any skin and however often it is given, and adds nothing to words beside it.
    """
    said = _signed(text)
    for sign in ("👍", "👎"):
        words = said.replace(sign, " ").strip()
        if sign in said:
            return _ANSWERS.meaning(plain_answer(words)) if words else _ANSWERS.meaning(sign)
    return _ANSWERS.meaning(plain_answer(said))


def _signed(text: str) -> str:
    """Return a text with every sign for yes or no in its plain form."""
    plain = text.translate(_SIGNS)
    for written, sign in _ZALO.items():
        plain = plain.replace(written, sign)
    return plain
