"""Supervising: rounds, units, audit trail."""
