"""The HTTP server: webhooks, file pages, health, metrics."""
