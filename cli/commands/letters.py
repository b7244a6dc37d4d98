"""`baocao letter`: the rounds of a letter opened together, letters listed."""

from cli.group import Group
from cli.parameters import Option

commands = Group("letter")

commands.declare(
    "open",
    "cli.letters:open_letter",
    Option("--number", value="text", required=True, help="letter.help_number"),
    Option("--issued", value="day", required=True, help="letter.help_issued"),
    Option("--issuer", value="name", required=True, help="letter.help_issuer"),
    Option("--subject", value="text", required=True, help="letter.help_subject"),
    Option("--unit", "unit_code", value="unit", required=True, help="office.help_owner"),
    Option("--period", "period_text", value="period", required=True, help="office.help_period"),
    Option("--due", value="day", required=True, help="office.help_day"),
    Option("--form", "forms", value="form", multiple=True, required=True, help="letter.help_form"),
    Option("--yes", "sure", help="office.help_yes"),
    help="letter.help_open",
)
commands.declare("list", "cli.letters:list_letters", help="letter.help_list")
