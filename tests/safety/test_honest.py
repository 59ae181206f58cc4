"""What the portal says of itself: its limits before anybody signs in and from every page, and no promise too many."""

from __future__ import annotations

import re
from html import unescape

from tests.client import Browser
from tests.journeys.people import KIT
from tests.world import World

LIMITS = "/g/en/leaving"
PUBLIC = ("/", "/g/en/norfolk/the-levels", LIMITS, "/g/en/now", "/in", "/j", "/nothing-here")
OWN = ("/me", "/p", "/q", "/q/list", "/q/worries", "/q/check", "/sent", "/with-me", "/way-in", "/again", "/m/nothing")
PROMISES = re.compile(
    r"\b(private|privately|confidential\w*|anonymous\w*|secret|100%|completely safe|totally safe)\b", re.I
)


def said(page: str) -> str:
    """A page as it is read: without its tags."""
    return " ".join(unescape(re.sub(r"<(style|script)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)).split())


def pages(world: World) -> dict[str, str]:
    child = world.family_ready("norfolk")
    kit, stranger = world.join(child, KIT), Browser(world.family_app)
    begun = kit.submit("/q")
    assert begun.status_code == 303
    found = {path: stranger.get(path, follow_redirects=True).text for path in PUBLIC}
    return found | {f"{path} as Kit": kit.get(path, follow_redirects=True).text for path in OWN}


def test_what_leaving_can_and_cannot_do_is_said_before_signing_in_and_reached_from_every_page(world: World) -> None:
    found = pages(world)
    assert [path for path, page in found.items() if f'href="{LIMITS}"' not in page and path != LIMITS] == []
    assert [path for path, page in found.items() if "Leave this page" not in said(page)] == []
    words = said(found[LIMITS])
    for limit in ("keeps a list of pages you visited", "looking over your shoulder", "hidden program", "keyboard",
                  "Delete only this page, not the whole list", "ask your worker for paper"):  # fmt: skip
        assert limit in words, limit


def test_no_page_of_the_family_side_promises_that_something_stays_between_us(world: World) -> None:
    """But for the name of a button of somebody else's browser."""
    for path, page in pages(world).items():
        words = said(page).replace("press the two squares, then Private", "")
        assert PROMISES.findall(words) == [], path
