"""Backup, copy and status of a database."""
