"""`baocao audit export`."""

from cli.group import Group
from cli.parameters import FILE, Option

commands = Group("audit")
commands.declare(
    "export",
    "cli.audit:export",
    Option("--out", "target", type=FILE, value="file", required=True, help="office.help_out"),
    Option("--unit", "unit_code", value="unit", default="", help="office.help_audit_unit"),
    Option("--since", value="day", default="", help="office.help_since"),
    help="office.help_export",
)
