"""Commands that speak the reader's language: their usage, values, examples, and what was typed wrongly.

Typer has words of its own for all that, in English. Whatever it lets others override or set is used here.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import typer
import typer.rich_utils
from rich.markup import escape
from typer.core import TyperCommand, TyperGroup, TyperOption

from cli.examples import EXAMPLES
from cli.terminal import problems
from texts import Catalogue

if TYPE_CHECKING:  # for the signatures that are overridden; nothing of it is used
    from typer._click import Command, Context, HelpFormatter, Parameter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import typer
from pydantic import ValidationError

from cli.setting_faults import value_fault

_PANELS = {
    "office": ("units", "people", "form", "round", "invite", "audit"),
    "bot": ("run", "status", "channels", "links", "dead-letter", "undelivered"),
    "database": ("backup", "restore", "database"),
    "trying": ("demo", "replay"),
}
"""How the outermost help orders the commands: what an office keeps, as it begins; what it runs; the rest."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Commands(typer.Typer):
    """A group of commands in one language."""

    def __init__(self, texts: Catalogue, meaning: str | None = None) -> None:
        super().__init__(
            cls=_Group,
            no_args_is_help=True,
            add_completion=False,
            help=meaning,
            context_settings={"obj": texts},
        )

    def command(self, *names: Any, **settings: Any) -> Callable[[_Function], _Function]:  # noqa: ANN401 -- whatever Typer takes
        """Add a command, as Typer does."""
        return super().command(*names, cls=_Command, **settings)


class _Command(TyperCommand):
    def get_params(self, ctx: "Context") -> "list[Parameter]":
        return _worded(super().get_params(ctx), _texts(ctx))

    def collect_usage_pieces(self, ctx: "Context") -> list[str]:
        return list(_pieces(self.get_params(ctx), _texts(ctx)))

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        _write_usage(self, ctx, formatter)

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        self.epilog = _examples(ctx.command_path, _texts(ctx))
        super().format_help(ctx, formatter)

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # to be refused in our words
        try:
            extra = super().parse_args(ctx, args)
        except typer.TyperException as error:
            error.ctx = ctx  # type: ignore[attr-defined]  # some of Typer's errors lack it
            raise
        if extra:
            ctx.fail(_texts(ctx).plain("usage.too_much", words=" ".join(extra)))
        return extra


class _Group(TyperGroup):
    def get_params(self, ctx: "Context") -> "list[Parameter]":
        return _worded(super().get_params(ctx), _texts(ctx))

    def collect_usage_pieces(self, ctx: "Context") -> list[str]:
        return [_texts(ctx).plain("usage.command")]

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        _write_usage(self, ctx, formatter)

    def list_commands(self, ctx: "Context") -> list[str]:
        if ctx.parent is not None:
            return super().list_commands(ctx)
        return [name for names in _PANELS.values() for name in names]

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        for panel, names in _PANELS.items() if ctx.parent is None else ():
            for name in names:
                command: Any = self.commands[name]  # a TyperCommand or a TyperGroup: both have a panel
                command.rich_help_panel = _texts(ctx).plain(f"usage.panel_{panel}")
        super().format_help(ctx, formatter)

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> "tuple[str | None, Command | None, list[str]]":
        name, texts = args[0], _texts(ctx)
        if name not in self.commands and not name.startswith("-"):
            near = ", ".join(alike(name, self.commands))
            message = "usage.no_such_command_but" if near else "usage.no_such_command"
            ctx.fail(texts.plain(message, command=name, near=near))
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **settings: Any) -> Any:  # noqa: ANN401 -- as Typer's own
        """Run what was typed and leave with its status: 2 where it cannot be understood."""
        texts: Catalogue = self.context_settings["obj"]
        _set_words(texts)
        try:
            status = super().main(*args, **{**settings, "standalone_mode": False})
        except typer.TyperException as error:
            for line in usage_fault(error, texts):
                problems().print(line, markup=False)
            sys.exit(error.exit_code)
        except typer.Abort:
            problems().print(texts.plain("usage.aborted"), markup=False)
            sys.exit(1)
        sys.exit(status)


def _texts(ctx: "Context") -> Catalogue:
    texts = ctx.obj
    assert isinstance(texts, Catalogue)  # noqa: S101 -- it is where `Commands` has put it
    return texts


def _set_words(texts: Catalogue) -> None:
    """Set the words that Typer's help keeps as settings of its module."""
    settings = typer.rich_utils
    settings.ARGUMENTS_PANEL_TITLE = texts.plain("usage.arguments")
    settings.OPTIONS_PANEL_TITLE = texts.plain("usage.options")
    settings.COMMANDS_PANEL_TITLE = texts.plain("usage.commands")
    settings.REQUIRED_LONG_STRING = f"[{texts.plain('usage.required')}]"
    settings.DEFAULT_STRING = f"[{texts.plain('usage.default')}]"


