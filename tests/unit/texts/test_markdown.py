"""What authors write with marks, as markup and as plain text."""

import pytest

from texts.markdown import as_markup, as_plain, literal
from texts.message_template import bare


@pytest.mark.parametrize(
    ("written", "markup"),
    [
        ("Số hộ?", "Số hộ?"),
        ("**Đậm** _nghiêng_ <b>b</b>", "<b>Đậm</b> <i>nghiêng</i> <b>b</b>"),
        ('<span style="color:red">đỏ</span> <font color="red">hồng</font>', "đỏ hồng"),
        ("3 < 5 & 7 > 2 # đầu đề", "3 &lt; 5 &amp; 7 &gt; 2 # đầu đề"),
        ("[link](http://a.vn)", '<a href="http://a.vn">link</a>'),
        ("<a href='http://a.vn/x_y_z?a=1&amp;b=2'>x</a>", '<a href="http://a.vn/x_y_z?a=1&amp;b=2">x</a>'),
        ("[1](xem) [x](javascript:y)", "[1](xem) [x](javascript:y)"),
        ('<a href="javascript:x">y</a>', "y"),
        ("- gạch\n1. một\n* sao", "- gạch\n1. một\n- sao"),
        ("# Tiêu đề\n\nCâu hỏi *quan trọng*", "<b>Tiêu đề</b>\n\nCâu hỏi <i>quan trọng</i>"),
        ("<h2>Tiêu đề</h2>Câu", "<b>Tiêu đề</b>\nCâu"),
        ("<p>Đoạn</p><br/>cuối &amp; hết", "Đoạn\ncuối &amp; hết"),
        ("<p>Một</p>\n<p>Hai</p>", "Một\nHai"),
        ("<ul><li>Một</li><li>Hai</li></ul>", "- Một\n- Hai"),
        ("Một<br>hai<BR />ba", "Một\nhai\nba"),
        (r"5 \* 3 = 15, \_ma\_, \# và \<b>", "5 * 3 = 15, _ma_, # và &lt;b&gt;"),
        ("ma_bien_so, 2*3*4, a * b * c", "ma_bien_so, 2*3*4, a * b * c"),
        ("Họ tên*, tuổi*; (*) và (*)", "Họ tên*, tuổi*; (*) và (*)"),
        ("***cả hai*** __đậm__ *nghiêng*", "<b><i>cả hai</i></b> <b>đậm</b> <i>nghiêng</i>"),
        ("**đậm và _cả hai_**", "<b>đậm và <i>cả hai</i></b>"),
        ("<b>một <i>hai</b> ba</i>", "<b>một <i>hai</i></b><i> ba</i>"),
        ("<b>hở", "<b>hở</b>"),
        ("thừa</b>", "thừa"),
        (
            "<tên xã> a<b và c>d &nbsp;&lt;x&gt; A&B; &c",
            "&lt;tên xã&gt; a&lt;b và c&gt;d \u00a0&lt;x&gt; A&amp;B; &amp;c",
        ),
        ("xem http://a.vn/_x_/b*c*d nhé", "xem http://a.vn/_x_/b*c*d nhé"),
        (
            f"**{literal('a*b* <i>_x_</i> & # [y](http://z)')}**",
            "<b>a*b* &lt;i&gt;_x_&lt;/i&gt; &amp; # [y](http://z)</b>",
        ),
    ],
)
def test_an_authors_text_as_markup_and_plain(written: str, markup: str) -> None:
    assert str(as_markup(written)) == markup
    assert as_plain(written) == bare(as_markup(written))


def test_a_tag_around_the_whole_is_not_said_twice() -> None:
    assert as_markup("**Đậm** và *nghiêng*", within="b") == "Đậm và <i>nghiêng</i>"
