"""`baocao invite`."""

from cli.group import PagedCommand
from cli.parameters import FILE, Option, WholeNumber

VALID_DAYS, MOST_DAYS = 30, 365
"""The days for which an invitation is valid: by default, and at most."""

invite_people = PagedCommand(
    "invite",
    "cli.invite:invite_people",
    Option("--out", "file", type=FILE, value="file", required=True, help="register.help.invite_out"),
    Option("--unit", value="unit", default="", help="register.help.invite_unit"),
    Option("--role", value="role", default="", help="register.help.invite_role"),
    Option("--all-without-account", "everybody", help="register.help.invite_all"),
    Option(
        "--days",
        type=WholeNumber(1, MOST_DAYS),
        value="number",
        default=VALID_DAYS,
        show_default=True,
        help="register.help.invite_days",
    ),
)
