"""Who read what I shared: every worker who had it on the screen, with the day, by the name that its author may know."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.access.viewer import FamilyMember
from portal.domain.errors import NotAllowed, NotFound
from portal.domain.people import Tie
from portal.domain.preparation import Readers
from portal.journeys.desk import read_views, record_views
from portal.journeys.family import sharing
from portal.store.family import tables as family
from tests.journeys.people import KIT, MUM, begin, cupboard, joined, save, share
from tests.world import World

WHY = "worried about tonight, agreed with Colin"


@pytest.fixture
def shared(world_on_each: World) -> tuple[World, FamilyMember]:
    """Kit has shared one thing with the meeting and one with Tunde alone."""
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child)
    begin(world, kit)
    save(world, kit, "worries", "the bus home", readers=Readers())
    save(world, kit, "want-next", "to swim", readers=Readers("yw"))
    share(world, kit, "worries", "want-next")
    return world, kit


def openings(world: World, kit: FamilyMember) -> dict[str, list[tuple[str, int, bool]]]:
    """For each question: by whom, after how many days, and whether with a reason."""
    return {
        piece.question: [(each.name, (each.at - piece.shared_at).days, each.with_reason) for each in piece.openings]
        for piece in sharing.read_back(cupboard(world), kit)
    }


def look(world: World, sign_in: str) -> None:
    read_views.open_new(world.room, world.worker(sign_in), KIT)
    read_views.views(world.room, world.worker(sign_in), KIT)


def test_each_worker_stands_there_once_with_the_day_on_which_they_first_opened_it(
    shared: tuple[World, FamilyMember],
) -> None:
    world, kit = shared
    assert openings(world, kit) == {"worries": [], "want-next": []}
    world.hands.move(days=1)
    look(world, "tunde")
    look(world, "tunde")
    world.hands.move(days=2)
    look(world, "priya")
    look(world, "tunde")
    assert openings(world, kit) == {
        "worries": [("Tunde Bello", 1, False), ("Priya Nair", 3, False)],
        "want-next": [("Tunde Bello", 1, False)],
    }


def test_who_opened_with_a_reason_stands_there_with_that_and_without_its_words(
    shared: tuple[World, FamilyMember],
) -> None:
    world, kit = shared
    ref = next(piece.id for piece in sharing.read_back(cupboard(world), kit) if piece.question == "want-next")
    world.hands.move(days=1)
    read_views.open_with_reason(world.room, world.worker("priya"), KIT, ref, WHY)
    assert openings(world, kit)["want-next"] == [("Priya Nair", 1, True)]
    assert WHY not in repr(sharing.read_back(cupboard(world), kit))


def test_a_worker_whose_name_is_kept_from_them_stands_there_without_it(shared: tuple[World, FamilyMember]) -> None:
    world, kit = shared
    world.worker("carl", name="Carl Hidden")
    world.tie(KIT, "carl", Tie.CHAIR, None)
    from dataclasses import replace

    from portal.journeys.desk.room import Room
    from portal.store.family import members

    with world.room.family.writing() as db:
        known = members.find(db, world.room.family.keyring, kit.person)
        assert known is not None
        workers = tuple(name for name in known.circle.workers if name != "Carl Hidden")
        circle = replace(known.circle, workers=workers)
        members.set_circle(db, world.room.family.keyring, kit.person, circle, world.hands.now)
    assert Room.name_for(world.room, world.worker("carl"), KIT, kit.person) == ""
    look(world, "carl")
    assert openings(world, kit)["worries"] == [("", 0, False)]


def test_nobody_learns_who_read_somebody_elses_words(shared: tuple[World, FamilyMember]) -> None:
    """The engine shows each author the openings of their own words, and no other row."""
    world, kit = shared
    look(world, "tunde")
    mum = joined(world, KIT, MUM)
    from portal.store.family.policy import own

    for who, number in ((kit, 2), (mum, 0)):
        with cupboard(world).reading(who.person) as db:
            assert len(db.execute(select(own.opening.c.id)).all()) == number


def test_without_its_line_in_the_audit_nothing_opens(
    shared: tuple[World, FamilyMember], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, kit = shared

    def broken(*_: object) -> None:
        raise RuntimeError("no audit")

    tunde = world.worker("tunde")
    with monkeypatch.context() as patched:
        patched.setattr(world.room.family, "record", broken)
        with pytest.raises(RuntimeError):
            read_views.open_new(world.room, tunde, KIT)
    with world.room.family.reading() as db:
        assert db.execute(select(family.opening)).all() == []
        assert {row.opened_at for row in db.execute(select(family.shared))} == {None}


# -- recorded in the case system ---------------------------------------------------------------------


def test_that_it_stands_in_the_case_system_is_said_once_and_seen_by_its_author(
    shared: tuple[World, FamilyMember],
) -> None:
    world, kit = shared
    refs = {piece.question: piece.id for piece in sharing.read_back(cupboard(world), kit)}
    with pytest.raises(NotFound):
        record_views.record(world.room, world.worker("priya"), KIT, refs["worries"])
    look(world, "tunde")
    with pytest.raises(NotFound):
        record_views.record(world.room, world.worker("priya"), KIT, refs["want-next"])
    assert record_views.record(world.room, world.worker("priya"), KIT) == 1, "what is for Tunde alone is Tunde's"
    first = world.hands.now
    world.hands.move(days=1)
    assert record_views.record(world.room, world.worker("tunde"), KIT) == 1
    assert record_views.record(world.room, world.worker("tunde"), KIT, refs["worries"]) == 0, "it stands as it was said"
    seen = {piece.question: piece.recorded_at for piece in sharing.read_back(cupboard(world), kit)}
    assert seen == {"worries": first, "want-next": world.hands.now}
    with world.room.family.reading() as db:
        assert [row.action for row in db.execute(select(family.audit))].count("record-words") == 2
    with pytest.raises(NotAllowed):
        record_views.record(world.room, world.worker("stranger"), KIT)
