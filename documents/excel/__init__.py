"""Excel workbooks that the program writes."""
