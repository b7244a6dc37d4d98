"""What is asked, what an answer must be, what is missing, seen through the public door."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from forms import Accepted, Choice, Kind, Position, Reason, Refused, StopKind, World
from tests.unit.forms.conftest import MakeForm

VI, EN = "Tiếng Việt (vi)", "English (en)"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def test_a_question_appears_and_vanishes_with_its_relevance_and_keeps_its_answer(
    make_form: MakeForm, world: World
) -> None:
    form = make_form(
        [
            ("type", "name", "label", "relevant"),
            ("integer", "classes", "Classes?"),
            ("integer", "learners", "Learners?", "${classes} > 0"),
        ]
    )
    with_class = {"/data/classes": "2", "/data/learners": "40"}
    assert form.fill(with_class, world).questions == ("/data/classes", "/data/learners")
    without = form.fill(with_class | {"/data/classes": "0"}, world)
    assert without.questions == ("/data/classes",)
    assert without.value("/data/learners") == ""
    assert without.held("/data/learners") == "40"
    assert "/data/learners" not in without.submission()
    assert form.fill(with_class, world).submission()["/data/learners"] == "40"


def test_an_irrelevant_answer_reads_as_empty_in_other_expressions(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "relevant", "calculation"),
            ("integer", "a", "A"),
            ("integer", "b", "B", "${a} = 1"),
            ("calculate", "told", "", "", "if(${b} = '', 'nothing', ${b})"),
        ]
    )
    answers = {"/data/a": "2", "/data/b": "7"}
    assert form.fill(answers, world).value("/data/told") == "nothing"
    assert form.fill(answers | {"/data/a": "1"}, world).value("/data/told") == "7"


def test_rules_settle_whatever_the_order_of_the_sheet(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "calculation", "relevant"),
            ("calculate", "third", "", "${second} + 1"),
            ("calculate", "second", "", "${first} + 1"),
            ("integer", "shown", "Shown", "", "${third} = 12"),
            ("integer", "first", "First"),
        ]
    )
    filling = form.fill({"/data/first": "10"}, world)
    assert filling.value("/data/third") == "12"
    assert filling.questions == ("/data/shown", "/data/first")


def test_a_refused_answer_tells_the_reason_the_message_and_the_questions_it_leans_on(
    make_form: MakeForm, world: World
) -> None:
    form = make_form(
        [
            ("type", "name", "label", "constraint", "constraint_message"),
            ("integer", "persons", "Persons?"),
            ("integer", "literate", "Literate?", ". >= 0 and . <= ${persons}", "At most ${persons}."),
        ]
    )
    filling = form.fill({"/data/persons": "1431"}, world)
    assert filling.judge("/data/literate", "427", "") == Accepted()
    assert filling.judge("/data/literate", "4x", "") == Refused(reason=Reason.UNPARSEABLE)
    assert filling.judge("/data/literate", "1500", "") == Refused(
        reason=Reason.CONSTRAINT, message="At most 1431.", references=("/data/persons",)
    )
    below_zero = filling.judge("/data/literate", "-1", "")
    assert isinstance(below_zero, Refused)
    assert below_zero.references == ()


def test_numbers_quoted_in_a_message_are_written_as_the_world_writes_them(make_form: MakeForm) -> None:
    form = make_form(
        [
            ("type", "name", "label"),
            ("integer", "persons", "Persons?"),
            ("text", "village", "Village?"),
            ("note", "told", "${persons} in ${village}"),
        ]
    )
    world = World(now=datetime(2020, 4, 28, tzinfo=HANOI), write_number=lambda number: f"{int(number):,}")
    filling = form.fill({"/data/persons": "1431", "/data/village": "2020"}, world)
    assert filling.label("/data/told", "") == "1,431 in 2020"


def test_required_is_an_expression_and_its_message_the_forms_own(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "required", "required_message"),
            ("integer", "a", "A"),
            ("integer", "b", "B", "${a} > 5", "Needed above five."),
        ]
    )
    assert form.fill({"/data/a": "3"}, world).missing() == ()
    filling = form.fill({"/data/a": "6"}, world)
    assert filling.missing() == ("/data/b",)
    assert filling.judge("/data/b", "", "") == Refused(reason=Reason.REQUIRED, message="Needed above five.")


def test_an_answer_that_a_later_one_makes_wrong_is_a_fault(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "constraint"),
            ("integer", "persons", "Persons?"),
            ("integer", "literate", "Literate?", ". <= ${persons}"),
        ]
    )
    filling = form.fill({"/data/persons": "400", "/data/literate": "427"}, world)
    assert [path for path, _ in filling.faults("")] == ["/data/literate"]


def test_choices_are_filtered_labelled_and_checked(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", f"label::{VI}", f"label::{EN}", "choice_filter"),
            ("select_one district", "district", "Huyện?", "District?"),
            ("select_one commune", "commune", "Xã?", "Commune?", "district = ${district}"),
            ("select_multiple district", "visited", "Đã đến?", "Visited?"),
        ],
        choices=[
            ("list_name", "name", f"label::{VI}", f"label::{EN}", "district"),
            ("district", "ha", "Hòa An", "Hoa An"),
            ("district", "hl", "Hạ Lang", "Ha Lang"),
            ("commune", "nt", "Nam Tuấn", "Nam Tuan", "ha"),
            ("commune", "dl", "Đức Long", "", "ha"),
            ("commune", "ml", "Minh Long", "Minh Long", "hl"),
        ],
        settings=[("default_language",), (VI,)],
    )
    filling = form.fill({"/data/district": "ha"}, world)
    assert filling.choices("/data/commune", form.language_for("en")) == (
        Choice("nt", "Nam Tuan"),
        Choice("dl", "Đức Long"),
    )
    assert filling.judge("/data/commune", "nt", VI) == Accepted()
    assert filling.judge("/data/commune", "ml", VI) == Refused(reason=Reason.UNPARSEABLE)
    assert filling.judge("/data/visited", "ha hl", VI) == Accepted()
    assert filling.judge("/data/visited", "ha xx", VI) == Refused(reason=Reason.UNPARSEABLE)


def test_texts_fall_back_to_the_default_language_and_never_show_a_dash(
    make_form: MakeForm, world: World
) -> None:
    form = make_form(
        [
            ("type", "name", f"label::{VI}", f"label::{EN}", f"hint::{VI}"),
            ("begin_group", "people", "Người dân", "People"),
            ("integer", "a", "Bao nhiêu?", "", "Gợi ý"),
            ("end_group",),
        ],
        settings=[("default_language",), (VI,)],
    )
    filling = form.fill({}, world)
    assert filling.label("/data/people/a", EN) == "Bao nhiêu?"
    assert filling.hint("/data/people/a", EN) == "Gợi ý"
    assert filling.chapter("/data/people/a", EN) == "People"
    assert (form.language_for("vi"), form.language_for("fr")) == (VI, VI)


def test_the_previous_report_and_the_unit_register_are_at_hand(make_form: MakeForm) -> None:
    form = make_form(
        [
            ("type", "name", "label", "calculation"),
            ("integer", "learners", "Learners?"),
            ("calculate", "gain", "", "${learners} - ${last-saved#learners}"),
            ("calculate", "border", "", "pulldata('unit', 'border', 'code', 'nt')"),
        ]
    )
    world = World(
        now=datetime(2020, 4, 28, tzinfo=HANOI),
        previous={"/data/learners": "30"},
        unit={"code": "nt", "border": "1"},
    )
    filling = form.fill({"/data/learners": "42"}, world)
    assert filling.value("/data/gain") == "12"
    assert filling.value("/data/border") == "1"


def test_a_trigger_sets_its_question_and_a_computed_default_follows_until_answered(
    make_form: MakeForm, world: World
) -> None:
    form = make_form(
        [
            ("type", "name", "label", "calculation", "trigger"),
            ("integer", "a", "A"),
            ("text", "stamp", "Stamp", "concat('a was ', ${a})", "${a}"),
            ("integer", "double", "Double", "${a} * 2"),
        ]
    )
    stored = form.fill({}, world).answering("/data/a", "5")
    assert stored == {"/data/a": "5", "/data/stamp": "a was 5"}
    stored |= form.fill(stored, world).answering("/data/double", "11")
    assert form.fill(stored, world).value("/data/double") == "11"
    stored |= form.fill(stored, world).answering("/data/a", "6")
    assert form.fill(stored, world).value("/data/double") == "12"


def test_a_dynamic_default_is_computed_as_of_the_reports_beginning(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [("type", "name", "label", "default"), ("date", "day", "Day?", "today()"), ("integer", "n", "N", "7")]
    )
    later = World(now=world.now + timedelta(days=3), started=world.now)
    filling = form.fill({}, later)
    assert filling.value("/data/day") == "2020-04-28"
    assert filling.value("/data/n") == "7"


def test_what_is_computed_once_is_handed_out_for_storing_and_stays(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "calculation"),
            ("integer", "n", "N"),
            ("calculate", "begun", "", "once(format-date(today(), '%d/%m'))"),
        ]
    )
    stored = form.fill({}, world).answering("/data/n", "1")
    assert stored == {"/data/n": "1", "/data/begun": "28/04"}
    next_week = World(now=world.now + timedelta(days=7))
    assert form.fill(stored, next_week).value("/data/begun") == "28/04"
    assert form.fill(stored, next_week).answering("/data/n", "2") == {"/data/n": "2"}


def test_chance_is_the_same_for_the_same_seed(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [("type", "name", "label", "calculation"), ("calculate", "id", "", "uuid()"), ("integer", "n", "N")]
    )
    other = World(now=world.now, seed=1)
    assert form.fill({}, world).value("/data/id") == form.fill({"/data/n": "1"}, world).value("/data/id")
    assert form.fill({}, world).value("/data/id") != form.fill({}, other).value("/data/id")


def test_rows_are_added_answered_removed_and_asked_for(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "calculation"),
            ("begin_repeat", "school", "School"),
            ("text", "name", "Name?"),
            ("integer", "pupils", "Pupils?"),
            ("calculate", "place", "", "position(..)"),
            ("end_repeat",),
            ("calculate", "all", "", "sum(${pupils})"),
        ]
    )
    filling = form.fill({}, world)
    assert filling.positions == (
        Position(StopKind.ROW, "/data/school[1]"),
        Position(StopKind.QUESTION, "/data/school[1]/name"),
        Position(StopKind.QUESTION, "/data/school[1]/pupils"),
        Position(StopKind.ADD_ROW, "/data/school[2]"),
    )
    answers = {"/data/school[1]/name": "A", "/data/school[1]/pupils": "10"}
    answers |= form.fill(answers, world).adding_row("/data/school")
    answers |= {"/data/school[2]/name": "B", "/data/school[2]/pupils": "20"}
    filling = form.fill(answers, world)
    assert filling.value("/data/all") == "30"
    assert filling.value("/data/school[2]/place") == "2"
    assert filling.question("/data/school[2]/name").path == "/data/school[2]/name"
    left = form.fill(filling.removing_row("/data/school[1]"), world)
    assert left.value("/data/school[1]/name") == "B"
    assert left.value("/data/all") == "20"
    assert not left.relevant("/data/school[2]/name")


def test_a_counted_repeat_has_as_many_rows_as_its_count_and_keeps_answers(
    make_form: MakeForm, world: World
) -> None:
    form = make_form(
        [
            ("type", "name", "label", "repeat_count", "relevant"),
            ("integer", "classes", "Classes?"),
            ("begin_repeat", "class", "Class", "${classes}"),
            ("integer", "learners", "Learners in class?"),
            ("text", "why", "Why so few?", "", "${learners} < 5"),
            ("end_repeat",),
        ]
    )
    answers = {"/data/classes": "2", "/data/class[1]/learners": "3", "/data/class[2]/learners": "30"}
    assert form.fill(answers, world).questions == (
        "/data/classes",
        "/data/class[1]/learners",
        "/data/class[1]/why",
        "/data/class[2]/learners",
    )
    assert form.fill(answers | {"/data/classes": "0"}, world).questions == ("/data/classes",)
    assert form.fill(answers, world).value("/data/class[2]/learners") == "30"


def test_counted_rows_start_with_their_defaults(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "repeat_count", "default"),
            ("integer", "classes", "Classes?"),
            ("begin_repeat", "class", "Class", "${classes}"),
            ("integer", "place", "Which?", "", "position(..)"),
            ("end_repeat",),
        ]
    )
    filling = form.fill({"/data/classes": "3", "/data/class[2]/place": "7"}, world)
    assert [filling.value(f"/data/class[{row}]/place") for row in (1, 2, 3)] == ["1", "7", "3"]


def test_rows_in_rows_are_bounded_together(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "repeat_count"),
            ("begin_repeat", "school", "School", "1000"),
            ("begin_repeat", "class", "Class", "1000"),
            ("integer", "pupils", "Pupils?"),
            ("end_repeat",),
            ("end_repeat",),
        ]
    )
    assert len(form.fill({}, world).questions) <= 5000


def test_rows_in_rows_read_their_own_row(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "constraint", "calculation"),
            ("begin_repeat", "school", "School"),
            ("integer", "seats", "Seats?"),
            ("begin_repeat", "class", "Class"),
            ("integer", "pupils", "Pupils?", ". <= ${seats}"),
            ("end_repeat",),
            ("calculate", "total", "", "", "sum(${pupils})"),
            ("end_repeat",),
        ]
    )
    answers = {
        "/data/school[1]/seats": "10",
        "/data/school[1]/class[1]/pupils": "4",
        "/data/school[1]/class[2]/pupils": "5",
        "/data/school[2]/seats": "50",
        "/data/school[2]/class[1]/pupils": "40",
    }
    filling = form.fill(answers, world)
    assert filling.value("/data/school[1]/total") == "9"
    assert filling.value("/data/school[2]/total") == "40"
    refused = filling.judge("/data/school[1]/class[2]/pupils", "11", "")
    assert isinstance(refused, Refused)
    assert refused.references == ("/data/school[1]/seats",)
    assert filling.judge("/data/school[2]/class[1]/pupils", "11", "") == Accepted()


def test_a_running_total_over_rows_is_no_circle(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [
            ("type", "name", "label", "calculation"),
            ("begin_repeat", "day", "Day"),
            ("integer", "n", "N?"),
            (
                "calculate",
                "sofar",
                "",
                "${n} + coalesce(indexed-repeat(${sofar}, ${day}, position(..) - 1), 0)",
            ),
            ("end_repeat",),
        ]
    )
    answers = {f"/data/day[{row}]/n": str(row) for row in (1, 2, 3)}
    assert form.fill(answers, world).value("/data/day[3]/sofar") == "6"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("integer", "-7", "1.5"),
        ("decimal", "1.5", "1,5"),
        ("date", "2020-02-29", "2021-02-29"),
        ("time", "08:30", "25:00"),
        ("datetime", "2020-05-07T08:30:00.000+07:00", "2020-05-07T30:00"),
        ("geopoint", "22.7 106.2 0 0", "106.2"),
        ("text", "bất kỳ", None),
    ],
)
def test_an_answer_must_be_in_its_kinds_lexical_form(
    make_form: MakeForm, world: World, kind: str, good: str, bad: str | None
) -> None:
    filling = make_form([("type", "name", "label"), (kind, "q", "Q")]).fill({}, world)
    assert filling.judge("/data/q", good, "") == Accepted()
    if bad is not None:
        assert filling.judge("/data/q", bad, "") == Refused(reason=Reason.UNPARSEABLE)


def test_a_range_keeps_its_ends(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [("type", "name", "label", "parameters"), ("range", "mark", "Mark?", "start=1 end=5 step=1")]
    )
    filling = form.fill({}, world)
    assert filling.question("/data/mark").kind is Kind.RANGE
    assert filling.judge("/data/mark", "5", "") == Accepted()
    assert filling.judge("/data/mark", "6", "") == Refused(reason=Reason.UNPARSEABLE)


def test_every_kind_of_question_is_recognised(make_form: MakeForm) -> None:
    kinds = [
        "text",
        "integer",
        "decimal",
        "date",
        "time",
        "datetime",
        "note",
        "acknowledge",
        "image",
        "audio",
    ]
    kinds += [
        "video",
        "file",
        "geopoint",
        "hidden",
        "start",
        "end",
        "today",
        "username",
        "phonenumber",
        "deviceid",
    ]
    form = make_form(
        [("type", "name", "label"), *((kind, f"q_{kind}", "Q") for kind in kinds), ("rank l", "q_rank", "Q")],
        choices=[("list_name", "name", "label"), ("l", "1", "One"), ("l", "2", "Two")],
    )
    found = {question.name: question.kind for question in form.questions}
    assert found["q_rank"] is Kind.RANK
    for kind in kinds[:14]:
        assert found[f"q_{kind}"] == Kind(kind)
    assert {found[f"q_{kind}"] for kind in kinds[14:]} == {Kind.METADATA}


@pytest.mark.parametrize(
    ("label", "other", "which"), [("Nước gì?", "Khác", "Ghi rõ"), ("Which?", "Other", "Please specify")]
)
def test_or_other_asks_which_other_in_the_language_of_the_form(
    make_form: MakeForm, world: World, label: str, other: str, which: str
) -> None:
    form = make_form(
        [
            ("type", "name", "label"),
            ("begin group", "g", ""),
            ("select_one l or_other", "q", label),
            ("end group", ""),
        ],
        choices=[("list_name", "name", "label"), ("l", "1", "1")],
    )
    filling = form.fill({"/data/g/q": "other"}, world)
    assert filling.questions == ("/data/g/q", "/data/g/q_other")
    assert [choice.label for choice in filling.choices("/data/g/q", "")] == ["1", other]
    assert filling.label("/data/g/q_other", "") == which


def test_or_other_speaks_each_language_of_the_form_and_leaves_the_authors_own_other(
    make_form: MakeForm, world: World
) -> None:
    form = make_form(
        [
            ("type", "name", f"label::{VI}", f"label::{EN}"),
            ("select_multiple l or_other", "q", "Gì?", "What?"),
            ("select_one own or_other", "r", "Gì?", "What?"),
        ],
        choices=[
            ("list_name", "name", f"label::{VI}", f"label::{EN}"),
            ("l", "1", "Một", "One"),
            ("own", "other", "Thứ khác", "Something else"),
        ],
    )
    filling = form.fill({"/data/q": "1 other", "/data/r": "other"}, world)
    for language, words in (
        (VI, ("Khác", "Ghi rõ", "Thứ khác")),
        (EN, ("Other", "Please specify", "Something else")),
    ):
        choice, own = filling.choices("/data/q", language)[1], filling.choices("/data/r", language)[0]
        assert (choice.label, filling.label("/data/q_other", language), own.label) == words


@pytest.mark.parametrize(
    ("seed", "order"),
    [
        ("42", "AFCBDE"),
        ("-42", "EDAFBC"),
        ("1", "BFEACD"),
        ("1.9", "BFEACD"),
        ("11111111", "ACDBFE"),
        ("'1'", "BFEACD"),
    ],
)
def test_choices_are_shuffled_by_a_seed_as_collect_shuffles_them(
    make_form: MakeForm, world: World, seed: str, order: str
) -> None:
    form = make_form(
        [
            ("type", "name", "label", "parameters", "calculation"),
            ("calculate", "s", "", "", seed),
            ("select_one l", "q", "Q", "randomize=true, seed=${s}"),
        ],
        choices=[("list_name", "name", "label"), *(("l", letter, letter) for letter in "ABCDEF")],
    )
    assert "".join(choice.name for choice in form.fill({}, world).choices("/data/q", "")) == order


def test_a_choice_is_named_by_its_label_in_the_language_of_the_text(
    make_form: MakeForm, world: World
) -> None:
    form = make_form(
        [
            ("type", "name", f"label::{VI}", f"label::{EN}", "calculation"),
            ("select_one level", "level", "Mức?", "Level?"),
            ("calculate", "told", "", "", "jr:choice-name(${level}, '${level}')"),
        ],
        choices=[
            ("list_name", "name", f"label::{VI}", f"label::{EN}"),
            ("level", "1", "Mức độ 1", "Level 1"),
        ],
        settings=[("default_language",), (VI,)],
    )
    assert form.fill({"/data/level": "1"}, world).value("/data/told") == "Mức độ 1"


def test_an_indicator_is_a_ratio_of_what_was_answered(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [("type", "name", "label"), ("integer", "pop", "Pop?"), ("integer", "lit", "Lit?")],
        indicators=[
            (
                "name",
                f"label::{VI}",
                f"label::{EN}",
                "numerator",
                "denominator",
                "rollup",
                "target",
                "source",
            ),
            ("rate", "Biết chữ", "Literacy", "${lit}", "${pop}", "last", "98", "KH 3995"),
            ("pop", "Số người", "Persons", "${pop}", "", "sum", "", ""),
        ],
    )
    rate, pop = form.indicators
    assert (rate.label(VI), rate.label(EN), rate.target, rate.source) == (
        "Biết chữ",
        "Literacy",
        Decimal(98),
        "KH 3995",
    )
    assert (rate.numerator_paths, rate.denominator_paths) == (("/data/lit",), ("/data/pop",))
    assert pop.denominator is None
    filling = form.fill({"/data/pop": "431", "/data/lit": "427"}, world)
    assert rate.denominator is not None
    assert (filling.number(rate.numerator), filling.number(rate.denominator)) == (Decimal(427), Decimal(431))
    assert form.fill({"/data/pop": "431"}, world).number(rate.numerator) is None


def test_a_check_waits_until_all_it_looks_at_is_answered(make_form: MakeForm, world: World) -> None:
    form = make_form(
        [("type", "name", "label"), ("integer", "a", "A?"), ("integer", "b", "B?")],
        checks=[
            ("name", "expression", "severity", "message"),
            ("order", "${a} <= ${b}", "warning", "${a} is more than ${b}."),
            ("growth", "${a} >= ${last-saved#a}", "error", "Less than last time."),
        ],
    )
    assert form.fill({"/data/a": "5"}, world).failed_checks("") == ()
    (failed,) = form.fill({"/data/a": "5", "/data/b": "3"}, world).failed_checks("")
    assert (failed.check.name, failed.message) == ("order", "5 is more than 3.")
    assert failed.references == ("/data/a", "/data/b")
    before = World(now=world.now, previous={"/data/a": "9"})
    names = [failed.check.name for failed in form.fill({"/data/a": "5"}, before).failed_checks("")]
    assert names == ["growth"]
