"""Who is asking: built once a request, frozen, and detached from any database."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.audience import Kind
from portal.domain.people import Allocation, Tie, WorkerRole


@dataclass(frozen=True)
class Stranger:
    """Somebody who has not signed in."""


@dataclass(frozen=True)
class CommandLine:
    """Somebody with a shell on the server, who acts in nobody's name."""


@dataclass(frozen=True)
class Joining:
    """Somebody whose code was accepted just now and who has no account yet."""

    person: str
    child: str
    kind: Kind
    invitation: str
    session: str


@dataclass(frozen=True)
class FamilyMember:
    """A parent, carer or young person who has signed in.

    `confirmed`: a worker has said that it was them who joined. `session` is the hash of the
    session's id. `fresh` says whether the passphrase was typed within the last five minutes.
    """

    person: str
    child: str
    kind: Kind
    session: str
    confirmed: bool = True
    own_phone: bool = False
    fresh: bool = False
    language: str = "en"


@dataclass(frozen=True)
class WorkerViewer:
    """A worker at the desk, with the children to whom they are allocated now."""

    account: str
    name: str
    role: WorkerRole
    allocations: tuple[Allocation, ...] = ()
    session: str = ""

    def ties(self, child_ref: str) -> frozenset[Tie]:
        return frozenset(a.tie for a in self.allocations if a.child_ref == child_ref)


Viewer = Stranger | CommandLine | Joining | FamilyMember | WorkerViewer


@dataclass(frozen=True)
class Subject:
    """What is asked for: a child (by the case's ref at the desk, by an opaque id for families), a person."""

    child: str = ""
    person: str = ""
    addressed_to: str = ""


ANYTHING = Subject()
