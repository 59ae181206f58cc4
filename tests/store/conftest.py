"""Each cupboard on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.store.database import Cupboard
from tests.conftest import Hands
from tests.store.stores import cupboard


@pytest.fixture
def family(urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[Cupboard]:
    found = cupboard("family", urls, keys, hands)
    yield found
    found.close()


@pytest.fixture
def families(urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[Cupboard]:
    """The family cupboard as the families' own process opens it: through the gate."""
    found = cupboard("family", urls, keys, hands, gated=True)
    yield found
    found.close()


@pytest.fixture
def casework(urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[Cupboard]:
    found = cupboard("casework", urls, keys, hands)
    yield found
    found.close()
