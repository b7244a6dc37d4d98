"""Supervising: rounds, units, who did what."""
