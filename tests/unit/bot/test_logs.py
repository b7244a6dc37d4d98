"""What is logged, and what never is."""

import json
import logging
from collections.abc import Callable, Iterator
from errno import ENOSPC
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr
from structlog import DropEvent

from bot.log_limit import MOST_EQUAL, WINDOW, EqualLines
from bot.logs import LogFormat, places, set_up_logs
from bot.settings import Settings

ANSWER, PHONE, NAME = "68 301 người", "0912345678", "Nông Thị Hoa"
TOKEN, OTHER_TOKEN = "431:sandbox", "1234567890:AAF-abcdefghijklmnopqrstuvwxyz_0123"
VALUES = (ANSWER, PHONE, NAME, TOKEN, OTHER_TOKEN)


class Refused(Exception):
    """Something was refused."""


def read() -> None:
    raise ValueError(f"cannot read {ANSWER}")


def fail() -> None:
    try:
        read()
    except ValueError as error:
        raise Refused(f"{NAME} {PHONE}") from error


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Return what has been logged so far; the logs are as they were afterwards."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield lambda: capsys.readouterr().err
    logging.root.handlers[:], logging.root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("style", ["line", "json"])
def test_of_a_failure_its_types_and_places_are_logged_and_no_value(
    logged: Callable[[], str], style: LogFormat
) -> None:
    set_up_logs("INFO", style)
    try:
        fail()
    except Refused:
        structlog.get_logger().exception("turn.refused", key="telegram:7700:9")
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n%s", NAME)
    ours, theirs = logged().splitlines()
    assert "Refused at bot/test_logs.py:" in ours
    assert "; from ValueError at bot/test_logs.py:" in ours
    assert "telegram:7700:9" in ours
    assert "Exception in ASGI application" in theirs
    assert not any(value in ours + theirs for value in VALUES)


def test_json_lines_can_be_read_by_a_program(logged: Callable[[], str]) -> None:
    set_up_logs("INFO", "json")
    structlog.get_logger().warning("poll.failed", error="mạng lỗi")
    entry = json.loads(logged())
    assert (entry["event"], entry["level"], entry["error"]) == ("poll.failed", "warning", "mạng lỗi")
    assert entry["timestamp"].endswith("Z")


def test_secrets_tokens_and_phone_numbers_are_blotted_out(logged: Callable[[], str]) -> None:
    set_up_logs("INFO", secrets=[TOKEN, ""])
    log = structlog.get_logger()
    log.warning("poll.failed", error=f"https://api.telegram.org/bot{TOKEN}/getMe {OTHER_TOKEN}")
    log.warning("x", text=f"{PHONE} +84912345678 84912345678")
    lines = logged()
    assert not any(value in lines for value in (*VALUES, "912345678"))
    assert lines.count("***") == 5


def test_keys_chats_and_times_are_left_as_they_are(logged: Callable[[], str]) -> None:
    set_up_logs("INFO")
    structlog.get_logger().info("x", key="telegram:7700:123456789", chat="1234567890", seconds=0.0912345678)
    assert "***" not in logged()


def test_other_libraries_are_quoted_without_their_arguments(logged: Callable[[], str]) -> None:
    set_up_logs("DEBUG")
    structlog.get_logger().debug("turn.clash")
    for name in ("aiosqlite", "asyncio", "sqlalchemy.engine", "telegram.Bot", "PIL", "uvicorn.error"):
        logging.getLogger(name).debug("executing %s", ("INSERT", ANSWER))
    logging.getLogger("aiosqlite").warning("lost %s", ANSWER)
    unretrieved = f"Task exception was never retrieved\nfuture: {NAME}"
    logging.getLogger("asyncio").error(unretrieved)
    logging.getLogger("httpx").info("HTTP Request: %s", f"https://x/bot{TOKEN}")
    lines = logged().splitlines()
    assert [line.partition("event=")[2].partition(" logger=")[0] for line in lines] == [
        "'turn.clash'",
        "'lost %s'",
        "'Task exception was never retrieved'",
    ]


def test_a_failure_without_places_has_its_type() -> None:
    assert places(KeyError(ANSWER)) == "KeyError at no place"


def test_every_secret_that_is_set_is_known_to_be_one(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("ours\n", encoding="utf-8")
    secret.chmod(0o600)
    settings = Settings(telegram_token=SecretStr(TOKEN), telegram_webhook_secret_file=secret, _env_file=None)
    assert settings.secrets() == {TOKEN, "ours"}


class FullDisk(StringIO):
    """A file into which nothing can be written for now."""

    full = True

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(ENOSPC, "No space left on device")
        return super().write(text)


def test_a_line_that_cannot_be_written_is_lost_and_ends_nothing(
    logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = FullDisk()
    monkeypatch.setattr("sys.stderr", file)
    set_up_logs("INFO")
    structlog.get_logger().error("database.outage", reason="database or disk is full")
    file.full = False
    structlog.get_logger().warning("poll.failed")
    assert "poll.failed" in file.getvalue()
    assert "database.outage" not in file.getvalue()
    assert logged() == ""


def test_equal_lines_are_counted_and_left_out() -> None:
    clock = [0.0]
    limit = EqualLines(lambda: clock[0])

    def written(event: str) -> dict[str, Any] | None:
        try:
            return dict(limit(None, "warning", {"event": event, "key": clock[0]}))
        except DropEvent:
            return None

    assert sum(written("poll.failed") is not None for _ in range(1000)) == MOST_EQUAL
    assert written("another") is not None
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, "accept", (), None)
    assert sum(limit.filter(record) for _ in range(1000)) == MOST_EQUAL
    clock[0] = WINDOW
    told = written("poll.failed")
    assert told is not None
    assert told["left_out"] == 1000 - MOST_EQUAL
    assert "left_out" not in (written("poll.failed") or {"left_out": 1})
