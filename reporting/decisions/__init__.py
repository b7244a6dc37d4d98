"""Decisions that change an office, the rules for them, and the audit's events."""
