"""A choice beside the one of the period before: another category, yes or no, a list with other entries."""

from markupsafe import Markup

from conversations.messages import paragraphs
from conversations.sheet import Sheet
from conversations.shown import shown_value
from forms import Kind
from reporting.cell_values import chosen_names
from reporting.plausibility import choices_depart
from reporting.reports import Answer
from texts import Catalogue

COMPARED = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})
"""Kinds whose choices are compared; an order of preference is always all of them."""


def other_choice(sheet: Sheet, path: str, answer: Answer, texts: Catalogue) -> Markup | None:
    """Say how a choice differs from the period before, where it is worth asking; rows need not be the same ones."""
    kind, previous = sheet.kind(path), sheet.previous(path)
    if kind not in COMPARED or previous is None or "[" in path:
        return None
    now, before = chosen_names(kind, answer), chosen_names(kind, previous)
    if now is None or before is None or not choices_depart(now, before):
        return None
    if kind is Kind.SELECT_ONE:
        value, was = (shown_value(sheet, path, each.value, texts) for each in (answer, previous))
        return texts("doubt.other_choice", value=value, previous=was)
    gone, come = [each for each in before if each not in now], [each for each in now if each not in before]
    return paragraphs(
        [
            texts(f"doubt.{name}", names=shown_value(sheet, path, " ".join(names), texts))
            for name, names in (("gone", gone), ("come", come))
            if names
        ],
        between=" ",
    )
