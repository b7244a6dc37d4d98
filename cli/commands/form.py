"""`baocao form`: check a questionnaire, try it in the terminal, walk through it with given answers."""

import click

from cli.group import Group
from cli.parameters import FILE, Argument, Option, texts_of

commands = Group("form")


def _own_language() -> str:
    """Return the language of this call."""
    return texts_of(click.get_current_context()).language


_file = Argument("file", type=FILE, value="file", help="form.help.file")
_language = Option(
    "--language", value="language", default=_own_language, show_default=True, help="form.help.language"
)

commands.declare("check", "cli.form:check", _file, _language, help="form.help.check")
commands.declare("preview", "cli.form:preview", _file, _language, help="form.help.preview")
commands.declare(
    "walk",
    "cli.form:walk",
    _file,
    Option("--answers", type=FILE, value="file", required=True, help="form.help.answers"),
    Option("--language", value="language", default="", help="form.help.form_language"),
    help="form.help.walk",
)
