"""The folder of words that is being written in: looked at again at each request, shown as it last was whole."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Lock

from portal.domain.errors import Fault
from portal.library.checks import look_at
from portal.library.lint import Lint, lint_of
from portal.library.shelf import Shelf
from portal.library.taking_up import state_of


class Watching:
    """`shelf` holds the newest words that could be read, or None; `faults` what is wrong with those on the disk."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.shelf: Shelf | None = None
        self.is_stale = False
        self.faults: tuple[Fault, ...] = ()
        self._seen: object = None
        self._lock = Lock()

    def state(self) -> str:
        """Changes with every file that is saved."""
        return hashlib.sha256(repr(state_of(self.content)).encode()).hexdigest()[:16]

    def look(self) -> bool:
        """Read what has changed. Whether there are new words to show."""
        with self._lock:
            state = self.state()
            if state == self._seen:
                return False
            self._seen = state
            found, self.faults = look_at(self.content)
            self.is_stale = found is None
            self.shelf = found or self.shelf
            return found is not None

    def lint(self, area: str, slug: str) -> Lint:
        if self.is_stale or self.shelf is None:
            return Lint(self.faults, (), ())
        return lint_of(self.content, self.shelf, self.faults, area, slug)
