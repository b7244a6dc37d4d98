"""What the bot answers over HTTP: webhooks, health, metrics."""
