"""A new file that only its owner can read, made before what goes into it: what cannot be written costs nothing then."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.domain.errors import Invalid


@contextmanager
def own_file(to: str) -> Iterator[Callable[[bytes], None]]:
    """What writes into the file; where anything fails the file is gone again.

    Raises Invalid where it is there already, or cannot be written. What fails in between is somebody else's to tell.
    """
    target = Path(to)
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise Invalid(f"{target} is there already. Nothing was overwritten.") from None
    except OSError as problem:
        raise _cannot_be_written(target, problem) from problem

    def write(whole: bytes) -> None:
        try:
            while whole:  # a disk that is nearly full takes a part
                whole = whole[os.write(descriptor, whole) :]
            os.fsync(descriptor)
        except OSError as problem:
            raise _cannot_be_written(target, problem) from problem

    try:
        try:
            yield write
        finally:
            os.close(descriptor)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _cannot_be_written(target: Path, problem: OSError) -> Invalid:
    return Invalid(f"{target} cannot be written: {problem.strerror}.")
