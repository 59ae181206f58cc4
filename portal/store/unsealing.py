"""Reading a backup's file (`store.archive`): unsealed as it is read, part by part, and checked to its end."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyrage

from portal.domain.errors import Invalid
from portal.store.archive import FORMAT, Head, Manifest

_BROKEN = "This backup is damaged or cut off. Nothing was restored. Take another one."
_IN: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "bytes": base64.b64decode,
    "day": date.fromisoformat,
}


class Archive:
    """A backup that is read once, from its beginning to its end."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._seen: dict[str, str] = {}
        first = json.loads(self._next("head.json"))
        if first.pop("format", None) != FORMAT:
            raise Invalid("This backup was made by another version of the portal. Use that one.")
        ledger = {name: (int(seq), str(hash)) for name, (seq, hash) in first.pop("ledger").items()}
        self.head = Head(datetime.fromisoformat(first.pop("made_at")), ledger=ledger, **first)

    def rows(self) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        """(cupboard, table, rows) part by part; then `manifest` is there. Raises Invalid for a changed part."""
        while (member := self._tar.next()) is not None:
            data = self._read(member)
            if member.name == "manifest.json":
                self._check(json.loads(data))
                return
            self._seen[member.name] = hashlib.sha256(data).hexdigest()
            cupboard, table, _number = member.name.split("/")
            yield cupboard, table, self._opened(cupboard, table, data)
        raise Invalid(_BROKEN)

    def _opened(self, cupboard: str, table: str, data: bytes) -> list[dict[str, Any]]:
        columns = self.head.columns[cupboard][table]
        put = [(name, _IN.get(kind)) for name, kind in columns]
        return [
            {
                name: value if value is None or take is None else take(value)
                for (name, take), value in zip(put, json.loads(line), strict=True)
            }
            for line in gzip.decompress(data).decode().splitlines()
        ]

    def _check(self, said: dict[str, Any]) -> None:
        if said["parts"] != self._seen:
            raise Invalid(_BROKEN)
        audit = {name: (int(number), str(hash)) for name, (number, hash) in said["audit"].items()}
        self.manifest = Manifest(said["rows"], audit, said["parts"])

    def _next(self, name: str) -> bytes:
        member = self._tar.next()
        if member is None or member.name != name:
            raise Invalid(_BROKEN)
        return self._read(member)

    def _read(self, member: tarfile.TarInfo) -> bytes:
        file = self._tar.extractfile(member)
        if file is None:
            raise Invalid(_BROKEN)
        return file.read()


@contextmanager
def opened(file: Path, identity: Any) -> Iterator[Archive]:
    """A backup, unsealed as it is read. Raises Invalid for another key, a changed byte, a missing end.

    What was read before the end is only to be kept when the block ends without an error.
    """
    reading, writing = os.pipe()
    unsealing = _Unsealing(file, identity, writing)
    unsealing.start()
    source = os.fdopen(reading, "rb")
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            yield Archive(tar)
        while source.read(65536):  # up to the end, so that a missing one is found
            pass
    except (tarfile.TarError, EOFError, OSError, KeyError, ValueError) as problem:
        source.close()
        unsealing.join()
        raise Invalid(unsealing.failed or _BROKEN) from problem
    finally:
        source.close()
        unsealing.join()
    if unsealing.failed:
        raise Invalid(unsealing.failed)


class _Unsealing(threading.Thread):
    def __init__(self, file: Path, identity: Any, to: int) -> None:
        super().__init__(daemon=True)
        self._file, self._identity, self._to = file, identity, to
        self.failed = ""

    def run(self) -> None:
        try:
            with self._file.open("rb") as sealed, os.fdopen(self._to, "wb") as plain:
                pyrage.decrypt_io(sealed, plain, [self._identity])
        except pyrage.DecryptError as problem:
            other = "No matching keys" in str(problem)
            self.failed = "This key does not open this backup. It was sealed for another one." if other else _BROKEN
        except OSError:
            self.failed = _BROKEN
