"""Consents by version of the notice, and erasures."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_person_id"), "consents", ["person_id"])
    op.create_table(
        "erasures",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("scrubbed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_erasures_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_erasures")),
    )
    _note_the_consents_given()


def _note_the_consents_given() -> None:
    """Write down what everybody who has joined agreed to, and when."""
    accounts = sa.table(
        "accounts", *map(sa.column, ("person_id", "channel", "notice")), sa.column("joined_at")
    )
    consents = sa.table("consents", *map(sa.column, ("person_id", "channel", "notice", "agreed", "at")))
    columns = accounts.c.person_id, accounts.c.channel, accounts.c.notice, sa.true(), accounts.c.joined_at
    op.execute(consents.insert().from_select([column.name for column in consents.c], sa.select(*columns)))
