"""Every sentence that the code asks for exists in both languages, and every sentence that exists is asked for."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeGuard

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import texts
from reporting.people.role import RoleKind
from reporting.reports.report import Absence, Progress
from texts.catalogue import LANGUAGES
from texts.message_template import Sentence

ROOT = Path(texts.__file__).parent.parent
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

_NAME = re.compile(r"[a-z_]+\.[a-z0-9_]+(?:\.[a-z0-9_]+)*")
_ANCHORED = re.compile(r"[a-z_]+\\\.")  # a pattern whose first word and dot are spelled out
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_TAG = re.compile(r"</?[bi]>")


@cache
def catalogue_of(language: str) -> dict[str, Message]:
    """Return a language's messages by name, as they stand in all of its files."""
    found: dict[str, Message] = {}
    for file in files("texts").joinpath("catalogues").iterdir():
        if file.name.endswith(f".{language}.po"):
            with Path(str(file)).open("rb") as source:
                po: Catalog = read_po(source, locale=language, abort_invalid=True)
            for message in po:
                if message.id:
                    assert name_of(message) not in found, f"{name_of(message)} is there twice"
                    found[name_of(message)] = message
    return found


def name_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    """Return the sentence, or its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


@cache
def literals() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return the names that the code spells out, and what the names look like that it puts together.

    f"refused.{kind}" stands for a family of names; a family is anchored by its room: it begins with a name's
    first word and its dot.
    """
    names: set[str] = set()
    families: set[str] = set()
    for path in sorted(file for room in ROOMS for file in ROOT.joinpath(room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        pieces = {id(value) for node in joined for value in node.values}
        pieces |= {id(node.args[0]) for node in ast.walk(tree) if _logs(node)}
        families |= {pattern for node in joined if (pattern := _pattern(node)) and _ANCHORED.match(pattern)}
        names |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in pieces and _NAME.fullmatch(node.value)
        }
    return frozenset(names), tuple(re.compile(family) for family in sorted(families))


def _logs(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether this writes to the log, whose events are named as messages are."""
    return (
        isinstance(node, ast.Call)
        and bool(node.args)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "log"
    )


def _pattern(node: ast.JoinedStr) -> str:
    parts = (
        re.escape(str(value.value)) if isinstance(value, ast.Constant) else "[a-z0-9_.]+"
        for value in node.values
    )
    return "".join(parts)


def asked_for() -> Iterator[str]:
    """Yield the spelled-out names that are a message's: their first word is one that messages begin with."""
    beginnings = {name.partition(".")[0] for name in catalogue_of("vi")}
    spelled, _ = literals()
    return (name for name in sorted(spelled) if name.partition(".")[0] in beginnings and not _is_a_file(name))


def _is_a_file(name: str) -> bool:
    return name.endswith((".py", ".po", ".html", ".js", ".css", ".xlsx", ".csv", ".sqlite", ".json"))


def test_both_languages_have_the_same_messages() -> None:
    assert catalogue_of("vi").keys() == catalogue_of("en").keys()


def test_every_message_that_the_code_names_exists() -> None:
    assert [name for name in asked_for() if name not in catalogue_of("vi")] == []


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("absence.{}", list(Absence)),
        ("attachment.{}", ["photo", "document", "voice", "sticker", "location", "contact", "video", "other"]),
        ("supervise.unit_{}", [each for each in Progress if each is not Progress.SUBMITTED]),
        ("join.notice_{}", list(RoleKind)),
        ("sharing.notice_{}", list(RoleKind)),
    ],
)
def test_every_member_of_a_family_of_messages_exists(family: str, members: list[str]) -> None:
    assert {family.format(member) for member in members} <= catalogue_of("vi").keys()


def test_no_message_is_unused() -> None:
    spelled, families = literals()
    unused = [
        name
        for name in catalogue_of("vi")
        if name not in spelled and not any(family.fullmatch(name) for family in families)
    ]
    assert unused == []


@pytest.mark.parametrize("name", sorted(catalogue_of("vi")))
def test_a_message_takes_the_same_parameters_in_both_languages(name: str) -> None:
    given = {
        placeholder for form in forms_of(catalogue_of("vi")[name]) for placeholder in _placeholders(form)
    }
    for form in forms_of(catalogue_of("en")[name]):
        used = set(_placeholders(form)) | {"n"}
        assert given - LEFT_OUT_IN_ENGLISH <= used <= given | {"n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_has_all_its_plural_forms_in_a_language(language: str) -> None:
    wanted = {"vi": 1, "en": 2}[language]
    for name, message in catalogue_of(language).items():
        if message.pluralizable:
            assert len(forms_of(message)) == wanted, name
        assert all(forms_of(message)), name
        assert catalogue_of("vi")[name].pluralizable == message.pluralizable, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_tags_that_channels_know_are_used_and_each_is_closed(language: str) -> None:
    for name, message in catalogue_of(language).items():
        for form in forms_of(message):
            assert "<" not in _TAG.sub("", form), f"{name}: a sign that is no tag is written &lt;"
            Sentence(form)  # raises for anything but names in braces
            for line in form.split("\n"):
                for tag in "bi":
                    assert line.count(f"<{tag}>") == line.count(f"</{tag}>"), name


def test_vietnamese_is_written_as_it_is_printed() -> None:
    for name, message in catalogue_of("vi").items():
        for form in forms_of(message):
            assert unicodedata.is_normalized("NFC", form), name
            assert "  " not in form, name
            assert form == form.strip(" "), name
            assert not re.search(r"[ \u00a0][:;!?,.](?=\s|$)", form), name
            assert not re.search(r"[^\W\d],[^\W\d]", _PLACEHOLDER.sub("", form)), name
            assert not re.search(r"(?<![\u00a0\w{}])%|[\d}] ?%", form), name


def _placeholders(form: str) -> list[str]:
    return _PLACEHOLDER.findall(form.replace("{{", "").replace("}}", ""))


LEFT_OUT_IN_ENGLISH = frozenset({"kind"})
"""A unit's kind ('xã') belongs to its name in Vietnamese; English says 'unit' or nothing."""


_SPEAKER = re.compile(r"(?<!\w)(?:[Ee]m|[Cc]húng tôi|[Mm]ình là|với tôi)(?!\w)")
_CAPITAL = re.compile(r": (?:<b>)?([A-ZĐ]\w+)")
_NAMES = frozenset({"Bé", "English", "Nam", "Nộp", "Phòng", "Telegram", "Tiếng", "Zalo"})
"""What is written with a capital anywhere: languages, places, channels, the label of a button."""


def test_one_voice_speaks_in_vietnamese() -> None:
    """The office's channel speaks of itself as 'hệ thống', or not at all; nobody is 'em'."""
    for name, message in catalogue_of("vi").items():
        assert not any(_SPEAKER.search(form) for form in forms_of(message)), name


def test_after_a_colon_a_sentence_goes_on_in_small_letters() -> None:
    capitals = {
        (name, found[1])
        for name, message in catalogue_of("vi").items()
        for form in forms_of(message)
        for found in _CAPITAL.finditer(form)
        if found[1] not in _NAMES and not found[1].isupper()
    }
    assert not capitals
