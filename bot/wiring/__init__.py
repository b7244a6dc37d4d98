"""The composition root: accounts, receivers, startup, checks."""
