"""The outbox: messages to send, quotas, links, the sender's lock."""
