"""The turn's transaction, decisions carried out, dead letters."""
