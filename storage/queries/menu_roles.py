"""The supervisor and administrator roles, current or former, of a channel's users; they decide the command menu."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.people.permissions import RULES, Action
from reporting.people.role import RoleKind
from storage.database import schema as t
from storage.people.roles import active_role


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuRoles:
    """Whether a person supervises or administers any unit, and the person's language."""

    oversees: bool
    administers: bool
    language: str


async def load_standings(connection: AsyncConnection, channel: str) -> dict[str, MenuRoles]:
    """Return the menu roles of all current and former supervisors and administrators, by channel address."""
    rows = await connection.execute(
        select(
            t.accounts.c.address,
            t.people.c.language,
            _any_held(Action.OVERSEE).label("oversees"),
            _any_held(Action.INVITE).label("administers"),
        )
        .join(t.people, t.people.c.id == t.accounts.c.person_id)
        .join(t.roles, t.roles.c.person_id == t.people.c.id)
        .where(
            t.accounts.c.channel == channel,
            t.accounts.c.blocked_at.is_(None),
            t.roles.c.kind.in_((RoleKind.SUPERVISOR, RoleKind.ADMINISTRATOR)),
        )
        .group_by(t.accounts.c.address, t.people.c.language)
    )
    return {
        row.address: MenuRoles(
            oversees=bool(row.oversees), administers=bool(row.administers), language=row.language
        )
        for row in rows
    }


def _any_held(action: Action) -> Any:  # noqa: ANN401 -- an aggregate, whose type names SQLAlchemy's internals
    return func.max(case((active_role() & t.roles.c.kind.in_(RULES[action]), 1), else_=0))
