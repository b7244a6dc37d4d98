"""The weekly digest as text and picture."""
