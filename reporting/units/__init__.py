"""Administrative units: the tree, its history, revisions, and search by code or name."""
