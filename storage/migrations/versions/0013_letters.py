"""Letters that ask for reports, and the rounds that belong to them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("due_printed", sa.Date(), nullable=False),
        sa.Column("due_inclusive", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_letters_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("unit_id", "number", "period", name=op.f("uq_letters_unit_id_number_period")),
    )
    op.create_index(op.f("ix_letters_unit_id"), "letters", ["unit_id"])
    op.execute(  # not a batch: that would drop the table, which reports refer to
        "ALTER TABLE rounds ADD COLUMN letter_id INTEGER CONSTRAINT fk_rounds_letter_id REFERENCES letters (id)"
    )
    op.create_index(op.f("ix_rounds_letter_id"), "rounds", ["letter_id"])
