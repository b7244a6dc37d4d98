"""Follow-up: units that have not submitted, and reminders on request."""
