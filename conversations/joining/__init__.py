"""Joining: invitation codes, phone numbers, consent."""
