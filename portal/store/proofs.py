"""What people know or hold to prove who they are: passphrases, codes, session ids.

argon2id, 64 MiB, t=3, p=1, at most four at once in a process (RFC 9106; costs measured for a
machine of two cores). Codes are 50 bits of Crockford base 32, without I L O U.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
_AT_ONCE = threading.BoundedSemaphore(4)


class Hasher:
    """Hashes what people know, with a pepper that is kept outside the database."""

    def __init__(self, pepper: bytes, *, memory_kib: int = 65_536, rounds: int = 3) -> None:
        self._pepper = pepper
        self._argon = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)
        self._nobody = self.hash(secrets.token_urlsafe(16))

    def hash(self, known: str) -> str:
        with _AT_ONCE:
            return self._argon.hash(self._peppered(known))

    def verify(self, stored: str | None, known: str) -> bool:
        """Whether it is right. Takes as long when there is nobody to compare with."""
        with _AT_ONCE:
            try:
                self._argon.verify(stored or self._nobody, self._peppered(known))
            except (VerifyMismatchError, InvalidHashError):
                return False
        return stored is not None

    def _peppered(self, known: str) -> bytes:
        normal = unicodedata.normalize("NFC", known).encode()
        return hmac.new(self._pepper, normal, hashlib.sha256).digest()


def new_code() -> str:
    """A code for an invitation: ten characters, 50 bits."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LENGTH))


def shown_code(code: str) -> str:
    """`K7QF29MTXA` as people read it: `K7QF2-9MTXA`."""
    return f"{code[:5]}-{code[5:]}"


def typed_code(typed: str) -> str | None:
    """The code that somebody typed, with its spaces, dashes, case and look-alikes put right; or None."""
    if len(typed) > 100:
        return None
    folded = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(c for c in folded if c.isalnum())
    kept = kept.replace("O", "0").replace("I", "1").replace("L", "1")
    return kept if len(kept) == CODE_LENGTH and all(c in CROCKFORD for c in kept) else None


def new_session_id() -> str:
    return secrets.token_urlsafe(32)


def session_fingerprint(session_id: str) -> str:
    """What is stored of a session id, which is 256 random bits and needs no slow hash."""
    return hashlib.sha256(session_id.encode()).hexdigest()


def folded_words(typed: str) -> str:
    """A system-made phrase as it is compared: case, hyphens and spaces put right."""
    return " ".join(unicodedata.normalize("NFKC", typed).lower().replace("-", " ").split())
