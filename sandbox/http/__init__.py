"""The sandbox's HTTP: server, page, APIs."""
