"""After a door was shut, by whatever press, the next request of that person is a stranger's: page, fragment,
meeting, calendar file, byte for byte. After a copy was taken back it is that of somebody who never had one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from portal.journeys.desk import calendar, end_case, invite, make_safe, withdraw
from tests.client import Browser
from tests.journeys.people import KIT, MUM
from tests.safety.crawl import HTMX, as_bytes
from tests.world import World

# Tokens are random, and not even all of one length; cookies hold one.
NEW_EACH_TIME = re.compile(
    rb'(?m)nonce-[^\']+|nonce="[^"]*"|name="csrf_token" value="[^"]*"|data-token="[^"]*"'
    rb"|^(?:Set-Cookie|Content-Length): .*\n"
)


def shut(world: World) -> None:
    invite.shut(world.room, world.worker("priya"), KIT, KIT)


def paper_only(world: World) -> None:
    invite.set_paper_only(world.room, world.worker("priya"), KIT, KIT)


def ended(world: World) -> None:
    end_case.end(world.room, world.worker("priya"), KIT, date(2026, 11, 21), "The plan is done.")


def made_safe(world: World) -> None:
    make_safe.make_safe(world.room, world.worker("priya"), KIT, KIT)


def taken_back(world: World) -> None:
    withdraw.withdraw(world.room, world.worker("priya"), KIT, KIT, 1, "The wrong school.")


def addresses(world: World, kit: Browser) -> list[str]:
    """Every private address that this person reaches, her own meeting and its calendar file among them."""
    meeting = kit.get("/me").text.split('href="/m/')[1].split('"')[0]
    rules = [rule.rule for rule in world.family_app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    private = [
        rule
        for rule in rules
        if not rule.startswith(
            (
                "/g/",
                "/x",
                "/j",
                "/l/",
                "/robots",
                "/in",
                "/metrics",
                "/readyz",
                "/healthz",
                "/.well-known",
                "/bye",
                "/together",
            )
        )
    ]
    filled = {re.sub(r"<[^>]+>", meeting, rule.replace("<number>", "1")) for rule in private}
    return sorted(filled - {"/", "/sitemap.xml"})


def answers(browser: Browser, paths: list[str]) -> dict[tuple[str, str], bytes]:
    found = {}
    for path in paths:
        for kind, headers in (("page", {}), ("fragment", HTMX)):
            found[kind, path] = NEW_EACH_TIME.sub(b"", as_bytes(browser.get(path, headers=headers)))
    return found


@pytest.mark.parametrize("press", [shut, paper_only, ended, made_safe])
def test_the_next_request_is_a_strangers(world_on_each: World, press: Callable[[World], None]) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = world.join(child, KIT)
    calendar.allow(world.room, world.worker("priya"), child, KIT, allowed=True)
    paths = addresses(world, kit)
    assert len(paths) > 10
    assert any(path.endswith(".ics") or "calendar" in path or path.endswith("/keep") for path in paths), paths
    before = answers(kit, paths)
    assert sum(b"200 OK" in answer for answer in before.values()) > 8
    press(world)
    stranger = answers(world.browser(), paths)
    assert answers(kit, paths) == stranger
    assert all(answer[:3] in (b"303", b"401") for answer in stranger.values())
    for asked, answer in answers(kit, paths).items():
        assert answer[:3] != b"200", asked
    assert b"football" not in b"".join(answers(kit, paths).values())


def test_a_copy_that_was_taken_back_leaves_what_somebody_reads_who_never_had_one_but_for_one_sentence(
    world_on_each: World,
) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = world.join(child, KIT)
    calendar.allow(world.room, world.worker("priya"), child, KIT, allowed=True)
    paths = addresses(world, kit)
    taken_back(world)
    after = answers(kit, paths)
    home = after["page", "/me"].decode()
    assert "Your worker is putting right what stood here. It comes back soon." in home
    assert "ask Tunde Bello" in home
    for kind, path in after:
        if path.startswith(("/m/", "/p")):
            assert after[kind, path][:3] == b"404", path
    assert b"The wrong school" not in b"".join(after.values())


def test_it_is_the_same_page_as_of_a_case_in_which_nothing_was_published(world: World) -> None:
    child = world.bring_in()
    kit = world.join(child, KIT)
    calendar.allow(world.room, world.worker("priya"), child, KIT, allowed=True)
    paths = ["/me", "/p", "/q", "/q/list", "/sent", "/with-me", "/m/0123456789abcdef"]
    never = answers(kit, paths)
    world.publish(child)
    taken_back(world)
    now = answers(kit, paths)
    nothing = b"Nothing has been put here for you yet. When your worker does, you will see it here."
    right = (
        b"Your worker is putting right what stood here. It comes back soon."
        b" If you need to know something before that, ask Tunde Bello."
    )
    assert nothing in never["page", "/me"]
    assert right in now["page", "/me"]
    for asked, answer in never.items():
        assert answer.replace(nothing, right) == now[asked], asked


def test_somebody_who_was_not_confirmed_yet_is_not_told_that_there_was_a_copy(world: World) -> None:
    child = world.family_ready()
    mum = world.join(child, MUM, take_home=True)
    before = mum.get("/me").text
    withdraw.withdraw(world.room, world.worker("priya"), KIT, MUM, 1, "The wrong school.")
    assert NEW_EACH_TIME.sub(b"", mum.get("/me").data) == NEW_EACH_TIME.sub(b"", before.encode())
