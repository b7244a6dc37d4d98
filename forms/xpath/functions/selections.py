"""Choices: what is selected in an answer, a list of names with spaces between."""

from forms.xpath.functions.registry import strict
from forms.xpath.values import Value, to_number, to_string


@strict("selected", 2, 2)
def selected(answer: Value, choice: Value) -> bool:
    """Tell whether the choice is among those selected."""
    return to_string(choice).strip() in to_string(answer).split()


@strict("count-selected", 1, 1)
def count_selected(answer: Value) -> float:
    """Return how many choices are selected."""
    return float(len(to_string(answer).split()))


@strict("selected-at", 2, 2)
def selected_at(answer: Value, place: Value) -> str:
    """Return the choice at that place, counted from 0; nothing where there is none."""
    choices, index = to_string(answer).split(), to_number(place)
    return choices[int(index)] if 0 <= index < len(choices) else ""
