"""The settings of the council's own sign-in provider, for workers."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.config.reading import is_loopback, read_secret, split


@dataclass(frozen=True)
class ProviderSettings:
    """The council's own sign-in provider, for workers. The family side never has one.

    `factors`: what counts as evidence of a second factor. `desk`: the desk's address, to which they come back.
    """

    issuer: str
    client_id: str
    desk: str
    client_secret: str = field(repr=False)
    factors: tuple[str, ...] = ("mfa",)
    roles: str = "roles"
    tenant: str = ""


def read_provider(
    environ: Mapping[str, str], data: Path | None, hosts: tuple[str, ...], practice: bool, wrong: list[str]
) -> ProviderSettings | None:
    """The provider, where one is named. `practice`: a test or the demo, where it may stand on this machine."""
    issuer = environ.get("PORTAL_OIDC_ISSUER", "")
    local = environ.get("PORTAL_LOCAL_SIGN_IN", "1")
    if local not in ("0", "1"):
        wrong.append("PORTAL_LOCAL_SIGN_IN: 0 or 1.")
    if not issuer:
        for name in sorted(name for name in environ if name.startswith("PORTAL_OIDC_") and environ[name]):
            wrong.append(f"{name}: it means nothing without PORTAL_OIDC_ISSUER. Set that too, or take this away.")
        if local == "0":
            wrong.append("PORTAL_LOCAL_SIGN_IN: without PORTAL_OIDC_ISSUER nobody could sign in. Leave it out.")
        return None
    desk, client = environ.get("PORTAL_DESK_ADDRESS", "").rstrip("/"), environ.get("PORTAL_OIDC_CLIENT_ID", "")
    for name, value in (("OIDC_ISSUER", issuer), ("DESK_ADDRESS", desk)):
        at = split(value)
        safe = at.scheme == "https" or (at.scheme == "http" and practice and is_loopback(value))
        if not safe or not at.hostname or at.query or at.fragment or at.username:
            wrong.append(f"PORTAL_{name}: name its whole address, beginning with https://.")
    if split(desk).path:
        wrong.append("PORTAL_DESK_ADDRESS: the desk's host alone, with nothing after it.")
    if hosts and split(desk).hostname not in hosts:
        wrong.append("PORTAL_DESK_ADDRESS: its host is not among PORTAL_TRUSTED_HOSTS.")
    if {"common", "organizations", "consumers", "{tenantid}"} & set(split(issuer).path.lower().split("/")):
        wrong.append("PORTAL_OIDC_ISSUER: name your own tenant, not everybody's.")
    if not client:
        wrong.append("PORTAL_OIDC_CLIENT_ID: it is missing. The provider gave it when you registered the portal.")
    secret = read_secret(environ, data, "OIDC_CLIENT_SECRET", wrong, needed=False)
    if len(secret) < 16:
        wrong.append("PORTAL_OIDC_CLIENT_SECRET: missing or too short. Take the one that the provider made.")
    factors = tuple(part.strip() for part in environ.get("PORTAL_OIDC_MFA", "mfa").split(",") if part.strip())
    if not factors or any("=" in part and not part.startswith(("acr=", "acrs=")) for part in factors):
        wrong.append("PORTAL_OIDC_MFA: values of amr (mfa), or acr=VALUE or acrs=VALUE, separated by commas.")
    if any(importlib.util.find_spec(package) is None for package in ("authlib", "requests")):
        wrong.append("PORTAL_OIDC_ISSUER: packages are missing. Install the portal with its extra: portal[oidc].")
    return ProviderSettings(
        issuer, client, desk, secret, factors or ("mfa",),
        environ.get("PORTAL_OIDC_ROLES", "") or "roles", environ.get("PORTAL_OIDC_TENANT", ""),
    )  # fmt: skip
