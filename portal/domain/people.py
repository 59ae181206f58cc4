"""Workers and how they are tied to a child; family members and where their way in stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from portal.domain.audience import Kind
from portal.domain.preparation import Circle


class WorkerRole(Enum):
    """What an account at the desk is for. Who grants access cannot read words."""

    WORKER = "worker"
    MANAGER = "manager"
    AUDITOR = "auditor"


class Tie(Enum):
    """How a worker is allocated to a child."""

    CASE = "case"
    TRUSTED = "trusted"
    CHAIR = "chair"


@dataclass(frozen=True)
class Allocation:
    """A worker is tied to a child now. `team_ref` names the entry in the case that is them."""

    child_ref: str
    tie: Tie
    team_ref: str | None = None


@dataclass(frozen=True)
class DeskAccount:
    """An account at the desk. `passphrase` is a hash, or None before the first sign-in.

    `enrolled`: six digits were typed once, so that there is a second proof; `wrong_proofs` of it in a row,
    and until when the next one is not looked at. `seen_at`: when they last signed in.
    """

    id: str
    sign_in: str
    name: str
    role: WorkerRole
    passphrase: str | None
    failures: int = 0
    wait_until: datetime | None = None
    left: bool = False
    enrolled: bool = False
    wrong_proofs: int = 0
    proof_wait_until: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True)
class DeskSession:
    """A session at the desk, alive. `id` is the hash of what the browser holds.

    `proved`: by more than a passphrase; without it they may do nothing but enrol. `by_provider`: the
    council's own provider said who they are. `fresh`: they showed it within the last five minutes. `beside`: the
    sitting for which it is locked, or "".
    """

    id: str
    made_at: datetime
    seen_at: datetime
    proved: bool
    by_provider: bool
    fresh: bool
    beside: str = ""


@dataclass(frozen=True)
class Tied:
    """One tie between a worker and a child, with the names that the desk shows."""

    worker: str
    name: str
    tie: Tie
    team_ref: str | None
    sign_in: str = ""


@dataclass(frozen=True)
class Member:
    """A family member as the family cupboard knows them. `name` is what they are called.

    `calendar`: a worker has said that dates may go into their phone's calendar. `reads_back`: they may
    read what they sent. `drafts_gone_at`: what they had not sent went then, and they have not been told yet.
    """

    id: str
    child: str
    kind: Kind
    area: str
    name: str
    language: str = "en"
    easy_read: bool = False
    circle: Circle = field(default_factory=Circle)
    door_open: bool = True
    calendar: bool = False
    reads_back: bool = True
    drafts_gone_at: datetime | None = None


@dataclass(frozen=True)
class Code:
    """How somebody's newest code stands, for the desk.

    `state` with the moment that goes with it: open (until), expired (since), typed, shown (to be in the
    right hands: a number was matched, or a spoken word was right), used (an account was made), or ended.
    `because`, once ended: new, shut, safe, number, late, word, what they chose themselves (closed, together,
    paper), or "" where nobody wrote it down. `number`
    is what the phone shows while somebody beside a worker waits for a match.
    """

    id: str
    state: str
    at: datetime
    take_home: bool
    because: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Way:
    """Where a family member's way in stands, for the desk.

    `shut_because`: "" while the door is open, else worker, paper, ended or left. `calendar`: whether
    dates may go into their phone's calendar. `reads_back`: whether they may read what they sent.
    """

    person: str
    door_open: bool
    joined: bool
    confirmed: bool
    code: Code | None
    editions: int
    wait_until: datetime | None
    shut_because: str = ""
    calendar: bool = False
    reads_back: bool = True
