"""Every setting, typed, read once from the environment. It fails loudly, by name.

A default is safe in production and fit to be public, or there is none. Each secret has a
`…_FILE` twin. With PORTAL_DATA, secrets may stand in `PORTAL_DATA/secrets/`, where
`portal init` and `portal demo` put them. The family side is never given a casework secret.
"""

from __future__ import annotations

import importlib.util
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent


class Side(Enum):
    FAMILY = "family"
    DESK = "desk"


class BadSettings(Exception):
    """The portal will not start; the message names each setting and says what to do."""


FAMILY_SECRETS = ("FAMILY_KEYS", "FAMILY_AUDIT_KEY", "FAMILY_SECRET", "PEPPER")
CASEWORK_SECRETS = ("CASEWORK_KEYS", "CASEWORK_AUDIT_KEY", "DESK_SECRET")


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


@dataclass(frozen=True)
class Settings:
    """What one side runs with. Casework fields are None on the family side."""

    side: Side
    family_database_url: str
    family_keys: tuple[str, ...]
    family_audit_key: bytes
    family_secret: str
    pepper: bytes
    ledger: Path | None = None
    casework_database_url: str | None = None
    casework_keys: tuple[str, ...] = ()
    casework_audit_key: bytes = b""
    desk_secret: str = ""
    family_address: str = ""
    leave_to: str = "https://www.bbc.co.uk/weather"
    https: bool = True
    trusted_hosts: tuple[str, ...] = ()
    content: Path = ROOT / "content"
    translations: Path = ROOT / "translations"
    demo: bool = False
    testing: bool = False
    start_clock_at: datetime | None = None
    keep: Mapping[str, str] = field(default_factory=dict)  # a council's own PORTAL_KEEP_…, as typed
    proxies: int = 0
    requests_a_second: int = 20
    monitor_token: str = ""
    security_contact: str = ""
    provider: ProviderSettings | None = None
    local_sign_in: bool = True

    @property
    def secret_key(self) -> str:
        return self.family_secret if self.side is Side.FAMILY else self.desk_secret

    @classmethod
    def from_env(cls, environ: Mapping[str, str], side: Side) -> Settings:
        """The settings of one side. Raises BadSettings that names all that is wrong."""
        wrong: list[str] = []
        data = Path(environ["PORTAL_DATA"]) if environ.get("PORTAL_DATA") else None
        desk = side is Side.DESK
        names = FAMILY_SECRETS + (CASEWORK_SECRETS if desk else ())
        found = {name: _secret(environ, data, name, wrong) for name in names}
        _refuse_weak(found, wrong)

        def url(name: str, file: str) -> str:
            if value := _secret(environ, data, f"{name}_DATABASE_URL", wrong, needed=False):
                return value
            if data is None:
                wrong.append(f"PORTAL_{name}_DATABASE_URL: name a database, or set PORTAL_DATA to a folder.")
                return ""
            return f"sqlite:///{data / file}"

        ledger = Path(environ["PORTAL_LEDGER"]) if environ.get("PORTAL_LEDGER") else data and data / "ledger"
        if ledger is None:
            wrong.append("PORTAL_LEDGER: name a folder for the list of what was revoked, or set PORTAL_DATA.")
        family_url = url("FAMILY", "family.sqlite3")
        casework_url = url("CASEWORK", "casework.sqlite3") if desk else None
        https = environ.get("PORTAL_HTTPS", "1") != "0"
        address = environ.get("PORTAL_FAMILY_ADDRESS", "")
        if not https and not _is_loopback(address):
            wrong.append("PORTAL_HTTPS: it may be 0 only while PORTAL_FAMILY_ADDRESS is on this very machine.")
        testing = environ.get("PORTAL_TESTING") == "1"
        starts = environ.get("PORTAL_TEST_CLOCK")
        if starts and not testing:
            wrong.append("PORTAL_TEST_CLOCK: only for tests (PORTAL_TESTING=1). Take it away.")
        hosts = tuple(host for host in environ.get("PORTAL_TRUSTED_HOSTS", "").split(",") if host)
        if not hosts and not _is_loopback(address):
            wrong.append("PORTAL_TRUSTED_HOSTS: name the host names that this side answers to.")
        if https and address and urlsplit(address).scheme != "https":
            wrong.append("PORTAL_FAMILY_ADDRESS: begin it with https://, or set PORTAL_HTTPS=0 on this machine alone.")
        for name, at in (("FAMILY_ADDRESS", address), *(("TRUSTED_HOSTS", f"//{host}") for host in hosts if not desk)):
            if telling := _telling(at):
                wrong.append(f"PORTAL_{name}: host names stand in histories and routers; “{telling}” says too much.")
        for name in ("FLASK_DEBUG", *(("DEBUG",) if https else ())):
            if environ.get(name, "0") not in ("", "0"):
                wrong.append(f"{name}: it shows the inside of the portal to everybody. Take it away.")
        proxies = _number(environ, "PROXIES", 0, range(0, 6), wrong)
        a_second = _number(environ, "REQUESTS_A_SECOND", cls.requests_a_second, range(1, 10_001), wrong)
        token = _secret(environ, data, "MONITOR_TOKEN", wrong, needed=False)
        if token and len(token) < 32:
            wrong.append("PORTAL_MONITOR_TOKEN: too short. Use 32 random characters or more, or leave it out.")
        contact = environ.get("PORTAL_SECURITY_CONTACT", "")
        if contact and not contact.startswith(("mailto:", "https://", "tel:")):
            wrong.append("PORTAL_SECURITY_CONTACT: begin it with mailto:, https:// or tel:.")
        practice = testing or environ.get("PORTAL_DEMO") == "1"
        provider = _provider(environ, data, hosts, practice, wrong) if desk else None
        if wrong:
            raise BadSettings("\n".join(wrong))
        return cls(
            side=side,
            family_database_url=family_url,
            family_keys=tuple(found["FAMILY_KEYS"].split(",")),
            family_audit_key=found["FAMILY_AUDIT_KEY"].encode(),
            family_secret=found["FAMILY_SECRET"],
            pepper=found["PEPPER"].encode(),
            ledger=ledger,
            casework_database_url=casework_url,
            casework_keys=tuple(found["CASEWORK_KEYS"].split(",")) if desk else (),
            casework_audit_key=found["CASEWORK_AUDIT_KEY"].encode() if desk else b"",
            desk_secret=found["DESK_SECRET"] if desk else "",
            family_address=address,
            leave_to=environ.get("PORTAL_LEAVE_TO", cls.leave_to),
            https=https,
            trusted_hosts=hosts or ("localhost", "127.0.0.1"),
            content=Path(environ.get("PORTAL_CONTENT", cls.content)),
            translations=Path(environ.get("PORTAL_TRANSLATIONS", cls.translations)),
            demo=environ.get("PORTAL_DEMO") == "1",
            testing=testing,
            start_clock_at=datetime.fromisoformat(starts) if starts else None,
            keep={name: value for name, value in environ.items() if name.startswith("PORTAL_KEEP_")},
            proxies=proxies,
            requests_a_second=a_second,
            monitor_token=token,
            security_contact=contact,
            provider=provider,
            local_sign_in=environ.get("PORTAL_LOCAL_SIGN_IN", "0" if provider else "1") == "1",
        )


