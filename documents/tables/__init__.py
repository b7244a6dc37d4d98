"""The tables that offices print: as data, and as workbooks."""
