"""Rounds: periods, deadlines, working days."""
