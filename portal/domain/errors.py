"""The ways in which something can be refused. `web/kit/errors.py` turns each into a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class PortalError(Exception):
    """A refusal that the person who asked can do something about, or must not learn more of."""


class NotFound(PortalError):
    """There is no such thing, or none that this person may know of."""


class NotAllowed(PortalError):
    """This person may not do this. To a family it looks exactly like NotFound."""


class NotFresh(NotAllowed):
    """This person may do this, once they have shown again that it is them."""


class TooMany(PortalError):
    """There were too many tries. `until` says when the next one is looked at."""

    def __init__(self, what: str, *, until: datetime) -> None:
        super().__init__(what)
        self.until = until


class Busy(PortalError):
    """Too much is going on at once; nothing was done. A little later it works."""


class Stale(PortalError):
    """Somebody changed the thing since it was looked at; nothing was overwritten.

    `current` is what stands now, where the person may see it.
    """

    def __init__(self, message: str = "", *, current: object = None) -> None:
        super().__init__(message)
        self.current = current


class CannotBeShown(PortalError):
    """It is there and does not open: damaged, moved, or without its key. Everything else stands."""


class NotFit(RuntimeError):
    """A side must not start on what is stored. The message says why and what to do; it holds no secret."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, with its place and a sentence that says what to do.

    `place` is a JSON pointer (`/meetings/2/chair`), a field's name, or a file with what is meant in it;
    `line` the line of that file, 0 where there is none.
    """

    place: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.place} (line {self.line})" if self.line else self.place
        return f"{where}: {self.message}" if where else self.message


class Invalid(PortalError):
    """What was handed in breaks a rule. `faults` names every one of them."""

    def __init__(self, faults: tuple[Fault, ...] | list[Fault] | str) -> None:
        self.faults = (Fault("", faults),) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NotReady(PortalError):
    """A check stops it for now. `reasons` says what has to happen first, a sentence each."""

    def __init__(self, reasons: tuple[str, ...] | list[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))
