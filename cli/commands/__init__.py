"""The declarations of the commands: names, parameters, help. They import no library but Click."""
