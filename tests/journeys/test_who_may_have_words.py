"""Who may have somebody's words, and whose name stands beside them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from portal.access.viewer import FamilyMember
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotReady
from portal.domain.people import Tie, WorkerRole
from portal.domain.preparation import MEETING, Readers
from portal.journeys.desk import allocate, bring_in, hand_over, invite, read_views, see_children
from portal.journeys.family import prepare, sharing
from tests import factories
from tests.client import Browser, form_fields
from tests.journeys.people import DAD, KIT, MUM, begin, cupboard, joined, questions, save, share, standing, take_back
from tests.world import World

WHY = "worried about tonight, agreed with Colin"
DRAFT, SENT = "the bus home frightens me", "I want to swim on Mondays"


def sent(world: World, who: FamilyMember) -> dict[str, Any]:
    """What this person has sent, by its question, as they read it again."""
    return {piece.question: piece for piece in sharing.read_back(cupboard(world), who)}


def views(world: World, sign_in: str) -> list[read_views.Piece]:
    """What a worker has on the screen, once they have opened what is new."""
    read_views.open_new(world.room, world.worker(sign_in), KIT)
    return read_views.views(world.room, world.worker(sign_in), KIT)[1]


def unread(world: World, sign_in: str) -> int:
    """How much waits for this worker, which the list and the child's page say alike."""
    row = see_children.see_children(world.room, world.worker(sign_in))[0]
    assert see_children.see_child(world.room, world.worker(sign_in), KIT).unread == row.unread
    return row.unread


# -- joined with a card that was taken home -----------------------------------------------------------


@pytest.fixture
def written_before(world_on_each: World) -> World:
    """Kit has a draft and has sent something. Days later a card is taken home."""
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child)
    begin(world, kit)
    save(world, kit, "worries", DRAFT)
    save(world, kit, "want-next", SENT, readers=Readers(MEETING))
    share(world, kit, "want-next")
    world.hands.move(days=2)
    return world


def test_who_joined_with_a_card_taken_home_has_nothing_older_until_a_worker_said_it_was_them(
    written_before: World,
) -> None:
    world = written_before
    new = joined(world, KIT, KIT, take_home=True)
    for refused in (
        lambda: prepare.open_sheet(cupboard(world), new, "young-person"),
        lambda: begin(world, new),
        lambda: save(world, new, "worries", "something else", based_on=1),
        lambda: share(world, new, "worries"),
    ):
        with pytest.raises(NotReady) as answer:
            refused()
        assert answer.value.reasons == ("confirm",)
    assert sharing.sent_days(cupboard(world), new) == []
    with pytest.raises(NotAllowed):
        sharing.read_back(cupboard(world), new)
    with pytest.raises(NotAllowed):
        take_back(world, new, "anything")
    invite.say_it_was_them(world.room, world.worker("tunde"), KIT, KIT)
    confirmed = replace(new, confirmed=True)
    assert standing(world, confirmed, "worries").value == (DRAFT,)
    assert sent(world, confirmed)["want-next"].words.answer == SENT
    assert len(sharing.sent_days(cupboard(world), confirmed)) == 1
    assert share(world, confirmed, "worries") == 1


def test_the_pages_hold_nothing_older_before_the_yes_and_all_of_it_after(written_before: World) -> None:
    world = written_before
    kit = world.join(KIT, KIT, take_home=True, never={DRAFT, SENT})
    for path in ("/q", "/q/list", "/q/worries", "/q/want-next", "/q/check"):
        answer = kit.get(path)
        assert answer.status_code == 409, path
        assert "Your worker checks first" in answer.text
    assert kit.get("/sent").status_code == 200
    invite.say_it_was_them(world.room, world.worker("priya"), KIT, KIT)
    kit.never = set()
    assert kit.get("/q").status_code == 200
    assert DRAFT in kit.get("/q/worries").text
    assert SENT in kit.get("/sent").text


def test_my_page_does_not_tell_before_the_yes_that_something_was_sent_or_is_kept(written_before: World) -> None:
    kit = written_before.join(KIT, KIT, take_home=True, never={DRAFT, SENT})
    home = kit.get("/me").text
    told = [words for words in ("Sent on", "on their way", "See what you sent", "kept for you") if words in home]
    assert told == []


