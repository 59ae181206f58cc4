"""Where a request comes from on the network: for counting tries, never kept as it is."""

from __future__ import annotations

from flask import request


def address() -> str:
    """The address of whoever asks: the socket's, or what our own proxies say (`PORTAL_PROXIES`)."""
    return request.remote_addr or ""
