"""The persistence layer: schema, migrations, the turn's transaction, the outbox, and the queries."""
