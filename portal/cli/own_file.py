"""A new file that only its owner can read, made before what goes into it: what cannot be written costs nothing then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from portal.domain.errors import Invalid


@contextmanager
def own_file(to: str) -> Iterator[BinaryIO]:
    """The file, to write into; where anything fails it is gone again.

    Raises Invalid where it is there already, or cannot be written.
    """
    target = Path(to)
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise Invalid(f"{target} is there already. Nothing was overwritten.") from None
    except OSError as problem:
        raise Invalid(f"{target} cannot be written: {problem.strerror}.") from problem
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
    except OSError as problem:
        target.unlink(missing_ok=True)
        raise Invalid(f"{target} cannot be written: {problem.strerror}.") from problem
    except BaseException:
        target.unlink(missing_ok=True)
        raise
