"""Erasing a person: nothing that tells who it was is left, and nothing of the unit's is lost."""
