"""Every recorded expression against the values that ODK's own engines gave."""

import csv
import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from forms.xpath.compiler import Compiler
from forms.xpath.context import Context
from forms.xpath.nodes import Node, ValueType, document
from forms.xpath.parser import parse
from forms.xpath.values import Value, to_boolean, to_number, to_string

CASES = {"xpath1": 1371, "openrosa": 972}
TOLERANCE = {"number": 1e-9, "number_rounded": 1e-5}


@dataclass
class Alone:
    """A document with nothing around it; the recording was made in Arizona."""

    now: datetime = datetime(2024, 5, 6, 12, tzinfo=ZoneInfo("America/Phoenix"))
    at: Mapping[str, Node] = field(default_factory=dict)

    def spend(self, steps: int) -> None:
        pass

    def seed(self) -> str:
        return ""  # no recorded case draws

    def instance(self, name: str) -> Node | None:
        return None

    def translation(self, name: str) -> str:
        return name

    def written(self, value: str, kind: ValueType) -> str:
        return value

    def choice_label(self, question: Node, value: str) -> str:
        return value


def listed() -> set[str]:
    """Return the cases in which the engine differs on purpose; the table says why ours is right."""
    with (Path(__file__).parent / "differences.csv").open(newline="") as table:
        return {row["case"] for row in csv.DictReader(table) if row["recording"] == "xpath"}


def evaluate(expression: str, node: Node) -> Value:
    return Compiler().compile(parse(expression))(Context(node, Alone()))


def parsed(xml: str) -> Node:
    builder = ElementTree.TreeBuilder(insert_comments=True, insert_pis=True)
    parser = ElementTree.XMLParser(target=builder)  # noqa: S314 -- recorded by ourselves
    parser.feed(xml)
    return document(parser.close())


def agrees(case: dict[str, Any], value: Value) -> bool:
    expected = case["expected"]
    match case["kind"]:
        case "boolean":
            return to_boolean(value) == bool(expected)
        case "string":
            return to_string(value) == str(expected)
        case "string_matches":
            return re.search(expected.strip("/"), to_string(value)) is not None
        case kind:
            number, wanted = to_number(value), float(str(expected).replace("Infinity", "inf"))
            same = number == wanted or (math.isnan(number) and math.isnan(wanted))
            return same or abs(number - wanted) < TOLERANCE[kind]


@pytest.mark.parametrize("suite", CASES)
def test_every_recorded_expression_of_the_suite_agrees(suite: str, shared: Path) -> None:
    recorded = json.loads((shared / "conformance" / "xpath.json").read_text())
    documents = {key: parsed(xml) for key, xml in recorded["docs"].items()}
    verdicts = Counter[str]()
    differing = set()
    for case in recorded["cases"]:
        if case["suite"] != suite:
            continue
        root = documents[case["doc"]]
        found = root if case["context_node"] == "/" else evaluate(case["context_node"], root)
        node = found[0] if isinstance(found, list) else root
        if agrees(case, evaluate(case["expr"], node)):
            verdicts["agree"] += 1
        else:
            differing.add(case["id"])
    assert differing == {case["id"] for case in recorded["cases"] if case["suite"] == suite} & listed()
    assert verdicts["agree"] + len(differing) == CASES[suite]
