"""Compilation of an XForm's texts (itext entries, labels, hints, messages), with outputs as expressions."""

import re
from xml.etree.ElementTree import Element

from forms.model.findings import Finding
from forms.model.text import MISSING, SILENT, Part, Parts, Wording
from forms.xform.document import XForm, attribute, named, value_forms
from forms.xform.expressions import Expressions
from forms.xpath.errors import ExpressionError
from forms.xpath.nodes import local_name
from forms.xpath.parser import parse
from forms.xpath.syntax import Call, Literal


class Labels:
    """Compiles the texts of one form."""

    def __init__(self, xform: XForm, expressions: Expressions) -> None:
        self._xform = xform
        self._expressions = expressions

    def translations(self) -> dict[str, Wording]:
        """Return every itext entry by id, for jr:itext() in expressions."""
        ids = dict.fromkeys(key for texts in self._xform.texts.values() for key in texts)
        root = f"/{local_name(self._xform.primary.tag)}"
        return {key: self._translated(key, root) for key in ids}

    def of(self, element: Element | None, at: str) -> Wording:
        """Return the text of a label, hint or value element that belongs to the node `at`."""
        if element is None:
            return SILENT
        reference = attribute(element, "ref")
        if reference:
            return self.referred(reference, at)
        parts = self._parts(element, at)
        return Wording({"": parts}) if parts else SILENT

    def referred(self, text: str, at: str) -> Wording:
        """Return the text of an expression, jr:itext('id') or any other; no text for an invalid expression."""
        name = itext_id(text)
        if name is not None:
            return self._translated(name, at)
        formula = self._expressions.formula(text, at, Finding(code="", sheet=at, column="label"))
        return SILENT if formula is None else Wording({"": (formula.value, "")})

    def message(self, text: str, at: str) -> Wording:
        """Return the text of a message attribute: jr:itext('id') or plain words."""
        if not text:
            return SILENT
        return self.referred(text, at) if itext_id(text) is not None else Wording({"": (text,)})

    def _translated(self, name: str, at: str) -> Wording:
        found: dict[str, Parts] = {}
        for language, texts in self._xform.texts.items():
            if name in texts:
                parts = self._spoken(texts[name], at)
                if parts and parts != (MISSING,):
                    found[language] = parts
        return Wording(found) if found else SILENT

    def _spoken(self, text: Element, at: str) -> Parts:
        """Return an entry's text: the long form, else the plain one; never a media form."""
        forms = value_forms(text)
        for form in ("long", "", "short"):
            if form in forms:
                return self._parts(forms[form], at)
        return ()

    def _parts(self, element: Element, at: str) -> Parts:
        parts: list[Part] = [element.text] if element.text else []
        for output in element:
            parts += self._output(output, at)
            if output.tail:
                parts.append(output.tail)
        return _trimmed(parts)

    def _output(self, output: Element, at: str) -> list[Part]:
        text = attribute(output, "value") or attribute(output, "ref")
        if local_name(output.tag) != "output" or not text.strip():
            return []  # other markup inside a text is skipped, as in JavaRosa
        formula = self._expressions.formula(text, at, Finding(code="", sheet=at, column="label"))
        return [] if formula is None else [formula.value]


def _trimmed(parts: list[Part]) -> Parts:
    """Return the parts without surrounding space, with which pyxform pads texts with outputs."""
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if part != "")


def itext_id(text: str) -> str | None:
    """Return the id in jr:itext('id'); None for any other text."""
    try:
        expression = parse(text)
    except ExpressionError:
        return None
    match expression:
        case Call(name="jr:itext", arguments=(Literal(value=name),)):
            return name
        case _:
            return None


def itext_argument(text: str) -> str | None:
    """Return the argument of jr:itext(...); None for any other expression."""
    match = re.fullmatch(r"\s*jr:itext\((.*)\)\s*", text, re.DOTALL)
    return match.group(1) if match else None


def first(element: Element, name: str) -> Element | None:
    """Return the first child of that local name."""
    return next(named(element, name), None)
