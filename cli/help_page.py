"""The help page: usage, description, parameters, commands and examples."""

import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import click
from rich.align import Align
from rich.columns import Columns
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.examples import EXAMPLES
from cli.parameters import WholeNumber, parameter_name, texts_of


class CommandList(NamedTuple):
    """A box of commands: a title, and each command's name and help. Title and help are names of messages."""

    title: str
    rows: Sequence[tuple[str, str]]


def help_page(command: click.Command, ctx: click.Context, lists: Sequence[CommandList]) -> str:
    """Return the page, wrapped at the width of the terminal."""
    console = Console(file=sys.stdout, highlight=False)
    with console.capture() as page:
        for part in _parts(command, ctx, lists):
            console.print(part)
    return page.get()


def _parts(
    command: click.Command, ctx: click.Context, lists: Sequence[CommandList]
) -> Iterator[RenderableType]:
    texts = texts_of(ctx)
    yield Padding(Text(command.get_usage(ctx), style="bold"), 1)
    yield Padding(Align(Text(texts.plain(command.help or "")), pad=False), (0, 1, 1, 1))
    parameters = command.get_params(ctx)
    arguments = [each for each in parameters if not isinstance(each, click.Option)]
    options = [each for each in parameters if isinstance(each, click.Option)]
    for title, boxed in (("usage.arguments", arguments), ("usage.options", options)):
        if boxed:
            yield _box(texts.plain(title), _parameters(boxed, ctx))
    width = max((len(name) for each in lists for name, _ in each.rows), default=0)
    for each in lists:
        rows = [(name, texts.plain(meaning)) for name, meaning in each.rows]
        yield _box(texts.plain(each.title), _commands(rows, width))
    _, _, path = ctx.command_path.partition(" ")
    if path in EXAMPLES:
        lines = "\n".join((texts.plain("usage.examples"), *EXAMPLES[path]))
        yield Padding(Align(Text(lines), pad=False), 1)


def _box(title: str, content: Table) -> Panel:
    return Panel(content, title=title, title_align="left", border_style="dim")


def _parameters(parameters: Sequence[click.Parameter], ctx: click.Context) -> Table:
    """Return a table with a row for each: a star if it is required, its name, its placeholder, its help."""
    table = Table(show_header=False, expand=True, box=None, pad_edge=False)
    starred = any(each.required for each in parameters)
    for each in parameters:
        option = isinstance(each, click.Option)
        name = ", ".join(each.opts) if option else parameter_name(each, ctx)
        value = [each.make_metavar(ctx)] if option and not getattr(each, "is_flag", False) else []
        if isinstance(each.type, WholeNumber):
            value.append(f"[{each.type.limits}]")
        cells = (
            Text(name, style="bold cyan"),
            Text(" ".join(value), style="bold yellow", overflow="fold"),
            Columns(list(_help(each, ctx))),
        )
        star = Text("*" if each.required else "", style="red")
        table.add_row(*((star, *cells) if starred else cells))
    return table


def _help(parameter: click.Parameter, ctx: click.Context) -> Iterator[Text]:
    """Yield a parameter's help, its default if `show_default` is set, and whether it is required."""
    texts = texts_of(ctx)
    yield Text(texts.plain(parameter.help or ""))
    if isinstance(parameter, click.Option) and parameter.show_default:
        default = texts.plain("usage.default").format(parameter.get_default(ctx))
        yield Text(f"[{default}]", style="dim")
    if parameter.required:
        yield Text(f"[{texts.plain('usage.required')}]", style="dim red")


def _commands(rows: Sequence[tuple[str, str]], width: int) -> Table:
    table = Table(show_header=False, expand=True, box=None, pad_edge=False)
    table.add_column(style="bold cyan", no_wrap=True, width=width)
    table.add_column(ratio=10)
    for name, meaning in rows:
        table.add_row(Text(name), Text(meaning))
    return table
