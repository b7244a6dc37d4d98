"""`baocao units`: the register of units from a workbook, shown, and changed."""

from cli.group import Group
from cli.parameters import FILE, Argument, Option, WholeNumber

commands = Group("units")

_file = Argument("file", type=FILE, value="file", help="register.help.file")
_unit = Argument("unit", value="unit", help="register.help.unit")
_on = Option("--on", value="day", required=True, help="register.help.on")
_under = Option("--under", value="unit", default="", help="register.help.new_under")
_apply = Option("--apply", help="register.help.apply")

commands.declare("template", "cli.templates:write_unit_template", _file, help="register.help.unit_template")
commands.declare(
    "load",
    "cli.units:load",
    _file,
    _apply,
    Option("--all", "whole", help="register.help.all"),
    help="register.help.unit_load",
)
commands.declare(
    "list",
    "cli.units:list_units",
    Option("--below", value="unit", default="", help="register.help.below"),
    Option("--on", value="day", default="", help="register.help.tree_on"),
    Option(
        "--depth",
        type=WholeNumber(1),
        value="number",
        default=9,
        show_default=True,
        help="register.help.depth",
    ),
    help="register.help.unit_list",
)
commands.declare("show", "cli.units:show", _unit, help="register.help.unit_show")
commands.declare(
    "rename",
    "cli.unit_changes:rename",
    _unit,
    _on,
    Option("--name", value="name", default="", help="register.help.name"),
    Option("--kind", value="kind", default="", help="register.help.kind"),
    _apply,
    help="register.help.rename",
)
commands.declare(
    "move",
    "cli.unit_changes:move",
    _unit,
    Option("--under", value="unit", required=True, help="register.help.under"),
    _on,
    _apply,
    help="register.help.move",
)
commands.declare(
    "merge",
    "cli.unit_changes:merge",
    Argument("units", nargs=-1, required=True, value="unit", help="register.help.units"),
    Option("--into", value="unit", required=True, help="register.help.into"),
    _on,
    _under,
    _apply,
    help="register.help.merge",
)
commands.declare(
    "split",
    "cli.unit_changes:split",
    _unit,
    Option("--into", value="unit", multiple=True, required=True, help="register.help.parts"),
    _on,
    _under,
    _apply,
    help="register.help.split",
)
commands.declare("end", "cli.unit_changes:end", _unit, _on, _apply, help="register.help.end")
