"""Words at rest: AES-256-GCM with a key for each child, wrapped by keys that rotate.

A sealed value opens only where it was put: the context (table, row, column, author, version)
is bound to it, so rows cannot be swapped or rolled back unseen. Lengths are padded to 256
bytes, because how much somebody wrote is itself a signal.
Standard: NIST SP 800-38D (GCM), 96-bit random nonces; wrapping by MultiFernet.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.domain.errors import CannotBeShown

log = logging.getLogger("portal")

_VERSION = b"v1."
_STEP = 256


class CannotOpen(CannotBeShown):
    """A sealed value was changed, moved, or its key was destroyed."""


@dataclass(frozen=True)
class ChildKey:
    """The key of one child's words. Only held in memory."""

    id: str
    raw: bytes

    def seal(self, value: Any, *context: str) -> bytes:
        """A JSON value, sealed for this place. The same value never gives the same bytes twice."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        padded = len(plain).to_bytes(4, "big") + plain
        padded += b"\0" * (-len(padded) % _STEP)
        nonce = os.urandom(12)
        return _VERSION + nonce + AESGCM(self.raw).encrypt(nonce, padded, self._bound(context))

    def open(self, sealed: bytes, *context: str) -> Any:
        """What was sealed for this place. Raises CannotOpen for anything else, and the log says so: somebody
        should look.
        """
        try:
            return self._open(bytes(sealed), context)
        except CannotOpen:
            log.error("words.cannot-open", extra={"kind": context[0] if context else ""})
            raise

    def open_or(self, otherwise: Any, sealed: bytes, *context: str) -> tuple[Any, bool]:
        """The same, and whether it is lost: then something stands in its place, and all the rest goes on."""
        try:
            return self.open(sealed, *context), False
        except CannotOpen:
            return otherwise, True

    def _open(self, sealed: bytes, context: tuple[str, ...]) -> Any:
        try:
            if not sealed.startswith(_VERSION):
                raise CannotOpen("unknown format")
            nonce, rest = sealed[3:15], sealed[15:]
            padded = AESGCM(self.raw).decrypt(nonce, rest, self._bound(context))
        except (InvalidTag, ValueError) as problem:
            raise CannotOpen("sealed value does not open here") from problem
        length = int.from_bytes(padded[:4], "big")
        return json.loads(padded[4 : 4 + length])

    def _bound(self, context: tuple[str, ...]) -> bytes:
        parts = [self.id.encode(), *(part.encode() for part in context)]
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


class Keyring:
    """Wraps and unwraps children's keys. The first key wraps; all of them unwrap."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._wrapping = MultiFernet([Fernet(key) for key in keys])
        self._first = Fernet(keys[0])

    def new(self, key_id: str) -> tuple[ChildKey, bytes]:
        raw = AESGCM.generate_key(256)
        return ChildKey(key_id, raw), self._wrapping.encrypt(raw)

    def unwrap(self, key_id: str, wrapped: bytes | None) -> ChildKey:
        if not wrapped:
            raise CannotOpen("the key was destroyed")
        try:
            return ChildKey(key_id, self._wrapping.decrypt(bytes(wrapped)))
        except InvalidToken as problem:
            raise CannotOpen("no key opens this wrapping: is a key of PORTAL_…_KEYS missing?") from problem

    def is_by_first(self, wrapped: bytes) -> bool:
        """Whether the first key alone unwraps this: whether the others may go."""
        try:
            self._first.decrypt(bytes(wrapped))
        except InvalidToken:
            return False
        return True

    def rewrap(self, key_id: str, wrapped: bytes) -> bytes:
        """The same key, wrapped by the first key. Raises CannotOpen."""
        return self._first.encrypt(self.unwrap(key_id, wrapped).raw)


def fingerprint(pepper: bytes, what: str, *parts: str) -> str:
    """A keyed fingerprint of some parts: 160 bits in hex. It finds a row without telling what it is."""
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in (what, *parts))
    return hmac.new(pepper, message, hashlib.sha256).hexdigest()[:40]
