"""The command line `baocao`. Errors are printed as one line: what is wrong and what to do."""

import sys
import warnings

import click

from cli.group import Lazy, LazyGroup
from cli.known_errors import explained
from cli.terminal import console_texts, problems
from cli.unforeseen import unforeseen
from texts import Catalogue

COMMANDS = {
    "units": Lazy("cli.commands.units:commands", "register.help.units_group", "usage.panel_office"),
    "people": Lazy("cli.commands.people:commands", "erase.help_people", "usage.panel_office"),
    "form": Lazy("cli.commands.form:commands", "cli.form.help", "usage.panel_office"),
    "round": Lazy("cli.commands.rounds:commands", "office.help_rounds", "usage.panel_office"),
    "letter": Lazy("cli.commands.letters:commands", "letter.help_group", "usage.panel_office"),
    "invite": Lazy("cli.commands.invite:invite_people", "register.help.invite", "usage.panel_office"),
    "audit": Lazy("cli.commands.audit:commands", "office.help_audit", "usage.panel_office"),
    "run": Lazy("cli.commands.bot:run", "cli.run.help", "usage.panel_bot"),
    "status": Lazy("cli.commands.bot:show_status", "status.help", "usage.panel_bot"),
    "channels": Lazy("cli.commands.bot:channels", "channels.help.group", "usage.panel_bot"),
    "links": Lazy("cli.commands.bot:links", "links.help.group", "usage.panel_bot"),
    "dead-letter": Lazy("cli.commands.bot:dead_letters", "dead_letter.help", "usage.panel_bot"),
    "undelivered": Lazy("cli.commands.bot:undelivered", "undelivered.help", "usage.panel_bot"),
    "backup": Lazy("cli.commands.database:back_up_database", "database.help.backup", "usage.panel_database"),
    "restore": Lazy(
        "cli.commands.database:restore_database", "database.help.restore", "usage.panel_database"
    ),
    "database": Lazy("cli.commands.database:commands", "database.help.group", "usage.panel_database"),
    "demo": Lazy("cli.commands.demo:run_demo", "cli.demo.help", "usage.panel_trying"),
    "replay": Lazy("cli.commands.demo:run_replay", "cli.replay.help", "usage.panel_trying"),
}
"""The commands by name, in the order of the first help page."""


def application(texts: Catalogue) -> LazyGroup:
    """Return the command line with the texts of a catalogue."""
    version = click.version_option(
        package_name="baocao", message="%(prog)s %(version)s", help="usage.version"
    )
    group: LazyGroup = version(LazyGroup(COMMANDS, texts, help="cli.help"))
    return group


def main() -> None:
    """Run the command line and exit with its status."""
    texts = console_texts()
    warnings.filterwarnings("ignore", module="openpyxl")  # an office can do nothing about its warnings
    try:
        application(texts)()
    except Exception as error:
        said = explained(error, texts)
        if said is None and _logged(error):
            sys.exit(1)
        said = said or unforeseen(error, texts)
        problems().print(said, markup=False)
        sys.exit(1)


def _logged(error: Exception) -> bool:
    """Log an error if the command has configured logging; a traceback on the terminal would show values."""
    import structlog  # noqa: PLC0415 -- only errors need it

    if not structlog.is_configured():
        return False
    structlog.get_logger().critical("program.failed", exc_info=error)
    return True


if __name__ == "__main__":
    main()
