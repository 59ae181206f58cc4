"""How single settings are read: secrets, numbers, addresses, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from cryptography.fernet import Fernet

# What a host name must not say about those who open it; the short ones only as a part of their own.
_TELLING = ("exploit", "safeguard", "abuse", "police", "gang", "crime", "criminal", "traffick", "victim", "socialcare")
_TELLING_ALONE = ("cse", "cce", "risk", "harm")
_NOBODYS = ("changeme", "change-me", "change-this", "example", "default", "password", "placeholder", "your-secret")


def is_loopback(address: str) -> bool:
    return urlsplit(address).hostname in ("localhost", "127.0.0.1", "::1")


def says_too_much(address: str) -> str:
    """The word in its host name that tells what it is about, or ""."""
    host = urlsplit(address).hostname or ""
    parts = host.replace("-", ".").split(".")
    return next((word for word in _TELLING if word in host.replace("-", "")), "") or next(
        (word for word in _TELLING_ALONE if word in parts), ""
    )


def split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def guides_host(environ: Mapping[str, str], family_address: str, wrong: list[str]) -> str:
    """The host on which guides stand by themselves, as browsers name it, or ""."""
    said = environ.get("PORTAL_GUIDES_HOST", "").strip().lower()
    if not said:
        return ""
    at = split(f"//{said}")
    if not at.hostname or at.netloc != said or at.path or "@" in said:
        wrong.append("PORTAL_GUIDES_HOST: a host name and nothing else, such as guides.example.org.")
    if not family_address:
        wrong.append("PORTAL_FAMILY_ADDRESS: the pages of PORTAL_GUIDES_HOST lead to it. Set it too.")
    elif at.hostname == split(family_address).hostname:
        wrong.append("PORTAL_GUIDES_HOST: it is the families' own host. Name another one, or leave it out.")
    if word := says_too_much(f"//{said}"):
        wrong.append(f"PORTAL_GUIDES_HOST: host names stand in histories and routers; “{word}” says too much.")
    return said


def read_number(environ: Mapping[str, str], name: str, otherwise: int, among: range, wrong: list[str]) -> int:
    said = environ.get(f"PORTAL_{name}", "")
    if not said:
        return otherwise
    if said.isascii() and said.isdecimal() and int(said) in among:
        return int(said)
    wrong.append(f"PORTAL_{name}: a number from {among.start} to {among.stop - 1}.")
    return otherwise


def read_secret(
    environ: Mapping[str, str], data: Path | None, name: str, wrong: list[str], *, needed: bool = True
) -> str:
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


def refuse_weak(found: Mapping[str, str], wrong: list[str]) -> None:
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
