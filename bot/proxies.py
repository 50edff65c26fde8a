"""Connections through a proxy, or without one."""

import aiohttp
from aiohttp_socks import ProxyConnector


def connector(proxy: str | None, limit: int) -> aiohttp.BaseConnector:
    """Return what opens up to `limit` connections, through `proxy` (http://, socks4:// or socks5://) if given."""
    return ProxyConnector.from_url(proxy, limit=limit) if proxy else aiohttp.TCPConnector(limit=limit)
