"""Who is asking: built once a request, frozen, and detached from any database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.domain.audience import Kind
from portal.domain.people import Allocation, Tie, WorkerRole
from portal.domain.sitting import Sitting


@dataclass(frozen=True)
class Stranger:
    """Somebody who has not signed in."""


@dataclass(frozen=True)
class CommandLine:
    """Somebody with a shell on the server, who acts in nobody's name."""


@dataclass(frozen=True)
class Joining:
    """Somebody whose code was accepted just now and who has no account yet.

    `is_shown`: a worker matched the number on their phone, or they typed the word that was said to them.
    """

    person: str
    child: str
    kind: Kind
    invitation: str
    session: str
    is_shown: bool = False
    take_home: bool = False


@dataclass(frozen=True)
class FamilyMember:
    """A parent, carer or young person who has signed in.

    `confirmed`: a worker has said that it was them who joined. `session` is the hash of the
    session's id. `fresh` says whether the passphrase was typed within the last five minutes.
    `out_of_sight`: their page is not on the screen, as far as we know; `covered`: it was away for so long that
    it opens nothing until the passphrase is typed. `ends_at`: when the session ends at the latest; `idle`: after
    so many seconds in which nothing is asked for. `sitting`: a worker sits beside them, at the worker's own screen,
    and it is `helper` (whose name is "" where the case keeps it from them).
    """

    person: str
    child: str
    kind: Kind
    session: str
    confirmed: bool = True
    own_phone: bool = False
    fresh: bool = False
    language: str = "en"
    out_of_sight: bool = False
    covered: bool = False
    ends_at: datetime | None = None
    idle: int = 0
    sitting: Sitting | None = None

    @property
    def beside(self) -> bool:
        return self.sitting is not None

    @property
    def helper(self) -> str:
        return self.sitting.helper if self.sitting else ""

    @property
    def sitting_id(self) -> str:
        return self.sitting.id if self.sitting else ""

    @property
    def proofs(self) -> dict[str, str]:
        """By what a transaction is bound beside this person: in a sitting, so that it opens no more than is for it."""
        return {"sitting": self.sitting.id} if self.sitting else {}


@dataclass(frozen=True)
class Enrolling:
    """A worker who has used a one-time way in and has shown no second proof yet. They may do nothing else."""

    account: str
    name: str
    session: str


@dataclass(frozen=True)
class WorkerViewer:
    """A worker at the desk, with the children to whom they are allocated now.

    `fresh` says whether they showed within the last five minutes that it is them; `by_provider`, whether it is
    the council's own provider to whom they show it. `beside`: the sitting behind which their desk is locked.
    """

    account: str
    name: str
    role: WorkerRole
    allocations: tuple[Allocation, ...] = ()
    session: str = ""
    fresh: bool = False
    by_provider: bool = False
    beside: str = ""

    def ties(self, child_ref: str) -> frozenset[Tie]:
        return frozenset(a.tie for a in self.allocations if a.child_ref == child_ref)


Viewer = Stranger | CommandLine | Joining | FamilyMember | Enrolling | WorkerViewer


@dataclass(frozen=True)
class Subject:
    """What is asked for: a child (by the case's ref at the desk, by an opaque id for families), a person.

    `sitting`: whoever asks knows of it, and opens no more than is for somebody beside a worker.
    """

    child: str = ""
    person: str = ""
    addressed_to: str = ""
    sitting: str = ""


ANYTHING = Subject()
