"""Figures: roll-up, completeness, tables, the digest as data."""
