"""The demo and the replay: the sample district played on the sandbox."""
