"""Queries of dialogues and commands to storage, and the views that it returns."""
