"""Parser of typed roles."""

from reporting.people.role import RoleKind
from texts.normalize import words

_ROLES = {
    words(name): kind
    for kind, names in {
        RoleKind.REPORTER: ("người báo cáo", "báo cáo", "cán bộ", "reporter"),
        RoleKind.SUPERVISOR: ("người theo dõi", "theo dõi", "phụ trách", "supervisor"),
        RoleKind.ADMINISTRATOR: ("quản trị", "người quản trị", "quản trị viên", "administrator", "admin"),
    }.items()
    for name in names
}


def read_role(text: str) -> RoleKind | None:
    """Return the role that a text names in Vietnamese or English, or None."""
    return _ROLES.get(words(text))
