"""Zalo: updates in, messages out, polling, webhook."""
