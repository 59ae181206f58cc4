"""Every setting, typed, read once from the environment. It fails loudly, by name.

A default is safe in production and fit to be public, or there is none. Each secret has a
`…_FILE` twin. With PORTAL_DATA, secrets may stand in `PORTAL_DATA/secrets/`, where
`portal init` and `portal demo` put them. The family side is never given a casework secret.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

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
class Settings:
    """What one side runs with. Casework fields are None on the family side."""

    side: Side
    family_database_url: str
    family_keys: tuple[str, ...]
    family_audit_key: bytes
    family_secret: str
    pepper: bytes
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
            if value := environ.get(f"PORTAL_{name}_DATABASE_URL"):
                return value
            if data is None:
                wrong.append(f"PORTAL_{name}_DATABASE_URL: name a database, or set PORTAL_DATA to a folder.")
                return ""
            return f"sqlite:///{data / file}"

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
        if wrong:
            raise BadSettings("\n".join(wrong))
        return cls(
            side=side,
            family_database_url=family_url,
            family_keys=tuple(found["FAMILY_KEYS"].split(",")),
            family_audit_key=found["FAMILY_AUDIT_KEY"].encode(),
            family_secret=found["FAMILY_SECRET"],
            pepper=found["PEPPER"].encode(),
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
        )


def _is_loopback(address: str) -> bool:
    return urlsplit(address).hostname in ("localhost", "127.0.0.1", "::1")


def _secret(environ: Mapping[str, str], data: Path | None, name: str, wrong: list[str]) -> str:
    setting = f"PORTAL_{name}"
    if value := environ.get(setting):
        return value
    file = Path(environ[f"{setting}_FILE"]) if environ.get(f"{setting}_FILE") else None
    if file is None and data is not None:
        file = data / "secrets" / name.lower()
    if file is not None and file.is_file():
        return file.read_text().strip()
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
            elif len(part) < 32 or len(set(part)) < 10:
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
