"""Accounts that the council's own provider vouches for: who somebody is, what they may do, and when that ends."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from portal.access.viewer import CommandLine, Stranger, WorkerViewer
from portal.domain.errors import Invalid
from portal.domain.people import Tie, WorkerRole
from portal.journeys.desk import allocate, come_in, people
from portal.journeys.desk.come_in import who_is_this
from portal.store.casework import provided, tables, workers
from tests.client import Browser
from tests.conftest import Hands
from tests.provider import SAM, Council, council_with
from tests.world import World


@pytest.fixture
def council(urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[Council]:
    """On each engine in turn."""
    with council_with(urls, keys, hands) as made:
        yield made


@pytest.fixture
def here(sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[Council]:
    with council_with(sqlite_urls, keys, hands) as made:
        yield made


def who(council: Council, browser: Browser) -> WorkerViewer | None:
    found = who_is_this(council.room, str(browser.cookie("__Host-w")))
    assert isinstance(found, WorkerViewer | Stranger)
    return found if isinstance(found, WorkerViewer) else None


def comes_in(council: Council, **person: Any) -> Browser:
    council.provider.person = {**SAM, **person}
    return council.signed_in()


def refused(council: Council, **person: Any) -> Browser:
    council.provider.person = {**SAM, **person}
    browser = council.browser()
    assert council.sign_in(browser).status_code == 403
    assert who(council, browser) is None
    return browser


# -- who somebody is -----------------------------------------------------------------------------------


def test_the_first_sign_in_makes_the_account_and_the_next_one_finds_it(council: Council) -> None:
    first, second = comes_in(council), comes_in(council)
    one, two = who(council, first), who(council, second)
    assert one and two
    assert (one.account, one.name, one.role) == (two.account, "Sam Okafor", WorkerRole.WORKER)
    assert [(row.sign_in, row.passphrase) for row in council.accounts()] == [("sam@council.example.org", None)]
    assert [action for _who, action, _thing, _how in council.audited()] == [
        "add-worker",
        "desk-sign-in",
        "desk-sign-in",
    ]


@pytest.mark.parametrize("name", ["preferred_username", "email", "upn", "name"])
def test_a_name_that_changes_hands_does_not_hand_over_the_account(here: Council, name: str) -> None:
    """Names, addresses and sign-in names are given to the next person; issuer and subject never are."""
    before = who(here, comes_in(here, upn="sam@council.example.org"))
    after = who(here, comes_in(here, sub="sub-of-somebody-new", upn="sam@council.example.org"))
    assert before and after and before.account != after.account
    assert [row.sign_in for row in here.accounts()] == ["sam@council.example.org", "sam@council.example.org-2"]
    renamed = who(here, comes_in(here, **{name: "somebody-else@council.example.org"}))
    assert renamed and renamed.account == before.account
    assert len(here.accounts()) == 2


def test_an_account_of_the_desk_with_the_same_name_is_somebody_else(here: Council) -> None:
    """V-073: the two ways in are two namespaces."""
    come_in.add_worker(here.room, CommandLine(), "sam@council.example.org", "Sam Okafor", WorkerRole.MANAGER)
    found = who(here, comes_in(here))
    assert found and found.role is WorkerRole.WORKER
    assert [row.sign_in for row in here.accounts()] == ["sam@council.example.org", "sam@council.example.org-2"]
    with pytest.raises(Invalid, match="provider"):
        come_in.add_worker(here.room, CommandLine(), "sam@council.example.org-2", "Sam Okafor", WorkerRole.WORKER)


def test_the_same_subject_at_another_issuer_is_somebody_else(
    sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands
) -> None:
    """A council that changes its provider begins anew: the new one may have given the same subject to another."""
    with council_with(sqlite_urls, keys, hands) as before:
        comes_in(before)
    with council_with(sqlite_urls, keys, hands) as after:
        assert after.provider.issuer != before.provider.issuer
        comes_in(after)
        comes_in(after)
        subjects = {row.subject for row in after.accounts()}
    assert len(subjects) == 2 and all(len(each) == 40 for each in subjects)


def test_two_first_sign_ins_at_once_make_one_account(council: Council) -> None:
    """The row decides, not who asked first."""
    now = council.hands.now

    def put(_number: int) -> str:
        with council.room.casework.writing() as db:
            return provided.put(db, "a" * 40, "sam", "Sam Okafor", WorkerRole.WORKER, now).id

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(put, range(8)))
    assert len(made) == 1 and len(council.accounts()) == 1


@pytest.mark.parametrize(
    ("claims", "sign_in", "name"),
    [
        ({"preferred_username": None, "name": None}, "worker", "worker"),
        ({"preferred_username": "SAM <b>x</b>", "name": "Sam\u202e Oka\x00for\n"}, "sambxb", "Sam Oka for"),
        ({"preferred_username": "s" * 500, "name": "N" * 500}, "s" * 60, "N" * 120),
        ({"preferred_username": 7, "name": ["Sam"]}, "worker", "worker"),
        ({"name": "<script>alert(1)</script>"}, "sam@council.example.org", "<script>alert(1)</script>"),
    ],
)
def test_what_somebody_is_called_is_a_label_of_a_sane_size(
    here: Council, claims: dict[str, Any], sign_in: str, name: str
) -> None:
    browser = comes_in(here, **claims)
    assert [(row.sign_in, row.name) for row in here.accounts()] == [(sign_in, name)]
    assert "<script>alert" not in browser.get("/").text


# -- what they may do ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(WorkerRole))
def test_the_role_is_the_one_that_the_provider_says(here: Council, role: WorkerRole) -> None:
    found = who(here, comes_in(here, roles=["offline_access", f"portal.{role.value}"]))
    assert found and found.role is role and found.by_provider and not found.allocations


def test_the_roles_may_stand_in_another_claim(sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> None:
    with council_with(sqlite_urls, keys, hands, roles="portal_roles") as council:
        refused(council)
        found = who(council, comes_in(council, roles=[], portal_roles="portal.auditor"))
        assert found and found.role is WorkerRole.AUDITOR


def test_a_name_and_a_role_are_as_the_provider_says_them_now(here: Council) -> None:
    before = comes_in(here)
    found = who(here, comes_in(here, name="Sam Bello", roles=["portal.auditor"]))
    assert found and (found.name, found.role) == ("Sam Bello", WorkerRole.AUDITOR)
    assert who(here, before) is None, "no session goes on with a role that is over"


def test_who_becomes_a_manager_is_tied_to_no_child_any_more(council: Council) -> None:
    """Who gives access reads no words; families are told at once who reads."""
    sam = comes_in(council)
    account = who(council, sam)
    assert account
    world = World(council.desk, council.desk, council.hands)
    child = world.bring_in("norfolk")
    world.tie(child, "sam@council.example.org", Tie.CASE, None)
    assert [tie.child_ref for tie in who(council, sam).allocations] == [child]  # type: ignore[union-attr]
    manager = who(council, comes_in(council, roles=["portal.manager"]))
    assert manager and manager.account == account.account
    assert (manager.role, manager.allocations) == (WorkerRole.MANAGER, ())
    tied, _others = allocate.who_is_tied(council.room, world.worker("priya"), child)
    assert account.account not in {each.worker for each in tied}
    lines = [(actor, thing) for actor, action, thing, _how in council.audited() if action == "end-allocation"]
    assert lines == [("provider", f"{account.account}/case")]
    again = who(council, comes_in(council, roles=["portal.worker"]))
    assert again and again.allocations == (), "and does not get them back by changing once more"


def test_a_role_that_stays_changes_no_tie(here: Council) -> None:
    sam = comes_in(here)
    world = World(here.desk, here.desk, here.hands)
    child = world.bring_in("norfolk")
    world.tie(child, "sam@council.example.org", Tie.TRUSTED, None)
    again = who(here, comes_in(here, name="Sam Bello"))
    assert again and [tie.child_ref for tie in again.allocations] == [child]
    assert who(here, sam) is not None


# -- when it ends --------------------------------------------------------------------------------------


def test_who_has_left_does_not_come_in_by_the_provider_either(council: Council) -> None:
    sam = comes_in(council)
    people.say_left(council.room, CommandLine(), "sam@council.example.org")
    assert who(council, sam) is None
    refused(council)
    account = council.accounts()[0].id
    assert council.audited()[-1] == (account, "desk-sign-in", "provider/left", "refused")


def test_who_left_and_is_back_comes_in_by_the_provider_and_gets_no_passphrase(here: Council) -> None:
    before = who(here, comes_in(here))
    people.say_left(here.room, CommandLine(), "sam@council.example.org")
    name, role = "Sam Okafor", WorkerRole.WORKER
    assert come_in.add_worker(here.room, CommandLine(), "sam@council.example.org", name, role) == ""
    after = who(here, comes_in(here))
    assert before and after and before.account == after.account
    with here.room.casework.reading() as db:
        assert db.execute(tables.way_in.select()).first() is None


@pytest.mark.parametrize("roles", [[], None, ["portal.worker", "portal.manager"]])
def test_a_role_that_was_taken_away_ends_what_was_open(here: Council, roles: list[str] | None) -> None:
    sam = comes_in(here)
    refused(here, roles=roles)
    assert who(here, sam) is None
    account = here.accounts()[0].id
    reason = "two-roles" if roles else "no-role"
    assert here.audited()[-1] == (account, "desk-sign-in", f"provider/{reason}", "refused")


def test_a_refused_token_of_nobody_ends_nothing_of_anybodys(here: Council) -> None:
    """A role is only believed, and only missed, in a token that passed every other check."""
    sam = comes_in(here)
    here.provider.claims = {"roles": [], "amr": ["pwd"]}
    refused(here)
    assert who(here, sam) is not None


def test_a_worker_of_the_provider_has_two_sessions_at_most_and_they_end_in_time(here: Council) -> None:
    browsers = [comes_in(here)]
    here.hands.move(minutes=1)
    browsers.append(comes_in(here))
    here.hands.move(minutes=1)
    browsers.append(comes_in(here))
    assert [who(here, each) is not None for each in browsers] == [False, True, True]
    here.hands.move(minutes=29)
    assert who(here, browsers[2]) is not None
    here.hands.move(minutes=31)
    assert who(here, browsers[2]) is None


def test_showing_again_does_not_make_the_day_longer(here: Council) -> None:
    """Eight hours after signing in it is over, however often somebody has shown that it is them."""
    sam = comes_in(here)
    for _half_an_hour in range(19):
        here.hands.move(minutes=25)
        assert who(here, sam) is not None
    found = who(here, sam)
    assert found
    with here.room.casework.writing() as db:
        assert workers.prove_session(db, found.session, "0" * 64, here.hands.now)
    here.hands.move(minutes=6)
    with here.room.casework.writing() as db:
        assert workers.touch_session(db, "0" * 64, here.hands.now) is None


def test_nothing_that_tells_who_somebody_is_at_the_provider_is_kept(
    here: Council, sqlite_urls: tuple[str, str]
) -> None:
    comes_in(here)
    here.room.casework.close()
    here.room.family.close()
    kept = b"".join(Path(url.removeprefix("sqlite:///")).read_bytes() for url in sqlite_urls)
    for told in (SAM["sub"], SAM["email"], here.provider.issuer, *here.provider.tokens):
        assert str(told).encode() not in kept
