"""Validates incoming events: every text is a string that the database can store."""

from dataclasses import fields, is_dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar, get_args, get_type_hints

from bot.channels.channel import Incoming
from texts.storable import storable

LONGEST_NAME = 200  # characters of a key or address, the limit of an indexed column

_Said = TypeVar("_Said")


def fitting(incoming: Incoming) -> Incoming:
    """Return the event with storable texts; raises TypeError for values of a wrong type."""
    if len(incoming.chat.address) > LONGEST_NAME:
        raise ValueError("an address without end")
    return replace(
        incoming,
        key=fitting_key(incoming.key),
        chat=_fitted(incoming.chat),
        event=_fitted(incoming.event),
        name=storable(incoming.name),
    )


def fitting_key(key: str) -> str:
    """Return the update's key for storage; an overlong or unstorable key is hashed."""
    if len(key) <= LONGEST_NAME and storable(key) == key:
        return key
    return f"{storable(key.partition(':')[0])[:20]}:{sha256(key.encode(errors='surrogatepass')).hexdigest()[:32]}"


def _fitted(said: _Said) -> _Said:
    changed: dict[str, Any] = {}
    for name, kinds in _kinds(type(said)):  # type: ignore[arg-type]  # a class is hashable
        value = getattr(said, name)
        if not isinstance(value, kinds):
            raise TypeError(f"{type(said).__name__}.{name} is {type(value).__name__}")
        if is_dataclass(value):
            new: Any = _fitted(value)
        else:
            new = _as_text(value) if isinstance(value, str) else value
        if new is not value:
            changed[name] = new
    return replace(said, **changed) if changed else said  # type: ignore[type-var]  # every event is a dataclass


def _as_text(value: str) -> str:
    fit = storable(value)
    return value if fit == value else type(value)(fit)


@cache
def _kinds(kind: type) -> tuple[tuple[str, tuple[type, ...]], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, get_args(hints[field.name]) or (hints[field.name],)) for field in fields(kind))
