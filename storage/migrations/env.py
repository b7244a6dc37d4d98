"""Alembic's environment: migrations run on the connection that opened the database, in its transaction."""

from alembic import context

from storage.database.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
