"""Numbers on a scale: closed at the desk until everybody has given theirs, or a worker opens them together."""

from __future__ import annotations

import io
import zipfile

import pytest

from portal.access.viewer import FamilyMember
from portal.domain.errors import NotAllowed, NotFound
from portal.domain.people import Tie, WorkerRole
from portal.domain.preparation import MEETING, Readers
from portal.domain.sharing import Shared
from portal.journeys.desk import (
    export_person,
    open_scales,
    read_views,
    record_views,
    see_children,
    views_pack,
    what_waits,
)
from portal.journeys.family import sharing
from portal.store.family import tables
from tests.journeys.people import DAD, KIT, MUM, begin, cupboard, joined, questions, save, share, take_back
from tests.world import World

SCALE, QUESTION = "out", "safe-out"
FORMATS = ("text", "json", "docx")


def gives(world: World, who: FamilyMember, number: str, *, worker: str = MEETING, set_id: str = "young-person") -> str:
    """Somebody shares their number. Returns the words' id."""
    before = {each.id for each in sharing.read_back(cupboard(world), who)}
    save(world, who, QUESTION, number, readers=Readers(worker), set_id=set_id, based_on=None)  # type: ignore[arg-type]
    assert share(world, who, QUESTION, set_id=set_id) == 1
    (ref,) = {each.id for each in sharing.read_back(cupboard(world), who)} - before
    return ref


@pytest.fixture
def family(world_on_each: World) -> tuple[World, FamilyMember, FamilyMember]:
    """Kit and mum are asked for a number on the same scale; dad's door is shut."""
    world = world_on_each
    child = world.family_ready()
    kit, mum = joined(world, child, child), joined(world, child, MUM)
    begin(world, kit)
    begin(world, mum, set_id="parent")
    from portal.store.family import members

    with world.room.family.writing() as db:
        members.shut_door(db, world.room.person_id(child, DAD), world.hands.now)
    assert questions(world).question(QUESTION).scale == questions(world, "parent").question(QUESTION).scale == SCALE  # type: ignore[union-attr]
    return world, kit, mum


def look(world: World, sign_in: str) -> dict[str, Shared]:
    """What this worker can read, after opening what is new."""
    read_views.open_new(world.room, world.worker(sign_in), KIT)
    _area, found, _new = read_views.views(world.room, world.worker(sign_in), KIT)
    return {piece.shared.id: piece.shared for piece in found if not piece.closed}


def unread_at_the_desk(world: World, sign_in: str) -> list[int]:
    """How much is said to be unread: at the top of the first page, on its list, and on the child's page."""
    room, worker = world.room, world.worker(sign_in)
    rows = see_children.see_children(room, worker)
    top = what_waits.for_the_list(room, worker, rows).unread
    return [sum(each.number for each in top), rows[0].unread, see_children.see_child(room, worker, KIT).unread]


def everything(world: World, sign_in: str) -> str:
    """All that the desk gives this worker of the family's words, in every format."""
    worker = world.worker(sign_in)
    said = [repr(read_views.views(world.room, worker, KIT)), repr(open_scales.closed_scales(world.room, worker, KIT)),
            repr(views_pack.see_pack(world.room, worker, KIT, "m7"))]  # fmt: skip
    for kind in FORMATS:
        whole = views_pack.take_pack(world.room, worker, KIT, "m7", kind).whole
        if kind == "docx":
            with zipfile.ZipFile(io.BytesIO(whole)) as opened:
                whole = opened.read("word/document.xml")
        said.append(whole.decode())
    return "\n".join(said)


