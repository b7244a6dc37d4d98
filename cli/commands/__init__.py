"""The declarations of the commands: names, parameters and helps. They import nothing slow; the work is elsewhere."""
