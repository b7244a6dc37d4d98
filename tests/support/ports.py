"""Ports of this machine that nobody listens on, and that nobody else is given meanwhile."""

import socket


def free_port() -> int:
    """Return a port that refuses connections until somebody who asked for just this one listens there.

    It stays bound without a listener as long as this process lives, so the system gives it to no other program;
    whoever binds it with SO_REUSEADDR, as servers do, may.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    port: int = held.getsockname()[1]
    held.detach()  # kept open, and no object that the garbage collector could complain of
    return port
