"""Queries that dialogues and commands send to storage, and the views that storage returns."""
