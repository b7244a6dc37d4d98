"""Any form, any answers, in any order: nothing breaks, nothing irrelevant is asked, nothing answered is lost."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from forms import Accepted, CompiledForm, StopKind, World, compile_xform

WORLD = World(now=datetime(2020, 4, 28, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
TYPES = ("int", "decimal", "date", "string")
VALUES = ("0", "1", "7", "-3", "2.5", "2020-05-07", "abc", "có", "")


@dataclass(frozen=True)
class Sketched:
    """One question of a generated form: its type and rules over the questions before it."""

    data_type: str
    relevant: str
    constraint: str
    calculate: str
    required: bool


def rule(names: list[str]) -> st.SearchStrategy[str]:
    if not names:
        return st.just("")
    name = st.sampled_from(names)
    return st.one_of(
        st.just(""),
        st.builds("{} &gt; 1".format, name),
        st.builds("{} = '' or {} != 7".format, name, name),
        st.builds("selected({}, 'abc') or count(//rep) &gt; 1".format, name),
    )


@st.composite
def sketches(draw: st.DrawFn) -> list[Sketched]:
    found = []
    for index in range(draw(st.integers(1, 8))):
        names = [f"/data/q{before}" for before in range(index)]
        computed = draw(st.booleans()) and draw(st.booleans()) and bool(names)
        found.append(
            Sketched(
                draw(st.sampled_from(TYPES)),
                draw(rule(names)),
                draw(rule([".", *names])),
                f"concat({names[-1]}, 'x')" if computed and names else "",
                draw(st.booleans()),
            )
        )
    return found


def form_of(questions: list[Sketched], *, rows: bool = True) -> CompiledForm:
    nodes = "".join(f"<q{index}/>" for index in range(len(questions)))
    binds = "".join(
        f'<bind nodeset="/data/q{index}" type="{question.data_type}"'
        + (f' relevant="{question.relevant}"' if question.relevant else "")
        + (f' constraint="{question.constraint}"' if question.constraint else "")
        + (f' calculate="{question.calculate}"' if question.calculate else "")
        + (' required="true()"' if question.required else "")
        + "/>"
        for index, question in enumerate(questions)
    )
    inputs = "".join(f'<input ref="/data/q{index}"/>' for index in range(len(questions)))
    if not rows:
        return compile_xform(
            '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>'
            f'<h:title/><model><instance><data id="t">{nodes}</data></instance>{binds}</model></h:head>'
            f"<h:body>{inputs}</h:body></h:html>"
        )
    return compile_xform(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title/>'
        f'<model><instance><data id="t">{nodes}<rep><n/></rep></data></instance>{binds}'
        '<bind nodeset="/data/rep" relevant="/data/q0 != 7"/></model></h:head>'
        f'<h:body>{inputs}<repeat nodeset="/data/rep"><input ref="/data/rep/n"/></repeat></h:body></h:html>'
    )


acts = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(VALUES)), max_size=15)


@settings(max_examples=150)
@given(sketches(), acts)
def test_a_conversation_asks_only_what_is_relevant_and_keeps_every_answer(
    questions: list[Sketched], answers: list[tuple[int, str]]
) -> None:
    form = form_of(questions)
    stored: dict[str, str] = {}
    for place, value in answers:
        filling = form.fill(stored, WORLD)
        stops = filling.stops
        if not stops:
            break
        stop = stops[place % len(stops)]
        if stop.place is StopKind.ADD_ROW:
            stored |= filling.adding_row(stop.path.rpartition("[")[0])
        elif filling.judge(stop.path, value, "") == Accepted():
            stored |= filling.answering(stop.path, value)
    filling = form.fill(stored, WORLD)
    assert all(filling.relevant(path) for path in filling.questions)
    assert set(filling.missing()) <= set(filling.questions)
    submitted = filling.submission()
    for path, value in stored.items():
        if path != "/data/rep" and filling.relevant(path):
            assert filling.value(path) == value
            assert submitted.get(path, "") == value
        elif path != "/data/rep":
            assert filling.held(path) == value
            assert path not in submitted


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=10), max_size=8), sketches())
def test_stored_answers_of_any_shape_never_break_a_form(
    answers: dict[str, str], questions: list[Sketched]
) -> None:
    filling = form_of(questions).fill(answers, WORLD)
    for path in filling.questions:
        filling.judge(path, "7", "")
        filling.label(path, "")
    filling.faults("")
    filling.missing()


@given(
    st.dictionaries(st.sampled_from([f"/data/q{n}" for n in range(8)]), st.sampled_from(VALUES)), sketches()
)
def test_a_filling_depends_on_the_answers_alone_not_on_their_order(
    answers: dict[str, str], questions: list[Sketched]
) -> None:
    form = form_of(questions)
    backwards = dict(reversed(answers.items()))
    assert form.fill(answers, WORLD).submission() == form.fill(backwards, WORLD).submission()


@given(
    st.dictionaries(st.sampled_from([f"/data/q{n}" for n in range(8)]), st.sampled_from(VALUES)),
    sketches(),
    st.sampled_from(VALUES),
)
def test_one_question_is_told_the_same_without_the_others_as_with_all_of_them(
    answers: dict[str, str], questions: list[Sketched], value: str
) -> None:
    form = form_of(questions, rows=False)
    whole = form.fill(answers, WORLD)
    for path in [f"/data/q{place}" for place in range(len(questions))]:
        assert form.fill(answers, WORLD).asks(path) == (path in whole.asked)
        assert form.fill(answers, WORLD).judge(path, value, "") == whole.judge(path, value, "")
