"""Six digits out of a secret and the time: what a worker's phone shows and the desk knows too.

RFC 6238: HMAC-SHA-1, 30 seconds, a secret of 160 bits. The step that is now and the one before it
are looked at, because people type slowly; never the next one.
"""

from __future__ import annotations

import base64
import hmac
import re
from datetime import datetime

import pyotp

STEP = 30
_DIGITS = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """160 random bits in base 32."""
    return pyotp.random_base32(32)


def secret_from(pepper: bytes) -> str:
    """A secret that everybody of one demo shares, so that its pages can show the digits."""
    return base64.b32encode(hmac.digest(pepper, b"the demo's six digits", "sha256")[:20]).decode()


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def digits_at(secret: str, step: int) -> str:
    return pyotp.TOTP(secret, interval=STEP).generate_otp(step)


def typed_digits(typed: str) -> str | None:
    """The six digits that somebody typed, whatever spaces stand between them; None for anything else."""
    if len(typed) > 100:
        return None
    kept = "".join(typed.split())
    return kept if _DIGITS.fullmatch(kept) else None


def step_of(secret: str, typed: str | None, now: datetime) -> int | None:
    """To which step these digits belong: the one of now or the one before it, else None."""
    here = step_at(now)
    known = [(step, digits_at(secret, step)) for step in (here, here - 1)]
    found = [step for step, digits in known if hmac.compare_digest(digits, typed or "none")]
    return found[0] if found else None


def address_for_apps(secret: str, account: str) -> str:
    """What an authenticator app reads out of a picture. The label is neutral: phones show it to whoever looks."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=account, issuer_name="Desk")
