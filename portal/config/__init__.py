"""Every setting, typed, read once from the environment. It fails loudly, by name.

A default is safe in production and fit to be public, or there is none. Each secret has a
`…_FILE` twin. With PORTAL_DATA, secrets may stand in `PORTAL_DATA/secrets/`, where
`portal init` and `portal demo` put them. The family side is never given a casework secret.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path

from cryptography.fernet import Fernet

from portal.config.provider import ProviderSettings as ProviderSettings
from portal.config.provider import read_provider
from portal.config.reading import guides_host, is_loopback, read_number, read_secret, refuse_weak, says_too_much, split

ROOT = Path(__file__).resolve().parents[2]


class Side(Enum):
    FAMILY = "family"
    DESK = "desk"


class BadSettings(Exception):
    """The portal will not start; the message names each setting and says what to do."""


FAMILY_SECRETS = ("FAMILY_KEYS", "FAMILY_AUDIT_KEY", "FAMILY_SECRET", "PEPPER")
CASEWORK_SECRETS = ("CASEWORK_KEYS", "CASEWORK_AUDIT_KEY", "DESK_SECRET")


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
    guides_host: str = ""  # of the family side alone: where guides stand by themselves
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
    words_read_within: int = 2  # working days
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
        found = {name: read_secret(environ, data, name, wrong) for name in names}
        refuse_weak(found, wrong)

        def url(name: str, file: str) -> str:
            if value := read_secret(environ, data, f"{name}_DATABASE_URL", wrong, needed=False):
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
        if not https and not is_loopback(address):
            wrong.append("PORTAL_HTTPS: it may be 0 only while PORTAL_FAMILY_ADDRESS is on this very machine.")
        testing = environ.get("PORTAL_TESTING") == "1"
        starts = environ.get("PORTAL_TEST_CLOCK")
        if starts and not testing:
            wrong.append("PORTAL_TEST_CLOCK: only for tests (PORTAL_TESTING=1). Take it away.")
        hosts = tuple(host for host in environ.get("PORTAL_TRUSTED_HOSTS", "").split(",") if host)
        if not hosts and not is_loopback(address):
            wrong.append("PORTAL_TRUSTED_HOSTS: name the host names that this side answers to.")
        guides = "" if desk else guides_host(environ, address, wrong)
        if https and address and split(address).scheme != "https":
            wrong.append("PORTAL_FAMILY_ADDRESS: begin it with https://, or set PORTAL_HTTPS=0 on this machine alone.")
        for name, at in (("FAMILY_ADDRESS", address), *(("TRUSTED_HOSTS", f"//{host}") for host in hosts if not desk)):
            if word := says_too_much(at):
                wrong.append(f"PORTAL_{name}: host names stand in histories and routers; “{word}” says too much.")
        for name in ("FLASK_DEBUG", *(("DEBUG",) if https else ())):
            if environ.get(name, "0") not in ("", "0"):
                wrong.append(f"{name}: it shows the inside of the portal to everybody. Take it away.")
        proxies = read_number(environ, "PROXIES", 0, range(0, 6), wrong)
        a_second = read_number(environ, "REQUESTS_A_SECOND", cls.requests_a_second, range(1, 10_001), wrong)
        within = read_number(environ, "WORDS_READ_WITHIN", cls.words_read_within, range(1, 21), wrong)
        token = read_secret(environ, data, "MONITOR_TOKEN", wrong, needed=False)
        if token and len(token) < 32:
            wrong.append("PORTAL_MONITOR_TOKEN: too short. Use 32 random characters or more, or leave it out.")
        contact = environ.get("PORTAL_SECURITY_CONTACT", "")
        if contact and not contact.startswith(("mailto:", "https://", "tel:")):
            wrong.append("PORTAL_SECURITY_CONTACT: begin it with mailto:, https:// or tel:.")
        practice = testing or environ.get("PORTAL_DEMO") == "1"
        provider = read_provider(environ, data, hosts, practice, wrong) if desk else None
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
            family_address=address.rstrip("/"),
            guides_host=guides,
            leave_to=environ.get("PORTAL_LEAVE_TO", cls.leave_to),
            https=https,
            trusted_hosts=(*(hosts or ("localhost", "127.0.0.1")), *([guides] if guides else [])),
            content=Path(environ.get("PORTAL_CONTENT", cls.content)),
            translations=Path(environ.get("PORTAL_TRANSLATIONS", cls.translations)),
            demo=environ.get("PORTAL_DEMO") == "1",
            testing=testing,
            start_clock_at=datetime.fromisoformat(starts) if starts else None,
            keep={name: value for name, value in environ.items() if name.startswith("PORTAL_KEEP_")},
            proxies=proxies,
            requests_a_second=a_second,
            words_read_within=within,
            monitor_token=token,
            security_contact=contact,
            provider=provider,
            local_sign_in=environ.get("PORTAL_LOCAL_SIGN_IN", "0" if provider else "1") == "1",
        )


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
