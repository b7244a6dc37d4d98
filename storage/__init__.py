"""Everything SQL: schema, migrations, the turn's transaction, the outbox, what is read and written."""
