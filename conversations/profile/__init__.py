"""One's own data: accounts, what is held, erasure."""
