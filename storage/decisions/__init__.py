"""How decisions are carried out, and what counts as a conflicting decision, one file for each subject."""
