"""The terminal: it speaks from the catalogue, in the language of BAOCAO_LANGUAGE or Vietnamese."""

import os
import sys

from rich.console import Console

from texts import Catalogue, catalogue

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
