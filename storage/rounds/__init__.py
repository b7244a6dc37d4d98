"""Rounds, forms and reports in the database."""
