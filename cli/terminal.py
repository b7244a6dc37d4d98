"""The terminal, in the language of BAOCAO_LANGUAGE, Vietnamese by default."""

import os
import sys
from typing import NoReturn

import click
from rich.console import Console

from texts import Catalogue, catalogue
from texts.parsing import read_yes_no

LANGUAGE_VARIABLE = "BAOCAO_LANGUAGE"


def console_texts() -> Catalogue:
    """Return the catalogue of the terminal's language."""
    return catalogue(os.environ.get(LANGUAGE_VARIABLE, "vi"))


def out() -> Console:
    """Return the console for results."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=True)


def problems() -> Console:
    """Return the console for errors and progress."""
    return Console(file=sys.stderr, highlight=False, soft_wrap=True)


YES = "c"
"""A key for yes, besides all that the chat reads as yes."""


def agreed(question: str, texts: Catalogue) -> bool:
    """Ask until the answer is yes or no; an empty line is no. Raises click.Abort at the end of the input."""
    while True:
        out().print(texts.plain("asking.question", question=question), end=" ", markup=False)
        line = sys.stdin.readline()
        if not line:
            out().print()
            raise click.Abort
        answer = line.strip().lower()
        said = answer == YES or (read_yes_no(answer) if answer else False)
        if said is not None:
            return said
        out().print(texts.plain("asking.yes_or_no"), markup=False)


def fail(message: str) -> NoReturn:
    """Print an error and exit with status 1."""
    click.echo(message, err=True)
    raise click.exceptions.Exit(1)
