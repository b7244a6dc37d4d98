"""Measures the form engine: step time, load time, memory; with other evaluators' step times for comparison.

`make bench` installs rxeval and lxml. Without them their rows are omitted; the project itself needs neither.
"""

import importlib
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import forms_sample as sample
from forms import CompiledForm, World, compile_workbook, compile_xform

WORLD = World(now=datetime(2020, 4, 28, tzinfo=UTC))
SAMPLE = Path(__file__).parents[1] / "questionnaires" / "xoa_mu_chu" / "xoa_mu_chu.xlsx"
ROUNDS = 20
STEP_LIMIT, LARGE_STEP_LIMIT = 200e-6, 5e-3  # seconds, for 60 and for 500 questions


def our_steps(form: CompiledForm) -> Iterator[float]:
    """Yield the seconds from each answer to the next question."""
    answers: dict[str, str] = {}
    filling = form.fill(answers, WORLD)
    path: str | None = filling.questions[0]
    while path is not None:
        begun = time.perf_counter()
        filling.judge(path, "7", "")
        answers = answers | filling.answering(path, "7")
        filling = form.fill(answers, WORLD)
        asked = filling.questions
        place = asked.index(path) + 1
        path = asked[place] if place < len(asked) else None
        yield time.perf_counter() - begun


def rxeval_steps(questions: int) -> Iterator[float]:
    """Yield the same for rxeval: set the answer and recompute the form."""
    session = importlib.import_module("rxeval").Session(sample.xform(questions))
    for path in sample.names(questions):
        begun = time.perf_counter()
        session.set(path, "7")
        session.recompute()
        yield time.perf_counter() - begun


def lxml_steps(questions: int) -> Iterator[float]:
    """Yield the same for lxml: set the text, evaluate all precompiled relevances and the constraint."""
    etree = importlib.import_module("lxml.etree")
    root = etree.fromstring(sample.instance(questions))
    shown = [etree.XPath(text) for text in sample.relevants(questions).values()]
    limited = {path: etree.XPath(text) for path, text in sample.constraints(questions).items()}
    for path in sample.names(questions):
        begun = time.perf_counter()
        node = root.xpath(path)[0]
        node.text = "7"
        if path in limited:
            limited[path](node)
        for expression in shown:
            expression(root)
        yield time.perf_counter() - begun


def median(steps: Callable[[], Iterator[float]]) -> float:
    """Return the median step over several rounds, without the first round."""
    list(steps())
    return statistics.median(seconds for _ in range(ROUNDS) for seconds in steps())


def seconds(work: Callable[[], object]) -> float:
    """Return the fastest of five runs in seconds."""
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best


def bytes_kept(work: Callable[[], object]) -> int:
    """Return the memory in bytes that a result occupies."""
    tracemalloc.start()
    result = work()
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del result
    return kept


def beside(name: str, steps: Callable[[int], Iterator[float]]) -> None:
    """Print another evaluator's step time, or that it is not installed."""
    try:
        importlib.import_module(name)
    except ImportError:
        print(f"step, 60 questions, {name:<7} not installed")
        return
    print(f"step, 60 questions, {name:<7} {median(lambda: steps(60)) * 1e6:8.0f} µs")


def main() -> int:
    """Print the measurements; return 1 if a step exceeds its limit."""
    small, large = compile_xform(sample.xform(60)), compile_xform(sample.xform(500))
    step, large_step = median(lambda: our_steps(small)), median(lambda: our_steps(large))
    print(f"step, 60 questions, forms   {step * 1e6:8.0f} µs   (20 relevants, 20 constraints; limit 200)")
    beside("rxeval", rxeval_steps)
    beside("lxml", lxml_steps)
    print(f"step, 500 questions, forms  {large_step * 1e6:8.0f} µs   (limit 5000)")
    data = SAMPLE.read_bytes()
    print(
        f"load {SAMPLE.name}  {seconds(lambda: compile_workbook(data, filename=SAMPLE.name)) * 1e3:8.0f} ms"
    )
    print(f"load 60 questions, .xml     {seconds(lambda: compile_xform(sample.xform(60))) * 1e3:8.0f} ms")
    print(f"load 500 questions, .xml    {seconds(lambda: compile_xform(sample.xform(500))) * 1e3:8.0f} ms")
    print(
        f"memory of 60 questions      {bytes_kept(lambda: compile_xform(sample.xform(60))) / 1024:8.0f} KiB"
    )
    print(
        f"memory of 500 questions     {bytes_kept(lambda: compile_xform(sample.xform(500))) / 1024:8.0f} KiB"
    )
    return int(step > STEP_LIMIT or large_step > LARGE_STEP_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
