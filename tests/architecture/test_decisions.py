"""Every page about a decision follows the template and stands in the index with its status."""

import re
from pathlib import Path

import pytest

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
PAGES = sorted(page for page in DECISIONS.glob("*.md") if page.name not in {"README.md", "template.md"})
PAGE = re.compile(
    r"# (?P<number>\d{4}) · (?P<title>.+)\n\n- Date: \d{4}-\d{2}-\d{2}\n- Status: (?P<status>.+)\n\n"
    r"## Context\n\n.+\n\n## Decision\n\n.+\n\n## Consequences\n\n.+\n",
    re.DOTALL,
)
STATUS = re.compile(r"accepted|superseded by \[\d{4}\]\([\w.-]+\)|accepted; .+\[.+\]\(.+\)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("page", [*PAGES, DECISIONS / "README.md"], ids=lambda page: page.name)
def test_what_a_page_links_to_exists(page: Path) -> None:
    assert [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_follows_the_template_and_is_listed_once(page: Path) -> None:
    text = page.read_text("utf-8")
    found = PAGE.fullmatch(text)
    assert found is not None
    number, title, status = found["number"], found["title"].splitlines()[0], text.splitlines()[3]
    status = status.removeprefix("- Status: ")
    assert page.name.startswith(f"{number}-")
    assert STATUS.fullmatch(status)
    line = f"- [{number}]({page.name}) {title} · {status}"
    assert (DECISIONS / "README.md").read_text("utf-8").splitlines().count(line) == 1


def test_a_number_is_one_pages() -> None:
    numbers = [page.name[:4] for page in PAGES]
    assert len(numbers) == len(set(numbers)) > 80
