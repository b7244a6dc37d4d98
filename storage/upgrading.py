"""Bringing a database to the newest schema: one program at a time, the others wait and find it done."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.strictness import loose, make_strict

UPGRADE_LOCK = (
    0x6261_6F63_616F_0001  # PostgreSQL's advisory locks are known by number; this one spells 'baocao'
)


def upgrade(connection: Connection) -> str | None:
    """Run the migrations that are missing; returns the schema's revision if only a newer version knows it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
    with _configured() as config:
        config.attributes["connection"] = connection
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in _revisions(config):
            return current
        command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        make_strict(connection)
    return None


def is_newest(connection: Connection) -> bool:
    """Tell whether nothing is to be upgraded; only looks."""
    current = MigrationContext.configure(connection).get_current_revision()
    return current == newest_revision() and not (connection.dialect.name == "sqlite" and loose(connection))


def has_schema(connection: Connection) -> bool:
    """Tell whether some version of the program has written its tables there."""
    return MigrationContext.configure(connection).get_current_revision() is not None


def known_revisions() -> set[str]:
    """Return the schema's revisions that this version knows."""
    with _configured() as config:
        return _revisions(config)


def newest_revision() -> str:
    """Return the revision that this version brings a database to."""
    with _configured() as config:
        return str(ScriptDirectory.from_config(config).get_current_head())


@contextmanager
def _configured() -> Iterator[Config]:
    with as_file(files("storage").joinpath("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        yield config


def _revisions(config: Config) -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