def _is_loopback(address: str) -> bool:
    return urlsplit(address).hostname in ("localhost", "127.0.0.1", "::1")


def _provider(
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
        at = _split(value)
        safe = at.scheme == "https" or (at.scheme == "http" and practice and _is_loopback(value))
        if not safe or not at.hostname or at.query or at.fragment or at.username:
            wrong.append(f"PORTAL_{name}: name its whole address, beginning with https://.")
    if _split(desk).path:
        wrong.append("PORTAL_DESK_ADDRESS: the desk's host alone, with nothing after it.")
    if hosts and _split(desk).hostname not in hosts:
        wrong.append("PORTAL_DESK_ADDRESS: its host is not among PORTAL_TRUSTED_HOSTS.")
    if {"common", "organizations", "consumers", "{tenantid}"} & set(_split(issuer).path.lower().split("/")):
        wrong.append("PORTAL_OIDC_ISSUER: name your own tenant, not everybody's.")
    if not client:
        wrong.append("PORTAL_OIDC_CLIENT_ID: it is missing. The provider gave it when you registered the portal.")
    secret = _secret(environ, data, "OIDC_CLIENT_SECRET", wrong, needed=False)
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


# What a host name must not say about those who open it; the short ones only as a part of their own.
_TELLING = ("exploit", "safeguard", "abuse", "police", "gang", "crime", "criminal", "traffick", "victim", "socialcare")
_NOBODYS = ("changeme", "change-me", "change-this", "example", "default", "password", "placeholder", "your-secret")
_TELLING_ALONE = ("cse", "cce", "risk", "harm")


def _telling(address: str) -> str:
    host = urlsplit(address).hostname or ""
    parts = host.replace("-", ".").split(".")
    return next((word for word in _TELLING if word in host.replace("-", "")), "") or next(
        (word for word in _TELLING_ALONE if word in parts), ""
    )


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _number(environ: Mapping[str, str], name: str, otherwise: int, among: range, wrong: list[str]) -> int:
    said = environ.get(f"PORTAL_{name}", "")
    if not said:
        return otherwise
    if said.isascii() and said.isdecimal() and int(said) in among:
        return int(said)
    wrong.append(f"PORTAL_{name}: a number from {among.start} to {among.stop - 1}.")
    return otherwise


def _secret(environ: Mapping[str, str], data: Path | None, name: str, wrong: list[str], *, needed: bool = True) -> str:
    setting = f"PORTAL_{name}"
    if value := environ.get(setting):
        return value
    file = Path(environ[f"{setting}_FILE"]) if environ.get(f"{setting}_FILE") else None
    if file is None and data is not None:
        file = data / "secrets" / name.lower()
    if file is not None and file.is_file():
        return file.read_text().strip()
    if not needed:
        return ""
    wrong.append(f"{setting}: it is missing. Set it, or {setting}_FILE, or run `portal init`.")
    return ""


def _refuse_weak(found: Mapping[str, str], wrong: list[str]) -> None:
    seen: dict[str, str] = {}
    for name, value in found.items():
        if not value:
            continue
        for part in value.split(",") if name.endswith("_KEYS") else [value]:
            if name.endswith("_KEYS"):
                try:
                    Fernet(part)
                except ValueError:
                    wrong.append(
                        f"PORTAL_{name}: each key is 32 bytes in url-safe base64. Make one with `portal init`."
                    )
            elif len(part) < 32 or len(set(part)) < 10 or any(word in part.lower() for word in _NOBODYS):
                wrong.append(f"PORTAL_{name}: too short or too plain. Use 32 random characters or more.")
            if part in seen:
                wrong.append(f"PORTAL_{name}: it is the same as PORTAL_{seen[part]}. Each secret must be its own.")
            seen[part] = name


def make_secrets(data: Path) -> None:
    """Put fresh secrets under `data/secrets`, readable by their owner alone. Never replaces one."""
    folder = data / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in FAMILY_SECRETS + CASEWORK_SECRETS:
        file = folder / name.lower()
        if not file.exists():
            value = Fernet.generate_key().decode() if name.endswith("_KEYS") else secrets.token_urlsafe(48)
            file.touch(mode=0o600)
            file.write_text(value + "\n")
