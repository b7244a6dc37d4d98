from collections.abc import Callable
from decimal import Decimal

from markupsafe import Markup

from documents.digest.text import CAPTION_LIMIT, digest_messages, shown_length
from reporting.figures.choices import Choices, UnitChoice
from reporting.figures.digest import Digest
from reporting.figures.rollup import Figures, Measure, UnitFigure

DigestOf = Callable[..., Digest]


def rate(label: str, parts: list[int | None], target: str | None = "96", previous: int = 0) -> Figures:
    def figure(n: int, part: int | None) -> UnitFigure:
        value = None if part is None else Decimal(part)
        return UnitFigure(unit_id=n, numerator=value, denominator=Decimal(10_000))

    measure = Measure(name=label, label=label, is_rate=True, target=Decimal(target) if target else None)
    before = tuple(figure(n, previous) for n in range(1, len(parts) + 1)) if previous else ()
    return Figures(
        measure=measure,
        current=tuple(figure(n, part) for n, part in enumerate(parts, start=1)),
        previous=before,
    )


def whole(digest: Digest, language: str = "vi") -> Markup:
    (text,) = digest_messages(digest, language, first=100_000)
    return text


def lines(digest: Digest, language: str = "vi") -> list[str]:
    return str(whole(digest, language)).replace("\u00a0", " ").splitlines()


def test_it_reads_as_a_supervisor_would_say_it(digest_of: DigestOf) -> None:
    digest = digest_of("20/4 21/4 22/4 24/4 11 - -", figures=[rate("Biết chữ MĐ1 15-60", [9890] * 7)])
    assert lines(digest) == [
        "<b>Tuần 17 · Xóa mù chữ 2019 · huyện Hòa An</b>",
        "Đã nộp 4/7 (57,1 %), đúng hạn 4; đang làm 1; chưa bắt đầu 2: Hồng Nam, Nam Tuấn",
        "Tuần qua thêm 4. Với nhịp này, 7/7 vào khoảng 04/5 (hạn: hết thứ Năm 07/5).",
        "Biết chữ MĐ1 15-60: 98,90 % (mục tiêu 96 %, ✓) · theo 4/7 xã",
    ]


def test_it_speaks_english_too(digest_of: DigestOf) -> None:
    digest = digest_of("20/4 21/4 22/4 24/4 11 - -", figures=[rate("Literate", [9890] * 7)])
    assert lines(digest, "en") == [
        "<b>Week 17 · Xóa mù chữ 2019 · huyện Hòa An</b>",
        "Submitted 4/7 (57.1%), on time 4; in progress 1; not started 2: Hồng Nam, Nam Tuấn",
        "4 more in the past week. At this pace, 7/7 around 4 May (deadline: end of Thursday 7 May).",
        "Literate: 98.90% (target 96%, ✓) · from 4/7 units",
    ]


def test_before_anything_came_in_it_says_how_long_there_is_and_no_rates(digest_of: DigestOf) -> None:
    digest = digest_of("- - -", "20/4 07:30", figures=[rate("Biết chữ", [None] * 3)])
    assert lines(digest)[1:] == [
        "Đã nộp 0/3 (0 %); chưa bắt đầu 3: Nước Hai, Bế Triều, Bình Long",
        "Tuần qua không thêm báo cáo nào. Hạn: hết thứ Năm 07/5, còn 17 ngày.",
    ]


def test_a_forecast_after_the_deadline_says_so(digest_of: DigestOf) -> None:
    assert lines(digest_of("21/4 24/4 - - - - -"))[2] == (
        "Tuần qua thêm 2. Với nhịp này, đến khoảng 15/5 mới đủ 7/7, sau hạn (hết thứ Năm 07/5)."
    )


def test_after_the_deadline_everybody_missing_is_named(digest_of: DigestOf) -> None:
    assert lines(digest_of("7/5 8/5 11 -", "11/5 07:30"))[1:] == [
        "Đã nộp 2/4 (50 %), đúng hạn 1; đang làm 1: Bình Long; chưa bắt đầu 1: Công Trừng",
        "Tuần qua thêm 2. Hạn hết thứ Năm 07/5 đã qua 4 ngày.",
    ]


def test_when_all_is_in_it_says_just_that(digest_of: DigestOf) -> None:
    assert lines(digest_of("7/5 7/5 7/5", "11/5 07:30"))[1:] == [
        "Đã nộp 3/3 (100 %), đúng hạn 3",
        "Tuần qua thêm 3. Cả 3 xã đã nộp.",
    ]


