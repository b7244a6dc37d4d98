"""Demo and replay: the bot with a sample district, in the sandbox."""
