"""The language of templates: placeholders, 'if' and 'for' of Jinja, and nothing else.

The restriction keeps a template from computing: without calls and arithmetic it can neither reach Python objects nor
take longer than its lists allow.
"""

from collections.abc import Iterator
from typing import Final

from docxtpl import DocxTemplate
from jinja2 import ChainableUndefined, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from documents.word.broken_template import BrokenTemplate, TemplateFault

UNKNOWN: Final = "(mẫu có ô không rõ: {name})"
"""The text in place of a placeholder that the data lacks."""

DEEPEST_LOOP: Final = 2

_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.EvalContextModifier,
)


class _Unknown(ChainableUndefined):
    """A placeholder that the data lacks: printed with its name, false in 'if', empty in 'for'."""

    def __str__(self) -> str:
        return UNKNOWN.format(name=self._undefined_name or "?")

    __html__ = __str__


def environment() -> ImmutableSandboxedEnvironment:
    """Return the environment in which templates are rendered."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=_Unknown, finalize=_printable)


def parsed_parts(template: DocxTemplate) -> Iterator[tuple[str, nodes.Template]]:
    """Yield each part's XML and syntax tree: the body, headers, footers and footnotes. Raises BrokenTemplate."""
    language = environment()
    for source in _sources(template):
        try:
            tree = language.parse(source)
        except (TemplateError, RecursionError) as error:
            raise BrokenTemplate(TemplateFault.SYNTAX, str(error)) from error
        _check(tree, depth=0)
        yield source, tree


def _sources(template: DocxTemplate) -> Iterator[str]:
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
    for part in template.docx.part.package.iter_parts():
        if part.content_type.endswith("footnotes+xml"):
            yield template.patch_xml(part.blob.decode("utf-8"))


def _check(node: nodes.Node, depth: int) -> None:
    if not isinstance(node, _ALLOWED):
        raise BrokenTemplate(TemplateFault.FORBIDDEN, type(node).__name__)
    deeper = depth + isinstance(node, nodes.For)
    if deeper > DEEPEST_LOOP:
        raise BrokenTemplate(TemplateFault.FORBIDDEN, "loops inside loops")
    lists = nodes.Getattr if depth else nodes.Name | nodes.Getattr  # inside a loop, a list of the row
    if isinstance(node, nodes.For) and (node.recursive or not isinstance(node.iter, lists)):
        raise BrokenTemplate(TemplateFault.FORBIDDEN, "a loop over anything but a list of the data")
    for child in node.iter_child_nodes():
        _check(child, deeper)


def _printable(value: object) -> object:
    """Return a text without the characters that XML cannot hold and those that docxtpl turns into breaks."""
    if not isinstance(value, str):
        return value
    return "".join(letter for letter in value if letter == "\n" or _is_printable(letter))


def _is_printable(letter: str) -> bool:
    return letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\x7f\ufffe\uffff"
