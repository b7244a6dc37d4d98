"""The template of the report after letter 431 as it ships."""

from importlib.resources import files

FILENAME = "D1_bao_cao_431.docx"


def template_431() -> bytes:
    """Return the template that a district's report and a commune's share."""
    return files("documents.word").joinpath("templates", FILENAME).read_bytes()
