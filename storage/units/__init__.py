"""Units in the database: tree, history, audit."""
