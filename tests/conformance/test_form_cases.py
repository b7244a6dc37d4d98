"""Small workbooks, one for each way of going wrong: every recorded walk shows the same events as JavaRosa's."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from forms import CompiledForm, World, compile_workbook
from forms.walk import Walk
from texts.message_template import bare

WORLD = World(now=datetime(2024, 5, 6, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "cases" / "forms"
RECORDED_WALKS = 115


@cache
def compiled(name: str) -> CompiledForm:
    return compile_workbook((FOLDER / name).read_bytes(), filename=name)


@cache
def recorded() -> dict[str, list[dict[str, Any]]]:
    walks: dict[str, list[dict[str, Any]]] = {}
    path = FOLDER / "walks.jsonl"
    for line in path.read_text().splitlines() if path.exists() else ():
        walk = json.loads(line)
        walks.setdefault(walk["form"], []).append(walk)
    return walks


def compared(events: Iterator[dict[str, Any]], left_out: set[str]) -> list[dict[str, Any]]:
    """Return the events that count, and of the values at the end those that do."""

    def counts(event: dict[str, Any]) -> bool:
        return event.get("ref", "").replace("[1]", "") not in left_out

    ends = {"end": lambda event: event | {"instance": list(filter(counts, event["instance"]))}}
    return [ends.get(event["event"], dict)(event) for event in events if counts(event)]


@pytest.mark.parametrize("name", recorded() or [pytest.param("", marks=pytest.mark.skip("nothing recorded"))])
def test_every_recorded_walk_through_the_workbook_agrees(name: str) -> None:
    form = compiled(name)
    for walk in recorded()[name]:
        answers = [event["answer"] for event in walk["trace"] if "answer" in event]
        events = Walk(form, WORLD, answers, walk["language"] or form.default_language).events()
        left_out = set(walk["not_compared"])
        assert compared(events, left_out) == compared(iter(walk["trace"]), left_out)


def test_all_recorded_walks_are_there() -> None:
    assert sum(map(len, recorded().values())) in {0, RECORDED_WALKS}


def test_no_mark_of_markdown_or_html_is_seen(shared: Path) -> None:
    assert shared.exists()
    form = compiled("c_markup.xlsx")
    filling = form.fill({}, WORLD)
    first = "Đậm nghiêng b đỏ 3 < 5 & 7 > 2 # đầu đề link\n- gạch\n1. một"
    shown = [bare(filling.marked(f"/data/{name}", "")) for name in "abn"]
    assert shown == [first, "Tiêu đề\n\nCâu hỏi quan trọng", "Đoạn\ncuối & hết"]
    assert [filling.label(f"/data/{name}", "") for name in "abn"] == shown
    assert filling.hint("/data/b", "") == "Gợi ý nghiêng & sao"
    assert [choice.label for choice in filling.choices("/data/b", "")] == ["Có & đủ", "Không"]
