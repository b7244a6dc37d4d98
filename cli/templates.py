"""`baocao units template` and `baocao people template`: empty workbooks to fill in."""

from pathlib import Path

from cli.files import write_new
from cli.terminal import out
from documents.loading.people_template import people_template
from documents.loading.unit_template import unit_template
from texts import Catalogue


def write_unit_template(texts: Catalogue, file: Path) -> None:
    """Write an empty workbook of units; raises UnusableFile."""
    _write(texts, file, unit_template(texts))


def write_people_template(texts: Catalogue, file: Path) -> None:
    """Write an empty workbook of people; raises UnusableFile."""
    _write(texts, file, people_template(texts))


def _write(texts: Catalogue, file: Path, content: bytes) -> None:
    write_new(file, content)
    out().print(texts.plain("register.template_written", file=str(file)), markup=False)
