"""Reading what a family shared: in the order of the meeting, by those it was meant for, and seen by its author."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.access.viewer import FamilyMember
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotFresh
from portal.domain.people import Tie, WorkerRole
from portal.domain.preparation import MEETING, Circle, Readers
from portal.domain.sharing import Shared
from portal.journeys.desk import allocate, bring_in, publish, read_views, review, see_children
from portal.journeys.family import prepare, sharing
from tests import factories
from tests.journeys.people import DAD, KIT, MUM, begin, cupboard, joined, save, share, take_back
from tests.world import World

WHY = "worried about tonight, agreed with Colin"
SAID = {"want-next": "I want to swim", "worries": "the bus home", "going-well": "football"}


@pytest.fixture
def shared(world_on_each: World) -> tuple[World, FamilyMember]:
    """Kit has shared: one thing for Tunde alone, one for the meeting, one that mum may read too."""
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child)
    mum = world.room.person_id(child, MUM)
    begin(world, kit)
    save(world, kit, "want-next", SAID["want-next"])
    save(world, kit, "worries", SAID["worries"], readers=Readers(MEETING))
    save(world, kit, "going-well", SAID["going-well"], readers=Readers(MEETING, (mum,)))
    share(world, kit, *SAID)
    return world, kit


def pieces(world: World, sign_in: str) -> dict[str, read_views.Piece]:
    """What this worker sees, by the words (or "closed")."""
    read_views.open_new(world.room, world.worker(sign_in), KIT)
    _, found, _ = read_views.views(world.room, world.worker(sign_in), KIT)
    return {"closed" if piece.closed else piece.shared.question: piece for piece in found}


def mine(world: World, who: FamilyMember) -> dict[str, Shared]:
    return {piece.question: piece for piece in sharing.read_back(cupboard(world), who)}


def circle(world: World, who: FamilyMember, set_id: str = "young-person") -> Circle:
    return prepare.open_sheet(cupboard(world), who, set_id).member.circle


def test_the_words_stand_in_the_order_of_the_meeting(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    area, found, _ = read_views.views(world.room, world.worker("tunde"), KIT)
    order = [step.id for step in area.steps]
    places = [order.index(piece.step) for piece in found if piece.step]
    assert places == sorted(places)
    assert len(places) == 2
    assert [piece.shared.question for piece in found if not piece.step] == ["want-next"]
    assert found[-1].step == "", "what is for one worker alone comes last, and is not read out"


def test_what_is_for_one_worker_alone_is_closed_to_the_case_worker(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    closed = pieces(world, "priya")["closed"]
    assert SAID["want-next"] not in repr(closed)
    assert (closed.shared.question, closed.shared.topic, closed.shared.words.answer) == ("", "", "")
    assert (closed.author, closed.shared.words.worker_name) == ("Kit", "Tunde Bello")
    assert pieces(world, "tunde")["want-next"].shared.words.answer == SAID["want-next"]


def test_who_may_not_open_it_at_all_is_not_told_that_it_is_there(shared: tuple[World, FamilyMember]) -> None:
    world, _kit = shared
    world.worker("carl", name="Colin Marsh")
    world.tie(KIT, "carl", Tie.CHAIR, "tm")
    assert set(pieces(world, "carl")) == {"worries", "going-well"}
    assert "yw" not in repr(read_views.views(world.room, world.worker("carl"), KIT)[1])
    desk = world.at_the_desk("carl", never={"for Tunde Bello alone", "Something for"})
    assert SAID["worries"] in desk.get(f"/c/{KIT}/words").text


def test_the_case_worker_may_open_it_with_a_reason_and_its_author_sees_who_did(
    shared: tuple[World, FamilyMember],
) -> None:
    world, kit = shared
    ref = pieces(world, "priya")["closed"].shared.id
    for nothing in ("", "   ", "because", "......   "):
        with pytest.raises(Invalid):
            read_views.open_with_reason(world.room, world.worker("priya"), KIT, ref, nothing)
    assert mine(world, kit)["want-next"].opened_by_others == ()
    found = read_views.open_with_reason(world.room, world.worker("priya"), KIT, ref, WHY)
    assert found.words.answer == SAID["want-next"]
    assert mine(world, kit)["want-next"].opened_by_others == ("Priya Nair",)
    assert "closed" in pieces(world, "priya"), "the next time it asks again"


def test_only_the_case_worker_may_open_with_a_reason_and_no_manager(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    ref = pieces(world, "tunde")["want-next"].shared.id
    world.worker("carl")
    world.tie(KIT, "carl", Tie.CHAIR, "tm")
    world.worker("moira", role=WorkerRole.MANAGER)
    for sign_in in ("carl", "tunde", "somebody", "moira"):
        with pytest.raises(NotAllowed):
            read_views.open_with_reason(world.room, world.worker(sign_in), KIT, ref, WHY)
    assert read_views.open_with_reason(world.room, world.worker("priya"), KIT, ref, WHY).id == ref


@pytest.mark.parametrize("reason", ["", ".", "because", " " * 40, "         .", "\n\t"])
def test_break_glass_without_a_reason_that_says_something_is_refused(
    shared: tuple[World, FamilyMember], reason: str
) -> None:
    """G-83."""
    world, kit = shared
    ref = pieces(world, "tunde")["want-next"].shared.id
    with pytest.raises(Invalid):
        read_views.open_with_reason(world.room, world.worker("priya"), KIT, ref, reason)
    assert mine(world, kit)["want-next"].opened_by_others == ()


def test_break_glass_is_not_done_by_a_screen_that_was_left_open(shared: tuple[World, FamilyMember]) -> None:
    """G-83."""
    world, kit = shared
    ref = pieces(world, "tunde")["want-next"].shared.id
    with pytest.raises(NotFresh):
        read_views.open_with_reason(world.room, replace(world.worker("priya"), fresh=False), KIT, ref, WHY)


def test_that_something_was_read_is_seen_by_its_author_with_the_name_and_the_day(
    shared: tuple[World, FamilyMember],
) -> None:
    world, kit = shared
    worries = pieces(world, "priya")["worries"].shared.id
    world.hands.move(days=1)
    read_views.mark_read(world.room, world.worker("priya"), KIT, worries)
    read_views.mark_read(world.room, world.worker("tunde"), KIT, worries)
    seen = mine(world, kit)
    assert (seen["worries"].read_by, seen["worries"].read_at) == ("Priya Nair", world.hands.now)
    assert seen["going-well"].read_at is None
    with pytest.raises(NotFound):
        read_views.mark_read(world.room, world.worker("priya"), KIT, seen["want-next"].id)
    read_views.mark_read(world.room, world.worker("tunde"), KIT, seen["want-next"].id)
    assert mine(world, kit)["want-next"].read_by == "Tunde Bello"


def test_what_waits_to_be_read_stands_first_on_the_desk_until_it_is_read(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared

    def row() -> see_children.Row:
        return see_children.see_children(world.room, world.worker("tunde"))[0]

    assert (row().unread, row().unread_since) == (3, world.hands.now)
    for piece in pieces(world, "tunde").values():
        read_views.mark_read(world.room, world.worker("tunde"), KIT, piece.shared.id)
    assert (row().unread, row().unread_since) == (0, None)


def test_words_are_passed_on_only_to_whom_their_author_opened_them(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    mum, dad = joined(world, KIT, MUM), joined(world, KIT, DAD)
    found = pieces(world, "tunde")
    assert sharing.open_shared_with_me(cupboard(world), mum) == []
    for question, person in (("worries", mum), ("want-next", mum), ("going-well", dad), ("going-well", kit)):
        with pytest.raises(NotFound):
            read_views.pass_on(world.room, world.worker("tunde"), KIT, found[question].shared.id, person.person)
    read_views.pass_on(world.room, world.worker("tunde"), KIT, found["going-well"].shared.id, mum.person)
    with_mum = sharing.open_shared_with_me(cupboard(world), mum)
    assert [(piece.words.author, piece.words.answer) for piece in with_mum] == [("Kit", SAID["going-well"])]
    assert sharing.open_shared_with_me(cupboard(world), dad) == []


def test_a_worker_of_another_child_gets_nothing(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    ref = pieces(world, "tunde")["worries"].shared.id
    other = world.bring_in("derby", by="oona")
    for sign_in in ("oona", "somebody"):
        worker = world.worker(sign_in)
        with pytest.raises(NotAllowed):
            read_views.views(world.room, worker, KIT)
        with pytest.raises(NotAllowed):
            read_views.open_new(world.room, worker, KIT)
        with pytest.raises(NotAllowed):
            read_views.mark_read(world.room, worker, KIT, ref)
        with pytest.raises(NotAllowed):
            see_children.see_child(world.room, worker, KIT)
    with pytest.raises(NotFound):
        read_views.mark_read(world.room, world.worker("oona"), other, ref)
    with pytest.raises(NotFound):
        read_views.open_with_reason(world.room, world.worker("oona"), other, ref, WHY)
    assert [row.child_ref for row in see_children.see_children(world.room, world.worker("oona"))] == [other]


def test_the_trusted_worker_reads_words_and_nothing_of_the_case(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    tunde = world.worker("tunde")
    page = see_children.see_child(world.room, tunde, KIT)
    assert (page.kept, page.may_publish, page.may_allocate, page.may_invite) == (None, False, False, True)
    assert page.next_meeting is None
    assert [row.restrictions for row in page.family] == [False] * 3
    for forbidden in (
        lambda: review.review(world.room, tunde, KIT),
        lambda: publish.publish(world.room, tunde, KIT, 1, told="by phone"),
        lambda: bring_in.export(world.room, tunde, KIT),
        lambda: allocate.allocate(world.room, tunde, KIT, "tunde", Tie.CASE),
        lambda: allocate.who_is_tied(world.room, tunde, KIT),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_looking_at_the_page_opens_nothing(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    _, found, new = read_views.views(world.room, world.worker("tunde"), KIT)
    assert found == []
    assert new == len(mine(world, kit)) > 0
    assert all(take_back(world, kit, piece.id) for piece in mine(world, kit).values())


def test_words_can_be_taken_back_until_a_worker_has_them_on_the_screen(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    sent = mine(world, kit)
    assert take_back(world, kit, sent["want-next"].id)
    assert not take_back(world, kit, sent["want-next"].id)
    seen = pieces(world, "tunde")
    assert set(seen) == {"worries", "going-well"}
    for question in ("worries", "going-well"):
        assert not take_back(world, kit, sent[question].id)
    assert set(mine(world, kit)) == {"worries", "going-well"}
    with pytest.raises(NotFound):
        read_views.mark_read(world.room, world.worker("tunde"), KIT, sent["want-next"].id)


def test_what_stays_closed_on_a_screen_can_still_be_taken_back(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    assert "closed" in pieces(world, "priya")
    assert take_back(world, kit, mine(world, kit)["want-next"].id)
    assert "closed" not in pieces(world, "priya")


def test_nobody_takes_back_somebody_elses_words(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    dawn = joined(world, KIT, MUM)
    ref = mine(world, kit)["worries"].id
    assert not take_back(world, dawn, ref)
    assert "worries" in pieces(world, "priya")


def test_only_tunde_is_offered_while_tunde_is_there(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    assert circle(world, kit).trusted == ("yw", "Tunde Bello")
    allocate.end(world.room, world.worker("priya"), KIT, world.worker("tunde").account, Tie.TRUSTED)
    assert circle(world, kit).trusted is None
    assert circle(world, kit).workers == ("Priya Nair",)
    with pytest.raises(Invalid):
        save(world, kit, "changed", "school", readers=Readers("yw"))
    with pytest.raises(NotAllowed):
        read_views.views(world.room, world.worker("tunde"), KIT)
    world.tie(KIT, "tunde", Tie.TRUSTED, "yw")
    assert circle(world, kit).trusted == ("yw", "Tunde Bello")


def test_an_answer_for_somebody_who_left_is_not_shared_until_its_author_has_looked_again(
    shared: tuple[World, FamilyMember],
) -> None:
    world, kit = shared
    save(world, kit, "changed", "school")
    allocate.end(world.room, world.worker("priya"), KIT, world.worker("tunde").account, Tie.TRUSTED)
    with pytest.raises(Exception, match="readers"):
        share(world, kit, "changed")
    assert "changed" not in mine(world, kit)


def test_who_reads_follows_a_newer_case_file_and_new_workers(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    assert [name for _, name in circle(world, kit).family] == ["Dawn Example"]
    world.worker("carl", name="Colin Marsh")
    world.tie(KIT, "carl", Tie.CHAIR, "tm")
    assert circle(world, kit).workers == ("Priya Nair", "Tunde Bello", "Colin Marsh")
    tree = factories.example("norfolk")
    tree["people"][0]["restrictions"] = "Something that was decided yesterday."
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    assert circle(world, kit).family == ()


def test_somebody_with_two_ties_stays_a_reader_when_one_of_them_ends(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    world.tie(KIT, "tunde", Tie.CHAIR, "yw")
    allocate.end(world.room, world.worker("priya"), KIT, world.worker("tunde").account, Tie.TRUSTED)
    assert circle(world, kit).trusted == ("yw", "Tunde Bello")
    assert "want-next" in pieces(world, "tunde")


def test_who_may_tie_a_worker_to_a_child_and_to_whom(world: World) -> None:
    child = world.bring_in()
    for sign_in in ("tunde", "somebody"):
        with pytest.raises(NotAllowed):
            allocate.allocate(world.room, world.worker(sign_in), child, "tunde", Tie.CHAIR)
    world.worker("audrey", role=WorkerRole.AUDITOR)
    for sign_in, team in (("nobody-here", None), ("audrey", None), ("tunde", "not-in-the-team")):
        with pytest.raises(Invalid):
            allocate.allocate(world.room, world.worker("priya"), child, sign_in, Tie.CHAIR, team)
    tied, accounts = allocate.who_is_tied(world.room, world.worker("priya"), child)
    assert {(each.sign_in, each.tie) for each in tied} == {("priya", Tie.CASE), ("tunde", Tie.TRUSTED)}
    assert "audrey" not in [account.sign_in for account in accounts]
