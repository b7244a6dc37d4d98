"""The house: imports go downward, files and functions stay of a size that one reads at once."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "cli",
    "demo",
    "bot",
    "storage",
    "reminders",
    "conversations",
    "documents",
    "reporting",
    "forms",
    "texts",
    "sandbox",
    "questionnaires",
)
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MOST_LINES = 350
MOST_LINES_OF_A_FUNCTION = 50
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc"}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every function's name and how many lines it takes, its docstring left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            first = node.body[0]
            documented = ast.get_docstring(node, clean=False) is not None and first.end_lineno is not None
            saved = first.end_lineno - first.lineno + 1 if documented and first.end_lineno else 0
            yield node.name, node.end_lineno - node.lineno + 1 - saved


def module(path: Path) -> str:
    """Return what imports call a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """Yield what a file imports, for types alone too: modules, and names in them that may be modules."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (node.module, *(f"{node.module}.{each.name}" for each in node.names))


def test_imports_keep_their_contracts() -> None:
    run = subprocess.run(  # noqa: S603 -- our own tool with fixed words
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_files_import_each_other_in_a_circle() -> None:
    known = {module(path): path for path in FILES}
    house = {name: known.keys() & set(imported(path)) - {name} for name, path in known.items()}
    assert "forms.instance.tree" in house["forms.filling"]
    TopologicalSorter(house).prepare()  # raises CycleError, which names the circle


def test_there_are_rooms_to_look_at() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in FILES} == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_files_and_functions_are_short_enough_to_read(room: str) -> None:
    too_long = []
    for path in FILES:
        if path.relative_to(ROOT).parts[0] != room or "versions" in path.parts:
            continue  # a migration is as long as what it changes
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES and path.name != "schema.py":  # one table after another
            too_long.append(f"{path.relative_to(ROOT)}: {lines} lines")
        too_long += [
            f"{path.relative_to(ROOT)}: {name} has {length} lines"
            for name, length in functions(path)
            if length > MOST_LINES_OF_A_FUNCTION
        ]
    assert too_long == []


def test_no_file_is_named_for_nothing() -> None:
    names = {part for path in FILES for part in (*path.relative_to(ROOT).parts[:-1], path.stem)}
    assert names.isdisjoint(FORBIDDEN_NAMES)


def test_a_public_class_name_means_one_thing() -> None:
    found: dict[str, list[str]] = {}
    for path in FILES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}
