"""Generated Excel workbooks."""
