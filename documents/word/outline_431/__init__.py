"""Document D1: the report after the outline of letter 431, of a district or of one commune."""