def test_sharing_before_the_yes_changes_nothing_of_what_is_older(written_before: World) -> None:
    world = written_before
    mum = world.room.person_id(KIT, MUM)
    before = joined(world, KIT, KIT)
    save(world, before, "going-well", "football", readers=Readers(MEETING, (mum,)))
    world.hands.move(days=1)
    kit = world.join(KIT, KIT, take_home=True)
    tree = factories.example("norfolk")
    tree["people"][0]["restrictions"] = "Something that was decided yesterday."
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    token = form_fields(kit.get("/again").text, "/again")["csrf_token"]
    assert kit.post("/q/check", {"csrf_token": token, "one": "going-well"}).status_code == 409
    assert standing(world, before, "going-well").readers == Readers(MEETING, (mum,))


def test_somebody_new_may_get_ready_before_the_yes(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child, take_home=True)
    assert not kit.confirmed
    begin(world, kit)
    save(world, kit, "worries", DRAFT)
    world.hands.move(minutes=5)
    assert standing(world, kit, "worries").value == (DRAFT,)
    assert share(world, kit, "worries") == 1
    assert sharing.sent_days(cupboard(world), kit) == [], "not before the yes"


# -- a worker whom the case keeps from somebody -------------------------------------------------------


def case_with_harlow(**entry: Any) -> bytes:
    tree = factories.example("norfolk")
    next(member for member in tree["team"] if member["ref"] == "ao").update(entry)
    return factories.as_bytes(tree)


def dad_has_shared(world: World, **answer: str) -> Browser:
    """Gary, who must never read a name that the case keeps from him, has sent one answer."""
    dad = world.join(KIT, DAD, never={"Harlow", "Account seven"}, named="yw")
    assert dad.submit("/q").status_code == 303
    assert dad.submit("/q/worries", answer="school", **answer).status_code == 303
    assert dad.submit("/q/check", one=["worries"]).status_code == 303
    return dad


def harlow(world: World, tie: Tie) -> None:
    """The police officer has an account of another name than in the case."""
    world.worker("seven", name="Account seven")
    world.tie(KIT, "seven", tie, "ao")


@pytest.mark.parametrize("entry", [{}, {"audience": "young-person"}, {"audience": "family", "withhold_from": [DAD]}])
def test_the_name_of_a_reader_whom_the_case_keeps_from_the_father_never_reaches_him(
    world: World, entry: dict[str, Any]
) -> None:
    child = world.bring_in(data=case_with_harlow(**entry))
    harlow(world, Tie.CHAIR)
    world.publish(child)
    dad = dad_has_shared(world, reader="meeting")
    (piece,) = views(world, "seven")
    read_views.mark_read(world.room, world.worker("seven"), KIT, piece.shared.id)
    for path in ("/me", "/sent"):
        assert "Read by a worker on" in dad.get(path).text, path
    for path in ("/q", "/q/list", "/q/worries", "/q/check", "/p"):
        dad.get(path)


def test_the_name_of_a_case_worker_who_opened_with_a_reason_is_kept_from_the_father_too(world: World) -> None:
    child = world.bring_in(data=case_with_harlow())
    harlow(world, Tie.CASE)
    world.publish(child)
    dad = dad_has_shared(world, reader="yw")
    (closed,) = views(world, "seven")
    assert closed.closed
    assert closed.shared.words.worker_name == "Tunde Bello"
    read_views.open_with_reason(world.room, world.worker("seven"), KIT, closed.shared.id, WHY)
    page = dad.get("/sent").text
    assert "Opened by a worker on" in page
    assert "with a reason that is written down" in page
    read_views.mark_read(world.room, world.worker("seven"), KIT, closed.shared.id)
    assert "Read by a worker on" in dad.get("/sent").text
    assert "Read by a worker on" in dad.get("/me").text


