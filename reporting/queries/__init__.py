"""Queries that dialogues and commands put to the store, and the views it answers with."""
