"""Roles that end, deadlines of single units, files beside forms, the audit, deletions by two."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_REFUSING = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit"
        " BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        """CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit is only ever added to'; END $$""",
        """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_refuses()""",
        """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()""",
    ],
}


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("roles", sa.Column("until", moment, nullable=True))
    op.add_column("roles", sa.Column("suspended_at", moment, nullable=True))
    op.add_column("reports", sa.Column("due_printed", sa.Date(), nullable=True))
    op.add_column("reports", sa.Column("due_inclusive", sa.Boolean(), nullable=True))
    with op.batch_alter_table("invitations") as invitations:
        invitations.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        invitations.add_column(sa.Column("kind", sa.Text(), nullable=True))
        invitations.create_foreign_key(op.f("fk_invitations_unit_id"), "units", ["unit_id"], ["id"])
    op.create_table(
        "form_files",
        sa.Column("form_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["form_hash"], ["forms.hash"], name=op.f("fk_form_files_form_hash")),
        sa.PrimaryKeyConstraint("form_hash", "name", name=op.f("pk_form_files")),
    )
    op.create_table(
        "wrong_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_codes")),
    )
    op.create_index(op.f("ix_wrong_codes_at"), "wrong_codes", ["at"])
    _create_audit(moment)
    _create_deletions(moment)


def _create_audit(moment: sa.DateTime) -> None:
    names = ("person_id", "subject_id", "unit_id", "round_id", "report_id")
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in names),
        sa.Column("detail", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    for name in ("at", *names):
        op.create_index(op.f(f"ix_audit_{name}"), "audit", [name])
    for statement in _REFUSING[op.get_bind().dialect.name]:
        op.execute(statement)


def _create_deletions(moment: sa.DateTime) -> None:
    op.create_table(
        "deletions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("settled_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_deletions_round_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_deletions_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_deletions_unit_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_deletions_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletions")),
        sqlite_autoincrement=True,
    )
    for name in ("round_id", "person_id", "unit_id"):
        op.create_index(op.f(f"ix_deletions_{name}"), "deletions", [name])
