"""A compiled form: everything that does not depend on answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.model.course import Position
from forms.model.fields import BodyPart, Field, InitialNode, SetAction
from forms.model.findings import Finding
from forms.model.text import Wording
from forms.xpath.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Definition:
    """The nodes of a form and their rules.

    `ruled` are the fields with a relevance or a calculation, in order of dependence; if `single_pass`, one pass in
    that order computes them. `chapters` maps the path of a question to the label of its outermost labelled group and
    that group. `row_labels` maps the path of a repeat to its row label. `answers_have_effects`: an answer may change
    others, through an action or a calculation that a person may override. `computes_labels`: a rule reads labels,
    which differ by language. `computes_once`: a rule keeps its first value. Without repeats, `plan` lists the nodes in
    order, each with the index of its parent (-1: none), and `course` the positions. `warnings` are for the author.
    """

    form_id: str
    default_language: str
    languages: tuple[str, ...]
    fields: Mapping[str, Field]
    initial: InitialNode
    templates: Mapping[str, InitialNode]
    body: tuple[BodyPart, ...]
    chapters: Mapping[str, tuple[Wording, Field]]
    row_labels: Mapping[str, Wording]
    lists: Mapping[str, Node]
    translations: Mapping[str, Wording]
    actions: tuple[SetAction, ...] = ()
    ruled: tuple[Field, ...] = ()
    counted: tuple[Field, ...] = ()
    has_repeats: bool = False
    single_pass: bool = False
    answers_have_effects: bool = False
    computes_labels: bool = False
    computes_once: bool = False
    plan: tuple[tuple[InitialNode, int], ...] = ()
    course: tuple[Position, ...] = ()
    warnings: tuple[Finding, ...] = ()
