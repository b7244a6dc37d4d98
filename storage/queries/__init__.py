"""The read side: one file per subject."""
