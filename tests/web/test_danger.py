"""An answer that may mean danger: the next page says who helps now, and that nobody is told by it."""

from __future__ import annotations

import pytest

from tests.client import Browser
from tests.web.test_own_sets import begun, shared
from tests.web.test_together import together
from tests.world import World

ASKED = "Is somebody not safe now?"


@pytest.fixture
def child(world: World) -> str:
    return world.family_ready()


def is_said(browser: Browser, path: str) -> bool:
    """Whether the page says who helps now, and not only at its foot."""
    page = browser.get(path).text.partition("<main")[2].partition("</main>")[0]
    return ASKED in page


def test_the_next_page_the_list_and_the_check_say_who_helps_now_until_it_is_sent(world: World, child: str) -> None:
    kit = begun(world.join(child, child))
    assert not is_said(kit, "/q/want-next") and not is_said(kit, "/q/list")
    answer = kit.submit("/q/feeling", answer="very-bad")
    assert answer.headers["Location"] == "/q/want-next", "no address says it"
    page = kit.get("/q/want-next").text.partition("<main")[2].partition("</main>")[0]
    assert page.index(ASKED) < page.index("<h1"), "it comes first"
    for said in (
        'href="tel:999"', "It goes to nobody before you share it.", "Nobody watches this page all the time.",
        "You can tell Tunde Bello.", "Childline", 'href="tel:08001111"',
    ):  # fmt: skip
        assert said in page, said
    assert page.count("tel:999") == 1
    assert not is_said(kit, "/q/coming") and not is_said(kit, "/q/feeling"), "once, where it comes next"
    assert is_said(kit, "/q/list") and is_said(kit, "/q/check")
    shared(kit, "/q", feeling="very-bad")
    for path in ("/q/want-next", "/q/list", "/q/check", "/q/done?n=1"):
        assert not is_said(kit, path), f"{path}: what was sent is told by no page"


def test_a_low_number_a_parent_who_is_not_managing_and_a_sad_face_count_and_nothing_else_does(
    world: World, child: str
) -> None:
    kit, mum = begun(begun(world.join(child, child)), "/q/in/easy"), begun(world.join(child, "mum"))
    for ref, shows in (("0", True), ("3", True), ("4", False), ("not-sure-yet", False), ("do-not-want-to-say", False)):
        for place in ("out", "home", "online"):
            kit.submit(f"/q/safe-{place}", answer=ref)
            assert is_said(kit, f"/q/safe-{place}-why") is shows, (place, ref)
        assert is_said(kit, "/q/list") is shows
    kit.submit("/q/safe-out", answer="1")
    kit.submit("/q/safe-out", skip="1")
    assert not is_said(kit, "/q/safe-out-why")
    kit.submit("/q/in/easy/safe-out", answer="bad")
    assert is_said(kit, "/q/in/easy/safe-home") and not is_said(kit, "/q/list"), "each paper says it of itself"
    mum.submit("/q/managing", answer="struggling")
    assert not is_said(mum, "/q/coming")
    mum.submit("/q/managing", answer="not-managing")
    page = mum.get("/q/coming").text
    assert "You can tell" in page
    assert "Children&#39;s Advice and Duty Service" in page and "0344 800 8020" in page, "the council's front door"


def test_beside_a_worker_nothing_tells_of_what_was_answered_with_the_screen_turned(world: World) -> None:
    child = world.bring_in("norfolk")
    _desk, kit = together(world, child, child)
    kit.submit("/q/safe-out", answer="2", how="own-hands")
    assert is_said(kit, "/q/safe-out-why")
    assert "It goes to nobody before you share it." not in kit.get("/q/safe-out-why").text, "the worker has seen it"
    kit.submit("/q/safe-out", answer="7", how="own-hands")
    assert kit.submit("/q/safe-home?turned=1", form="/q/safe-home", answer="1").status_code == 303
    assert "answered this one alone" in kit.get("/q/check").text
    for path in ("/q/safe-home-why/turn", "/q/safe-home-why?turned=1", "/q/list", "/q/check"):
        assert not is_said(kit, path), path
    kit.submit("/q/list", form="/together/done")
    mine = begun(world.join(child, child))
    assert is_said(mine, "/q/check"), "by themselves again they are told: it stands there with their words"
    assert not is_said(mine, "/q/list"), "and not on their own list, on which it does not stand"
