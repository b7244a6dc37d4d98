"""The command line as tests see it: a call, and every command by its words."""

from collections.abc import Iterator

import click
from click.testing import CliRunner, Result

from cli.main import application
from texts.catalogue import catalogue


def baocao(*words: str, language: str = "vi", typed: str | None = None) -> Result:
    """Run a command in this process; `typed` is its standard input."""
    return CliRunner().invoke(application(catalogue(language)), words, input=typed, prog_name="baocao")


def every_command() -> dict[tuple[str, ...], click.Command]:
    """Return every group and command by its words; the outermost group has none."""
    return dict(_below(application(catalogue("vi"))))


def _below(command: click.Command, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            assert below is not None
            yield from _below(below, *words, name)
