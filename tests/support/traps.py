"""Words at which the program's step does not end, as if a library had a fault that nobody knows of yet."""

import os
import resource
from collections import deque
from itertools import repeat
from typing import Any

import bot.inbound.dialogue_runner
from conversations.chat.events import Typed
from conversations.dialogue import converse

HELD = "giữ"
"""The step stands still in code that lets nothing else of the program run, the system's signals neither."""
LAID = "TRAPS_LAID"
FEW = "MOST_DESCRIPTORS"


def lay() -> None:
    """Lay the traps in this process where the environment says so."""
    if FEW in os.environ:
        few = int(os.environ[FEW])
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, few))
    if LAID in os.environ:
        bot.inbound.dialogue_runner.converse = _trapped  # type: ignore[attr-defined]  # where it is called


def _trapped(session: Any, person: Any, event: Any, now: Any) -> Any:  # noqa: ANN401 -- the dialogue's own
    if event == Typed(HELD):
        deque(repeat(None), maxlen=0)
    return (yield from converse(session, person, event, now))
