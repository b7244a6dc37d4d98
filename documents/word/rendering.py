"""Renders a template with a document's data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from documents.word.broken_template import BrokenTemplate, TemplateFault
from documents.word.red_marks import mark_red
from documents.word.template_file import open_template
from documents.word.template_language import environment, parsed_parts
from documents.word.word_file import packed


def render(template: bytes, context: Mapping[str, Any], made_at: datetime) -> bytes:
    """Return the .docx file. Raises BrokenTemplate.

    A placeholder that the context lacks is printed as such, in red; `check_template` finds it before. The same
    arguments give the same bytes.
    """
    opened = open_template(template)
    for _ in parsed_parts(opened):
        pass  # a template with more than placeholders is refused before any of it runs
    properties = opened.docx.core_properties
    properties.author = properties.comments = properties.identifier = ""  # docxtpl renders these too
    properties.language = properties.subject = properties.title = ""
    try:
        opened.render(dict(context), environment(), autoescape=True)
        mark_red(opened.docx)
        return packed(opened.docx, str(context.get("document_title", "")), made_at)
    except Exception as error:  # docxtpl and lxml raise whatever a template's broken structure runs into
        raise BrokenTemplate(TemplateFault.SYNTAX, f"{type(error).__name__}: {error}") from error