def _worded(parameters: "Sequence[Parameter]", texts: Catalogue) -> "list[Parameter]":
    """Return the parameters with what is to be typed for them in words, the one that asks for help too."""
    for each in parameters:
        each.metavar = value_word(each, texts)
        if not isinstance(each, TyperOption):
            each.display_type_rich = _no_type  # type: ignore[attr-defined]  # '<str>' beside the word for it
        if isinstance(each, TyperOption) and each.name == "help":
            each.help = texts.plain("usage.help")
    return list(parameters)


def _no_type(ctx: "Context") -> None:
    """Say nothing of the type of an argument."""


def _pieces(parameters: "Sequence[Parameter]", texts: Catalogue) -> Iterator[str]:
    """Yield what has to be typed after a command, and at the end that more may be."""
    for each in parameters:
        if isinstance(each, TyperOption):
            if each.required:
                yield f"{called(each)} {each.metavar}"
        else:
            yield called(each) if each.required else f"[{called(each)}]"
    if any(isinstance(each, TyperOption) and not each.required for each in parameters):
        yield texts.plain("usage.more")


def _write_usage(command: "Command", ctx: "Context", formatter: "HelpFormatter") -> None:
    prefix = f"{_texts(ctx).plain('usage.usage')} "
    formatter.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), prefix=prefix)


def _examples(path: str, texts: Catalogue) -> str | None:
    """Return the examples of a command, as Rich markup."""
    _, _, name = path.partition(" ")
    lines = [f"  {escape(each)}" for each in EXAMPLES.get(name, ())]
    return "\n".join([texts.plain("usage.examples"), *lines]) if lines else None


_VALUES: Mapping[str, str] = {
    "answers": "file",
    "below": "unit",
    "day": "day",
    "days": "number",
    "depth": "number",
    "due": "day",
    "file": "file",
    "host": "address",
    "into": "unit",
    "kind": "kind",
    "language": "language",
    "letter_id": "number",
    "message_id": "number",
    "name": "name",
    "number": "number",
    "on": "day",
    "out": "file",
    "period": "period",
    "person": "number",
    "port": "number",
    "role": "role",
    "since": "day",
    "source_url": "address",
    "target": "file",
    "target_url": "address",
    "title": "name",
    "under": "unit",
    "unit": "unit",
    "units": "unit",
    "who": "person",
    "without": "unit",
}
"""The kind of value that each parameter takes, by the parameter's name; switches take none."""


LARGEST_NUMBER = 2**31 - 1
"""The largest number that a row, a day or a level can have: what databases hold in an integer."""


def value_word(parameter: Any, texts: Catalogue) -> str:  # noqa: ANN401 -- Typer's parameters have no public class in common
    """Return what stands for the value of a parameter in usage and help: 'TỆP'; nothing for a switch."""
    if getattr(parameter, "is_flag", False):
        return ""
    word = texts.plain(f"value.{_VALUES[parameter.name]}")
    return f"{word}…" if parameter.nargs != 1 else word


def called(parameter: Any) -> str:  # noqa: ANN401 -- the same
    """Return what a parameter is called: an option by its switch, an argument by its value."""
    return str(parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar)


def usage_fault(error: typer.TyperException, texts: Catalogue) -> Iterator[str]:
    """Yield what is wrong, how the command is meant, and where more is said."""
    name = type(error).__name__  # Typer keeps its errors' classes to itself
    if name == "NoArgsIsHelpError":
        return  # the help itself has been shown
    yield _FAULTS[name](error, texts) if name in _FAULTS else error.message
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        yield ctx.get_usage()
        yield texts.plain("usage.see", command=f"{ctx.command_path} --help")


def _missing(error: Any, texts: Catalogue) -> str:  # noqa: ANN401 -- one of Typer's own errors
    return texts.plain("usage.missing", name=called(error.param), meaning=error.param.help)


def _bad_value(error: Any, texts: Catalogue) -> str:  # noqa: ANN401 -- the same
    cause = error.__cause__
    if error.param is None or not isinstance(cause, ValidationError):
        return str(error.message)
    given = cause.errors()[0]["input"]
    return texts.plain(
        "usage.bad_value", name=called(error.param), value=given, fault=value_fault(cause, texts)
    )


def _no_such_option(error: Any, texts: Catalogue) -> str:  # noqa: ANN401 -- the same
    known = [option for each in error.ctx.command.get_params(error.ctx) for option in each.opts]
    near = ", ".join(alike(error.option_name, [each for each in known if each.startswith("-")]))
    message = "usage.no_such_option_but" if near else "usage.no_such_option"
    return texts.plain(message, option=error.option_name, near=near)


def _bad_option(error: Any, texts: Catalogue) -> str:  # noqa: ANN401 -- the same
    takers = error.ctx.command.params if error.ctx else ()  # a group's only option takes none
    takes = any(error.option_name in each.opts and not each.is_flag for each in takers)
    return texts.plain("usage.value_missing" if takes else "usage.takes_no_value", option=error.option_name)


def alike(typed: str, known: Iterable[str]) -> list[str]:
    """Return what may have been meant: what begins like it, else what is spelled much like it."""
    names = list(known)
    return [each for each in names if each.startswith(typed)] or get_close_matches(typed, names)


_FAULTS = {
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "NoSuchOption": _no_such_option,
    "BadOptionUsage": _bad_option,
}
