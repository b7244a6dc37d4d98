"""Generated and uploaded documents. Pure: data in, data out."""
