"""Reading of workbooks and pasted lists that an office fills in, with all their faults at once."""
