"""Interpretation of typed answers: numbers, units, choices, several at once, and doubts."""
