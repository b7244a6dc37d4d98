"""Compiler from a parsed XForm to a definition."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from forms.model.course import course
from forms.model.definition import Definition
from forms.model.dependencies import LOOKS_AT_LABELS
from forms.model.fields import (
    Choices,
    Condition,
    Field,
    Formula,
    InitialNode,
    ListedChoices,
    Preload,
    Repeat,
    SetAction,
    StaticChoices,
    computes_once,
)
from forms.model.findings import Finding, FormRefused
from forms.model.lexical import fits
from forms.model.questions import Kind, Question, RangeEnds
from forms.xform.body import Body, chapters, row_labels
from forms.xform.document import XForm, attribute, named
from forms.xform.expressions import Expressions
from forms.xform.labels import Labels, first, itext_argument
from forms.xform.question_kinds import asked_kind, silent_kind
from forms.xform.rule_order import ordered
from forms.xform.text_growth import endless_texts
from forms.xform.unsupported import refusals
from forms.xpath.nodes import Node, ValueType, document, local_name

_VALUE_TYPES = {
    "int": ValueType.NUMBER,
    "integer": ValueType.NUMBER,
    "long": ValueType.NUMBER,
    "decimal": ValueType.NUMBER,
    "date": ValueType.DATE,
    "dateTime": ValueType.DATE,
    "time": ValueType.TIME,
}
_NO_BIND: Mapping[str, str] = {}
_ALWAYS = frozenset({"true()", "true", "1"})


def build(xform: XForm, lists: Mapping[str, Node]) -> Definition:
    """Compile an XForm; `lists` are those in files beside it, by id. Raises FormRefused with all faults."""
    builder = _Builder(xform)
    definition = builder.definition(lists)
    found = builder.findings
    if found:
        raise FormRefused(tuple(one for place, one in enumerate(found) if one not in found[:place]))
    return definition


class _Builder:
    def __init__(self, xform: XForm) -> None:
        self._xform = xform
        self._root = f"/{local_name(xform.primary.tag)}"
        self._body = Body(xform.body, self._root, xform.binds)
        self.findings: list[Finding] = []
        self._expressions = Expressions(
            set(_paths(xform.primary, "")), frozenset(self._body.repeats), findings=self.findings
        )
        self._labels = Labels(xform, self._expressions)
        self._fields: dict[str, Field] = {}
        self._templates: dict[str, InitialNode] = {}

    def definition(self, lists: Mapping[str, Node]) -> Definition:
        self.findings += refusals(self._xform, lists)
        self._field(self._root, [self._xform.primary])
        initial = self._initial_node(self._xform.primary, self._root)
        ruled = ordered(self._fields, self.findings)
        calculations = self._expressions.calculations
        self.findings += endless_texts(
            (field.path, calculations[field.path]) for field in ruled if field.path in calculations
        )
        body = self._body.parts(self._fields, self._labels)
        has_repeats = any(field.repeat is not None for field in self._fields.values())
        return Definition(
            form_id=attribute(self._xform.primary, "id") or local_name(self._xform.primary.tag),
            default_language=self._xform.default_language,
            languages=self._xform.languages,
            fields=self._fields,
            initial=initial,
            templates=self._templates,
            body=body,
            chapters=dict(chapters(body, self._fields[self._root])),
            row_labels=dict(row_labels(body)),
            lists={**{name: document(root).children[0] for name, root in self._xform.lists.items()}, **lists},
            translations=self._labels.translations(),
            actions=tuple(self._actions()),
            ruled=ruled,
            counted=tuple(field for field in self._fields.values() if field.repeat and field.repeat.count),
            has_repeats=has_repeats,
            answers_have_effects=bool(self._xform.actions)
            or any(field.calculation and (field.overridable or computes_once(field)) for field in ruled),
            computes_labels=any(rule.calls & LOOKS_AT_LABELS for field in ruled for rule in _rules(field)),
            computes_once=any(map(computes_once, ruled)),
            plan=() if has_repeats else tuple(_planned(initial)),
            course=() if has_repeats else tuple(course(body)),
            single_pass=not has_repeats and all(map(self._is_direct, ruled)),
            warnings=tuple(self._expressions.warnings),
        )

    def _is_direct(self, field: Field) -> bool:
        """Tell whether a field's rules read only the questions that they name: no groups, no labels."""
        rules = _rules(field)
        groups = any(
            path in self._fields and self._fields[path].children for rule in rules for path in rule.references
        )
        return not groups and not any(rule.calls & LOOKS_AT_LABELS for rule in rules)

    def _field(self, path: str, elements: list[Element]) -> Field:
        names = dict.fromkeys(local_name(child.tag) for element in elements for child in element)
        self._fields[path] = Field(name="", path=path)  # reserves the position in the form's order
        children = tuple(
            self._field(f"{path}/{name}", [child for element in elements for child in named(element, name)])
            for name in names
        )
        field = self._compiled(path, children)
        self._fields[path] = field
        return field

    def _compiled(self, path: str, children: tuple[Field, ...]) -> Field:
        bind = self._xform.binds.get(path, _NO_BIND)
        control = self._body.controls.get(path)
        data_type = bind.get("type", "string").rpartition(":")[2]
        repeat = self._body.repeats.get(path)
        compile_, labels = self._expressions, self._labels

        def place(column: str) -> Finding:
            return Finding(code="", sheet=path, column=column)

        def text(name: str) -> str:
            return bind.get(name, "").strip()

        return Field(
            name=path.rpartition("/")[2],
            path=path,
            children=children,
            question=None
            if children or path == self._root
            else self._question(path, bind, control, data_type),
            value_type=_VALUE_TYPES.get(data_type, ValueType.TEXT),
            data_type=data_type,
            repeat=None if repeat is None else self._repeat(path, repeat),
            relevant=compile_.condition(text("relevant"), path, place("relevant"))
            if text("relevant")
            else None,
            required=compile_.condition(text("required"), path, place("required"))
            if text("required")
            else None,
            read_only=compile_.condition(text("readonly"), path, place("readonly"))
            if text("readonly")
            else None,
            constraint=compile_.conjuncts(text("constraint"), path, place("constraint"))
            if text("constraint")
            else (),
            calculation=compile_.formula(text("calculate"), path, place("calculate"))
            if text("calculate")
            else None,
            preload=Preload(source=text("preload"), parameter=text("preloadParams"))
            if text("preload")
            else None,
            choices=None if control is None else self._choices(control, path),
            label=labels.of(None if control is None else first(control, "label"), path),
            hint=labels.of(None if control is None else first(control, "hint"), path),
            constraint_message=labels.message(bind.get("constraintMsg", ""), path),
            required_message=labels.message(bind.get("requiredMsg", ""), path),
            overridable=control is not None and text("readonly") not in _ALWAYS,
        )

    def _question(
        self, path: str, bind: Mapping[str, str], control: Element | None, data_type: str
    ) -> Question:
        name = path.rpartition("/")[2]
        if control is None:
            kind = silent_kind(preloaded="preload" in bind, calculated="calculate" in bind)
            return Question(path=path, name=name, kind=kind)
        asked = asked_kind(
            local_name(control.tag),
            data_type,
            attribute(control, "mediatype"),
            always_read_only=bind.get("readonly", "").strip() in _ALWAYS,
        )
        if asked is None:
            what = data_type if data_type != "binary" else attribute(control, "mediatype")
            self.findings.append(Finding(code="unsupported_kind", sheet=path, column="type", text=what))
        kind = asked or Kind.TEXT
        return Question(
            path=path,
            name=name,
            kind=kind,
            span=self._span(path, control) if kind is Kind.RANGE else None,
            whole=data_type in {"int", "integer", "long"},
        )

    def _span(self, path: str, control: Element) -> RangeEnds | None:
        try:
            start, end, step = (Decimal(attribute(control, name)) for name in ("start", "end", "step"))
        except InvalidOperation:
            start = end = step = Decimal("NaN")
        if not (start.is_finite() and end.is_finite() and step.is_finite() and step != 0):
            self.findings.append(Finding(code="bad_range", sheet=path, column="parameters"))
            return None
        return RangeEnds(start=start, end=end, step=step)

    def _repeat(self, path: str, element: Element) -> Repeat:
        count = attribute(element, "count").strip()
        place = Finding(code="", sheet=path, column="count")
        return Repeat(
            count=self._expressions.formula(count, path, place) if count else None,
            fixed=attribute(element, "noAddRemove").strip() in _ALWAYS,
        )

    def _choices(self, control: Element, path: str) -> Choices | None:
        if local_name(control.tag) == "range":
            return None  # its items are labels of the scale, not choices
        itemset = first(control, "itemset")
        if itemset is not None:
            return self._listed(itemset, path)
        items = [(item, first(item, "value")) for item in named(control, "item")]
        if not items:
            return None
        return StaticChoices(
            tuple(
                (
                    (value.text or "").strip() if value is not None else "",
                    self._labels.of(first(item, "label"), path),
                )
                for item, value in items
            )
        )

    def _listed(self, itemset: Element, path: str) -> Choices | None:
        value, label = first(itemset, "value"), first(itemset, "label")
        place = Finding(code="", sheet=path, column="choice_filter")
        nodes = self._expressions.formula(attribute(itemset, "nodeset"), path, place)
        value_of = self._expressions.of_item("name" if value is None else attribute(value, "ref"), place)
        label_text = "label" if label is None else attribute(label, "ref")
        text_name = itext_argument(label_text)
        label_of = self._expressions.of_item(text_name or label_text, place)
        if nodes is None or value_of is None or label_of is None:
            return None
        return ListedChoices(nodes.value, value_of, label_of, translated=text_name is not None)

    def _initial_node(self, element: Element, path: str) -> InitialNode:
        field = self._fields[path]
        children: list[InitialNode] = []
        for child in element:
            inner = f"{path}/{local_name(child.tag)}"
            initial = self._initial_node(child, inner)
            if initial.field.repeat is not None:
                self._remember(initial)
                if not initial.template or not any(other.field is initial.field for other in children):
                    children.append(initial)
            else:
                children.append(initial)
        text = (element.text or "") if not children else ""
        return InitialNode(
            field,
            text if text.strip() and fits(text.strip(), field.data_type) else "",
            tuple(children),
            tuple((local_name(key), value) for key, value in element.attrib.items()),
            template=any(local_name(key) == "template" for key in element.attrib),
        )

    def _remember(self, initial: InitialNode) -> None:
        """Keep the initial node of new rows: the marked template, else the first row without values."""
        if initial.template:
            self._templates[initial.field.path] = initial
        else:
            self._templates.setdefault(initial.field.path, _emptied(initial))

    def _actions(self) -> Iterator[SetAction]:
        for element, source in self._xform.actions:
            target = attribute(element, "ref").strip() or attribute(element, "bind").strip()
            if local_name(element.tag) != "setvalue":
                continue
            text = attribute(element, "value").strip() or f"'{(element.text or '').strip()}'"
            value = self._expressions.formula(
                text, target, Finding(code="", sheet=target, column="calculation")
            )
            if value is not None and target in self._fields:
                events = attribute(element, "event").split()
                yield from (SetAction(target, value, event, source) for event in events)


def _rules(field: Field) -> list[Condition | Formula]:
    return [rule for rule in (field.relevant, field.calculation) if rule is not None]


def _planned(root: InitialNode) -> Iterator[tuple[InitialNode, int]]:
    """Yield the initial nodes in form order, each with the index of its parent; -1 for the root."""
    places = {id(root): 0}
    waiting = [(root, -1)]
    while waiting:
        initial, around = waiting.pop()
        places[id(initial)] = len(places) if around >= 0 else 0
        yield initial, around
        waiting += [(child, places[id(initial)]) for child in reversed(initial.children)]


def _emptied(initial: InitialNode) -> InitialNode:
    return replace(initial, value="", children=tuple(map(_emptied, initial.children)))


def _paths(element: Element, above: str) -> Iterator[str]:
    path = f"{above}/{local_name(element.tag)}"
    yield path
    for child in element:
        yield from _paths(child, path)
