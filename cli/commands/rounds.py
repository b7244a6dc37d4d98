"""`baocao round`: rounds opened from a workbook, listed, extended, closed."""

from cli.group import Group
from cli.parameters import FILE, Argument, Option, WholeNumber

commands = Group("round")

_number = Argument("number", type=WholeNumber(), value="number", help="office.help_number")
_sure = Option("--yes", "sure", help="office.help_yes")

commands.declare(
    "open",
    "cli.rounds:open_round",
    Argument("file", type=FILE, value="file", help="office.help_form"),
    Option("--unit", "unit_code", value="unit", required=True, help="office.help_owner"),
    Option("--period", "period_text", value="period", required=True, help="office.help_period"),
    Option("--due", value="day", required=True, help="office.help_day"),
    Option("--title", value="name", default="", help="office.help_title"),
    Option("--to", "asked", value="audience", default="", help="letter.help_to"),
    Option("--except", "without", value="unit", multiple=True, help="commandline.help_except"),
    _sure,
    help="office.help_open",
)
commands.declare("list", "cli.rounds:list_rounds", help="office.help_list")
commands.declare(
    "extend",
    "cli.rounds:extend",
    _number,
    Argument("day_text", value="day", help="office.help_day"),
    Option("--unit", "unit_code", value="unit", default="", help="office.help_one_unit"),
    _sure,
    help="office.help_extend",
)
commands.declare("close", "cli.rounds:close", _number, _sure, help="office.help_close")
