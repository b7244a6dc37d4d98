"""Every recorded walk through a form: the same events as JavaRosa's, or the form refused with a reason."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest

from forms import CompiledForm, FormRefused, World, compile_xform
from forms.walk import Walk

WORLD = World(now=datetime(2024, 5, 6, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
REFUSED = Path(__file__).parent / "refused.csv"
RECORDED_WALKS = 705

Outcomes: TypeAlias = dict[str, CompiledForm | FormRefused]


@pytest.fixture(scope="module")
def compiled(shared: Path) -> Outcomes:
    return {path.stem: outcome(path) for path in sorted((shared / "conformance" / "forms").glob("*.xml"))}


def listed() -> set[str]:
    """Return the walks on which the engine differs on purpose; the table says why ours is right."""
    with (Path(__file__).parent / "differences.csv").open(newline="") as table:
        return {row["case"] for row in csv.DictReader(table) if row["recording"] == "walks"}


def outcome(path: Path) -> CompiledForm | FormRefused:
    try:
        return compile_xform(path.read_text())
    except FormRefused as refused:
        return refused


def recorded_walks(shared: Path) -> Iterator[dict[str, Any]]:
    with (shared / "conformance" / "walks.jsonl").open() as lines:
        yield from map(json.loads, lines)


def test_every_walk_agrees_or_is_listed(
    shared: Path, compiled: dict[str, CompiledForm | FormRefused]
) -> None:
    walked, differing = 0, set()
    for recorded in recorded_walks(shared):
        walked += 1
        form = compiled[recorded["form"]]
        if isinstance(form, FormRefused):
            continue
        answers = [event["answer"] for event in recorded["trace"] if "answer" in event]
        events = list(Walk(form, WORLD, answers, form.default_language).events())
        if events != recorded["trace"]:
            differing.add(f"{recorded['form']} {recorded['seed']}")
    assert differing == listed()
    assert walked == RECORDED_WALKS


def test_refused_forms_are_those_in_the_table_for_those_reasons(compiled: Outcomes) -> None:
    with REFUSED.open(newline="") as table:
        expected = {row["form"]: row["reasons"] for row in csv.DictReader(table)}
    found = {
        name: "; ".join(sorted({f"{finding.code} {finding.text}" for finding in form.findings}))
        for name, form in compiled.items()
        if isinstance(form, FormRefused)
    }
    assert found == expected
