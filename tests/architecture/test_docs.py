"""What the pages for people name exists: settings, commands and their options, addresses, files, metrics."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import click
import pytest

from bot.channels.telegram.channel import NAME as TELEGRAM
from bot.channels.zalo.channel import NAME as ZALO
from bot.monitoring.prometheus import Prometheus
from bot.outbound.file_links import PATH
from bot.settings import Settings
from conversations.group_chat import COMMANDS
from conversations.router import WORDS
from demo.run import PORT as DEMO_PORT
from tests.support.command_line import every_command

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "forms/README.md", "sandbox/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "forms").glob("*.md")),
    *sorted((ROOT / "docs" / "decisions").glob("0*.md")),
]
BESIDES = {"BAOCAO_LANGUAGE", "BAOCAO_SCREENSHOTS", "BAOCAO_REWRITE", "BAOCAO_REQUIRE_CHROMIUM"}
"""What the command line and the tests read by themselves."""
ADDRESSES = {f"/{TELEGRAM}", f"/{ZALO}", PATH, "/healthz", "/metrics"}

_COMMAND = re.compile(r"(?:^|[`/ ])baocao ([a-z-]+[^`\n#|…]*)", re.MULTILINE)
_SETTING = re.compile(r"BAOCAO_[A-Z][A-Z_]*[A-Z](?![A-Z_])")
_FILE = re.compile(
    r"`((?:cli|demo|bot|storage|reminders|conversations|documents|reporting|forms|texts|sandbox|questionnaires"
    r"|tests|docs|bench)/"
    r"[\w./-]+\.\w+)(?:::\w+)?`"
)
_METRIC = re.compile(r"`(baocao_[a-z_]+[a-z])[`{]")


def named(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Return what a pattern finds on the pages, with its page."""
    return [
        (page.relative_to(ROOT).as_posix(), found)
        for page in PAGES
        for found in dict.fromkeys(pattern.findall(page.read_text(encoding="utf-8")))
    ]


def rows_of(page: str, heading: str) -> list[str]:
    """Return the rows of the table below a heading, without the table's own head."""
    section = (ROOT / page).read_text(encoding="utf-8").partition(f"{heading}\n")[2].partition("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| ")][1:]


@cache
def commands() -> dict[tuple[str, ...], click.Command]:
    return every_command()


def unknown_in(typed: str) -> str:
    """Return the first word of a command line that is no command or option, "" where all are known."""
    words: tuple[str, ...] = ()
    for word in typed.split():
        command = commands()[words]
        if word in {"--help", "-h", "--version"}:
            return ""
        if isinstance(command, click.Group):
            if (*words, word) not in commands():
                return word if re.fullmatch("[a-z-]+", word) else ""
            words = (*words, word)
        elif word.startswith("--") and word.strip(",.;:)") not in {
            option for each in command.params for option in each.opts
        }:
            return word
    return ""


def test_every_page_is_there() -> None:
    assert all(page.is_file() for page in PAGES)
    assert len(named(_COMMAND)) > 20


@pytest.mark.parametrize(("page", "typed"), named(_COMMAND))
def test_a_command_that_a_page_names_is_one(page: str, typed: str) -> None:
    assert unknown_in(typed) == ""


def test_an_unknown_command_or_option_is_noticed() -> None:
    assert unknown_in("rounds open") == "rounds"
    assert unknown_in("round list --everything") == "--everything"


@pytest.mark.parametrize(("page", "setting"), named(_SETTING))
def test_a_setting_that_a_page_names_is_one(page: str, setting: str) -> None:
    known = {f"BAOCAO_{name.upper()}" for name in Settings.model_fields}
    assert setting in known | {f"{name}_FILE" for name in known} | BESIDES


@pytest.mark.parametrize(("page", "file"), named(_FILE))
def test_a_file_that_a_page_names_is_there(page: str, file: str) -> None:
    assert (ROOT / file).exists()


def test_the_page_of_settings_names_every_setting() -> None:
    named_there = set(_SETTING.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    assert {f"BAOCAO_{name.upper()}" for name in Settings.model_fields} - named_there == set()


def test_the_table_of_commands_names_every_command() -> None:
    table = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    spans = " ".join(re.findall("`([^`]+)`", table)).split()
    assert [words[0] for words in commands() if len(words) == 1 and words[0] not in spans] == []


def test_twenty_changes_say_where_they_begin() -> None:
    rows = rows_of("CONTRIBUTING.md", "## Where a change begins")
    assert len(rows) >= 20
    for row in rows:
        begins = re.findall(r"`([\w./]+/[\w./]+)`", row.split("|")[2])
        assert begins, row
        assert [path for path in begins if not (ROOT / path).exists()] == []


def test_the_tree_says_where_most_things_are() -> None:
    assert 0 < len(rows_of("docs/architecture.md", "## Where is …")) <= 15


@pytest.mark.parametrize(("page", "link"), named(re.compile(r"\]\((?!https?:|#)([^)#]+)")))
def test_what_a_page_links_to_is_there(page: str, link: str) -> None:
    assert ((ROOT / page).parent / link).exists()


@pytest.mark.parametrize(("page", "metric"), named(_METRIC))
def test_a_metric_that_a_page_names_is_measured(page: str, metric: str) -> None:
    measured = Prometheus(lambda: 0.0).exposition(None, datetime(2020, 4, 29, tzinfo=UTC)).decode()
    assert re.search(rf"^# TYPE {metric} ", measured, re.MULTILINE)


@pytest.mark.parametrize(("page", "address"), named(re.compile(r"`(/[a-z]+)`")))
def test_an_address_or_chat_command_that_a_page_names_is_answered(page: str, address: str) -> None:
    assert address in ADDRESSES or address[1:] in COMMANDS or WORDS.meaning(address[1:]) is not None


@pytest.mark.parametrize(("page", "port"), named(re.compile(r"(?:localhost|127\.0\.0\.1):([0-9]{4,5})")))
def test_a_port_that_a_page_names_is_the_demos_or_an_example(page: str, port: str) -> None:
    assert int(port) in {DEMO_PORT, 8080}