def test_a_number_is_nowhere_at_the_desk_before_everybody_has_given_theirs(
    family: tuple[World, FamilyMember, FamilyMember],
) -> None:
    world, kit, mum = family
    kits = gives(world, kit, "3")
    assert look(world, "priya") == {}
    (closed,) = open_scales.closed_scales(world.room, world.worker("priya"), KIT)
    assert (closed.scale, closed.given, closed.missing) == (SCALE, ("Kit",), ("Dawn Example",))
    said = everything(world, "priya")
    assert kits not in said, "not even its place"
    for never in ("'3'", ">3<", "\n  3\r", '"answer": "3"'):
        assert never not in said
    (mine,) = sharing.read_back(cupboard(world), kit)
    assert (mine.opened_at, mine.openings) == (None, ()), "nobody has had it on the screen"
    world.hands.move(minutes=5)
    mums = gives(world, mum, "8", set_id="parent")
    assert unread_at_the_desk(world, "priya") == [2, 2, 2], "they stand open, so a reader is waited for"
    found = look(world, "priya")
    assert {ref: each.words.answer for ref, each in found.items()} == {kits: "3", mums: "8"}
    assert open_scales.closed_scales(world.room, world.worker("priya"), KIT) == ()


def test_no_other_way_at_the_desk_opens_a_closed_number(family: tuple[World, FamilyMember, FamilyMember]) -> None:
    world, kit, mum = family
    kits, alone = gives(world, kit, "3"), gives(world, mum, "8", set_id="parent")
    with world.room.family.writing() as db:  # as if mum had said: not for this round
        db.execute(tables.shared.delete().where(tables.shared.c.id == alone))
    priya, room = world.worker("priya"), world.room
    for way in (
        lambda: read_views.mark_read(room, priya, KIT, kits),
        lambda: read_views.pass_on(room, priya, KIT, kits, mum.person),
        lambda: read_views.open_with_reason(room, priya, KIT, kits, "worried about tonight"),
        lambda: record_views.record(room, priya, KIT, kits),
    ):
        with pytest.raises(NotFound):
            way()
    assert record_views.record(room, priya, KIT) == 0
    made = export_person.export(room, priya, KIT, KIT)
    with zipfile.ZipFile(io.BytesIO(made.whole)) as whole:
        said = "".join(whole.read(name).decode() for name in whole.namelist())
    assert "A number that is closed" in said and '"answer": "3"' not in said
    assert unread_at_the_desk(world, "priya") == [0, 0, 0], "it waits for the others, not for a reader"
    assert take_back(world, kit, kits), "and its author can still take it back"


def test_a_worker_of_this_child_opens_them_together_with_a_press_that_is_written_down(
    family: tuple[World, FamilyMember, FamilyMember],
) -> None:
    world, kit, mum = family
    kits = gives(world, kit, "3")
    world.worker("moira", role=WorkerRole.MANAGER)
    for sign_in in ("moira", "somebody"):
        with pytest.raises(NotAllowed):
            open_scales.open_scale(world.room, world.worker(sign_in), KIT, SCALE)
    with pytest.raises(NotFound):
        open_scales.open_scale(world.room, world.worker("priya"), KIT, "nothing")
    assert open_scales.open_scale(world.room, world.worker("priya"), KIT, SCALE) == 1
    assert open_scales.who_opened(world.room, world.worker("tunde"), KIT) == {SCALE: ("Priya Nair", world.hands.now)}
    audit = tables.audit
    with world.room.family.reading() as db:
        (row,) = db.execute(audit.select().where(audit.c.action == "open-scale")).all()
        (kept,) = db.execute(tables.scale_opened.select()).all()
    assert row.thing == SCALE and b"Priya" not in bytes(kept.body)
    (mine,) = sharing.read_back(cupboard(world), kit)
    assert [each.name for each in mine.openings] == ["Priya Nair"]
    assert set(look(world, "priya")) == {kits}
    with pytest.raises(NotFound):
        open_scales.open_scale(world.room, world.worker("priya"), KIT, SCALE)
    world.hands.move(minutes=1)
    mums = gives(world, mum, "8", set_id="parent")
    assert set(look(world, "tunde")) == {kits, mums}, "what comes later stands beside them"


