"""What families may see and write in the database, column by column, is a page that somebody has read."""

from __future__ import annotations

import os
from pathlib import Path

from portal.store.family.policy import manifest

PAGE = Path(__file__).parent / "family_can_see.txt"


def test_every_column_that_is_open_stands_on_the_page() -> None:
    """After a change that is meant: RENEW_FAMILY_CAN_SEE=1 pytest tests/safety/test_family_can_see.py"""
    if os.environ.get("RENEW_FAMILY_CAN_SEE"):
        PAGE.write_text("\n".join(manifest()) + "\n", encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8").splitlines() == manifest()
