"""Actions of buttons, and the short text in which a channel carries them.

A command works under any message and at any time; who may run it is checked again: 'do.open.37'. A reply belongs to the
message that offers it, and carries the step of that message: '12.fix.3'. Sessions and channels store the packed text.
"""

import re
from typing import NamedTuple

COMMAND = "do"
"""The first part of a packed command, where a reply has its step."""

_NUMBER = re.compile(r"[0-9]{1,18}")


class Command(NamedTuple):
    """A command by its name in `conversations.router.COMMANDS`, and the ids and pages that it takes."""

    name: str
    numbers: tuple[int, ...] = ()

    def with_number(self, number: int) -> "Command":
        """Return the command with one more number."""
        return Command(self.name, (*self.numbers, number))

    def pack(self) -> str:
        """Return the packed text."""
        return ".".join((COMMAND, self.name, *map(str, self.numbers)))


class Reply(NamedTuple):
    """A reply to a message: a verb that the message's place understands, and at most one argument.

    `step` is 0 until the reply is offered with a message.
    """

    verb: str
    argument: str = ""
    step: int = 0

    @property
    def number(self) -> int:
        """The argument as a number. Raises ValueError if it is not one; replies that the bot offered have one."""
        return int(self.argument)

    def at(self, step: int) -> "Reply":
        """Return the reply to the message of that step."""
        return self._replace(step=step)

    def pack(self) -> str:
        """Return the packed text."""
        return ".".join((str(self.step), self.verb, *filter(None, (self.argument,))))


ButtonAction = Command | Reply

UNKNOWN = Command("")
"""The command of a text that starts like one but has malformed numbers. The table of commands has no such name."""


def do(name: str, *numbers: int) -> Command:
    """Return a command with its numbers."""
    return Command(name, numbers)


def unpack(packed: str) -> ButtonAction | None:
    """Return the action of a packed text; None for a text that `pack` cannot have made."""
    first, _, rest = packed.partition(".")
    if first == COMMAND:
        name, *numbers = rest.split(".")
        return do(name, *map(int, numbers)) if all(map(_NUMBER.fullmatch, numbers)) else UNKNOWN
    verb, _, argument = rest.partition(".")
    return Reply(verb, argument, int(first)) if _NUMBER.fullmatch(first) else None


def command_of(packed: str) -> Command | None:
    """Return the command of a packed text; None for a reply."""
    action = unpack(packed)
    return action if isinstance(action, Command) else None


def is_command(packed: str, name: str) -> bool:
    """Return True if the packed text is a command of that name."""
    command = command_of(packed)
    return command is not None and command.name == name


def is_reply(packed: str, verb: str) -> bool:
    """Return True if the packed text is a reply with that verb."""
    reply = reply_of(packed)
    return reply is not None and reply.verb == verb


def reply_of(packed: str) -> Reply | None:
    """Return the reply of a packed text; None for a command."""
    action = unpack(packed)
    return action if isinstance(action, Reply) else None
