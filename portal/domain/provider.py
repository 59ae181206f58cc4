"""Signing in with the council's own provider: what a flow began with, and what the provider has said of somebody.

Standards: OpenID Connect Core 1.0, RFC 7636 (PKCE), RFC 9207 (who answered).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.domain.errors import NotAllowed, PortalError
from portal.domain.people import WorkerRole

FLOW = timedelta(minutes=10)  # how long somebody may take at the provider
SIGN_IN_AGE = timedelta(hours=8)  # how long ago they may have shown the provider that it is them
FRESH = timedelta(minutes=5)  # the same, where it has to be shown again
SKEW = timedelta(seconds=60)  # two clocks are never the same
ROLES = {f"portal.{role.value}": role for role in WorkerRole}


@dataclass(frozen=True)
class Begun:
    """A flow that began in this browser: it alone can end it. `again` names the session that shows itself again.

    `anew`: somebody had left, perhaps a desk that was locked, so the provider asks for more than that they were there.
    """

    issuer: str
    state: str
    nonce: str
    verifier: str
    again: str = ""
    back: str = "/"
    anew: bool = False

    @property
    def asks_again(self) -> bool:
        return bool(self.again) or self.anew

    @property
    def age(self) -> timedelta:
        return FRESH if self.asks_again else SIGN_IN_AGE


@dataclass(frozen=True)
class Proved:
    """Somebody, after every check. Issuer and subject are who it is; label and name only what they are called.

    `roles` may be none or several: the journey decides. `proved_at`: when they showed the provider that it is them.
    """

    issuer: str
    subject: str
    label: str
    name: str
    roles: frozenset[WorkerRole]
    proved_at: datetime


class Refused(NotAllowed):
    """Nobody is signed in. `reason` is a code for the log and the audit, never a word of what was sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderAway(PortalError):
    """The provider cannot be asked now. Who is signed in stays signed in; nobody else comes in."""
