"""A person's own data: accounts, stored data, erasure."""
