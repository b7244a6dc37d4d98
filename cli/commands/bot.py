"""The commands of an operator: `run`, `status`, `channels`, `links`, `dead-letter` and `undelivered`."""

from cli.group import Group, PagedCommand
from cli.parameters import Argument, Option, WholeNumber

run = PagedCommand("run", "cli.run:run")
show_status = PagedCommand("status", "cli.status:show_status")

channels = Group("channels")
channels.declare("check", "cli.channels:check", help="channels.help.check")

links = Group("links")
links.declare(
    "revoke",
    "cli.links:revoke",
    Option("--person", type=WholeNumber(), value="number", help="links.help.person"),
    Option("--all", "everything", help="links.help.all"),
    help="links.help.revoke",
)

dead_letters = Group("dead-letter")
_letter = Argument("letter_id", type=WholeNumber(), value="number", help="dead_letter.help.id")
dead_letters.declare("list", "cli.dead_letters:list_all", help="dead_letter.help.list")
dead_letters.declare("show", "cli.dead_letters:show", _letter, help="dead_letter.help.show")
dead_letters.declare(
    "replay",
    "cli.dead_letters:replay_letters",
    Argument("letter_id", type=WholeNumber(), value="number", required=False, help="dead_letter.help.id"),
    Option("--all", "everything", help="dead_letter.help.all"),
    help="dead_letter.help.replay",
)
dead_letters.declare("drop", "cli.dead_letters:drop", _letter, help="dead_letter.help.drop")

undelivered = Group("undelivered")
_message = Argument(
    "message_id", type=WholeNumber(), value="number", required=False, help="undelivered.help.id"
)
_every = Option("--all", "everything", help="undelivered.help.all")
undelivered.declare("list", "cli.undelivered:list_all", help="undelivered.help.list")
undelivered.declare("send", "cli.undelivered:send", _message, _every, help="undelivered.help.send")
undelivered.declare("drop", "cli.undelivered:drop", _message, _every, help="undelivered.help.drop")
