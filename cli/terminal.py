"""The terminal: it speaks from the catalogue, in the language of BAOCAO_LANGUAGE or Vietnamese."""

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import typer
from rich.console import Console

from bot.settings import Settings
from storage.database.sqlite_types import real_now
from texts import Catalogue, catalogue
from texts.parsing import read_yes_no

LANGUAGE_VARIABLE = "BAOCAO_LANGUAGE"


def console_texts() -> Catalogue:
    """Return the catalogue that the terminal speaks."""
    return catalogue(os.environ.get(LANGUAGE_VARIABLE, "vi"))


def out() -> Console:
    """Return the console for results."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=True)


def problems() -> Console:
    """Return the console for what went wrong and for progress."""
    return Console(file=sys.stderr, highlight=False, soft_wrap=True)


YES = "c"
"""What one key says, besides all that is read as a yes elsewhere."""


def agreed(question: str, texts: Catalogue) -> bool:
    """Ask until the answer is a yes or a no; an empty line is a no. Raises typer.Abort where nobody can answer."""
    while True:
        out().print(texts.plain("asking.question", question=question), end=" ", markup=False)
        line = sys.stdin.readline()
        if not line:
            out().print()
            raise typer.Abort
        answer = line.strip().lower()
        said = answer == YES or (read_yes_no(answer) if answer else False)
        if said is not None:
            return said
        out().print(texts.plain("asking.yes_or_no"), markup=False)


def clock(settings: Settings) -> Callable[[], datetime]:
    """Return the time the program lives by: the real one, or one that started at the moment set for training."""
    start = settings.clock_start
    if start is None:
        return real_now
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def office_now() -> datetime:
    """Return the moment in the office's time zone."""
    settings = Settings()
    return clock(settings)().astimezone(settings.zone)
