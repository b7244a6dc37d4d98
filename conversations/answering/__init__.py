"""Answering a report: question, interpretation, acceptance, clarification, review."""
