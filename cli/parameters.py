"""Arguments and options whose words come from the catalogue, and the numbers they take."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from texts import Catalogue

LARGEST_NUMBER = 2**31 - 1
"""The largest number that a row, a day or a level can have: what databases hold in an integer."""


def texts_of(ctx: click.Context) -> Catalogue:
    """Return the catalogue of a call."""
    texts: Catalogue = ctx.find_root().obj
    return texts


class Argument(click.Argument):
    """An argument; `value` is the kind of its value, a message of the catalogue under `value.`."""

    def __init__(self, declarations: Sequence[str], *, value: str, **settings: Any) -> None:  # noqa: ANN401 -- Click's
        super().__init__(declarations, **settings)
        self.value = value

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the word for the value: 'TỆP', with an ellipsis where several are taken."""
        word = texts_of(ctx).plain(f"value.{self.value}")
        return f"{word}…" if self.nargs != 1 else word


class Option(click.Option):
    """An option; `value` is the kind of its value as of an argument; a flag has none."""

    def __init__(self, declarations: Sequence[str], *, value: str = "", **settings: Any) -> None:  # noqa: ANN401 -- Click's
        if not value:
            settings["is_flag"] = True  # a False would make the value of an option optional
        super().__init__(declarations, **settings)
        self.value = value

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the word for the value, '' for a flag."""
        return texts_of(ctx).plain(f"value.{self.value}") if self.value else ""


class Number(click.ParamType[int]):
    """A whole number within limits; refused in the reader's language."""

    name = "number"

    def __init__(self, least: int | None = None, most: int = LARGEST_NUMBER) -> None:
        self.least = least
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 -- Click's signature
        """Return the number; raises BadParameter."""
        assert param is not None and ctx is not None  # noqa: S101, PT018 -- Click calls it with both for what is typed
        texts = texts_of(ctx)
        try:
            number = int(value)
        except ValueError:
            fault = texts.plain("setting.whole_number")
        else:
            if self.least is not None and number < self.least:
                fault = texts.plain("setting.at_least", ge=self.least)
            elif number > self.most:
                fault = texts.plain("setting.at_most", le=self.most)
            else:
                return number
        message = texts.plain("usage.bad_value", name=called(param, ctx), value=value, fault=fault)
        raise click.BadParameter(message, ctx=ctx, param=param)

    @property
    def limits(self) -> str:
        """Return the limits as a comparison: '1<=x<=365'."""
        least = "" if self.least is None else f"{self.least}<="
        return f"{least}x<={self.most}"


def called(parameter: click.Parameter, ctx: click.Context) -> str:
    """Return the name of a parameter: an option's first switch, the word for an argument's value."""
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.make_metavar(ctx)


def pieces(parameters: Sequence[click.Parameter], ctx: click.Context) -> Iterator[str]:
    """Yield what has to be typed after a command, then a sign for the optional rest."""
    for each in parameters:
        if not isinstance(each, click.Option):
            yield called(each, ctx) if each.required else f"[{called(each, ctx)}]"
        elif each.required:
            yield f"{called(each, ctx)} {each.make_metavar(ctx)}"
    if any(isinstance(each, click.Option) and not each.required for each in parameters):
        yield texts_of(ctx).plain("usage.more")
