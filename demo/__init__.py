"""The demo and the replay: the sample district in the sandbox."""
