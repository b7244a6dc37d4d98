"""Units over time, and people known by their phone's hash."""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

from reporting.rounds.period import Period

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_spans",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_spans_unit_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_unit_spans_parent_id")),
        sa.PrimaryKeyConstraint("unit_id", "since", name=op.f("pk_unit_spans")),
    )
    op.create_index(op.f("ix_unit_spans_parent_id"), "unit_spans", ["parent_id"])
    op.create_table(
        "unit_successions",
        sa.Column("old_id", sa.Integer(), nullable=False),
        sa.Column("new_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["old_id"], ["units.id"], name=op.f("fk_unit_successions_old_id")),
        sa.ForeignKeyConstraint(["new_id"], ["units.id"], name=op.f("fk_unit_successions_new_id")),
        sa.PrimaryKeyConstraint("old_id", "new_id", "on_day", name=op.f("pk_unit_successions")),
    )
    op.create_index(op.f("ix_unit_successions_new_id"), "unit_successions", ["new_id"])
    op.add_column("people", sa.Column("phone_hash", sa.Text(), nullable=True))
    op.create_index(op.f("ix_people_phone_hash"), "people", ["phone_hash"])
    _give_units_a_span()
    _pin_rounds_to_a_day()


def _give_units_a_span() -> None:
    """Say of every unit that it always was what it is."""
    units = sa.table("units", *map(sa.column, ("id", "name", "kind", "parent_id")))
    spans = sa.table(
        "unit_spans",
        sa.column("unit_id"),
        sa.column("since", sa.Date()),
        sa.column("until", sa.Date()),
        *map(sa.column, ("name", "kind", "parent_id")),
    )
    always = sa.literal(date.min, sa.Date()), sa.literal(date.max, sa.Date())
    columns = units.c.id, *always, units.c.name, units.c.kind, units.c.parent_id
    op.execute(spans.insert().from_select([column.name for column in spans.c], sa.select(*columns)))


def _pin_rounds_to_a_day() -> None:
    """Pin every round to the day whose units it asks, as rounds opened from now on are."""
    op.add_column(
        "rounds", sa.Column("units_on", sa.Date(), server_default=sa.text("'9999-12-31'"), nullable=False)
    )
    rounds = sa.table(
        "rounds",
        sa.column("id"),
        sa.column("period"),
        sa.column("due_printed", sa.Date()),
        sa.column("due_inclusive", sa.Boolean()),
        sa.column("units_on", sa.Date()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(rounds)).all():
        last_day = row.due_printed if row.due_inclusive else row.due_printed - timedelta(days=1)
        day = min(Period.parse(row.period).end, last_day)
        connection.execute(rounds.update().where(rounds.c.id == row.id).values(units_on=day))
