"""Documents: bytes out and bytes in. Pure: data in, data out."""
