"""What was revoked or erased, in a file of its own: a restored backup is told of it before it opens.

Lines of JSON with opaque ids and moments; no words, names or codes. Each carries a keyed hash chained
to the line before. A line is on the disk *before* what it tells of is committed. Killed in between, the
ledger knows of a revocation that did not happen: after a restore it would hold, which is the safe side,
and somebody gives the right again. Where the commit fails and the process lives, a line says so.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection

log = logging.getLogger("portal")

_TAIL = 4096  # bytes from the end in which the last line stands
_UNDONE = "undone"


class Gone(Enum):
    """What can be taken away, so that a restored backup must not bring it back; and what keeps a child from being
    forgotten: a case opened again, a hold. Sessions and codes are not here: none of them outlives a restore.
    """

    DOOR_SHUT = "door-shut"
    DOOR_OPENED = "door-opened"
    ACCOUNT_GONE = "account-gone"
    COPY_GONE = "copy-gone"
    CALENDAR_OFF = "calendar-off"
    READING_BACK_OFF = "reading-back-off"
    WORDS_TAKEN_BACK = "words-taken-back"
    MESSAGE_TAKEN_BACK = "message-taken-back"
    KEY_DESTROYED = "key-destroyed"
    WORKER_LEFT = "worker-left"
    PROOFS_CHANGED = "proofs-changed"
    ALLOCATION_ENDED = "allocation-ended"
    CASE_ENDED = "case-ended"
    CASE_OPENED = "case-opened"
    HOLD_SET = "hold-set"
    HOLD_LIFTED = "hold-lifted"


_OPENS = {
    Gone.DOOR_OPENED: Gone.DOOR_SHUT,
    Gone.CASE_OPENED: Gone.CASE_ENDED,
    Gone.HOLD_LIFTED: Gone.HOLD_SET,
}


@dataclass(frozen=True)
class Entry:
    """`thing` is an opaque id; `more` a number or a word of ours that belongs to it."""

    kind: Gone
    thing: str
    more: str = ""


@dataclass(frozen=True)
class Line:
    seq: int
    at: datetime
    entry: Entry


class BrokenLedger(Exception):
    """A line is not as it was written. Names the first one."""


def note(db: Connection, kind: Gone, thing: str, more: str = "") -> None:
    """Let the ledger know, when this transaction ends, that this is gone."""
    db.info.setdefault("ledger", []).append(Entry(kind, thing, more))


def noted(db: Connection) -> list[Entry]:
    """What this transaction has noted; asking empties it."""
    found: list[Entry] = db.info.pop("ledger", [])
    return found


class Ledger:
    """One file. Any number of threads and processes may append to it."""

    def __init__(self, file: Path, key: bytes) -> None:
        self.file, self._key = file, key

    def write(self, entries: Sequence[Entry], at: datetime) -> list[int]:
        """Append these and wait until they are on the disk. Returns their numbers.

        Raises OSError for a key that is to be destroyed; any other revocation goes on without its
        line, because shutting a door now matters more, and the log says so.
        """
        try:
            return self._append(
                [{"at": at.isoformat(), "kind": e.kind.value, "thing": e.thing, "more": e.more} for e in entries]
            )
        except OSError:
            log.error("ledger.failed", extra={"kind": entries[0].kind.value})
            if any(entry.kind is Gone.KEY_DESTROYED for entry in entries):
                raise
            return []

    def undo(self, numbers: Sequence[int], at: datetime) -> None:
        """These were not committed after all."""
        try:
            self._append(
                [{"at": at.isoformat(), "kind": _UNDONE, "thing": str(number), "more": ""} for number in numbers]
            )
        except OSError:
            log.error("ledger.failed", extra={"kind": _UNDONE})

    def can_be_written(self) -> bool:
        """Whether this process may append to it, as far as rights tell. It writes nothing."""
        if os.path.exists(self.file):  # unlike Path's, it does not raise where nobody may look
            return os.access(self.file, os.R_OK | os.W_OK)
        folder = next(each for each in self.file.parents if os.path.exists(each))
        return os.access(folder, os.W_OK | os.X_OK)

    def head(self) -> tuple[int, str]:
        """Number and hash of the last line; 0 and "" where there is none."""
        if not self.file.exists():
            return 0, ""
        with self._locked() as file:
            return _end(file)

    def hash_of(self, seq: int) -> str:
        """The hash of one line; "" where there is none. Raises BrokenLedger."""
        return next((found for number, found, _line in self._checked() if number == seq), "")

    def lines(self) -> list[Line]:
        """Every line but those of what was not committed, in order. Raises BrokenLedger."""
        rows = [line for _seq, _hash, line in self._checked()]
        undone = {int(row["thing"]) for row in rows if row["kind"] == _UNDONE}
        return [
            Line(row["seq"], datetime.fromisoformat(row["at"]), Entry(Gone(row["kind"]), row["thing"], row["more"]))
            for row in rows
            if row["kind"] != _UNDONE and row["seq"] not in undone
        ]

    def _checked(self) -> Iterator[tuple[int, str, dict[str, Any]]]:
        before, due = "", 1
        if not self.file.exists():
            return
        for raw in self.file.read_bytes().split(b"\n")[:-1]:  # what follows the last end of a line was torn off
            try:
                row = json.loads(raw)
                said = str(row.pop("hash"))
            except (ValueError, KeyError, AttributeError, TypeError):
                raise BrokenLedger(f"{self.file.name}: line {due} cannot be read") from None
            if row.get("seq") != due or not hmac.compare_digest(said.encode(), self._hash(before, row).encode()):
                raise BrokenLedger(f"{self.file.name}: line {due} is not as it was written")
            yield due, said, row
            before, due = said, due + 1

    def _append(self, rows: list[dict[str, str]]) -> list[int]:
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._locked() as file:
            seq, before = _end(file)
            numbers = []
            for row in rows:
                seq += 1
                whole = {"seq": seq, **row}
                before = self._hash(before, whole)
                file.write(json.dumps({**whole, "hash": before}).encode() + b"\n")
                numbers.append(seq)
            file.flush()
            os.fsync(file.fileno())
        return numbers

    def _hash(self, before: str, row: object) -> str:
        message = before + json.dumps(row, sort_keys=True)
        return hmac.new(self._key, message.encode(), hashlib.sha256).hexdigest()

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            _lock(file)
            try:
                yield file
            finally:
                file.flush()
                _unlock(file)


def to_replay(lines: Sequence[Line]) -> list[Line]:
    """Lines in order, less what was given again later. A case that was opened again is to be opened again."""
    stands: list[Line] = []
    for line in lines:
        shut = _OPENS.get(line.entry.kind)
        if shut is not None:
            stands = [old for old in stands if (old.entry.kind, old.entry.thing) != (shut, line.entry.thing)]
        if shut is None or line.entry.kind is Gone.CASE_OPENED:
            stands.append(line)
    return stands


def _end(file: BinaryIO) -> tuple[int, str]:
    """The last line's number and hash; what is left of a line that was torn off is cut away: nothing
    was committed that waited for it.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    whole = tail.rfind(b"\n") + 1
    file.seek(size - len(tail) + whole)
    if whole < len(tail):
        file.truncate()
    if not whole:
        return 0, ""
    last = json.loads(tail[:whole].rstrip(b"\n").rpartition(b"\n")[2])
    return int(last["seq"]), str(last["hash"])


if os.name == "nt":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(2**30)  # a byte that is never written
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]

    def _unlock(file: BinaryIO) -> None:
        file.seek(2**30)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _unlock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
