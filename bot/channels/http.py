"""Shared by the channels' HTTP clients: proxy lookup, and the failures after which nothing arrived."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientConnectorError, ConnectionTimeoutError

NEVER_ARRIVED = (ClientConnectorError, ConnectionTimeoutError)
"""Network failures that guarantee that the server received nothing."""


def proxy_for(url: str) -> str | None:
    """Return the proxy for a URL from the environment (HTTPS_PROXY, NO_PROXY, ...), or None.

    The result is cached, because aiohttp would look it up in another thread on every request.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None  # an invalid URL: the request itself reports it
    if proxy_bypass(parts.netloc):
        return None
    return getproxies().get(parts.scheme)
