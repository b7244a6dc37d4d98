"""From the outbox to the channels: sender, pacer, renderer."""
