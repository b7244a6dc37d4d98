"""A form's definition, compiled: everything that does not depend on answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.model.course import Position
from forms.model.fields import BodyPart, Field, SetAction, Sketch
from forms.model.findings import Finding
from forms.model.text import Wording
from forms.xpath.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Definition:
    """The nodes of a form and their rules.

    `ruled` are the fields with a relevance or a calculation, each after those it depends on;
    `settles_at_once` says that one round in that order is enough. `chapters` gives for the path of a question
    the label of the outermost labelled group around it, and that group; `row_labels` gives by repeat what a row
    is called. `answers_echo` says that an answer
    may change others: by an action, or because a person had replaced a computed one. `computes_labels` says that
    a rule looks at labels, which differ by language, `computes_once` that one keeps its first value. `plan` holds
    the nodes of a form without repeats in order, each with the place of the one around it; `course` its positions.
    `warnings` are for the form's author.
    """

    form_id: str
    default_language: str
    languages: tuple[str, ...]
    fields: Mapping[str, Field]
    sketch: Sketch
    templates: Mapping[str, Sketch]
    body: tuple[BodyPart, ...]
    chapters: Mapping[str, tuple[Wording, Field]]
    row_labels: Mapping[str, Wording]
    lists: Mapping[str, Node]
    translations: Mapping[str, Wording]
    actions: tuple[SetAction, ...] = ()
    ruled: tuple[Field, ...] = ()
    counted: tuple[Field, ...] = ()
    has_repeats: bool = False
    settles_at_once: bool = False
    answers_echo: bool = False
    computes_labels: bool = False
    computes_once: bool = False
    plan: tuple[tuple[Sketch, int], ...] = ()
    course: tuple[Position, ...] = ()
    warnings: tuple[Finding, ...] = ()
