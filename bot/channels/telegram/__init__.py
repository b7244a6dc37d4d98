"""Telegram: updates in, messages out, polling, webhook, menus."""
