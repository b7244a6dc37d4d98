"""The library of questionnaires that come with the program: a folder each, with workbook, choice lists and a page."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

WORKBOOK_ENDING = ".xlsx"
LIST_ENDING = ".csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A questionnaire's workbook, and the CSV lists beside it by file name. `name` is its form_id."""

    name: str
    workbook: bytes
    lists: dict[str, bytes]

    @property
    def filename(self) -> str:
        """The workbook's file name."""
        return f"{self.name}{WORKBOOK_ENDING}"


@cache
def questionnaire_names() -> tuple[str, ...]:
    """Return the names of all questionnaires, in alphabetical order."""
    folders = (each for each in files("questionnaires").iterdir() if each.is_dir())
    return tuple(sorted(each.name for each in folders if each.joinpath(f"{each.name}.xlsx").is_file()))


def questionnaire(name: str) -> Questionnaire:
    """Return a questionnaire by its name. Raises KeyError for an unknown one."""
    if name not in questionnaire_names():
        raise KeyError(name)
    folder = files("questionnaires").joinpath(name)
    return Questionnaire(
        name=name,
        workbook=folder.joinpath(f"{name}{WORKBOOK_ENDING}").read_bytes(),
        lists={each.name: each.read_bytes() for each in folder.iterdir() if each.name.endswith(LIST_ENDING)},
    )
