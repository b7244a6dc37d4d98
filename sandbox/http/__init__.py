"""The sandbox's HTTP server, page, and APIs."""
