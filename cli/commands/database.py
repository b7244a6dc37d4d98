"""`baocao backup`, `baocao restore` and `baocao database copy`."""

from cli.group import Group, PagedCommand
from cli.parameters import FILE, Argument

back_up_database = PagedCommand(
    "backup",
    "cli.database:back_up_database",
    Argument("file", type=FILE, value="file", help="database.help.backup_file"),
)
restore_database = PagedCommand(
    "restore",
    "cli.database:restore_database",
    Argument("file", type=FILE, value="file", help="database.help.restore_file"),
)

commands = Group("database")
commands.declare(
    "copy",
    "cli.database:copy",
    Argument("source_url", value="address", help="database.help.source"),
    Argument("target_url", value="address", help="database.help.target"),
    help="database.help.copy",
)
