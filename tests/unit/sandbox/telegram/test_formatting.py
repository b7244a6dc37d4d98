import json

import pytest

from sandbox.telegram.errors import BadRequest
from sandbox.telegram.formatting import formatted


def test_blanks_around_a_text_are_cut_and_entities_follow() -> None:
    text = formatted("\n  xin <b>chào </b>\n", "HTML")
    assert text.text == "xin chào"
    assert text.entities == [{"type": "bold", "offset": 4, "length": 4}]


def test_blanks_at_the_start_stay_where_an_entity_covers_them() -> None:
    assert formatted("<b>  a</b>", "HTML").text == "  a"


def test_commands_and_links_are_found() -> None:
    text = formatted("🏟 /start abc, xem https://a.vn/x?y=1.")
    assert text.entities == [
        {"type": "bot_command", "offset": 3, "length": 6},
        {"type": "url", "offset": 19, "length": 18},
    ]


@pytest.mark.parametrize("source", ["427/431", "08/5/2020", "a/b", "và/hoặc"])
def test_a_slash_inside_a_word_is_no_command(source: str) -> None:
    assert formatted(source).entities == []


def test_nothing_is_found_inside_code() -> None:
    assert [entity["type"] for entity in formatted("<code>/start</code>", "html").entities] == ["code"]


def test_given_entities_are_taken_over() -> None:
    bold = {"type": "bold", "offset": 0, "length": 3}
    assert formatted("Hòa An", "", json.dumps([bold])).entities == [bold]


def test_other_parse_modes_are_refused() -> None:
    with pytest.raises(BadRequest, match="unsupported parse_mode"):
        formatted("*a*", "MarkdownV2")
