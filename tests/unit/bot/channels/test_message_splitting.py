"""Long texts cut into messages: the sandbox reads them by Telegram's own grammar."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.channels.message_splitting import pieces
from documents.digest.text import shown_length
from sandbox.telegram.formatting import TEXT_LIMIT
from sandbox.telegram.markup import parse_html

LIMIT = 40

words = st.text(st.sampled_from("aế <&>\"'\n 🏫\u00a0ờ"), max_size=60).map(Markup.escape)


def _tagged(inner: st.SearchStrategy[Markup]) -> st.SearchStrategy[Markup]:
    tag = st.sampled_from(["b", "i", "code", "tg-spoiler", "u"])
    link = st.builds(
        lambda text: Markup('<a href="https://xa.vn/?a=1&amp;b=2">') + text + Markup("</a>"), inner
    )
    wrapped = st.builds(lambda name, text: Markup("<{0}>{1}</{0}>").format(name, text), tag, inner)
    return wrapped | link | st.lists(inner, max_size=4).map(Markup("").join)


marked_up = st.recursive(words, _tagged, max_leaves=20)


@given(marked_up)
def test_pieces_are_messages_that_telegram_takes_and_nothing_is_lost(text: Markup) -> None:
    whole, entities = parse_html(text)
    if not whole.strip():
        return
    cut = [parse_html(piece) for piece in pieces(text, LIMIT)]
    assert all(piece.strip() and len(piece.encode("utf-16-le")) // 2 <= LIMIT for piece, _ in cut)
    assert "".join("".join(piece for piece, _ in cut).split()) == "".join(whole.split())
    marked = {(entity["type"], piece[_slice(piece, entity)]) for piece, found in cut for entity in found}
    assert all(
        any(kind == entity["type"] for kind, _ in marked) for entity in entities if _seen(whole, entity)
    )


def _slice(text: str, entity: dict[str, object]) -> slice:
    offset, length = entity["offset"], entity["length"]
    assert isinstance(offset, int)
    assert isinstance(length, int)
    before = text.encode("utf-16-le")[: offset * 2].decode("utf-16-le")
    marked = text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")
    return slice(len(before), len(before) + len(marked))


def _seen(text: str, entity: dict[str, object]) -> bool:
    return bool(text[_slice(text, entity)].strip())


def test_what_fits_is_left_as_it_is() -> None:
    text = Markup("<b>") + "đ" * TEXT_LIMIT + Markup("</b>")
    assert pieces(text) == [text]


def test_it_is_cut_between_lines() -> None:
    line = Markup("<b>Người 15-25 tuổi</b>: 431 &lt; 500")
    cut = pieces(Markup("\n").join([line] * 300))
    assert len(cut) == 3
    assert all(piece.startswith("<b>Người") and piece.rstrip().endswith("500") for piece in cut)
    assert all(shown_length(piece) <= TEXT_LIMIT for piece in cut)


def test_a_line_too_long_is_cut_between_words() -> None:
    cut = pieces(Markup.escape("không có số liệu " * 500).strip())
    assert all(piece.split()[0] in {"không", "có", "số", "liệu"} for piece in cut)
    assert " ".join(piece.strip() for piece in cut) == ("không có số liệu " * 500).strip()


def test_a_tag_that_reaches_over_a_cut_is_closed_and_opened_again() -> None:
    cut = pieces(Markup("<b>một\nhai <i>ba</i>\nbốn năm</b>"), 8)
    assert cut == [Markup("<b>một\n</b>"), Markup("<b>hai <i>ba</i>\n</b>"), Markup("<b>bốn năm</b>")]


def test_signs_outside_the_basic_plane_count_twice_and_stay_whole() -> None:
    cut = pieces(Markup.escape("🏫" * 3000))
    assert [len(piece) for piece in cut] == [2048, 952]


def test_blank_stretches_are_left_out() -> None:
    assert pieces(Markup.escape("một" + "\n" * 100 + "hai"), 10) == [
        Markup("một\n\n\n\n\n\n\n"),
        Markup("\n\n\nhai"),
    ]
