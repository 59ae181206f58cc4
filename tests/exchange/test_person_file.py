"""The file about one person as people read it: escaped, in days and words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest

from portal.domain.person_data import CopyHeld, DraftHeld, Facts, Held, PersonData
from portal.domain.preparation import MEETING
from portal.domain.sharing import Opening, Shared, Words
from portal.exchange.person_file import as_plain
from portal.exchange.person_pages import index_page, others_in, review_page

AT = datetime(2026, 7, 1, 13, 30, tzinfo=UTC)
TYPED = '<script>alert("x")</script> & =SUM(A1) ‮ كلمات'


def data(**more: Any) -> PersonData:
    words = Words("What <b>worries</b> you?", TYPED, "en", "Kit", "")
    piece = Shared("s1", "kit", "child", "worries", "worries", 1, MEETING, words, AT, "notice",
                   openings=(Opening("", AT),), read_at=AT)  # fmt: skip
    copy = {"ref": "abc", "level": {"level": "high", "label": "High", "means": "A lot of worry"}, "goals": []}
    held = Held(
        Facts("young-person", "en", False, joined_at=AT), (piece,), (), (DraftHeld("changed", AT, (TYPED,)),), (),
        (CopyHeld(1, AT, copy),), (),
        notices=(("notice", "The wording as it was shown."),),
    )  # fmt: skip
    return PersonData("Kit", date(2026, 7, 1), date(2026, 8, 1), AT, "Priya Nair", held, **more)


def test_what_was_typed_is_shown_exactly_and_never_run() -> None:
    made = data(with_drafts=True)
    for page in (index_page(as_plain(made)), review_page(made, as_plain(made))):
        assert "<script" not in page and "<b>" not in page
        assert unescape(page).count(TYPED) == 2
        assert "default-src 'none'" in page and not re.search(r'(?:src|href)="', page), "it asks nothing of any network"


def test_moments_are_days_and_times_in_london_and_a_copy_says_its_level() -> None:
    page = index_page(as_plain(data()))
    assert "1 July 2026, 14:30" in page and "1 August 2026" in page and "T14:30" not in page
    assert "A lot of worry" in page and "abc" not in page
    assert "The wording as it was shown." in page and "a worker" in page


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gary drove me", "Gary; and look for others"),
        ("with gary, and Dawn.", "Dawn, Gary; and look for others"),
        ("Garyson and Dawning", "none that the case names; look for others"),
        ("", "none that the case names; look for others"),
    ],
)
def test_names_of_others_are_pointed_out_as_whole_words(text: str, found: str) -> None:
    assert others_in(text, ("Dawn", "Gary")) == found
