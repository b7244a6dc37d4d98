"""The channel interface and its implementations."""
