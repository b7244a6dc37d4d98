"""Parsing of an XForm's XML into instances, binds, texts, actions and body, with expressions still as text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from forms.model.findings import Finding, FormRefused
from forms.xpath.nodes import local_name


@dataclass(frozen=True, slots=True, kw_only=True)
class XForm:
    """The parts of an XForm. Attributes and tags are without namespace; `texts` are by language and id."""

    title: str
    primary: Element
    lists: Mapping[str, Element]
    sources: Mapping[str, str]
    binds: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, Mapping[str, Element]]
    default_language: str
    actions: tuple[tuple[Element, str], ...]
    body: Element

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in the order of the form."""
        return tuple(self.texts)


MOST_DEPTH = 100  # nested elements; forms have about ten


class _NoDoctype(ElementTree.TreeBuilder):
    """Builds the tree and rejects hostile XML: a document type, or excessive nesting."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        """Open an element."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise FormRefused(
                (Finding(code="xml_too_deep", column=tag, parameters={"limit": str(MOST_DEPTH)}),)
            )
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        """Close an element."""
        self._depth -= 1
        return super().end(tag)

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise FormRefused((Finding(code="hostile_xml", column="DOCTYPE", text=name),))


def parse_xml(text: str | bytes) -> Element:
    """Return the root element; raises FormRefused for malformed or hostile XML."""
    parser = ElementTree.XMLParser(target=_NoDoctype())  # noqa: S314 -- document types are refused
    try:
        parser.feed(text)
        return parser.close()
    except ElementTree.ParseError as error:
        line, column = error.position
        raise FormRefused(
            (Finding(code="broken_xml", row=line, text=str(error), parameters={"column": str(column)}),)
        ) from error


def read_xform(text: str) -> XForm:
    """Parse an XForm; raises FormRefused for other XML."""
    root = parse_xml(text)
    model = next((element for element in root.iter() if local_name(element.tag) == "model"), None)
    body = next((element for element in root if local_name(element.tag) == "body"), None)
    if model is None or body is None:
        raise FormRefused((Finding(code="no_xform", text=local_name(root.tag)),))
    instances = list(named(model, "instance"))
    if not instances or len(instances[0]) == 0:
        raise FormRefused((Finding(code="no_instance", column="instance"),))
    texts, default = _translations(model)
    return XForm(
        title=next((element.text or "" for element in root.iter() if local_name(element.tag) == "title"), ""),
        primary=instances[0][0],
        lists={attribute(one, "id"): one[0] for one in instances[1:] if len(one)},
        sources={
            attribute(one, "id"): attribute(one, "src") for one in instances[1:] if attribute(one, "src")
        },
        binds=_binds(model),
        texts=texts,
        default_language=default,
        actions=tuple(_actions(model, "")) + tuple(_actions(body, "")),
        body=body,
    )


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, "" if it is missing."""
    found = element.get(name)
    if found is not None:
        return found
    return next((value for key, value in element.attrib.items() if local_name(key) == name), "")


def named(parent: Element, name: str) -> Iterator[Element]:
    """Yield the children of that local name."""
    return (child for child in parent if local_name(child.tag) == name)


def _binds(model: Element) -> dict[str, dict[str, str]]:
    binds: dict[str, dict[str, str]] = {}
    for bind in named(model, "bind"):
        path = attribute(bind, "nodeset").strip() or attribute(bind, "ref").strip()
        binds.setdefault(path, {}).update({local_name(key): value for key, value in bind.attrib.items()})
    return binds


def _translations(model: Element) -> tuple[dict[str, dict[str, Element]], str]:
    texts: dict[str, dict[str, Element]] = {}
    default = ""
    for itext in named(model, "itext"):
        for translation in named(itext, "translation"):
            language = attribute(translation, "lang")
            texts[language] = {attribute(text, "id"): text for text in named(translation, "text")}
            if translation.get("default") is not None:
                default = default or language
    return texts, default or next(iter(texts), "")


def _actions(parent: Element, source: str) -> Iterator[tuple[Element, str]]:
    """Yield the actions, each with the path of its control."""
    for child in parent:
        if local_name(child.tag) in ACTIONS:
            yield child, source
        else:
            yield from _actions(child, attribute(child, "ref") or attribute(child, "nodeset") or source)


ACTIONS = frozenset({"setvalue", "setgeopoint", "recordaudio"})


def value_forms(text: Element) -> dict[str, Element]:
    """Return an itext entry's values by form ("" for the plain one)."""
    forms: dict[str, Element] = {}
    for value in named(text, "value"):
        forms.setdefault(attribute(value, "form"), value)
    return forms
