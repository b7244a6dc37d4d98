"""A compiled form, which is independent of answers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms.filling import Filling
from forms.instance.side_effects import computed_once, first_values
from forms.instance.tree import Tree
from forms.model.choice_lists import lists_beside
from forms.model.definition import Definition
from forms.model.findings import Finding
from forms.model.indicators import Check, Indicator
from forms.model.questions import Question
from forms.model.world import World
from forms.xform.compiler import build
from forms.xform.document import read_xform


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledForm:
    """A compiled form; `content_hash` is the SHA-256 of its source file."""

    definition: Definition
    version: str
    content_hash: str
    title: str
    questions: tuple[Question, ...]
    indicators: tuple[Indicator, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[Finding, ...] = ()
    """Warnings for the author; the form is usable."""

    @property
    def form_id(self) -> str:
        """The form's id, the same in every version."""
        return self.definition.form_id

    @property
    def root(self) -> str:
        """The path of the root, the prefix of all other paths."""
        return self.definition.initial.field.path

    @property
    def languages(self) -> tuple[str, ...]:
        """The form's names of its languages; empty for a form without translations."""
        return self.definition.languages

    @property
    def default_language(self) -> str:
        """The language of texts that lack a translation."""
        return self.definition.default_language

    def language_for(self, code: str) -> str:
        """Return the form's name for a language code ("vi": "Tiếng Việt (vi)"), else the default language."""
        wanted = code.lower()
        for language in self.languages:
            if language.lower() == wanted or language.lower().endswith(f"({wanted})"):
                return language
        return self.default_language

    def repeat_around(self, path: str) -> str | None:
        """Return the innermost repeat around a question, None outside repeats; paths are without rows."""
        around = (repeat for repeat in self.definition.row_labels if path.startswith(f"{repeat}/"))
        return max(around, key=len, default=None)

    def fill(self, answers: Mapping[str, str], world: World) -> Filling:
        """Fill the form with answers (path: lexical form), at the world's time."""
        defaults = self._defaults(world)
        return Filling(self.definition, dict(answers), world, defaults, self.checks)

    def _defaults(self, world: World) -> dict[str, str]:
        """Return the initial values of a new report: dynamic defaults, then the values of once()."""
        once = self.definition.computes_once
        if not self.definition.actions and not once:
            return {}
        begun = replace(world, now=world.started or world.now)
        values = first_values(Tree(self.definition, {}, begun))
        return values | computed_once(Tree(self.definition, {}, begun, values)) if once else values


def compile_xform(xml: str, *, attachments: Mapping[str, bytes] | None = None) -> CompiledForm:
    """Compile an XForm (.xml); raises FormRefused. `attachments` are the files beside it, by file name."""
    xform = read_xform(xml)
    definition = build(xform, lists_beside(xform.sources, attachments or {}))
    return CompiledForm(
        definition=definition,
        version=xform.primary.get("version", ""),
        content_hash=hashlib.sha256(xml.encode()).hexdigest(),
        title=xform.title,
        warnings=definition.warnings,
        questions=tuple(field.question for field in definition.fields.values() if field.question is not None),
    )
