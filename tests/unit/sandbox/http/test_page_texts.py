"""The page's sentences: all in the catalogue, none in the scripts."""

import re
from pathlib import Path

import pytest

import sandbox.http.page
from sandbox.http.page_texts import NAMES, page_texts

PAGE = Path(sandbox.http.page.FOLDER)
SCRIPTS = sorted(PAGE.glob("*.js"))
JUMPS = ("next_reminder", "next_monday", "plus_hour", "plus_day")


def asked_for() -> set[str]:
    """The names that scripts and page ask for; those put together at run time stand for their family."""
    names: set[str] = set()
    for script in SCRIPTS:
        source = script.read_text()
        names |= set(re.findall(r'\bt\("([^"]+)"', source))
        for pair in re.findall(r't\([^()"]*\? "([^"]+)" : "([^"]+)"\)', source):
            names |= set(pair)
        names |= set(re.findall(r'this\.menu\("([^"]+)"', source))
    names |= set(re.findall(r'data-(?:text|label)="([^"]+)"', (PAGE / "index.html").read_text()))
    names |= {f"weekday.{day}" for day in range(7)}
    return names | {f"connection.{state}" for state in ("opening", "open", "lost")}


def test_every_text_the_page_asks_for_is_served_and_no_other() -> None:
    assert asked_for() == set(NAMES)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_languages_have_every_text(language: str) -> None:
    texts = page_texts(language, JUMPS)
    assert set(texts) == set(NAMES) | {f"jump.{name}" for name in JUMPS}
    assert all(texts.values())


def test_any_other_language_gets_vietnamese() -> None:
    assert page_texts("fr", JUMPS) == page_texts("vi", JUMPS)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_holds_a_vietnamese_sentence_or_writes_raw_markup(script: Path) -> None:
    source = re.sub(r"//.*", "", script.read_text())
    assert not re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", source, re.IGNORECASE)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source)


def test_the_page_loads_nothing_from_elsewhere() -> None:
    for file in PAGE.iterdir():
        source = file.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"""(src|href|url|import|fetch)\W{1,3}(https?:)?//\w""", source), file.name
