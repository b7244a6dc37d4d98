"""The outbox: parcels to send, quotas, file links, the sender's lock."""
