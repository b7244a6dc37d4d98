"""A question's choices, filtered by the current answers."""

import re
from collections.abc import Callable

from forms.model.definition import Definition
from forms.model.fields import Choices, ListedChoices, StaticChoices
from forms.model.questions import Choice
from forms.xpath.context import Context
from forms.xpath.nodes import ValueType
from forms.xpath.values import to_string
from texts.markdown import as_plain, literal


def offered(
    choices: Choices | None, context: Context, definition: Definition, language: str
) -> tuple[Choice, ...]:
    """Return the choices to offer: those with a name, with the name as label if the label is missing."""
    return tuple(
        Choice(name, _shown(label, context) or name)
        for name, label in listed(choices, context, definition, language, literal)
        if name.strip()
    )


def _shown(label: str | None, context: Context) -> str:
    """Return a label without marks; a date, which Excel makes of '1/5', is formatted as a date."""
    text = as_plain(label or "").strip()
    return context.environment.written(text, ValueType.DATE) if _DAY.fullmatch(text) else text


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def listed(
    choices: Choices | None,
    context: Context,
    definition: Definition,
    language: str,
    quote: Callable[[str], str] = str,
) -> tuple[tuple[str, str | None], ...]:
    """Return the form's names and labels in a language, None for a missing label."""
    match choices:
        case None:
            return ()
        case StaticChoices(items=items):
            default = definition.default_language
            return tuple((name, label.render(language, default, context, quote)) for name, label in items)
        case ListedChoices():
            nodes = choices.nodes(context)
            found = nodes if isinstance(nodes, list) else []
            contexts = [Context(item, context.environment, context.node) for item in found]
            return tuple(
                (to_string(choices.value(each)), _label(choices, each, definition, language, quote))
                for each in contexts
            )


def _label(
    choices: ListedChoices, item: Context, definition: Definition, language: str, quote: Callable[[str], str]
) -> str | None:
    text = to_string(choices.label(item))
    if not choices.translated:
        return text
    wording = definition.translations.get(text)
    return None if wording is None else wording.render(language, definition.default_language, item, quote)
