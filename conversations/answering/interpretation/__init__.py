"""What a typed answer means: numbers, units, choices, several at once, and what is doubtful about it."""
