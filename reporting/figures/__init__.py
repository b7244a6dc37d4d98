"""Figures: roll-ups, completeness, tables, and the data of digests and documents."""
