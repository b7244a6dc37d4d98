"""Click commands and groups with texts from the catalogue.

They are imported in two steps. `LazyGroup` imports the declaration of a command (`cli/commands`) when the command is
named; that is enough for its help and its usage errors. `Work` imports the function that does the work when the
command runs.

`help` of commands and parameters, and `value` of parameters, are names of messages. The context's `obj` is the
catalogue.
"""

import sys
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from cli.help_page import CommandList, help_page
from cli.parameters import texts_of, usage_pieces
from cli.terminal import problems
from cli.usage_faults import similar_names, usage_fault
from texts import Catalogue

INTERRUPTED = 130
"""The exit status after Ctrl-C."""


def imported(place: str) -> Any:  # noqa: ANN401 -- whatever has that name
    """Import a module and return one of its objects, both named as 'module:name'."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


@dataclass(frozen=True, slots=True)
class Work:
    """The function that does a command's work, 'module:name'. Its module is imported when the command runs."""

    place: str

    def __call__(self, **values: object) -> None:
        """Call the function with the catalogue and the parameters by name."""
        self.load()(texts_of(click.get_current_context()), **values)

    def load(self) -> Callable[..., None]:
        """Import the function."""
        function: Callable[..., None] = imported(self.place)
        return function


class _CommandWithPage(click.Command):
    """Base class of commands and groups: the usage line and the help page."""

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
        """Parse the arguments; add the context to usage errors."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # Click omits it from some errors
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that shows the help page."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "usage.help"
        return option


class PagedCommand(_CommandWithPage):
    """A command; `work` names its function as 'module:name'."""

    def __init__(self, name: str, work: str, *parameters: click.Parameter, help: str = "") -> None:  # noqa: A002 -- Click's word
        super().__init__(name, callback=Work(work), params=list(parameters), help=help)

    def lists(self, ctx: click.Context) -> Iterator[CommandList]:
        """Yield nothing, because a command has no subcommands."""
        yield from ()

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the parameters as the usage line shows them."""
        return list(usage_pieces(self.get_params(ctx), ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; report superfluous ones in the language of the catalogue."""
        ctx.allow_extra_args = True  # Click's own error message is in English
        extra = super().parse_args(ctx, args)
        if extra and not ctx.resilient_parsing:
            ctx.fail(texts_of(ctx).plain("usage.too_much", words=" ".join(extra)))
        return extra


class Group(_CommandWithPage, click.Group):
    """A group of commands."""

    def declare(self, name: str, work: str, *parameters: click.Parameter, help: str) -> None:  # noqa: A002 -- Click's word
        """Add a command; `work` names its function as 'module:name'."""
        self.add_command(PagedCommand(name, work, *parameters, help=help))

    def lists(self, ctx: click.Context) -> Iterator[CommandList]:
        """Yield one list with the group's commands."""
        rows = [(name, command.help or "") for name, command in self.commands.items()]
        yield CommandList("usage.commands", rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in declaration order."""
        return list(self.commands)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the placeholder for a command."""
        return [texts_of(ctx).plain("usage.command")]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the named command; report an unknown name with similar ones."""
        name, texts, known = args[0], texts_of(ctx), self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            near = ", ".join(similar_names(name, known))
            message = "usage.no_such_command_but" if near else "usage.no_such_command"
            ctx.fail(texts.plain(message, command=name, near=near))
        return super().resolve_command(ctx, args)


@dataclass(frozen=True, slots=True)
class Lazy:
    """A command whose declaration is not imported yet: 'module:name', and the message names of help and panel."""

    place: str
    help: str
    panel: str

    def load(self) -> click.Command:
        """Import the declaration."""
        command: click.Command = imported(self.place)
        command.help = self.help
        return command


class LazyGroup(Group):
    """The outermost group. It imports the declaration of a command on use and prints usage errors."""

    def __init__(self, lazy: Mapping[str, Lazy], texts: Catalogue, help: str) -> None:  # noqa: A002 -- Click's word
        names = {"help_option_names": ["-h", "--help"]}
        super().__init__(help=help, context_settings={"obj": texts, **names})
        self._lazy = lazy
        self._texts = texts

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names without importing anything."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None for an unknown name."""
        return self._lazy[cmd_name].load() if cmd_name in self._lazy else None

    def lists(self, ctx: click.Context) -> Iterator[CommandList]:
        """Yield the panels with their commands, without importing anything."""
        for panel in dict.fromkeys(each.panel for each in self._lazy.values()):
            rows = [(name, each.help) for name, each in self._lazy.items() if each.panel == panel]
            yield CommandList(panel, rows)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- Click's signature
        """Invoke the command; exit with INTERRUPTED and without a message after Ctrl-C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)

    def main(self, *args: Any, **settings: Any) -> Any:  # noqa: ANN401 -- the same
        """Run the command line and exit with its status; 2 after a usage error."""
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
