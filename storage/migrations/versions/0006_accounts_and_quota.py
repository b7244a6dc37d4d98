"""When an account was used last, where digests come, and how many messages went out each month."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("people", sa.Column("digest_channel", sa.Text(), nullable=True))
    op.create_table(
        "messages_sent",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "month", name=op.f("pk_messages_sent")),
    )
