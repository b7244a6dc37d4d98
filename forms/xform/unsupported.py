"""What an XForm may ask for and a conversation cannot give: named when the form is loaded."""

import re
from collections.abc import Iterator, Mapping

from forms.model.findings import Finding
from forms.xform.document import XForm, attribute
from forms.xpath.nodes import Node, local_name

PROVIDED = frozenset({"unit", "round", "__last-saved"})
"""The lists that the world gives; no file need be there."""


def refusals(xform: XForm, lists: Mapping[str, Node]) -> Iterator[Finding]:
    """Yield a finding for each part that cannot work here: entities, foreign files, a map's own actions."""
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
    """Tell whether anything looks at an instance; pyxform declares more than it uses."""
    wanted = re.compile(rf"(?:instance|pulldata)\(\s*['\"]{re.escape(name)}['\"]")
    written = [value for bind in xform.binds.values() for value in bind.values()]
    written += [value for element in xform.body.iter() for value in element.attrib.values()]
    written += [attribute(element, "value") for element, _ in xform.actions]
    return any(wanted.search(text) for text in written)
