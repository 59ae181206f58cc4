"""Where a request comes from on the network: for counting tries, never kept as it is."""

from __future__ import annotations

import ipaddress

from flask import request


def address() -> str:
    """Whoever asks, as they are counted: the socket's address, or what our own proxies say (`PORTAL_PROXIES`)."""
    return whose(request.remote_addr or "")


def whose(found: str) -> str:
    """The address as it is counted: of the newer kind a whole network, because one phone may use all of it."""
    try:
        at = ipaddress.ip_address(found)
    except ValueError:
        return found
    if isinstance(at, ipaddress.IPv6Address):
        if at.ipv4_mapped:
            return str(at.ipv4_mapped)
        if not at.is_loopback:
            return str(ipaddress.ip_network((int(at), 64), strict=False))
    return str(at)