def test_who_may_know_a_worker_reads_the_name_that_stands_in_the_case(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in(data=case_with_harlow(audience="young-person"))
    harlow(world, Tie.CHAIR)
    world.publish(child)
    kit = joined(world, child, child)
    begin(world, kit)
    save(world, kit, "worries", DRAFT, readers=Readers(MEETING))
    share(world, kit, "worries")
    (piece,) = views(world, "seven")
    read_views.mark_read(world.room, world.worker("seven"), KIT, piece.shared.id)
    assert sent(world, kit)["worries"].read_by == "DS Harlow"


# -- taking back --------------------------------------------------------------------------------------


@pytest.fixture
def kit(world_on_each: World) -> tuple[World, FamilyMember]:
    """Kit has sent one thing to the meeting."""
    world = world_on_each
    child = world.family_ready()
    who = joined(world, child, child)
    begin(world, who)
    save(world, who, "want-next", SENT, readers=Readers(MEETING))
    share(world, who, "want-next")
    return world, who


def test_words_that_are_taken_back_stand_in_the_draft_again(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    assert take_back(world, who, sent(world, who)["want-next"].id)
    stands = standing(world, who, "want-next")
    assert (stands.value, stands.shared, stands.readers) == ((SENT,), False, Readers(MEETING))
    assert sent(world, who) == {}
    assert views(world, "priya") == []
    assert share(world, who, "want-next") == 1


def test_words_that_are_taken_back_stand_before_what_was_written_since(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    save(world, who, "want-next", "And to sleep", based_on=standing(world, who, "want-next").version)
    assert take_back(world, who, sent(world, who)["want-next"].id)
    stands = standing(world, who, "want-next")
    assert (stands.value, stands.shared) == ((f"{SENT}\n\nAnd to sleep",), False)
    assert not take_back(world, who, "nothing")
    assert standing(world, who, "want-next") == stands


def test_a_choice_that_is_taken_back_gives_way_to_the_one_made_since(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    save(world, who, "coming", "part")
    share(world, who, "coming")
    save(world, who, "coming", "yes-online", based_on=standing(world, who, "coming").version)
    assert take_back(world, who, sent(world, who)["coming"].id)
    assert standing(world, who, "coming").value == ("yes-online",)


def test_saving_nothing_on_what_was_sent_leaves_it_sent(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    before = standing(world, who, "want-next")
    assert before.shared
    save(world, who, "want-next", "", based_on=before.version)
    save(world, who, "want-next", "", based_on=before.version, auto=True)
    save(world, who, "want-next", based_on=before.version, skipped=True)
    assert standing(world, who, "want-next") == before
    assert share(world, who, "want-next") == 0
    assert list(sent(world, who)) == ["want-next"]


# -- not in the room with --------------------------------------------------------------------------------


def not_with(world: World) -> dict[str, tuple[str, ...]]:
    return {piece.shared.question: piece.not_with for piece in views(world, "priya")}


def test_everybody_of_the_family_is_named_who_may_not_hear_it_also_those_without_access(world: World) -> None:
    tree = factories.example("norfolk")
    tree["people"][1]["portal_access"] = False
    gran = {"ref": "gran", "name": "Ivy Example", "relationship": "grandparent", "portal_access": False}
    tree["people"].append(gran)
    child = world.bring_in(data=factories.as_bytes(tree))
    world.publish(child)
    kit, mum = joined(world, child, child), world.room.person_id(child, MUM)
    begin(world, kit)
    save(world, kit, "worries", DRAFT, readers=Readers(MEETING))
    save(world, kit, "going-well", "football", readers=Readers(MEETING, (mum,)))
    share(world, kit, "worries", "going-well")
    assert not_with(world) == {
        "worries": ("Dawn Example", "Gary Example", "Ivy Example"),
        "going-well": ("Gary Example", "Ivy Example"),
    }


def test_the_young_person_is_named_for_what_a_parent_keeps_to_the_workers(world: World) -> None:
    child = world.family_ready()
    mum, kit = joined(world, child, MUM), world.room.person_id(child, child)
    begin(world, mum, set_id="parent")
    save(world, mum, "worries", "his new friend", set_id="parent")
    save(world, mum, "going-well", "football", set_id="parent", readers=Readers(MEETING, (kit,)))
    share(world, mum, "worries", "going-well", set_id="parent")
    assert not_with(world) == {"worries": ("Kit", "Gary Example"), "going-well": ("Gary Example",)}


def test_a_father_of_the_same_name_as_the_author_is_still_named(world: World) -> None:
    tree = factories.example("norfolk")
    tree["people"][1]["name"] = "Dawn Example"
    child = world.bring_in(data=factories.as_bytes(tree))
    world.publish(child)
    mum = joined(world, child, MUM)
    begin(world, mum, set_id="parent")
    save(world, mum, "worries", "his new friend", set_id="parent")
    share(world, mum, "worries", set_id="parent")
    assert not_with(world) == {"worries": ("Kit", "Dawn Example")}


# -- for one worker alone ---------------------------------------------------------------------------------


@pytest.fixture
def for_tunde_alone(world_on_each: World) -> World:
    """Kit has sent one thing to Tunde alone. Colin chairs the meeting, Moira is a manager."""
    world = world_on_each
    child = world.family_ready()
    world.worker("carl", name="Colin Marsh")
    world.tie(child, "carl", Tie.CHAIR, "tm")
    world.worker("moira", role=WorkerRole.MANAGER)
    kit = joined(world, child, child)
    begin(world, kit)
    save(world, kit, "worries", DRAFT, readers=Readers("yw"))
    share(world, kit, "worries")
    return world


def test_unread_words_for_one_worker_alone_wait_for_that_worker_only(for_tunde_alone: World) -> None:
    """A manager, who reads none, sees that they wait, and finds cover."""
    world = for_tunde_alone
    waiting = {sign_in: unread(world, sign_in) for sign_in in ("tunde", "priya", "carl", "moira")}
    assert waiting == {"tunde": 1, "priya": 0, "carl": 0, "moira": 1}


def test_words_for_somebody_who_is_gone_wait_for_the_case_worker_who_opens_them_with_a_reason(
    for_tunde_alone: World,
) -> None:
    world = for_tunde_alone
    allocate.end(world.room, world.worker("priya"), KIT, world.worker("tunde").account, Tie.TRUSTED)
    assert {sign_in: unread(world, sign_in) for sign_in in ("priya", "carl", "moira")} == {
        "priya": 1,
        "carl": 0,
        "moira": 1,
    }
    (closed,) = views(world, "priya")
    assert closed.closed
    assert DRAFT not in repr(closed)
    ref = closed.shared.id

    def mark_read(sign_in: str) -> None:
        read_views.mark_read(world.room, world.worker(sign_in), KIT, ref)

    with pytest.raises(NotFound):
        mark_read("priya")
    assert read_views.open_with_reason(world.room, world.worker("priya"), KIT, ref, WHY).words.answer == DRAFT
    with pytest.raises(NotFound):
        mark_read("carl")
    for sign_in in ("moira", "tunde"):
        with pytest.raises(NotAllowed):
            mark_read(sign_in)
    assert unread(world, "priya") == 1
    mark_read("priya")
    assert unread(world, "priya") == unread(world, "moira") == 0


# -- who is tied to a child --------------------------------------------------------------------------------


def test_the_only_case_worker_cannot_be_untied(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    priya = world.worker("priya")
    with pytest.raises(Invalid, match="only case worker"):
        allocate.end(world.room, priya, child, priya.account, Tie.CASE)
    assert world.worker("priya").ties(child) == {Tie.CASE}
    world.worker("carl")
    world.tie(child, "carl", Tie.CASE, "tm")
    allocate.end(world.room, world.worker("priya"), child, priya.account, Tie.CASE)
    assert world.worker("priya").ties(child) == frozenset()
    with pytest.raises(Invalid, match="only case worker"):
        allocate.end(world.room, world.worker("carl"), child, world.worker("carl").account, Tie.CASE)


def test_the_page_says_why_the_only_case_worker_stays_and_knows_no_other_ties(world: World) -> None:
    child = world.bring_in()
    desk = world.at_the_desk("priya")
    account = world.worker("priya").account
    ours = f"/c/{child}/untie/{account}/case"
    fields = form_fields(desk.get(f"/c/{child}").text, ours)
    refused = desk.post(ours, fields)
    assert refused.status_code == 422
    assert "only case worker" in refused.text
    for tie in ("nonsense", "CASE", "case%20", "Tie.CASE"):
        assert desk.post(f"/c/{child}/untie/{account}/{tie}", fields).status_code == 404, tie
    assert desk.post(f"/c/nobody/untie/{account}/case", fields).status_code == 404
    assert world.worker("priya").ties(child) == {Tie.CASE}


# -- passed on within the family -----------------------------------------------------------------------------


def test_what_was_passed_on_is_gone_when_its_reader_gets_restrictions_and_does_not_come_back_by_itself(
    world_on_each: World,
) -> None:
    world = world_on_each
    child = world.family_ready()
    kit, mum = joined(world, child, child), world.join(child, MUM)
    mums = world.room.person_id(child, MUM)
    begin(world, kit)
    save(world, kit, "going-well", "football with Sam", readers=Readers(MEETING, (mums,)))
    share(world, kit, "going-well")
    (piece,) = views(world, "tunde")
    read_views.pass_on(world.room, world.worker("tunde"), KIT, piece.shared.id, mums)
    assert "football with Sam" in mum.get("/with-me").text
    tree = factories.example("norfolk")
    tree["people"][0]["restrictions"] = "Something that was decided yesterday."
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    mum.never = {"football with Sam"}
    assert "Nothing has been shared with you" in mum.get("/with-me").text
    assert "shared something with you" not in mum.get("/me").text
    with pytest.raises(NotFound):
        read_views.pass_on(world.room, world.worker("tunde"), KIT, piece.shared.id, mums)
    (again,) = views(world, "tunde")
    assert again.pass_on == ()
    bring_in.bring_in(world.room, world.worker("priya"), factories.example_bytes("norfolk"))
    assert "Nothing has been shared with you" in mum.get("/with-me").text
    mum.never = set()
    read_views.pass_on(world.room, world.worker("tunde"), KIT, piece.shared.id, mums)
    assert "football with Sam" in mum.get("/with-me").text


# -- not asked to any meeting ---------------------------------------------------------------------------------


def test_somebody_who_is_not_asked_to_a_meeting_is_asked_nothing_about_coming(world: World) -> None:
    child = world.family_ready()
    dad, mum = world.join(child, DAD), world.join(child, MUM)
    coming = {q.id for q in questions(world, "parent").questions if q.topic == "coming"}
    assert "coming" in coming
    assert "before the meeting" not in dad.get("/me").text
    assert "before the meeting" in mum.get("/me").text
    for who in (dad, mum):
        assert who.submit("/q").status_code == 303
    listed = {who.who: set(re.findall(r'href="/q/([a-z-]+)"', who.get("/q/list").text)) for who in (dad, mum)}
    assert not coming & listed[DAD]
    assert coming <= listed[MUM]
    for ref in coming:
        answer = dad.get(f"/q/{ref}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/q/list"), ref
    assert mum.get("/q/coming").status_code == 200


def test_the_questions_about_coming_follow_the_copy_that_stands_and_not_a_file_nobody_has_published(
    world: World,
) -> None:
    child = world.family_ready()
    dad = world.join(child, DAD)
    assert dad.submit("/q").status_code == 303
    tree = factories.example("norfolk")
    tree["meetings"][0]["withhold_from"] = []
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    assert dad.get("/q/coming").status_code == 303
    world.publish(child)
    assert dad.get("/q/coming").status_code == 200
    world.code(child, DAD)
    assert dad.get("/q/coming").status_code == 200


def test_nobody_reads_what_was_for_one_name_alone_by_taking_over_that_name(for_tunde_alone: World) -> None:
    """Not the case worker themselves, not a colleague by a hand-over, not after Tunde was untied."""
    world = for_tunde_alone
    world.worker("sam")
    ways = [
        lambda: world.tie(KIT, "priya", Tie.CASE, "yw"),
        lambda: world.tie(KIT, "sam", Tie.TRUSTED, "yw"),
        lambda: hand_over.hand_over(world.room, world.worker("priya"), KIT, "sam", team_ref="yw"),
    ]
    for untied in (False, True):
        if untied:
            tunde = world.worker("tunde").account
            allocate.end(world.room, world.worker("priya"), KIT, tunde, Tie.TRUSTED)
        for take_over in ways:
            with pytest.raises(Invalid, match="another colleague"):
                take_over()
    world.tie(KIT, "tunde", Tie.TRUSTED, "yw")
    assert any(not piece.closed for piece in views(world, "tunde"))
