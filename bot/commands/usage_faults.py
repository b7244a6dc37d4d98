"""What is wrong with what was typed on the command line, in the words of whoever typed it."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

import typer
from pydantic import ValidationError

from bot.commands.parameters import called
from bot.commands.setting_faults import value_fault
from texts import Catalogue


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
