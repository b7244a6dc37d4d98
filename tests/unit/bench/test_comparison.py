from dataclasses import replace
from io import StringIO

from rich.console import Console

from bench.comparison import answers_each, table, verdict
from bench.load import Load

SLOW = Load(
    officers=200,
    answers=2400,
    per_second=400.0,
    cpu=2.0,
    own_cpu=0.2,
    p50=0.4,
    p95=0.5,
    p99=0.6,
    memory=180_000_000,
    complete=True,
)
FAST = replace(SLOW, per_second=2400.0, cpu=0.4, p99=0.3)


def test_the_aim_is_measured_against_the_fastest_peer_that_stores_each_step() -> None:
    loads = {"baocao": FAST, "aiogram": SLOW, "ptb": FAST, "telebot": replace(SLOW, per_second=100.0)}
    said, reached = verdict(loads)
    assert reached
    assert "aiogram" in said
    assert "x6.00 answers/s" in said
    assert "x0.50 p99" in said


def test_more_answers_at_a_worse_p99_do_not_reach_it() -> None:
    assert not verdict({"baocao": replace(FAST, p99=0.7), "aiogram": SLOW})[1]


def test_nothing_is_claimed_where_a_program_failed() -> None:
    assert verdict({"aiogram": SLOW}) == ("no comparison: a program failed", False)


def test_the_table_tells_ratios_and_what_was_cut_off() -> None:
    console = Console(width=150, file=StringIO(), force_terminal=False)
    with console.capture() as shown:
        console.print(table(200, {"baocao": FAST, "aiogram": replace(SLOW, complete=False)}))
    assert "x6.00 answers/s, x0.20 CPU" in shown.get()
    assert "400*" in shown.get()
    assert "8%" in shown.get()  # 400 answers/s at 0.2 CPU-s for 1,000


def test_many_officers_answer_fewer_questions_each() -> None:
    assert [answers_each(officers) for officers in (10, 200, 2000, 10_000)] == [12, 12, 3, 2]
