from collections.abc import Callable

from documents.digest.text import CAPTION_LIMIT, digest_messages, shown_length
from documents.digest.text_bars import digest_bars
from reporting.figures.digest import Digest

DigestOf = Callable[..., Digest]


def test_a_bar_for_all_units_and_one_for_each_under_way(digest_of: DigestOf) -> None:
    assert digest_bars(digest_of("20/4 1 23 12 11 - -"), "vi").splitlines() == [
        "▓░░░░░░░ 1/7 xã đã nộp",
        "▓▓▓▓▓▓▓░ 23/24 Bình Long",
        "▓▓▓▓░░░░ 12/24 Công Trừng",
        "▓▓▓░░░░░ 11/24 Đức Xuân",
        "▓░░░░░░░ 1/24 Bế Triều",
    ]


def test_bars_are_full_and_empty_only_for_all_and_nothing(digest_of: DigestOf) -> None:
    assert digest_bars(digest_of("20/4 20/4"), "en") == "▓▓▓▓▓▓▓▓ 2/2 units submitted"
    assert digest_bars(digest_of("- -"), "en") == "░░░░░░░░ 0/2 units submitted"


def test_many_units_fit_one_message_together_with_the_words(digest_of: DigestOf) -> None:
    digest = digest_of(" ".join(["11"] * 150))
    bars = digest_bars(digest, "vi")
    assert bars.splitlines()[-1] == "… và 138 xã khác đang làm"
    first, *_ = digest_messages(digest, "vi", first=CAPTION_LIMIT)
    assert shown_length(bars) + 2 + shown_length(first) <= 2000


def test_names_are_escaped(digest_of: DigestOf) -> None:
    assert "&lt;b&gt;" in digest_bars(digest_of("11", names=["<b>"]), "vi")
