"""Workbooks that an office fills in, read row by row, with everything that is wrong in them at once."""
