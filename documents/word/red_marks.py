"""Colours what a draft still lacks red."""

import re
from collections.abc import Iterator
from copy import deepcopy

from docx.document import Document
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from documents.word.gap import GAP, NO_OPINION
from documents.word.template_language import UNKNOWN

RED = RGBColor(0xC0, 0x00, 0x00)

_MARKED = re.compile(
    "("
    + "|".join(
        [re.escape(GAP), re.escape(NO_OPINION) + r".*", re.escape(UNKNOWN).replace(r"\{name\}", "[^)]*")]
    )
    + ")"
)


def mark_red(document: Document) -> None:
    """Colour every mention of a gap in the document's body red."""
    for paragraph in _paragraphs(document):
        for run in paragraph.runs:
            if _MARKED.search(run.text):
                _split(run, paragraph)


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    for element in document.element.body.iter():
        if element.tag.endswith("}p"):
            yield Paragraph(element, document)


def _split(run: Run, paragraph: Paragraph) -> None:
    """Replace a run by runs of the same format, those with a gap in red."""
    for part in _MARKED.split(run.text):
        if part:
            copy = deepcopy(run._r)  # noqa: SLF001 -- python-docx has no other way to copy a run's format
            run._r.addprevious(copy)  # noqa: SLF001 -- the same
            piece = Run(copy, paragraph)
            piece.text = part
            if _MARKED.fullmatch(part):
                piece.font.color.rgb = RED
    run._r.getparent().remove(run._r)  # noqa: SLF001 -- the same
