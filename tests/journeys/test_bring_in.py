"""Bringing in a case file: whole or not at all, and nobody of the family sees any of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Invalid, NotAllowed, NotFound, Stale
from portal.domain.mending import ItemRef, Sort
from portal.domain.people import Tie, WorkerRole
from portal.journeys.desk import bring_in, mend, publish, review
from portal.journeys.family import come_in, read_plan
from portal.store.casework.tables import case_revision
from portal.store.family import members
from portal.store.family.tables import person
from tests import factories
from tests.journeys.people import KIT, MUM, cupboard, joined
from tests.world import World

PLACE = "goals/g1/family_words"


def file(**changes: Any) -> bytes:
    """The Norfolk example, with an action that says something else."""
    tree = factories.example("norfolk")
    tree["plan"]["actions"][0]["text"] = changes.get("text", tree["plan"]["actions"][0]["text"])
    return factories.as_bytes(tree)


def revisions(world: World) -> int:
    with world.room.casework.reading() as db:
        return int(db.execute(select(func.count()).select_from(case_revision)).scalar_one())


def test_a_new_case_is_kept_and_its_worker_becomes_the_case_worker(world_on_each: World) -> None:
    world = world_on_each
    done = bring_in.bring_in(world.room, world.worker("priya"), factories.example_bytes("norfolk"))
    assert (done.child_ref, done.state, done.revision) == (KIT, "new", 1)
    assert world.worker("priya").ties(KIT) == {Tie.CASE}
    with world.room.family.reading() as db:
        assert db.execute(select(func.count()).select_from(person)).scalar_one() == 0


def test_bringing_in_the_same_file_twice_changes_nothing(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    again = bring_in.bring_in(world.room, world.worker("priya"), factories.example_bytes("norfolk"))
    assert (again.state, again.revision, revisions(world)) == ("unchanged", 1, 1)
    assert review.review(world.room, world.worker("priya"), child).kept.revision == 1


def test_a_newer_file_keeps_what_stood_before_and_shows_the_family_nothing_until_it_is_published(
    world_on_each: World,
) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child)
    before = read_plan.open_plan(cupboard(world), kit)
    done = bring_in.bring_in(world.room, world.worker("priya"), file(text="Walk Kit to football on Tuesdays."))
    assert (done.state, done.revision, revisions(world)) == ("changed", 2, 2)
    assert read_plan.open_plan(cupboard(world), kit) == before
    world.publish(child)
    after = read_plan.open_plan(cupboard(world), kit)
    assert after.number == 2
    assert "Walk Kit to football on Tuesdays." in [action.text for action in after.edition.actions]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", ""),
        (b"{", ""),
        (b"\xff\xfe{\x00}\x00", ""),
        (b"[" * 5000, ""),
        (factories.as_bytes(factories.example("norfolk") | {"area": "atlantis"}), "/area"),
        (factories.as_bytes(factories.example("norfolk") | {"intel": "grade B2"}), "/intel"),
    ],
)
def test_a_file_that_is_refused_leaves_what_was_kept_and_repeats_nothing_of_it(
    world: World, data: bytes, place: str
) -> None:
    child = world.bring_in()
    with pytest.raises(Invalid) as refused:
        bring_in.bring_in(world.room, world.worker("priya"), data)
    assert place in [fault.place for fault in refused.value.faults]
    assert "B2" not in str(refused.value)
    kept = review.review(world.room, world.worker("priya"), child).kept
    assert (kept.revision, kept.case, revisions(world)) == (1, factories.case("norfolk"), 1)


def test_every_fault_of_a_file_is_named_at_once_with_its_place(world: World) -> None:
    tree = factories.example("norfolk")
    tree["meetings"][0]["chair"] = "nobody"
    tree["plan"]["actions"][0]["owner"] = "nobody-either"
    with pytest.raises(Invalid) as refused:
        bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    places = {fault.place for fault in refused.value.faults}
    assert {"/meetings/0/chair", "/plan/actions/0/owner"} <= places
    assert revisions(world) == 0


def test_twenty_megabytes_are_refused_before_they_are_read(world: World) -> None:
    with pytest.raises(Invalid, match="larger than 2 MB"):
        bring_in.bring_in(world.room, world.worker("priya"), b" " * 20_000_000)
    assert revisions(world) == 0


def other_day(tree: dict[str, Any]) -> None:
    tree["child"]["date_of_birth"] = "2012-01-02"


def other_person(tree: dict[str, Any]) -> None:
    tree["people"][0].update(name="Somebody Else", relationship="grandparent")


@pytest.mark.parametrize(("change", "place"), [(other_day, "/child/date_of_birth"), (other_person, "/people/0")])
def test_a_file_for_the_same_child_about_other_people_is_taken_for_a_mix_up(
    world: World, change: Any, place: str
) -> None:
    world.bring_in()
    tree = factories.example("norfolk")
    change(tree)
    with pytest.raises(Invalid) as refused:
        bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    assert [fault.place for fault in refused.value.faults] == [place]
    assert revisions(world) == 1


def test_the_file_of_another_areas_child_with_the_same_reference_is_refused(world: World) -> None:
    world.bring_in()
    tree = factories.example("derby")
    reference = tree["child"]["ref"]
    data = factories.as_bytes(tree).replace(reference.encode(), KIT.encode())
    with pytest.raises(Invalid) as refused:
        bring_in.bring_in(world.room, world.worker("priya"), data)
    assert refused.value.faults[0].place == "/area"
    assert revisions(world) == 1


def test_a_name_that_was_put_right_is_no_mix_up(world: World) -> None:
    world.bring_in()
    tree = factories.example("norfolk")
    tree["people"][0]["name"] = "Dawn Sample"
    assert bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree)).state == "changed"


def test_who_is_not_the_case_worker_can_bring_in_nothing_for_a_child_who_is_here(world: World) -> None:
    child = world.bring_in()
    for sign_in in ("tunde", "somebody"):
        with pytest.raises(Invalid, match="cannot be brought in with this account"):
            bring_in.bring_in(world.room, world.worker(sign_in), file(text="Something else altogether."))
        with pytest.raises((NotAllowed, NotFound)):
            bring_in.export(world.room, world.worker(sign_in), child)
    manager = world.worker("moira", role=WorkerRole.MANAGER)
    assert bring_in.bring_in(world.room, manager, file(text="Something else altogether.")).state == "changed"


def test_an_auditor_brings_in_nothing(world: World) -> None:
    auditor = world.worker("audrey", role=WorkerRole.AUDITOR)
    with pytest.raises(NotAllowed):
        bring_in.bring_in(world.room, auditor, factories.example_bytes("norfolk"))


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(world: World) -> None:
    worker = world.worker("priya")
    assert bring_in.bring_in(world.room, worker, file(), dry_run=True).state == "would-be-new"
    assert revisions(world) == 0
    child = world.bring_in()
    changed = bring_in.bring_in(world.room, world.worker("priya"), file(text="Another."), dry_run=True)
    assert (changed.state, changed.revision, revisions(world)) == ("would-be-changed", 1, 1)
    assert review.review(world.room, world.worker("priya"), child).kept.revision == 1


def test_what_is_exported_comes_in_again_as_the_same_case(world: World) -> None:
    child = world.bring_in()
    exported = bring_in.export(world.room, world.worker("priya"), child)
    again = bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(exported))
    assert again.state == "unchanged"


def without_mum() -> bytes:
    tree = factories.example("norfolk")
    tree["people"][0]["portal_access"] = False
    return factories.as_bytes(tree)


def test_a_person_whose_access_was_taken_away_is_shut_out_at_the_next_request(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    dawn = world.join(child, MUM)
    assert dawn.get("/me").status_code == 200
    bring_in.bring_in(world.room, world.worker("priya"), without_mum())
    assert dawn.get("/me").status_code == 303
    fragment = dawn.post("/q/most-want", {"answer": "x"}, headers={"HX-Request": "true"})
    assert fragment.status_code in (400, 401)
    with pytest.raises(NotAllowed):
        come_in.sign_in(cupboard(world), come_in.Stranger(), dawn.name, dawn.words)  # type: ignore[attr-defined]
    with pytest.raises(Invalid):
        publish.publish(world.room, world.worker("priya"), child, 2, only=[MUM])


def test_shutting_somebody_out_is_done_again_where_it_was_cut_short(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = world.family_ready()
    dawn = world.join(child, MUM)

    def broken(*_: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="power"):
        patched.setattr(members, "shut_door", broken)
        bring_in.bring_in(world.room, world.worker("priya"), without_mum())
    again = bring_in.bring_in(world.room, world.worker("priya"), without_mum())
    assert again.state == "changed"
    assert dawn.get("/me").status_code == 303


def test_a_newer_file_never_opens_a_minute_that_was_closed_here(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    kept = mend.look(world.room, world.worker("priya"), KIT).kept
    mend.mend(
        world.room, world.worker("priya"), KIT, ItemRef(Sort.MINUTE, "m6:1"), {"audience": ["professionals"]},
        kept.revision,
    )  # fmt: skip
    tree = factories.example("norfolk")
    new = {"step": "updates", "text": "School is going better.", "audience": "parents"}
    tree["meetings"][1]["minutes"].insert(0, new)
    asked = bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    place = "meetings/m6/minutes/updates/audience"
    assert (asked.state, [each.place for each in asked.differences]) == ("undecided", [place])
    done = bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree), take=[place])
    meeting = mend.look(world.room, world.worker("priya"), KIT).kept.case.meeting("m6")
    assert done.state == "changed"
    assert meeting is not None
    assert [minute.entry.shown.audience.value for minute in meeting.minutes[:2]] == ["parents", "professionals"]


def test_who_was_called_otherwise_here_is_still_the_person_of_the_file(world: World) -> None:
    world.bring_in()
    kept = mend.look(world.room, world.worker("priya"), KIT).kept
    mend.mend(world.room, world.worker("priya"), KIT, ItemRef(Sort.PERSON, MUM), {"name": ["Rowan"]}, kept.revision)
    assert bring_in.bring_in(world.room, world.worker("priya"), newer("Kit goes to college.")).state == "changed"
    stands = mend.look(world.room, world.worker("priya"), KIT).kept.case.person(MUM)
    assert stands is not None
    assert stands.name == "Rowan"


def test_a_dry_run_tells_a_stranger_nothing_of_a_child_who_is_here(world: World) -> None:
    stranger = world.worker("somebody")
    before = bring_in.bring_in(world.room, stranger, file(), dry_run=True)
    world.bring_in()
    assert bring_in.bring_in(world.room, world.worker("somebody"), file(), dry_run=True) == before
    assert bring_in.bring_in(world.room, world.worker("somebody"), file(text="Other."), dry_run=True) == before


def mend_goal(world: World, words: str) -> None:
    kept = mend.look(world.room, world.worker("priya"), KIT).kept
    fields = {"family_words": [words], "audience": ["family"]}
    mend.mend(world.room, world.worker("priya"), KIT, ItemRef(Sort.GOAL, "g1"), fields, kept.revision)


def newer(text: str) -> bytes:
    tree = factories.example("norfolk")
    tree["plan"]["goals"][0]["text"] = text
    return factories.as_bytes(tree)


def test_a_newer_file_never_goes_over_what_was_mended_without_asking(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    mend_goal(world, "Kit likes school.")
    priya = world.worker("priya")
    asked = bring_in.bring_in(world.room, priya, newer("Kit goes to college."))
    assert (asked.state, asked.revision, revisions(world)) == ("undecided", 2, 2)
    assert [each.place for each in asked.differences] == [PLACE]

    done = bring_in.bring_in(world.room, priya, newer("Kit goes to college."), keep=[PLACE])
    case = mend.look(world.room, priya, KIT).kept.case
    assert (done.state, case.goals[0].entry.words) == ("changed", "Kit goes to college.")
    assert case.goals[0].entry.family_words == "Kit likes school."
    # The same file again asks nothing, and an older question does not come back with the next one.
    again = bring_in.bring_in(world.room, priya, newer("Kit goes to college."))
    assert (again.state, again.revision) == ("unchanged", done.revision)
    assert bring_in.bring_in(world.room, priya, newer("Kit goes to work.")).state == "undecided"
    taken = bring_in.bring_in(world.room, priya, newer("Kit goes to work."), take=[PLACE])
    assert taken.state == "changed"
    assert mend.look(world.room, priya, KIT).kept.case.goals[0].entry.family_words == "Kit goes to work."


def test_a_decision_about_a_case_that_changed_meanwhile_is_not_carried_out(world: World) -> None:
    world.bring_in()
    mend_goal(world, "Kit likes school.")
    priya = world.worker("priya")
    seen = bring_in.bring_in(world.room, priya, newer("Kit goes to college.")).revision
    mend_goal(world, "Kit likes maths.")
    with pytest.raises(Stale):
        bring_in.bring_in(world.room, priya, newer("Kit goes to college."), take=[PLACE], revision_seen=seen)
    assert mend.look(world.room, priya, KIT).kept.case.goals[0].entry.family_words == "Kit likes maths."


def test_a_place_that_is_no_difference_is_refused(world: World) -> None:
    world.bring_in()
    with pytest.raises(Invalid) as refused:
        bring_in.bring_in(world.room, world.worker("priya"), newer("Kit goes to college."), keep=[PLACE])
    assert [fault.place for fault in refused.value.faults] == [PLACE]
    assert revisions(world) == 1


def test_a_file_that_would_break_what_was_made_at_the_desk_is_refused_with_the_place(world: World) -> None:
    """A visit of somebody whom the newer file leaves out."""
    world.bring_in()
    kept = mend.look(world.room, world.worker("priya"), KIT).kept
    visit = {"who": ["ao"], "at": ["2026-12-02T16:00"], "audience": ["family"]}
    mend.add(world.room, world.worker("priya"), KIT, Sort.VISIT, visit, kept.revision)
    data = factories.as_bytes(without(factories.example("norfolk"), "ao"))
    with pytest.raises(Invalid) as refused:
        bring_in.bring_in(world.room, world.worker("priya"), data)
    assert [fault.place.rpartition("/")[2] for fault in refused.value.faults] == ["who"]
    assert revisions(world) == 2


def without(tree: dict[str, Any], ref: str) -> dict[str, Any]:
    """The file without a worker, nor anything that leads to them."""
    tree["team"] = [member for member in tree["team"] if member["ref"] != ref]
    tree["visits"] = [visit for visit in tree.get("visits", []) if visit["who"] != ref]
    for action in tree["plan"]["actions"]:
        if action.get("owner") == ref:
            del action["owner"]
    for meeting in tree["meetings"]:
        meeting["attendees"] = [each for each in meeting.get("attendees", []) if each["who"] != ref]
        if meeting.get("chair") == ref:
            del meeting["chair"]
    return tree
