"""No command ends in a traceback: one line for the reader, the trace in a file."""

from importlib import import_module
from pathlib import Path

import click
import pytest
from telegram.error import NetworkError

from cli import main as cli
from cli.known_errors import MESSAGES
from cli.parameters import WholeNumber
from tests.support.command_line import baocao, every_command

FAR_TOO_LARGE = "123456789012345678901234"


def numbers_taken() -> list[tuple[str, ...]]:
    """Return every command that takes a number, typed with one that no database holds."""
    return [
        (*words, *((each.opts[0],) if isinstance(each, click.Option) else ()), FAR_TOO_LARGE)
        for words, command in every_command().items()
        for each in command.params
        if isinstance(each.type, WholeNumber)
    ]


@pytest.mark.parametrize("words", numbers_taken(), ids=" ".join)
def test_a_number_that_no_database_holds_is_refused(words: tuple[str, ...]) -> None:
    said = baocao(*words)
    assert said.exit_code == 2
    assert FAR_TOO_LARGE in said.stderr


def test_most_commands_about_a_row_take_a_number() -> None:
    assert len(numbers_taken()) >= 12


def run(monkeypatch: pytest.MonkeyPatch, error: Exception) -> int:
    def fail(texts: object) -> None:
        raise error

    monkeypatch.setattr(cli, "application", fail)
    monkeypatch.setattr("structlog.is_configured", lambda: False)  # as in a command that writes no log
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_what_nobody_foresaw_is_one_line_and_a_trace_for_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run(monkeypatch, ZeroDivisionError("x")) == 1
    said = capsys.readouterr()
    (file,) = tmp_path.iterdir()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert str(file) in said.err
    assert "Traceback" not in said.err
    assert "ZeroDivisionError: x" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0


def test_a_trace_that_cannot_be_written_is_no_second_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert run(monkeypatch, ZeroDivisionError("x")) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_without_a_network_a_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, NetworkError("httpx.ConnectError: nope")) == 1
    said = capsys.readouterr().err
    assert "Không nối được với Telegram" in said
    assert "httpx" not in said


@pytest.mark.parametrize("place", MESSAGES)
def test_a_known_error_is_a_class_or_several(place: str) -> None:
    module, _, name = place.partition(":")
    known = getattr(import_module(module), name)
    assert all(issubclass(each, Exception) for each in (known if isinstance(known, tuple) else (known,)))
