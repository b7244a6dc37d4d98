"""The database: engine, schema, locks, upgrades."""
