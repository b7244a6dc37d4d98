"""The program put together: accounts, receivers, startup, checks."""
