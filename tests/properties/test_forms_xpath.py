"""Expressions of any shape: parsing says no politely, evaluating never fails, numbers survive being written."""

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from forms import World, compile_xform
from forms.instance.tree import Tree
from forms.xpath.compiler import Compiler
from forms.xpath.context import Context
from forms.xpath.errors import ExpressionError
from forms.xpath.functions import signatures
from forms.xpath.parser import parse
from forms.xpath.values import format_number, parse_number, to_boolean, to_number, to_string

FORM = compile_xform(
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title/>'
    '<model><instance><data id="t"><a>5</a><b/><day>2020-05-07</day><row><n>1</n></row><row><n>2</n></row></data>'
    '</instance><bind nodeset="/data/a" type="int"/><bind nodeset="/data/day" type="date"/></model></h:head>'
    '<h:body><input ref="/data/a"/><group ref="/data/row"><repeat nodeset="/data/row"><input ref="/data/row/n"/>'
    "</repeat></group></h:body></h:html>"
)
TREE = Tree(FORM.definition, {}, World(now=datetime(2020, 5, 7, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))))

paths = st.sampled_from(
    [".", "..", "/data/a", "/data/b", "/data/day", "/data/row/n", "//n", "/data/*", "@x", "/"]
)
literals = st.text(alphabet="ab 0-:/.1é", max_size=8).map(lambda text: f"'{text}'")
numbers = st.one_of(st.integers(0, 10**20).map(str), st.floats(0, 1e9).map(format_number))
operators = st.sampled_from(
    [" + ", " - ", " * ", " div ", " mod ", " = ", " != ", " < ", " >= ", " and ", " or ", "|"]
)


def called(arguments: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def call(index: int, given: list[str]) -> str:
        function = FUNCTIONS[index % len(FUNCTIONS)]
        most = len(given) if function.most is None else function.most
        count = max(function.least, min(most, len(given)))
        return f"{function.name}({', '.join((given * 8)[:count])})"

    return st.builds(call, st.integers(0, 1000), st.lists(arguments, min_size=1, max_size=4))


FUNCTIONS = signatures()
expressions = st.recursive(
    st.one_of(paths, literals, numbers),
    lambda inner: st.one_of(
        st.tuples(inner, operators, inner).map("".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-{text}"),
        st.tuples(paths.filter(lambda path: path not in {".", "..", "/"}), inner).map(
            lambda x: f"{x[0]}[{x[1]}]"
        ),
        called(inner),
    ),
    max_leaves=12,
)


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        parse(text)
    except ExpressionError as error:
        assert 0 <= error.at <= len(text)  # noqa: PT017 -- raising is allowed, not demanded


@given(expressions)
def test_what_compiles_evaluates_to_a_value_of_every_kind(text: str) -> None:
    try:
        closure = Compiler().compile(parse(text))
    except ExpressionError:
        return
    value = closure(Context(TREE.node("/data/a"), TREE))
    assert isinstance(to_number(value), float)
    assert isinstance(to_string(value), str)
    assert isinstance(to_boolean(value), bool)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_reads_as_itself(number: float) -> None:
    assert parse_number(format_number(number)) == number


@given(st.text(alphabet="0123456789.-+ eE", max_size=12))
def test_only_plain_numbers_read_as_numbers(text: str) -> None:
    number = parse_number(text)
    assert math.isnan(number) or set(text.strip()) <= set("0123456789.-")
