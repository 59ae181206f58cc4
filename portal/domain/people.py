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
    """An account at the desk. `passphrase` is a hash, or None before the first sign-in."""

    id: str
    sign_in: str
    name: str
    role: WorkerRole
    passphrase: str | None
    failures: int = 0
    wait_until: datetime | None = None
    left: bool = False


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

    `calendar`: a worker has said that dates may go into their phone's calendar.
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


@dataclass(frozen=True)
class Way:
    """Where a family member's way in stands, for the desk.

    `shut_because`: "" while the door is open, else worker, paper, ended or left. `calendar`: whether
    dates may go into their phone's calendar.
    """

    person: str
    door_open: bool
    joined: bool
    confirmed: bool
    invitation: str | None
    editions: int
    wait_until: datetime | None
    shut_because: str = ""
    calendar: bool = False
