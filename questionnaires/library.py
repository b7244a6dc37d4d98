"""The library of questionnaires that come with the program: a folder each, with workbook, choice lists and a page."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A questionnaire: its form_id and its workbook's file, with the CSV lists beside it.

    `audience` says which units it is for, as `reporting.rounds.audience.read_audience` reads it.
    """

    name: str
    file: Path
    audience: str

    @property
    def workbook(self) -> bytes:
        """The workbook's bytes."""
        return self.file.read_bytes()

    @property
    def lists(self) -> dict[str, bytes]:
        """The CSV lists by file name."""
        return {each.name: each.read_bytes() for each in self.file.parent.glob("*.csv")}


def questionnaire_names() -> tuple[str, ...]:
    """Return the names of all questionnaires, in alphabetical order."""
    return tuple(sorted(_audiences()))


def questionnaire(name: str) -> Questionnaire:
    """Return a questionnaire by its name. Raises KeyError for an unknown one."""
    file = Path(str(files("questionnaires"))) / name / f"{name}.xlsx"
    return Questionnaire(name=name, file=file, audience=_audiences()[name])


@cache
def _audiences() -> dict[str, str]:
    text = files("questionnaires").joinpath("audiences.csv").read_text(encoding="utf-8")
    return dict(line.split(";", 1) for line in text.splitlines()[1:])
