"""The commands of `baocao`."""