def test_rates_of_the_same_units_say_so_once_and_others_each(digest_of: DigestOf) -> None:
    same = digest_of("20/4 20/4 -", figures=[rate("A", [9700] * 3), rate("B", [9500] * 3, None)])
    assert lines(same)[3:] == [
        "Theo 2/3 xã đã báo cáo:",
        "• A: 97,00 % (mục tiêu 96 %, ✓)",
        "• B: 95,00 %",
    ]
    other = digest_of("20/4 20/4 -", figures=[rate("A", [9599] * 3), rate("B", [9500, None, None], "98.5")])
    assert lines(other)[3:] == [
        "A: 95,99 % (mục tiêu 96 %, chưa đạt) · theo 2/3 xã",
        "B: 95,00 % (mục tiêu 98,5 %, chưa đạt) · theo 1/3 xã",
    ]


def test_a_rate_of_fewer_units_than_the_rest_says_so_beside_it(digest_of: DigestOf) -> None:
    figures = [rate("A", [9500, None, None], None), rate("B", [9700] * 3), rate("C", [9900] * 3, None)]
    assert lines(digest_of("20/4 20/4 -", figures=figures))[3:] == [
        "Theo 2/3 xã đã báo cáo:",
        "• A: 95,00 % · theo 1/3 xã",
        "• B: 97,00 % (mục tiêu 96 %, ✓)",
        "• C: 99,00 %",
    ]


def test_what_moved_is_told_with_both_figures(digest_of: DigestOf) -> None:
    one = digest_of("20/4 20/4", figures=[rate("Biết chữ", [9800, 5731], None, previous=9850)])
    assert lines(one)[-1] == (
        "Cần xem (so với kỳ trước): Bế Triều, Biết chữ: giảm 41,19 điểm % (98,50 % → 57,31 %)"
    )
    people = Figures(
        measure=Measure(name="pop", label="Số người", is_rate=False),
        current=tuple(UnitFigure(unit_id=n, numerator=Decimal(1500)) for n in range(1, 8)),
        previous=tuple(UnitFigure(unit_id=n, numerator=Decimal(1000)) for n in range(1, 8)),
    )
    many = lines(digest_of(" ".join(["20/4"] * 7), figures=[people]))[3:]
    assert many[:2] == ["Cần xem (so với kỳ trước):", "• Nước Hai, Số người: tăng 50 % (1.000 → 1.500)"]
    assert many[-1] == "• và 2 xã khác"


def test_another_category_and_what_came_and_went_in_a_list_are_told(digest_of: DigestOf) -> None:
    def chose(words: str) -> tuple[UnitChoice, ...]:
        return (UnitChoice(unit_id=1, chosen={word: word for word in words.split(", ")}),)

    level = Choices(label="Mức", several=False, current=chose("Chưa đạt"), previous=chose("Mức độ 2"))
    told = lines(digest_of("20/4", choices=[level]))[-1]
    assert told == "Cần xem (so với kỳ trước): Nước Hai, Mức: Mức độ 2 → Chưa đạt"
    media = Choices(label="Tài liệu", several=True, current=chose("Sách, Số"), previous=chose("Sách, Báo"))
    told = lines(digest_of("20/4", choices=[media]))[-1]
    assert told == "Cần xem (so với kỳ trước): Nước Hai, Tài liệu: không còn Báo; thêm Số"


def test_a_long_list_of_names_ends_with_how_many_more(digest_of: DigestOf) -> None:
    missing = lines(digest_of("- " * 14, names=[f"Đồng Mu {n}" for n in range(14)]))[1]
    assert missing.endswith("Đồng Mu 11 và 2 xã khác")
    assert lines(digest_of("- " * 13))[1].endswith("Xã thứ 13")  # one more would save nothing


def test_names_cannot_break_the_markup(digest_of: DigestOf) -> None:
    assert "&lt;b&gt;&amp;" in whole(digest_of("-", names=["<b>&"]))


def test_it_fits_under_the_picture_where_it_can(digest_of: DigestOf) -> None:
    digest = digest_of("20/4 20/4 -", figures=[rate("A", [9700] * 3)])
    assert digest_messages(digest, "vi") == (whole(digest),)


def test_what_does_not_fit_goes_on_in_further_messages_cut_between_lines(digest_of: DigestOf) -> None:
    rates = [rate(f"Tỷ lệ người biết chữ mức độ 1, nhóm tuổi thứ {n}", [9700] * 3) for n in range(40)]
    digest = digest_of("20/4 20/4 -", figures=rates)
    messages = digest_messages(digest, "vi", further=1500)
    assert len(messages) > 2
    assert shown_length(messages[0]) <= CAPTION_LIMIT
    assert all(shown_length(message) <= 1500 for message in messages[1:])
    assert "Theo 2/3 xã" in messages[1]  # the rates stay with their heading
    assert Markup("\n").join(messages) == whole(digest)


def test_length_is_counted_as_telegram_counts_it() -> None:
    assert shown_length(Markup("<b>xã &amp; 📊</b>")) == len("xã & ") + 2
