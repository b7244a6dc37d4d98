"""A question in the terminal that is answered by yes or no, as people type it."""

import sys

import typer

from bot.commands.console import out
from texts import Catalogue
from texts.typed import read_yes_no

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
