"""The read side: one file for each subject."""
