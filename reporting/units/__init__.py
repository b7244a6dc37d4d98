"""Units: the tree, its history, its changes, finding one by code or name."""
