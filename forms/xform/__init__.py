"""Compiler from XForm XML to a form's definition."""
