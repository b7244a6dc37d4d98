"""What every channel's HTTP client shares: the proxy, and failures after which nothing arrived."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientConnectorError, ConnectionTimeoutError

NEVER_ARRIVED = (ClientConnectorError, ConnectionTimeoutError)
"""Failures of the network after which it is certain that nothing was received."""


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for an address (HTTPS_PROXY, NO_PROXY …), if any.

    It is looked up once: aiohttp would ask again, in another thread, at every request.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None  # no address at all: whoever calls it is told so
    if proxy_bypass(parts.netloc):
        return None
    return getproxies().get(parts.scheme)
