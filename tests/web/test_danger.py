"""An answer that may mean danger, or that it is too much: the next page says who helps, and nobody is told by it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.client import Browser
from tests.web.test_own_sets import begun, shared
from tests.web.test_together import together
from tests.web.test_what_came_of_it import cover
from tests.world import World

SAID = "Thank you for saying this."
ALARM = "Is somebody not safe now?"
TOO_MUCH = "You do not have to carry it alone."


@pytest.fixture
def child(world: World) -> str:
    return world.family_ready()


def said(browser: Browser, path: str) -> str:
    """What the page says itself, and not only at its foot."""
    return unescape(browser.get(path).text.partition("<main")[2].partition("</main>")[0])


def is_said(browser: Browser, path: str) -> bool:
    """Whether the page says who helps now."""
    return SAID in said(browser, path)


def names(page: str) -> list[str]:
    """Whom one can ring or text, in order."""
    return re.findall(r"<strong>([^<]+)</strong>\s*<a class=\"ring\"", page.partition("You can talk to someone:")[2])


def test_the_next_page_and_the_check_say_who_helps_now_until_it_is_sent(world: World, child: str) -> None:
    kit = begun(world.join(child, child))
    assert not is_said(kit, "/q/safe-online") and not is_said(kit, "/q/check")
    answer = kit.submit("/q/safe-school", answer="1")
    assert answer.headers["Location"] == "/q/safe-online", "no address says it"
    page = said(kit, "/q/safe-online")
    assert page.index(SAID) < page.index(ALARM) < page.index("<h1"), "it comes first"
    for each in (
        'href="tel:999"', "It goes to nobody before you share it.", "Nobody watches this page all the time.",
        "You can tell Tunde Bello.", 'href="tel:08001111"',
    ):  # fmt: skip
        assert each in page, each
    assert page.count("tel:999") == 1 and TOO_MUCH not in page
    assert names(page) == ["Childline", "NHS 111, mental health", "Shout"], "each is there day and night"
    assert "Option 2 is for mental health." in page, "what to know before one rings"
    assert not is_said(kit, "/q/safe-online-why") and not is_said(kit, "/q/safe-school"), "once, where it comes next"
    assert is_said(kit, "/q/check") and not is_said(kit, "/q/list"), "nor on a page that shows no answers"
    shared(kit, "/q", safe_school="1")
    for path in ("/q/safe-online", "/q/list", "/q/check", "/q/done?n=1"):
        assert not is_said(kit, path), f"{path}: what was sent is told by no page"


def test_who_cannot_go_on_is_told_to_whom_they_can_talk_and_hears_no_alarm(world: World, child: str) -> None:
    kit, mum = begun(world.join(child, child)), begun(world.join(child, "mum"))
    kit.submit("/q/feeling", answer="very-bad")
    mum.submit("/q/managing", answer="struggling")
    assert not is_said(mum, "/q/coming")
    mum.submit("/q/managing", answer="not-managing")
    for browser, next_page in ((kit, "/q/want-next"), (mum, "/q/coming")):
        for path in (next_page, "/q/check"):
            page = said(browser, path)
            assert ALARM not in page and page.index(SAID) < page.index(TOO_MUCH) < page.index("You can tell"), path
            assert page.index("You can talk to someone:") < page.index("tel:999"), "that comes last"
            assert "NHS 111, mental health" in names(page) and "Children's Advice and Duty Service" not in page
        assert not is_said(browser, "/q/list")
    kit.submit("/q/safe-out", answer="0")
    assert ALARM in said(kit, "/q/check") and TOO_MUCH not in said(kit, "/q/check")


def test_a_parent_reads_who_is_there_first_and_for_home_who_helps_with_that_and_what_a_council_may_have_to_do(
    world: World, child: str
) -> None:
    mum = begun(world.join(child, "mum"))
    mum.submit("/q/safe-out", answer="2")
    page = said(mum, "/q/safe-out-why")
    assert names(page) == ["NHS 111, mental health", "Shout", "Children's Advice and Duty Service"]
    assert "0344 800 8020" in page and "They may have to share what you say to keep a child safe." in page
    mum.submit("/q/safe-home", answer="2")
    for path in ("/q/safe-home-why", "/q/check"):
        assert names(said(mum, path))[0] == "National Domestic Abuse Helpline", path


def test_while_their_worker_is_away_it_names_who_stands_in(world: World, child: str) -> None:
    cover(world)
    mum = begun(world.join(child, "mum"))
    mum.submit("/q/managing", answer="not-managing")
    assert "You can tell Colin Marsh." in said(mum, "/q/coming")


def test_a_low_number_and_a_sad_face_count_and_nothing_else_does(world: World, child: str) -> None:
    kit = begun(begun(world.join(child, child)), "/q/in/easy")
    for ref, shows in (("0", True), ("3", True), ("4", False), ("not-sure-yet", False), ("do-not-want-to-say", False)):
        for place in ("out", "home", "online"):
            kit.submit(f"/q/safe-{place}", answer=ref)
            assert is_said(kit, f"/q/safe-{place}-why") is shows, (place, ref)
        assert is_said(kit, "/q/check") is shows
    kit.submit("/q/safe-out", answer="1")
    kit.submit("/q/safe-out", skip="1")
    assert not is_said(kit, "/q/safe-out-why")
    kit.submit("/q/in/easy/safe-out", answer="bad")
    assert is_said(kit, "/q/in/easy/safe-home") and not is_said(kit, "/q/check"), "each paper says it of itself"


def test_beside_a_worker_nothing_tells_of_what_was_answered_with_the_screen_turned(world: World) -> None:
    child = world.bring_in("norfolk")
    _desk, kit = together(world, child, child)
    kit.submit("/q/safe-out", answer="2", how="own-hands")
    assert is_said(kit, "/q/safe-out-why")
    assert "It goes to nobody before you share it." not in kit.get("/q/safe-out-why").text, "the worker has seen it"
    kit.submit("/q/safe-out", answer="7", how="own-hands")
    assert kit.submit("/q/safe-home?turned=1", form="/q/safe-home", answer="1").status_code == 303
    assert "answered this one alone" in kit.get("/q/check").text
    for path in ("/q/safe-home-why/turn", "/q/safe-home-why?turned=1", "/q/check"):
        assert not is_said(kit, path), path
    kit.submit("/q/list", form="/together/done")
    mine = begun(world.join(child, child))
    assert is_said(mine, "/q/check"), "by themselves again they are told: it stands there with their words"
