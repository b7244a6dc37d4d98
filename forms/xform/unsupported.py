"""Features of XForms that a conversation does not support, refused at load time."""

import re
from collections.abc import Iterator, Mapping

from forms.model.findings import Finding
from forms.xform.document import XForm, attribute
from forms.xpath.nodes import Node, local_name

PROVIDED = frozenset({"unit", "round", "__last-saved"})
"""Instances that the World provides, which need no file."""


def refusals(xform: XForm, lists: Mapping[str, Node]) -> Iterator[Finding]:
    """Yield a finding for each unsupported feature: entities, external XML files, map actions."""
    root = f"/{local_name(xform.primary.tag)}"
    for element in xform.primary.iter():
        if local_name(element.tag) == "entity" and attribute(element, "dataset"):
            yield Finding(code="entities", sheet=f"{root}/meta/entity", text=attribute(element, "dataset"))
    for name, source in xform.sources.items():
        if name not in lists and name not in PROVIDED and _is_used(xform, name):
            code = "external_xml" if source.startswith("jr://file/") else "missing_file"
            yield Finding(
                code=code, column="instance", text=source.rpartition("/")[2], parameters={"name": name}
            )
    for element, _ in xform.actions:
        action = local_name(element.tag)
        if action != "setvalue":
            yield Finding(code="unsupported_action", sheet=attribute(element, "ref"), text=action)


def _is_used(xform: XForm, name: str) -> bool:
    """Tell whether an expression reads an instance; pyxform declares unused ones too."""
    wanted = re.compile(rf"(?:instance|pulldata)\(\s*['\"]{re.escape(name)}['\"]")
    written = [value for bind in xform.binds.values() for value in bind.values()]
    written += [value for element in xform.body.iter() for value in element.attrib.values()]
    written += [attribute(element, "value") for element, _ in xform.actions]
    return any(wanted.search(text) for text in written)
