"""What a first visit costs a phone on a bad line: bytes over the wire and requests, never times."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Portal, Walk

FIRST_VISIT = 25 * 1024
FOLLOWING = 8 * 1024
GUIDES = ("what-the-meeting-is", "the-levels", "who-comes", "step-by-step", "your-say", "easy-your-meeting")


def _weigh(walk: Walk, address: str) -> tuple[int, int]:
    """Bytes over the wire (heads and bodies, compressed) and requests of one visit."""
    wire = walk.page.context.new_cdp_session(walk.page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))  # 0: from its cache
    walk.page.goto(address, wait_until="networkidle")
    wire.detach()
    return int(sum(sizes)), len([size for size in sizes if size])


@pytest.mark.parametrize("slug", GUIDES)
def test_a_first_visit_to_a_guide_costs_a_cold_phone_little(
    portal: Portal, phone: Callable[..., Walk], slug: str
) -> None:
    walk = phone()
    size, requests = _weigh(walk, f"{portal.family}/g/en/norfolk/{slug}")
    assert 0 < size <= FIRST_VISIT, f"{size} bytes"
    assert requests <= 5
    size, requests = _weigh(walk, f"{portal.family}/g/en/norfolk/getting-through-it")
    assert 0 < size <= FOLLOWING, f"the page after it costs {size} bytes"
    assert requests == 1, "a following page fetches nothing but itself"


def test_a_guide_asks_nothing_of_the_phone_but_to_read(portal: Portal, phone: Callable[..., Walk]) -> None:
    walk = phone()
    walk.page.goto(f"{portal.family}/g/en/norfolk/the-levels")
    assert walk.page.locator("script").count() == 0
    assert walk.page.context.cookies() == []
