"""Arguments and options with texts from the catalogue, and the types of their values."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from texts import Catalogue

LARGEST_NUMBER = 2**31 - 1
"""The maximum of every numeric parameter: the largest integer of a database column."""

FILE = click.Path(path_type=Path, readable=False)  # commands report an unreadable file in their own words


def texts_of(ctx: click.Context) -> Catalogue:
    """Return the catalogue of a call."""
    texts: Catalogue = ctx.find_root().obj
    return texts


class Argument(click.Argument):
    """An argument; `value` names the placeholder of its value: the message `value.<name>`."""

    def __init__(self, *declarations: str, value: str, **settings: Any) -> None:  # noqa: ANN401 -- Click's
        super().__init__(declarations, **settings)
        self.value = value

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the placeholder: 'TỆP', with an ellipsis for several values."""
        word = texts_of(ctx).plain(f"value.{self.value}")
        return f"{word}…" if self.nargs != 1 else word


class Option(click.Option):
    """An option; `value` names the placeholder as for an argument. Without `value` it is a flag."""

    def __init__(self, *declarations: str, value: str = "", **settings: Any) -> None:  # noqa: ANN401 -- Click's
        if not value:
            settings["is_flag"] = True  # is_flag=False would make the value of an option optional
        super().__init__(declarations, **settings)
        self.value = value

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the placeholder; '' for a flag."""
        return texts_of(ctx).plain(f"value.{self.value}") if self.value else ""


class WholeNumber(click.ParamType[int]):
    """An integer within limits, with error messages from the catalogue."""

    name = "number"

    def __init__(self, least: int | None = None, most: int = LARGEST_NUMBER) -> None:
        self.least = least
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 -- Click's signature
        """Return the number; raises BadParameter."""
        assert param is not None and ctx is not None  # noqa: S101, PT018 -- Click passes both for typed values
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
        message = texts.plain("usage.bad_value", name=parameter_name(param, ctx), value=value, fault=fault)
        raise click.BadParameter(message, ctx=ctx, param=param)

    @property
    def limits(self) -> str:
        """Return the limits as a comparison: '1<=x<=365'."""
        least = "" if self.least is None else f"{self.least}<="
        return f"{least}x<={self.most}"


def parameter_name(parameter: click.Parameter, ctx: click.Context) -> str:
    """Return the name of a parameter: an option's first switch, an argument's placeholder."""
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.make_metavar(ctx)


def usage_pieces(parameters: Sequence[click.Parameter], ctx: click.Context) -> Iterator[str]:
    """Yield the parameters of a usage line; a final '[…]' stands for the optional ones."""
    for each in parameters:
        if not isinstance(each, click.Option):
            yield parameter_name(each, ctx) if each.required else f"[{parameter_name(each, ctx)}]"
        elif each.required:
            yield f"{parameter_name(each, ctx)} {each.make_metavar(ctx)}"
    if any(isinstance(each, click.Option) and not each.required for each in parameters):
        yield texts_of(ctx).plain("usage.more")
