"""The functions of XPath 1.0 and of ODK, each registered with the number of arguments it takes."""

from forms.xpath.functions import (
    dates,
    forms,
    logic,
    nodesets,
    numbers,
    selections,
    strings,
)
from forms.xpath.functions import (
    random as chance,
)
from forms.xpath.functions.registry import Function, lookup, signatures

__all__ = [
    "Function",
    "chance",
    "dates",
    "forms",
    "logic",
    "lookup",
    "nodesets",
    "numbers",
    "selections",
    "signatures",
    "strings",
]
