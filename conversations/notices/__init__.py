"""Unprompted messages: reminders and news."""
