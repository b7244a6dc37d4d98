"""Click commands and groups whose words come from the catalogue; a command is imported when it is called.

`help` of every command and parameter, and `value` of every parameter, name messages of the catalogue. The context's
`obj` is the catalogue.
"""

import sys
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from cli.help_page import CommandList, help_page
from cli.parameters import Argument, Option, pieces, texts_of
from cli.terminal import problems
from cli.usage_faults import alike, usage_fault
from texts import Catalogue

INTERRUPTED = 130
"""The exit status after Ctrl-C."""

FILE = click.Path(
    path_type=Path, readable=False
)  # what keeps a file from being read, the command itself says

argument = partial(click.argument, cls=Argument)
option = partial(click.option, cls=Option)


class _Worded(click.Command):
    """What commands and groups share: the usage line and the help page."""

    @abstractmethod
    def lists(self, ctx: click.Context) -> Iterator[CommandList]:
        """Yield the lists of commands that the help page shows."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        prefix = f"{texts_of(ctx).plain('usage.usage')} "
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=prefix)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help page."""
        formatter.write(help_page(self, ctx, list(self.lists(ctx))))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; every usage error knows its command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # Click leaves it out of some
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that shows the help page."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "usage.help"
        return option


class Command(_Worded):
    """A command."""

    def lists(self, ctx: click.Context) -> Iterator[CommandList]:
        """Yield nothing: a command has no commands."""
        yield from ()

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what has to be typed after the command."""
        return list(pieces(self.get_params(ctx), ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; refuse superfluous ones in the reader's language."""
        ctx.allow_extra_args = True  # Click's own refusal is in English
        extra = super().parse_args(ctx, args)
        if extra and not ctx.resilient_parsing:
            ctx.fail(texts_of(ctx).plain("usage.too_much", words=" ".join(extra)))
        return extra


class Group(_Worded, click.Group):
    """A group of commands."""

    command_class = Command

    def lists(self, ctx: click.Context) -> Iterator[CommandList]:
        """Yield the one list of the group's commands."""
        rows = [(name, command.help or "") for name, command in self.commands.items()]
        yield CommandList("usage.commands", rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of their declaration."""
        return list(self.commands)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the word for a command."""
        return [texts_of(ctx).plain("usage.command")]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called; refuse an unknown one and name similar ones."""
        name, texts, known = args[0], texts_of(ctx), self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            near = ", ".join(alike(name, known))
            message = "usage.no_such_command_but" if near else "usage.no_such_command"
            ctx.fail(texts.plain(message, command=name, near=near))
        return super().resolve_command(ctx, args)


@dataclass(frozen=True, slots=True)
class Lazy:
    """A command that is not imported yet: 'module:name', its help and its panel, both messages of the catalogue."""

    place: str
    help: str
    panel: str

    def load(self) -> click.Command:
        """Import the command."""
        module, _, name = self.place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        command.help = self.help
        return command


class LazyGroup(Group):
    """The outermost group: imports a command when it is called, and reports usage errors in the reader's language."""

    def __init__(self, lazy: Mapping[str, Lazy], texts: Catalogue, help: str) -> None:  # noqa: A002 -- Click's word
        names = {"help_option_names": ["-h", "--help"]}
        super().__init__(help=help, context_settings={"obj": texts, **names})
        self._lazy = lazy
        self._texts = texts

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names without importing anything."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None if there is none of that name."""
        return self._lazy[cmd_name].load() if cmd_name in self._lazy else None

    def lists(self, ctx: click.Context) -> Iterator[CommandList]:
        """Yield the panels with their commands, without importing anything."""
        for panel in dict.fromkeys(each.panel for each in self._lazy.values()):
            rows = [(name, each.help) for name, each in self._lazy.items() if each.panel == panel]
            yield CommandList(panel, rows)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- Click's signature
        """Invoke the command; Ctrl-C ends it without a message."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)

    def main(self, *args: Any, **settings: Any) -> Any:  # noqa: ANN401 -- the same
        """Run the command line and exit with its status: 2 after a usage error."""
        try:
            status = super().main(*args, **{**settings, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message())
            sys.exit(error.exit_code)
        except click.ClickException as error:
            for line in usage_fault(error, self._texts):
                problems().print(line, markup=False)
            sys.exit(error.exit_code)
        except click.Abort:
            problems().print(self._texts.plain("usage.aborted"), markup=False)
            sys.exit(1)
        sys.exit(status)
