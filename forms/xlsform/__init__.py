"""XLSForm workbooks: cells, the survey, the indicator sheets, and every fault at its cell."""
