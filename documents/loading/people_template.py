"""The template workbook for an office's people."""

from documents.loading.people_rows import PEOPLE_HEADINGS, WANTED
from documents.loading.template import Template, TemplateColumn
from reporting.people.role import RoleKind
from texts.catalogue import Catalogue

_WIDTHS = {"name": 28, "phone": 18, "role": 20, "unit": 24, "language": 14}


def people_template(words: Catalogue) -> bytes:
    """Return the template in a language, as .xlsx."""
    roles = {kind: words.plain(f"register.role.{kind}") for kind in RoleKind}
    template = Template(
        title=words.plain("register.people.sheet"),
        guide=tuple(words.plain("register.people.guide").split("\n")),
        columns=tuple(_column(column, tuple(roles.values()), words) for column in PEOPLE_HEADINGS),
        examples=(
            ("Hoàng Thị Thu", "0912 345 678", roles[RoleKind.SUPERVISOR], "042", ""),
            ("Nông Thị Hoa", "0987 654 321", roles[RoleKind.REPORTER], "01279", ""),
            ("Hoàng Văn Minh", "", roles[RoleKind.REPORTER], "thị trấn Nước Hai", ""),
            ("Lò Thị Mai", "", roles[RoleKind.ADMINISTRATOR], "042", "en"),
        ),
    )
    return template.workbook(words)


def _column(column: str, roles: tuple[str, ...], words: Catalogue) -> TemplateColumn:
    choices = {"role": roles, "language": ("vi", "en")}
    return TemplateColumn(
        heading=words.plain(f"register.person_heading.{column}"),
        note=words.plain(f"register.person_note.{column}"),
        width=_WIDTHS[column],
        required=column in WANTED,
        choices=choices.get(column, ()),
    )
