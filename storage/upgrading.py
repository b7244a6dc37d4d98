"""Bringing a database to the newest schema: one program at a time, the others wait and find it done."""

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.strictness import make_strict

UPGRADE_LOCK = (
    0x6261_6F63_616F_0001  # PostgreSQL's advisory locks are known by number; this one spells 'baocao'
)


def upgrade(connection: Connection) -> str | None:
    """Run the migrations that are missing; returns the schema's revision if only a newer version knows it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
    with as_file(files("storage").joinpath("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            return current
        command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        make_strict(connection)
    return None
