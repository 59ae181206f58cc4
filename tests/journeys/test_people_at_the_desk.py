"""Who works here: ways in that managers make, leavers who are out at once, children who are handed over."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from portal.access.viewer import CommandLine, Stranger, WorkerViewer
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotFresh, NotReady, TooMany
from portal.domain.people import Tie, WorkerRole
from portal.journeys.desk import (
    allocate,
    bring_in,
    by_hand,
    come_in,
    hand_over,
    openings,
    own_sessions,
    people,
    read_audit,
    read_views,
    see_children,
)
from portal.journeys.desk import shown as showing
from portal.store.family import members
from portal.store.proofs import typed_code
from tests import factories
from tests.journeys.test_sign_in import WORDS, enrolled, sign_in_as
from tests.world import World

KIT = "NK-4417"


@pytest.fixture
def desk(world: World) -> World:
    world.family_ready()
    return world


def manager(world: World, sign_in: str = "moira") -> WorkerViewer:
    return world.worker(sign_in, role=WorkerRole.MANAGER)


def viewer_of(world: World, session: str) -> WorkerViewer:
    found = come_in.who_is_this(world.room, session)
    assert isinstance(found, WorkerViewer)
    return found


def readers(world: World, person: str = KIT) -> tuple[str, ...]:
    """Whom this person is told as who reads: the workers at the meeting."""
    with world.room.family.reading() as db:
        found = members.find(db, world.room.family.keyring, world.room.person_id(KIT, person))
    assert found is not None
    return found.circle.workers


def ties(world: World) -> set[tuple[str, str]]:
    tied, _accounts = allocate.who_is_tied(world.room, manager(world), KIT)
    return {(each.sign_in, each.tie.value) for each in tied}


# -- ways in for workers ------------------------------------------------------------------------------


def test_first_admin_cli_only(world: World) -> None:
    """G-85: nobody at the desk makes a manager or an auditor, and there is no account that anybody begins with."""
    assert people.see_people(world.room, CommandLine()) == ()
    moira = manager(world)
    with pytest.raises(NotAllowed):
        come_in.add_worker(world.room, moira, "eve", "Eve", WorkerRole.MANAGER)
    people.add(world.room, moira, "eve", "Eve Adamu")
    assert {(each.sign_in, each.role) for each in people.see_people(world.room, moira)} == {
        ("moira", WorkerRole.MANAGER), ("eve", WorkerRole.WORKER),
    }  # fmt: skip


def test_an_account_is_not_made_twice_with_another_role_or_name(world: World) -> None:
    """G-85."""
    manager(world)
    for name, role in (("Moira", WorkerRole.WORKER), ("Moira", WorkerRole.AUDITOR), ("Mallory", WorkerRole.MANAGER)):
        with pytest.raises(Invalid) as refused:
            come_in.add_worker(world.room, CommandLine(), "moira", name, role)
        assert "is there already" in str(refused.value)


def test_a_manager_cannot_raise_themselves_or_turn_an_auditor_into_a_manager(world: World) -> None:
    moira = manager(world)
    world.worker("ada", role=WorkerRole.AUDITOR)
    for sign_in in ("moira", "ada"):
        with pytest.raises(Invalid):
            people.add(world.room, moira, sign_in, "Somebody")
        with pytest.raises(Invalid):
            people.new_way_in(world.room, moira, sign_in)
    assert world.worker("ada").role is WorkerRole.AUDITOR


@pytest.mark.parametrize("sign_in", ["", "eve adamu", "eve/../x", "-eve", "é", "x" * 41, "%", "*"])
def test_a_sign_in_name_is_plain(world: World, sign_in: str) -> None:
    with pytest.raises(Invalid):
        people.add(world.room, manager(world), sign_in, "Eve Adamu")


def test_a_worker_whose_phone_is_lost_gets_a_new_way_in_and_nothing_old_works(world: World) -> None:
    session, codes = enrolled(world)
    old = world.digits("priya")
    made = people.new_way_in(world.room, manager(world), "priya")
    assert come_in.who_is_this(world.room, session) == Stranger()
    assert sign_in_as(world, old) is None and sign_in_as(world, codes[0]) is None
    assert (made.name, made.sign_in) == ("Priya", "priya")
    world.codes["priya"] = typed_code(made.shown) or ""
    enrolled(world)
    world.hands.move(minutes=1)
    assert sign_in_as(world)


def test_a_manager_lifts_a_wait_and_what_is_dead_stays_dead(world: World) -> None:
    enrolled(world)
    for _ in range(10):
        sign_in_as(world, "000000", words="not this one")
        world.hands.move(minutes=6)
    (priya,) = (each for each in people.see_people(world.room, manager(world)) if each.sign_in == "priya")
    assert priya.waits and not priya.dead
    people.lift_wait(world.room, manager(world), "priya")
    world.hands.move(seconds=30)
    assert sign_in_as(world)
    for _ in range(10):
        for _ in range(5):
            sign_in_as(world, "000000")
        world.hands.move(minutes=16)
    people.lift_wait(world.room, manager(world), "priya")
    assert sign_in_as(world) is None
    (priya,) = (each for each in people.see_people(world.room, manager(world)) if each.sign_in == "priya")
    assert priya.dead


# -- who grants access reads no words -----------------------------------------------------------------


def test_no_manager_and_no_auditor_is_tied_to_a_child(desk: World) -> None:
    manager(desk)
    desk.worker("ada", role=WorkerRole.AUDITOR)
    for sign_in in ("moira", "ada"):
        for tie in Tie:
            with pytest.raises(Invalid):
                allocate.allocate(desk.room, desk.worker("priya"), KIT, sign_in, tie)
        with pytest.raises(Invalid):
            hand_over.hand_over(desk.room, desk.worker("priya"), KIT, sign_in)
        with pytest.raises(Invalid):
            hand_over.hand_over_all(desk.room, manager(desk), "priya", sign_in)
    assert "moira" not in {a.sign_in for a in allocate.who_is_tied(desk.room, desk.worker("priya"), KIT)[1]}


def test_a_manager_who_brings_a_case_in_is_not_tied_to_it_and_finds_it_at_the_top(world: World) -> None:
    moira = manager(world)
    world.family_ready("derby")
    bring_in.bring_in(world.room, moira, factories.example_bytes("norfolk"))
    assert manager(world).allocations == ()
    rows = see_children.see_children(world.room, moira)
    assert [(row.child_ref, row.is_alone) for row in rows] == [(KIT, True), ("DE-0618", False)]
    world.worker("sam")
    hand_over.hand_over(world.room, moira, KIT, "sam")
    assert [row.is_alone for row in see_children.see_children(world.room, moira)] == [False, False]
    assert by_hand.make.__doc__ and "a manager does not" in by_hand.make.__doc__


def test_a_manager_sees_that_words_wait_and_since_when_and_never_the_words(desk: World) -> None:
    kit = desk.join(KIT, KIT)
    kit.submit("/q", reader="meeting")
    kit.submit("/q/want-next", answer="More football", reader="meeting")
    kit.submit("/q/check")
    moira = manager(desk)
    (row,) = see_children.see_children(desk.room, moira)
    assert (row.unread, row.unread_since) == (1, desk.hands.now)
    page = see_children.see_child(desk.room, moira, KIT)
    assert page.unread == 1 and not page.may_read
    for journey in (
        lambda: read_views.views(desk.room, moira, KIT),
        lambda: read_views.open_new(desk.room, moira, KIT),
        lambda: read_views.open_with_reason(desk.room, moira, KIT, "x", "I am the manager here."),
    ):
        with pytest.raises(NotAllowed):
            journey()


# -- leavers ------------------------------------------------------------------------------------------


def test_revoked_worker_is_out_at_the_next_request(world_on_each: World) -> None:
    """T-40: who has left, and who was untied, sees nothing from the next request on."""
    world = world_on_each
    world.family_ready()
    session, codes = enrolled(world, "tunde")
    assert read_views.views(world.room, viewer_of(world, session), KIT)
    allocate.end(world.room, world.worker("priya"), KIT, world.worker("tunde").account, Tie.TRUSTED)
    with pytest.raises(NotAllowed):
        read_views.views(world.room, viewer_of(world, session), KIT)
    people.has_left(world.room, manager(world), "tunde")
    assert come_in.who_is_this(world.room, session) == Stranger()
    world.hands.move(minutes=1)
    assert sign_in_as(world, codes[0], name="tunde") is None


def test_the_only_case_worker_hands_over_before_they_leave(desk: World) -> None:
    moira = manager(desk)
    with pytest.raises(NotReady) as refused:
        people.has_left(desk.room, moira, "priya")
    assert refused.value.reasons == (KIT,)
    assert ("priya", "case") in ties(desk), "nothing was done"
    desk.worker("sam", name="Colin Marsh")
    assert hand_over.hand_over_all(desk.room, moira, "priya", "sam") == 1
    people.has_left(desk.room, moira, "priya")
    assert ties(desk) == {("sam", "case"), ("tunde", "trusted")}
    assert "Priya Nair" not in readers(desk) and "Colin Marsh" in readers(desk)


def test_a_nightly_list_of_leavers_lets_nobody_in_and_names_the_children_who_are_alone(desk: World) -> None:
    session, _codes = enrolled(desk, "priya")
    assert people.say_left(desk.room, CommandLine(), "priya") == (KIT,)
    assert people.say_left(desk.room, CommandLine(), "priya") == (), "a list may be run again"
    assert people.say_left(desk.room, CommandLine(), "tunde") == ()
    assert come_in.who_is_this(desk.room, session) == Stranger()
    (row,) = see_children.see_children(desk.room, manager(desk))
    assert row.is_alone
    with pytest.raises(Invalid):
        people.say_left(desk.room, CommandLine(), "nobody")


def test_nobody_ends_their_own_account(world: World) -> None:
    with pytest.raises(Invalid):
        people.has_left(world.room, manager(world), "moira")


@pytest.mark.parametrize("role", [WorkerRole.MANAGER, WorkerRole.AUDITOR])
def test_a_manager_ends_no_managers_and_no_auditors_account(world: World, role: WorkerRole) -> None:
    world.worker("nadia", role=role)
    with pytest.raises(Invalid) as refused:
        people.has_left(world.room, manager(world), "nadia")
    assert refused.value.faults[0].message == "leaves-at-command-line"
    people.say_left(world.room, CommandLine(), "nadia")


def test_who_comes_back_begins_anew_and_with_no_child(desk: World) -> None:
    session, codes = enrolled(desk, "tunde")
    people.has_left(desk.room, manager(desk), "tunde")
    desk.codes["tunde"] = come_in.add_worker(desk.room, CommandLine(), "tunde", "Tunde Bello", WorkerRole.WORKER)
    assert sign_in_as(desk, codes[0], name="tunde") is None
    again, _codes = enrolled(desk, "tunde")
    assert viewer_of(desk, again).allocations == ()
    assert come_in.who_is_this(desk.room, session) == Stranger()


# -- handing over -------------------------------------------------------------------------------------


def test_a_case_worker_hands_over_in_one_press_and_is_out(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    before = readers(world)
    world.worker("sam", name="Colin Marsh")
    hand_over.hand_over(world.room, world.worker("priya"), KIT, "sam")
    assert world.worker("priya").ties(KIT) == frozenset()
    assert world.worker("sam").ties(KIT) == {Tie.CASE}
    assert "Priya Nair" in before and "Priya Nair" not in readers(world) and "Colin Marsh" in readers(world)
    with pytest.raises(NotAllowed):
        see_children.see_child(world.room, world.worker("priya"), KIT)


def test_what_is_for_one_name_alone_is_not_handed_over_with_the_child(desk: World) -> None:
    desk.worker("sam", name="Colin Marsh")
    hand_over.hand_over(desk.room, manager(desk), KIT, "sam")
    assert [a.team_ref for a in desk.worker("sam").allocations] == [None]


def test_of_two_case_workers_the_one_who_was_meant_is_replaced(desk: World) -> None:
    for sign_in in ("sam", "lee"):
        desk.worker(sign_in)
    desk.tie(KIT, "lee", Tie.CASE, None)
    hand_over.hand_over(desk.room, manager(desk), KIT, "sam", away_from=desk.worker("lee").account)
    assert ties(desk) == {("priya", "case"), ("sam", "case"), ("tunde", "trusted")}


def test_a_hand_over_to_nobody_or_to_oneself_leaves_no_child_alone(desk: World) -> None:
    for to in ("", "nobody", "priya"):
        with suppress(Invalid):
            hand_over.hand_over(desk.room, desk.worker("priya"), KIT, to)
        assert ("priya", "case") in ties(desk)
    with pytest.raises(Invalid):
        hand_over.hand_over_all(desk.room, manager(desk), "priya", "priya")


def test_only_the_case_worker_and_a_manager_hand_a_child_over(desk: World) -> None:
    desk.worker("sam")
    for sign_in in ("tunde", "sam"):
        with pytest.raises(NotAllowed):
            hand_over.hand_over(desk.room, desk.worker(sign_in), KIT, "sam")
        with pytest.raises(NotAllowed):
            hand_over.hand_over_all(desk.room, desk.worker(sign_in), "priya", "sam")


# -- how much one account opens -----------------------------------------------------------------------


def test_after_thirty_children_in_an_hour_it_must_be_them_and_after_sixty_nobody(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """T-45: a session or an account that was taken over does not empty the desk."""
    later = replace(manager(world), fresh=False)
    for number in range(30):
        openings.count_opening(world.room, later, f"C-{number}")
    openings.count_opening(world.room, later, "C-0")  # one that was opened within the hour counts once
    with pytest.raises(NotFresh):
        openings.count_opening(world.room, later, "C-30")
    fresh = manager(world)
    for number in range(30, 60):
        openings.count_opening(world.room, fresh, f"C-{number}")
    assert "openings.stopped" not in caplog.text
    with pytest.raises(TooMany) as stopped:
        openings.count_opening(world.room, fresh, "C-60")
    assert "openings.stopped" in caplog.text
    assert (stopped.value.until - world.hands.now).total_seconds() == 3600
    openings.count_opening(world.room, fresh, "C-59")
    openings.count_opening(world.room, manager(world, "ruth"), "C-60")  # somebody else is not held up
    world.hands.move(hours=1)
    openings.count_opening(world.room, later, "C-60")


# -- one's own sessions, and the audit ----------------------------------------------------------------


def test_everybody_sees_and_ends_their_own_sessions_and_nobody_elses(world: World) -> None:
    first, _codes = enrolled(world)
    world.hands.move(minutes=2)
    second = sign_in_as(world).session
    enrolled(world, "tunde")
    mine = viewer_of(world, second)
    found = own_sessions.see(world.room, mine)
    assert [each.is_this for each in found] == [True, False]
    assert own_sessions.last_time(world.room, mine) == found[1].began_at
    own_sessions.end(world.room, mine, found[1].handle)
    assert come_in.who_is_this(world.room, first) == Stranger()
    tunde = viewer_of(world, sign_in_as_tunde(world))
    for handle in (found[0].handle, "", "x" * 16):
        with pytest.raises(NotFound):
            own_sessions.end(world.room, tunde, handle)
    assert viewer_of(world, second)


def sign_in_as_tunde(world: World) -> str:
    world.hands.move(minutes=1)
    return come_in.sign_in(world.room, Stranger(), "tunde", WORDS, world.digits("tunde")).session


def test_an_auditor_reads_what_was_done_and_no_name_of_anybody(desk: World) -> None:
    ada = desk.worker("ada", role=WorkerRole.AUDITOR)
    books = read_audit.read(desk.room, ada)
    assert [book.name for book in books] == ["casework", "family"]
    assert all(book.broken is None and book.rows for book in books)
    lines = [event for book in books for _at, event in book.lines]
    assert "publish" in {event.action for event in lines}
    said = repr(lines)
    for name in ("Kit", "Dawn", "Priya", "priya", KIT):
        assert name not in said
    today = desk.hands.now.date()
    assert read_audit.read(desk.room, ada, today)[0].lines
    assert read_audit.read(desk.room, ada, today.replace(year=2001))[0].lines == ()
    for who in (desk.worker("priya"), manager(desk)):
        with pytest.raises(NotAllowed):
            read_audit.read(desk.room, who)
    with pytest.raises(NotAllowed):
        showing.shown(desk.room, ada, KIT)
