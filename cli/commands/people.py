"""`baocao people`: people loaded, listed, replaced, suspended, reinstated and erased."""

from cli.group import Group
from cli.parameters import FILE, Argument, Option, WholeNumber

commands = Group("people")

_file = Argument("file", type=FILE, value="file", help="register.help.file")
_number = Argument("number", type=WholeNumber(), value="number", help="office.help_person")
_unit = Option("--unit", "unit_code", value="unit", required=True, help="office.help_at_unit")
_sure = Option("--yes", "sure", help="office.help_yes")

commands.declare(
    "template", "cli.templates:write_people_template", _file, help="register.help.people_template"
)
commands.declare(
    "load",
    "cli.enrol:load",
    _file,
    Option("--apply", help="register.help.apply"),
    Option("--all", "whole", help="register.help.all"),
    help="register.help.people_load",
)
commands.declare(
    "list",
    "cli.people:list_people",
    Option("--unit", "unit_code", value="unit", default="", help="office.help_within"),
    help="office.help_people",
)
commands.declare(
    "replace",
    "cli.people:replace",
    _number,
    _unit,
    Option("--name", value="name", required=True, help="office.help_name"),
    _sure,
    help="office.help_replace",
)
commands.declare("suspend", "cli.people:suspend", _number, _unit, _sure, help="office.help_suspend")
commands.declare("reinstate", "cli.people:reinstate", _number, _unit, _sure, help="office.help_reinstate")
commands.declare(
    "erase",
    "cli.erase:erase",
    Argument("who", value="person", help="erase.help_who"),
    Option("--yes", "sure", help="erase.help_yes"),
    help="erase.help",
)
