"""Yes and no, as they are typed."""

from texts.typed.phrases import Phrases
from texts.typed.politeness import plain_answer

_ANSWERS = Phrases[bool](
    {
        "có, có chứ, có rồi, vâng, dạ, đúng, đúng vậy, đúng rồi, đúng thế, phải, chính xác": True,
        "chuẩn, đồng ý, nhất trí, ừ, uh, uhm, um, u, uk, ok, oke, okay, được, dc, yes, y, 👍, ✓, ✅": True,
        "không, ko, k, kg, kh, kô, hông, không có, ko có, k có, chưa, không phải, ko phải, k phải": False,
        "sai, sai rồi, nhầm, nhầm rồi, không đúng, ko đúng, k đúng, chưa đúng, no, n, 👎": False,
    }
)


def read_yes_no(text: str) -> bool | None:
    """Say whether a person agreed; None where the text is neither a yes nor a no."""
    return _ANSWERS.meaning(plain_answer(text))
