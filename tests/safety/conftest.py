"""More than one world at once, and worlds in which nothing is random."""

from __future__ import annotations

import base64
import random
import secrets
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Hands, both_sides
from tests.world import World

MakeWorld = Callable[[], World]


@pytest.fixture
def make_world(empty_sqlite: Path, keys: dict[str, str], tmp_path: Path) -> Iterator[MakeWorld]:
    """Worlds beside one another, with the same keys, each with a clock of its own that begins at the same moment."""
    count = 0
    with ExitStack() as stack:

        def make() -> World:
            nonlocal count
            count += 1
            folder = tmp_path / f"world-{count}"
            folder.mkdir()
            urls = []
            for name in ("casework", "family"):
                shutil.copy(empty_sqlite / f"{name}.sqlite3", folder / f"{name}.sqlite3")
                urls.append(f"sqlite:///{folder / name}.sqlite3")
            return stack.enter_context(contextmanager(both_sides)((urls[0], urls[1]), keys, Hands()))

        yield make


class Dice:
    """Everything random, from a seed: the same for the same label, and never twice the same after one label."""

    def __init__(self) -> None:
        self._random = random.Random(0)

    def __call__(self, label: str) -> None:
        self._random.seed(label)

    def token_bytes(self, size: int | None = None) -> bytes:
        return self._random.randbytes(size or 32)

    def token_hex(self, size: int | None = None) -> str:
        return self.token_bytes(size).hex()

    def token_urlsafe(self, size: int | None = None) -> str:
        return base64.urlsafe_b64encode(self.token_bytes(size)).rstrip(b"=").decode()

    def choice(self, among: Any) -> Any:
        return self._random.choice(list(among))

    def uuid4(self) -> uuid.UUID:
        return uuid.UUID(bytes=self.token_bytes(16), version=4)


@pytest.fixture
def dice(monkeypatch: pytest.MonkeyPatch) -> Dice:
    """Session ids, nonces, tabs and references out of a seed. `dice("label")` begins anew."""
    made = Dice()
    for name in ("token_bytes", "token_hex", "token_urlsafe", "choice"):
        monkeypatch.setattr(secrets, name, getattr(made, name))
    for module in ("portal.journeys.family.sharing", "portal.store.family.answers", "portal.store.family.shared"):
        monkeypatch.setattr(f"{module}.uuid4", made.uuid4, raising=True)
    # A CSRF token says when it was made, by the machine's clock.
    monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda self: 1_800_000_000)
    return made
