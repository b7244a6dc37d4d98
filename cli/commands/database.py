"""`baocao backup`, `baocao restore` and `baocao database copy`."""

from cli.group import Command, Group
from cli.parameters import FILE, Argument

back_up_database = Command(
    "backup",
    "cli.database:back_up_database",
    Argument("file", type=FILE, value="file", help="database.help.backup_file"),
)
restore_database = Command(
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