def test_a_number_for_one_worker_alone_is_theirs_at_once_as_any_words_and_nobody_elses(
    family: tuple[World, FamilyMember, FamilyMember],
) -> None:
    """ "0, not safe at home", for Tunde alone: the page says by which day Tunde reads it, and nothing keeps it shut."""
    world, kit, _mum = family
    world.worker("carl", name="Colin Marsh")
    world.tie(KIT, "carl", Tie.CHAIR, "tm")
    kits, room = gives(world, kit, "0", worker="yw"), world.room
    unread = {sign_in: unread_at_the_desk(world, sign_in) for sign_in in ("tunde", "priya", "carl")}
    assert unread == {"tunde": [1, 1, 1], "priya": [0, 0, 0], "carl": [0, 0, 0]}
    for sign_in in ("priya", "carl"):
        assert look(world, sign_in) == {}
    assert kits not in everything(world, "carl") and "Tunde" not in everything(world, "carl"), "not even that it exists"
    assert look(world, "tunde")[kits].words.answer == "0"
    read_views.mark_read(room, world.worker("tunde"), KIT, kits)
    assert record_views.record(room, world.worker("tunde"), KIT, kits) == 1
    assert unread_at_the_desk(world, "tunde") == [0, 0, 0]
    pack, _new = views_pack.see_pack(room, world.worker("tunde"), KIT, "m7")
    assert [each.id for each in pack.alone] == [kits]
    assert not take_back(world, kit, kits), "it was opened"


def test_a_number_for_one_worker_alone_opens_no_scale_and_is_opened_by_none(
    family: tuple[World, FamilyMember, FamilyMember],
) -> None:
    world, kit, mum = family
    world.worker("carl", name="Colin Marsh")
    world.tie(KIT, "carl", Tie.CHAIR, "tm")
    kits = gives(world, kit, "3", worker="yw")
    for sign_in in ("tunde", "priya", "carl"):
        worker = world.worker(sign_in)
        assert open_scales.closed_scales(world.room, worker, KIT) == ()
        with pytest.raises(NotFound):
            open_scales.open_scale(world.room, worker, KIT, SCALE)
    world.hands.move(minutes=1)
    mums = gives(world, mum, "8", set_id="parent")
    assert set(look(world, "tunde")) == {kits}, "Tunde has read Kit's number, and mum's stays closed for all"
    for sign_in in ("tunde", "carl"):
        (closed,) = open_scales.closed_scales(world.room, world.worker(sign_in), KIT)
        assert (closed.given, closed.missing) == (("Dawn Example",), ("Kit",)), "and nobody can tell that Kit gave one"
    open_scales.open_scale(world.room, world.worker("carl"), KIT, SCALE)
    assert set(look(world, "carl")) == {mums}
    assert set(look(world, "tunde")) == {kits, mums}


def test_a_number_for_one_worker_alone_can_be_taken_back_and_opened_with_a_reason_as_words_can(
    family: tuple[World, FamilyMember, FamilyMember],
) -> None:
    world, kit, _mum = family
    first = gives(world, kit, "0", worker="yw")
    assert take_back(world, kit, first)
    kits = gives(world, kit, "0", worker="yw")
    found = read_views.open_with_reason(world.room, world.worker("priya"), KIT, kits, "worried about tonight")
    assert found.words.answer == "0"


def test_numbers_stand_side_by_side_with_the_ends_as_each_ones_question_put_them(
    family: tuple[World, FamilyMember, FamilyMember],
) -> None:
    world, kit, mum = family
    gives(world, mum, "8", set_id="parent")
    gives(world, kit, "3")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    pack, _new = views_pack.see_pack(world.room, world.worker("priya"), KIT, "m7")
    (section,) = [each for each in pack.sections if each.numbers]
    (row,) = section.numbers
    assert [(each.piece.author, each.piece.answer) for each in row.numbers] == [("Kit", "3"), ("Dawn Example", "8")]
    for each, set_id in zip(row.numbers, ("young-person", "parent"), strict=True):
        put = questions(world, set_id).question(QUESTION)
        assert put is not None
        assert (each.piece.low, each.piece.high) == (put.low, put.high) != ("", "")


def test_what_was_opened_of_a_child_goes_with_the_child(family: tuple[World, FamilyMember, FamilyMember]) -> None:
    from portal.store.family import forgetting

    world, kit, _mum = family
    gives(world, kit, "3")
    open_scales.open_scale(world.room, world.worker("priya"), KIT, SCALE)
    with world.room.family.writing() as db:
        forgetting.erase(db, world.room.child_id(KIT), world.hands.now)
        assert db.execute(tables.scale_opened.select()).all() == []
