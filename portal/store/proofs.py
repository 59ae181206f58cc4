"""What people know or hold to prove who they are: passphrases, codes, session ids.

argon2id, 64 MiB, t=3, p=1, at most four at once in a process and twenty waiting (RFC 9106; costs
measured for a machine of two cores): however many sign in at once, there is room for who saves.
Codes are 50 bits of Crockford base 32, without I L O U.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from portal.domain.errors import Busy

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
RECOVERY_LENGTH = 13


class Turns:
    """So many at once and so many waiting for their turn; who comes after them is told to come back."""

    def __init__(self, at_once: int, waiting: int, longest: float) -> None:
        self._room = threading.BoundedSemaphore(at_once + waiting)
        self._turn = threading.BoundedSemaphore(at_once)
        self._longest = longest

    def is_full(self) -> bool:
        """Whether one more would be told to come back."""
        if not self._room.acquire(blocking=False):
            return True
        self._room.release()
        return False

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises Busy where too many wait, or where a turn does not come in time."""
        if not self._room.acquire(blocking=False):
            raise Busy("sign-in")
        try:
            if not self._turn.acquire(timeout=self._longest):
                raise Busy("sign-in")
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._room.release()


_TURNS = Turns(at_once=4, waiting=20, longest=8)


class Hasher:
    """Hashes what people know, with a pepper that is kept outside the database."""

    def __init__(self, pepper: bytes, *, memory_kib: int = 65_536, rounds: int = 3) -> None:
        self._pepper = pepper
        self._argon = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)
        self._nobody = self.hash(secrets.token_urlsafe(16))

    def hash(self, known: str) -> str:
        with _TURNS.one():
            return self._argon.hash(self._peppered(known))

    def verify(self, stored: str | None, known: str) -> bool:
        """Whether it is right. Takes as long when there is nobody to compare with."""
        with _TURNS.one():
            try:
                self._argon.verify(stored or self._nobody, self._peppered(known))
            except (VerifyMismatchError, InvalidHashError):
                return False
        return stored is not None

    def _peppered(self, known: str) -> bytes:
        normal = unicodedata.normalize("NFC", known).encode("utf-8", "surrogatepass")
        return hmac.new(self._pepper, normal, hashlib.sha256).digest()


def new_code() -> str:
    """A code for an invitation: ten characters, 50 bits."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LENGTH))


def shown_code(code: str) -> str:
    """`K7QF29MTXA` as people read it: `K7QF2-9MTXA`."""
    return f"{code[:5]}-{code[5:]}"


def typed_code(typed: str, length: int = CODE_LENGTH) -> str | None:
    """The code that somebody typed, with its spaces, dashes, case and look-alikes put right; or None."""
    if len(typed) > 100:
        return None
    folded = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(c for c in folded if c.isalnum())
    kept = kept.replace("O", "0").replace("I", "1").replace("L", "1")
    return kept if len(kept) == length and all(c in CROCKFORD for c in kept) else None


def new_recovery_code() -> str:
    """For a worker whose phone is not there: thirteen characters, 65 bits."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(RECOVERY_LENGTH))


def shown_recovery_code(code: str) -> str:
    """`K7QF29MTXA3P8` as people read it: `K7QF-29MT-XA3P8`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def typed_recovery_code(typed: str) -> str | None:
    return typed_code(typed, RECOVERY_LENGTH)


def new_session_id() -> str:
    return secrets.token_urlsafe(32)


def session_fingerprint(session_id: str) -> str:
    """What is stored of a session id, which is 256 random bits and needs no slow hash."""
    return hashlib.sha256(session_id.encode()).hexdigest()


def folded_words(typed: str) -> str:
    """A system-made phrase as it is compared: case, hyphens and spaces put right, and what phones add by themselves.

    That is a full stop at the end, a longer dash, and characters without a width that come with copying.
    Letters of other alphabets that look alike stay what they are.
    """
    folded = unicodedata.normalize("NFKC", typed).lower()
    kinds = {char: unicodedata.category(char) for char in set(folded)}
    seen = "".join(" " if kinds[char] == "Pd" else char for char in folded if kinds[char] != "Cf")
    return " ".join(seen.split()).rstrip(" .,")


def folded_word(typed: str) -> str:
    """A spoken word as it is compared: its letters alone, small."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed[:100]).lower() if c.isalpha())
