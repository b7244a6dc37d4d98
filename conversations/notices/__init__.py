"""Notices that people get without asking: reminders and news."""
