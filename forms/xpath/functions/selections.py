"""Functions of multiple-choice answers, which are names separated by spaces."""

from forms.xpath.functions.registry import strict
from forms.xpath.values import Value, to_number, to_string


@strict("selected", 2, 2)
def selected(answer: Value, choice: Value) -> bool:
    """Tell whether the choice is selected."""
    return to_string(choice).strip() in to_string(answer).split()


@strict("count-selected", 1, 1)
def count_selected(answer: Value) -> float:
    """Return the number of selected choices."""
    return float(len(to_string(answer).split()))


@strict("selected-at", 2, 2)
def selected_at(answer: Value, place: Value) -> str:
    """Return the selected choice at an index from 0; empty if there is none."""
    choices, index = to_string(answer).split(), to_number(place)
    return choices[int(index)] if 0 <= index < len(choices) else ""
