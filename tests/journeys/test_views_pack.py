"""The pack for a meeting: who may have it, what it holds for whom, and what it leaves behind."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from portal.access.viewer import FamilyMember
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotFresh
from portal.domain.people import Tie, WorkerRole
from portal.domain.preparation import MEETING, Readers
from portal.journeys.desk import bring_in, export_person, read_views, record_views, translate_words, views_pack
from portal.journeys.family import sharing
from portal.store.family import tables
from tests import factories
from tests.journeys.people import DAD, KIT, MUM, begin, cupboard, joined, save, share
from tests.world import World

SAID = {"worries": "WORRIES-the bus home", "changed": "CHANGED-only for Tunde", "going-well": "WELL-not aloud"}


@pytest.fixture
def kits(world_on_each: World) -> tuple[World, FamilyMember]:
    """Kit has shared one thing with the meeting, one with Tunde alone, and one that is not read out."""
    world = world_on_each
    child = world.family_ready()
    world.worker("carl", name="Colin Marsh")
    world.tie(KIT, "carl", Tie.CHAIR, "tm")
    kit = joined(world, child, child)
    begin(world, kit)
    save(world, kit, "worries", SAID["worries"], readers=Readers(MEETING))
    save(world, kit, "changed", SAID["changed"], readers=Readers("yw"))
    save(world, kit, "going-well", SAID["going-well"], readers=Readers(MEETING, aloud=False))
    share(world, kit, *SAID)
    return world, kit


def opened(world: World) -> None:
    for sign_in in ("priya", "tunde"):
        read_views.open_new(world.room, world.worker(sign_in), KIT)


def said(world: World, sign_in: str) -> set[str]:
    pack, _new = views_pack.see_pack(world.room, world.worker(sign_in), KIT, "m7")
    return {piece.answer.partition("-")[0] for piece in pack.pieces()}


def lines(world: World, action: str) -> int:
    audit = tables.audit
    with world.room.family.reading() as db:
        return len(db.execute(audit.select().where(audit.c.action == action)).all())


def test_only_what_a_worker_opened_by_a_press_is_in_a_pack(kits: tuple[World, FamilyMember]) -> None:
    world, kit = kits
    pack, new = views_pack.see_pack(world.room, world.worker("priya"), KIT, "m7")
    assert (pack.pieces(), new) == ([], 2)
    assert all(each.opened_at is None for each in sharing.read_back(cupboard(world), kit))
    opened(world)
    assert said(world, "priya") == {"WORRIES", "WELL"}


def test_each_reader_has_what_was_meant_for_them(kits: tuple[World, FamilyMember]) -> None:
    world, _kit = kits
    opened(world)
    assert said(world, "tunde") == {"WORRIES", "WELL", "CHANGED"}
    pack, _new = views_pack.see_pack(world.room, world.worker("tunde"), KIT, "m7")
    assert [each.answer for each in pack.alone] == [SAID["changed"]]
    chairs, new = views_pack.see_pack(world.room, world.worker("carl"), KIT, "m7")
    assert (new, chairs.kept_back, chairs.alone) == (0, (), ())
    assert "Tunde" not in repr(chairs), "the chair does not hear that there is something"
    priyas, _new = views_pack.see_pack(world.room, world.worker("priya"), KIT, "m7")
    assert priyas.kept_back == (("Kit", "Tunde Bello"),)


def test_nothing_for_one_worker_alone_is_in_a_file_nor_that_it_is_there_not_even_in_that_workers(
    kits: tuple[World, FamilyMember],
) -> None:
    world, _kit = kits
    opened(world)
    for sign_in in ("carl", "priya", "tunde"):
        for kind in ("text", "json", "docx"):
            whole = views_pack.take_pack(world.room, world.worker(sign_in), KIT, "m7", kind).whole
            if kind == "docx":
                with zipfile.ZipFile(io.BytesIO(whole)) as file:
                    whole = file.read("word/document.xml")
            said_in = whole.decode()
            assert SAID["worries"] in said_in
            assert SAID["changed"] not in said_in and "alone" not in said_in.replace("standalone", ""), (sign_in, kind)
    assert lines(world, "take-words") == 18, "two pieces, three readers, three kinds: what is not in it was not taken"


def test_no_manager_no_auditor_and_no_worker_of_another_child_has_a_pack(kits: tuple[World, FamilyMember]) -> None:
    world, _kit = kits
    opened(world)
    world.worker("moira", role=WorkerRole.MANAGER)
    world.worker("ada", role=WorkerRole.AUDITOR)
    for sign_in in ("moira", "ada", "somebody"):
        worker = world.worker(sign_in)
        for ask in (
            lambda worker=worker: views_pack.packs(world.room, worker, KIT),
            lambda worker=worker: views_pack.see_pack(world.room, worker, KIT, "m7"),
            lambda worker=worker: views_pack.take_pack(world.room, worker, KIT, "m7", "text"),
            lambda worker=worker: record_views.record(world.room, worker, KIT, only=["all"]),
        ):
            with pytest.raises(NotAllowed):
                ask()


def test_taking_it_away_needs_somebody_who_has_just_shown_that_it_is_them(kits: tuple[World, FamilyMember]) -> None:
    world, _kit = kits
    opened(world)
    stale = replace(world.worker("priya"), fresh=False)
    with pytest.raises(NotFresh):
        views_pack.take_pack(world.room, stale, KIT, "m7", "docx")
    assert views_pack.see_pack(world.room, stale, KIT, "m7")[0].pieces(), "looking does not"


def test_every_piece_that_is_shown_or_taken_leaves_a_line_and_its_author_sees_who_opened_it(
    kits: tuple[World, FamilyMember],
) -> None:
    world, kit = kits
    opened(world)
    before = lines(world, "look-at-words")
    views_pack.see_pack(world.room, world.worker("carl"), KIT, "m7")
    assert lines(world, "look-at-words") == before + 2
    made = views_pack.take_pack(world.room, world.worker("carl"), KIT, "m7", "text")
    assert lines(world, "take-words") == 2
    assert made.file_name.startswith("views-") and made.file_name.endswith(".txt")
    assert "Kit" not in made.file_name and KIT not in made.file_name
    again = views_pack.take_pack(world.room, world.worker("carl"), KIT, "m7", "text")
    assert again.file_name != made.file_name, "G-82: it tells nothing"
    mine = {each.question: [o.name for o in each.openings] for each in sharing.read_back(cupboard(world), kit)}
    assert "Colin Marsh" in mine["worries"]
    assert "Colin Marsh" not in mine["changed"]


def test_there_is_no_pack_for_a_meeting_that_no_family_knows_of(kits: tuple[World, FamilyMember]) -> None:
    world, _kit = kits
    priya = world.worker("priya")
    assert [(each.ref, each.coming) for each in views_pack.packs(world.room, priya, KIT)] == [
        ("m7", True), ("m6", False)]  # fmt: skip
    for meeting in ("m5x", "nothing", ""):
        with pytest.raises(NotFound):
            views_pack.see_pack(world.room, priya, KIT, meeting)
    with pytest.raises(NotFound):
        views_pack.take_pack(world.room, priya, KIT, "m7", "exe")


def test_what_stood_on_the_screen_is_recorded_at_once_with_who_and_when_and_nothing_that_came_since(
    kits: tuple[World, FamilyMember],
) -> None:
    world, kit = kits
    opened(world)
    shown = [piece.id for piece in views_pack.see_pack(world.room, world.worker("priya"), KIT, "m7")[0].pieces()]
    save(world, kit, "anything-else", "LATER-while Priya copied", readers=Readers(MEETING))
    share(world, kit, "anything-else")
    opened(world)
    alone = [each.id for each in sharing.read_back(cupboard(world), kit) if each.question == "changed"]
    assert record_views.record(world.room, world.worker("priya"), KIT, only=[*shown, *alone]) == 2
    pack, _new = views_pack.see_pack(world.room, world.worker("tunde"), KIT, "m7")
    recorded = {piece.answer.partition("-")[0]: (piece.recorded_by, piece.recorded_at) for piece in pack.pieces()}
    assert recorded["WORRIES"] == ("Priya Nair", world.hands.now)
    assert recorded["CHANGED"] == ("", None), "what is for Tunde alone is Tunde's to record"
    assert recorded["LATER"] == ("", None), "a colleague opened it while Priya copied the rest"
    assert record_views.record(world.room, world.worker("carl"), KIT, only=shown) == 0, "it stands as it was said"
    assert record_views.record(world.room, world.worker("carl"), KIT, only=()) == 0
    assert record_views.record(world.room, world.worker("tunde"), KIT) == 2


def test_a_translation_stands_beside_the_original_which_stays_as_it_is(kits: tuple[World, FamilyMember]) -> None:
    world, kit = kits
    opened(world)
    found = {each.question: each for each in sharing.read_back(cupboard(world), kit)}
    priya = world.worker("priya")
    for nothing in ("", "  \n ", "x" * 20_001):
        with pytest.raises(Invalid):
            translate_words.translate(world.room, priya, KIT, found["worries"].id, nothing)
    with pytest.raises(NotFound):
        translate_words.translate(world.room, priya, KIT, found["changed"].id, "what is for Tunde alone")
    translate_words.translate(world.room, priya, KIT, found["worries"].id, "ENGLISH the bus")
    pack, _new = views_pack.see_pack(world.room, priya, KIT, "m7")
    piece = next(each for each in pack.pieces() if each.id == found["worries"].id)
    assert piece.answer == SAID["worries"]
    assert [(each.words, each.by, each.at) for each in piece.translations] == [
        ("ENGLISH the bus", "Priya Nair", world.hands.now)]  # fmt: skip
    text = views_pack.take_pack(world.room, priya, KIT, "m7", "text").whole.decode()
    assert text.index(SAID["worries"]) < text.index("ENGLISH the bus")


def test_a_translation_that_is_sent_by_a_double_tap_stands_there_once(kits: tuple[World, FamilyMember]) -> None:
    world, kit = kits
    opened(world)
    ref = next(each.id for each in sharing.read_back(cupboard(world), kit) if each.question == "worries")
    for words in ("the bus", " the bus\n", "the bus to school", "the bus"):
        translate_words.translate(world.room, world.worker("priya"), KIT, ref, words)
        world.hands.move(seconds=1)
    mine = next(each for each in sharing.read_back(cupboard(world), kit) if each.id == ref)
    assert len(mine.translations) == 3 and lines(world, "translate-words") == 3


def test_the_next_meeting_comes_first_also_where_nobody_wrote_down_that_the_last_one_was_held(
    kits: tuple[World, FamilyMember],
) -> None:
    world, _kit = kits
    tree = factories.example("norfolk")
    next_one = next(each for each in tree["meetings"] if each["ref"] == "m7")
    times = ("starts_at", "ends_at", "parents_from", "young_person_from")
    later = {key: next_one[key].replace("2026-11", "2026-12") for key in times}
    tree["meetings"].append({**next_one, **later, "ref": "m8"})
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))

    def stand() -> list[tuple[str, bool]]:
        return [(each.ref, each.coming) for each in views_pack.packs(world.room, world.worker("priya"), KIT)]

    assert stand() == [("m7", True), ("m8", True), ("m6", False)]
    world.hands.move(days=8)
    assert stand() == [("m8", True), ("m7", False), ("m6", False)]
    world.hands.move(days=40)
    assert stand()[0] == ("m8", False), "after the last one it is that"


def test_the_author_is_told_that_there_is_a_translation_and_is_not_shown_it(kits: tuple[World, FamilyMember]) -> None:
    world, kit = kits
    opened(world)
    ref = next(each.id for each in sharing.read_back(cupboard(world), kit) if each.question == "worries")
    translate_words.translate(world.room, world.worker("priya"), KIT, ref, "ENGLISH the bus")
    mine = next(each for each in sharing.read_back(cupboard(world), kit) if each.id == ref)
    assert [(each.by, each.words) for each in mine.translations] == [("Priya Nair", "")]
    mum = joined(world, KIT, MUM)
    assert "ENGLISH" not in repr(sharing.open_shared_with_me(cupboard(world), mum))


def test_a_translation_is_sealed_goes_with_the_words_and_is_in_a_copy_of_what_is_kept(
    kits: tuple[World, FamilyMember],
) -> None:
    world, kit = kits
    opened(world)
    ref = next(each.id for each in sharing.read_back(cupboard(world), kit) if each.question == "worries")
    translate_words.translate(world.room, world.worker("priya"), KIT, ref, "ENGLISH the bus")
    with world.room.family.reading() as db:
        (row,) = db.execute(tables.translation.select()).all()
    assert b"ENGLISH" not in bytes(row.body) and b"Priya" not in bytes(row.added_by)
    made = export_person.export(world.room, world.worker("priya"), KIT, KIT)
    with zipfile.ZipFile(io.BytesIO(made.whole)) as whole:
        assert "ENGLISH the bus" in whole.read("data.json").decode()


def test_who_has_left_or_may_not_hear_it_is_named_beside_each_piece(kits: tuple[World, FamilyMember]) -> None:
    world, _kit = kits
    opened(world)
    pack, _new = views_pack.see_pack(world.room, world.worker("priya"), KIT, "m7")
    assert {piece.not_with for piece in pack.pieces()} == {("Dawn Example", "Gary Example")}
    dad = joined(world, KIT, DAD)
    assert sharing.open_shared_with_me(cupboard(world), dad) == []


def test_whom_they_chose_to_hear_it_is_named_again_once_they_could_not_choose_them_any_more(
    world_on_each: World,
) -> None:
    world = world_on_each
    child = world.family_ready()
    kit, mum = joined(world, child, child), world.room.person_id(child, MUM)
    begin(world, kit)
    save(world, kit, "worries", SAID["worries"], readers=Readers(MEETING, (mum,)))
    share(world, kit, "worries")

    def not_with() -> set[tuple[str, ...]]:
        read_views.open_new(world.room, world.worker("priya"), KIT)
        (shown,) = read_views.views(world.room, world.worker("priya"), KIT)[1]
        (piece,) = views_pack.see_pack(world.room, world.worker("priya"), KIT, "m7")[0].pieces()
        text = views_pack.take_pack(world.room, world.worker("priya"), KIT, "m7", "text").whole.decode()
        assert f"Not with {', '.join(piece.not_with)} in the room." in text
        return {shown.not_with, piece.not_with}

    assert not_with() == {("Gary Example",)}
    for gone in ({"portal_access": False}, {"restrictions": "Something that was decided yesterday."}):
        tree = factories.example("norfolk")
        tree["people"][0].update(gone)
        bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
        assert not_with() == {("Dawn Example", "Gary Example")}, gone
