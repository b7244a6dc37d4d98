"""XLSForm workbooks: cells, survey, indicator sheets, and the faults of each cell."""
