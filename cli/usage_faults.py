"""Usage errors in the language of the catalogue: the error, the usage line, and how to get help."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

import click

from cli.parameters import parameter_name
from texts import Catalogue


def usage_fault(error: click.ClickException, texts: Catalogue) -> Iterator[str]:
    """Yield the lines about a usage error."""
    ctx = getattr(error, "ctx", None)
    yield error.message if ctx is None else _said(error, ctx, texts)
    if ctx is not None:
        yield ctx.get_usage()
        yield texts.plain("usage.see", command=f"{ctx.command_path} --help")


def _said(error: click.ClickException, ctx: click.Context, texts: Catalogue) -> str:
    """Return the error's message. Our own errors are in the right language already."""
    match error:
        case click.MissingParameter(param=click.Parameter() as missing):
            return texts.plain(
                "usage.missing", name=parameter_name(missing, ctx), meaning=texts.plain(missing.help or "")
            )
        case click.NoSuchOption(option_name=name):
            near = ", ".join(similar_names(name, _options(ctx)))
            message = "usage.no_such_option_but" if near else "usage.no_such_option"
            return texts.plain(message, option=name, near=near)
        case click.BadOptionUsage(option_name=name):
            takes = any(
                name in each.opts and isinstance(each, click.Option) and not each.is_flag
                for each in ctx.command.params
            )
            return texts.plain("usage.value_missing" if takes else "usage.takes_no_value", option=name)
        case _:
            return error.message


def _options(ctx: click.Context) -> Iterator[str]:
    for each in ctx.command.get_params(ctx):
        yield from (name for name in each.opts if name.startswith("-"))


def similar_names(typed: str, known: Iterable[str]) -> list[str]:
    """Return the names that begin with `typed`; if there are none, those with a similar spelling."""
    names = list(known)
    return [each for each in names if each.startswith(typed)] or get_close_matches(typed, names)
