"""Data: XLSForm workbooks and the sample district."""
