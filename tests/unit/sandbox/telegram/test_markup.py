"""The error texts are those of parse_html in tdlib, as its own tests state them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.errors import BadRequest
from sandbox.telegram.markup import parse_html
from sandbox.world.wire import utf16_length


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<abac>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (
            "🏟 🏟&lt;<i>a</em   >",
            'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
        ),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("một<br>hai", 'Unsupported start tag "br" at byte offset 5'),
    ],
)
def test_bad_markup_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<strong>x</strong>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ("<B>x</B>", "bold"),
    ],
)
def test_every_tag_of_the_subset(source: str, kind: str) -> None:
    assert parse_html(source) == ("x", [{"type": kind, "offset": 0, "length": 1}])


def test_offsets_count_utf16_units() -> None:
    text, entities = parse_html("🏟 <b>Hòa</b>")
    assert text == "🏟 Hòa"
    assert entities == [{"type": "bold", "offset": 3, "length": 3}]


def test_nested_entities_stand_outer_before_inner() -> None:
    _, entities = parse_html("<b>a<i>b</i></b>")
    assert [entity["type"] for entity in entities] == ["bold", "italic"]


def test_a_tag_around_nothing_leaves_no_entity() -> None:
    assert parse_html("a<b></b>") == ("a", [])


def test_links_keep_their_address_and_lose_a_bad_one_quietly() -> None:
    _, entities = parse_html('<a href="https://t.me/baocao_bot?start=a&amp;b">x</a>')
    assert entities == [
        {"type": "text_link", "offset": 0, "length": 1, "url": "https://t.me/baocao_bot?start=a&b"}
    ]
    assert parse_html('<a href="javascript:alert(1)">x</a>') == ("x", [])


def test_code_in_pre_becomes_one_entity_with_its_language() -> None:
    _, entities = parse_html('<pre><code class="language-sql">select</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 6, "language": "sql"}]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&#272;&#x1ea1;i", "Đại"),
        ("&nbsp;&laquo;", "&nbsp;&laquo;"),
        ("R&D, a & b", "R&D, a & b"),
        ("&#0;&#xD800;", "&#0;&#xD800;"),
    ],
)
def test_character_references(source: str, text: str) -> None:
    assert parse_html(source) == (text, [])


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(f"<b>{escaped}</b>")[0] == text


@given(st.text(alphabet="<>/ab i=\"'&;lt-🏟", max_size=40))
def test_any_text_is_parsed_within_its_bounds_or_refused(source: str) -> None:
    with suppress(BadRequest):
        text, entities = parse_html(source)
        for entity in entities:
            assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(text)
