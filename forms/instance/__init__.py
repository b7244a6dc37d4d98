"""Answers as a tree: nodes, positions, choices, figures, side effects."""
