"""No dialogue knows on which channel it is held: none names one, none decides anything by one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CONVERSATIONS = Path(__file__).resolve().parents[2] / "conversations"
CHANNELS = {"telegram", "zalo"}


def looks_at_a_channel(tree: ast.AST) -> Iterator[str]:
    """Yield where a channel is named, or what is done depends on one."""
    texts = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in texts:
            if any(channel in node.value.casefold() for channel in CHANNELS):
                yield f"line {node.lineno} names {node.value!r}"
        elif isinstance(node, ast.Compare | ast.Match | ast.If | ast.IfExp):
            decided = node.subject if isinstance(node, ast.Match) else getattr(node, "test", node)
            if any(isinstance(each, ast.Attribute) and each.attr == "channel" for each in ast.walk(decided)):
                yield f"line {node.lineno} decides by a channel"


@pytest.mark.parametrize("path", sorted(CONVERSATIONS.rglob("*.py")), ids=lambda path: path.stem)
def test_no_dialogue_looks_at_the_channels_name(path: Path) -> None:
    assert list(looks_at_a_channel(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        'if chat.channel == "x": pass',
        "match chat.channel:\n    case _: pass",
        "x = 1 if chat.channel in known else 2",
        'name = "Zalo"',
        'place = {"telegram": 1}',
        "assert chat.channel != other",
    ],
)
def test_looking_is_noticed(code: str) -> None:
    assert list(looks_at_a_channel(ast.parse(code)))


def test_a_docstring_may_name_a_channel() -> None:
    assert not list(
        looks_at_a_channel(ast.parse('"""Telegram carries it in a link."""\nchannel = account.channel'))
    )
