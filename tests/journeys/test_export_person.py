"""Somebody asks what is kept about them: all of theirs, nothing of anybody else's, and a worker who decides."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, select

from portal.access.viewer import CommandLine
from portal.domain.case import KeptCase
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotFresh, TooMany
from portal.domain.messages import MessageKind
from portal.domain.people import WorkerRole
from portal.domain.preparation import Readers
from portal.exchange import person_file
from portal.journeys.desk import export_person, hold, read_views
from portal.journeys.desk.room import Room
from portal.journeys.family import about_me, prepare, sharing
from portal.store.casework import tables as casework
from portal.store.crypto import CannotOpen, ChildKey
from portal.store.family import tables as family
from tests import factories
from tests.journeys.people import DAD, KIT, MUM, begin, cupboard, joined, questions, save, share
from tests.world import World

KITS, MUMS, DADS = "KITS-OWN-words", "MUMS-OWN-words", "DADS-OWN-words"
KITS_DRAFT, MUMS_DRAFT, DADS_DRAFT = "KITS-OWN-draft", "MUMS-OWN-draft", "DADS-OWN-draft"
DAWN = "Dawn Example"
WHY = "WHY-IT-WAS-OPENED, worried about tonight"


def members_of(whole: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def exported(world: World, person: str, **more: bool) -> dict[str, str]:
    return members_of(export_person.export(world.room, world.worker("priya"), KIT, person, **more).whole)


def they_write(world: World, child: str) -> None:
    """Kit, mum and dad each share something, keep a draft and complain. Kit opens his words to mum where he may."""
    for person, words, draft, set_id in (
        (child, KITS, KITS_DRAFT, "young-person"),
        (MUM, MUMS, MUMS_DRAFT, "parent"),
        (DAD, DADS, DADS_DRAFT, "parent"),
    ):
        who = joined(world, child, person)
        begin(world, who, Readers(), set_id=set_id)
        circle = prepare.open_sheet(cupboard(world), who, set_id).member.circle
        to_mum = tuple(ref for ref, _name in circle.family if ref == world.room.person_id(child, MUM))
        save(world, who, "worries", words, set_id=set_id, readers=Readers(family=to_mum))
        save(world, who, "changed", draft, set_id=set_id)
        share(world, who, "worries", set_id=set_id)
        notice = questions(world, set_id).short_notice
        about_me.ask(cupboard(world), who, MessageKind.COMPLAIN, f"{words} complains", "en", notice)


@pytest.fixture
def three(world_on_each: World) -> World:
    """All three have written; tunde has read all of it and passed Kit's words on to mum."""
    world = world_on_each
    child = world.family_ready()
    they_write(world, child)
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    mum = world.room.person_id(child, MUM)
    (kits,) = [p for p in read_views.views(world.room, world.worker("tunde"), KIT)[1] if p.shared.words.answer == KITS]
    read_views.pass_on(world.room, world.worker("tunde"), KIT, kits.shared.id, mum)
    return world


def test_a_parents_export_holds_no_byte_that_the_child_or_the_other_parent_wrote(
    three: World,
) -> None:
    """T-18: not even of what was passed on to her."""
    world = three
    files = exported(world, MUM, with_drafts=True)
    for name, text in files.items():
        assert not [words for words in (KITS, KITS_DRAFT, DADS, DADS_DRAFT) if words in text], name
    for name in ("data.json", "index.html", "review.html"):
        assert MUMS in files[name] and MUMS_DRAFT in files[name], name


def test_a_young_persons_export_holds_none_of_their_parents_words(
    three: World,
) -> None:
    world = three
    files = exported(world, KIT, with_drafts=True)
    for name, text in files.items():
        assert not [words for words in (MUMS, MUMS_DRAFT, DADS, DADS_DRAFT) if words in text], name
    assert KITS in files["data.json"] and KITS_DRAFT in files["data.json"]


@pytest.mark.parametrize("person", [KIT, MUM, DAD])
def test_nothing_that_the_case_keeps_from_somebody_is_in_what_goes_to_them(world: World, person: str) -> None:
    """With a marker in every field of the case. The worker's own list may name whom to look for; it never goes out."""
    data, hidden = factories.marked_case("norfolk")
    child = world.bring_in(data=data)
    world.publish(child)
    they_write(world, child)
    files = exported(world, person, with_drafts=True)
    for name in ("data.json", "index.html", "manifest.json"):
        assert not [marker for marker in hidden[person] if marker in files[name]], name


def test_what_was_never_sent_is_there_with_its_day_only_unless_they_asked_for_it(
    three: World,
) -> None:
    world = three
    files = exported(world, KIT)
    assert not [name for name, text in files.items() if KITS_DRAFT in text]
    (draft,) = json.loads(files["data.json"])["not_sent"]
    assert draft == {"question": "changed", "saved": "2026-11-21T09:00+00:00", "never_sent": True}
    whole = json.loads(exported(world, KIT, with_drafts=True)["data.json"])["not_sent"]
    assert whole[0]["words"] == [KITS_DRAFT]


def test_it_holds_copies_words_with_readers_and_notice_messages_and_what_was_done(
    three: World,
) -> None:
    world = three
    data = json.loads(exported(world, KIT)["data.json"])
    (words,) = data["own_words"]
    assert words["answer"] == KITS and words["chosen_readers"] == f"the workers at the meeting, {DAWN}"
    assert len(words["notice_shown"]) > 100, "the very wording that was shown"
    assert {opening["by"] for opening in words["opened"]} == {"Tunde Bello", "Priya Nair"}, "this export too"
    assert [copy["number"] for copy in data["copies_shown"]] == [1]
    assert data["copies_shown"][0]["copy"]["reader"]
    assert data["messages"][0]["what"] == "complain"
    done = {line["what"] for line in data["what_was_done"] if line["by"] == "themselves"}
    assert {"joined", "share"} <= done
    assert {line["by"] for line in data["what_was_done"]} <= {
        "themselves",
        "Tunde Bello",
        "Priya Nair",
        "a worker",
        "the portal",
    }
    assert data["way_in"]["joined_at"] and data["way_in"]["codes"] and data["way_in"]["sessions"]


def test_no_secret_and_no_id_of_ours_is_in_it(three: World) -> None:
    world = three
    whole = "".join(exported(world, MUM, with_drafts=True).values())
    with world.room.family.reading() as db:
        mine = world.room.person_id(KIT, MUM)
        way = db.execute(select(family.account).where(family.account.c.person_id == mine)).one()
        codes = db.execute(select(family.invitation.c.code, family.invitation.c.code_hash)).all()
    for secret in (
        way.passphrase,
        way.sign_in,
        *(part for row in codes for part in row),
        mine,
        world.room.child_id(KIT),
    ):
        assert secret not in whole
    with world.room.family.reading() as db:
        others = [row.id for row in db.execute(select(family.person.c.id))]
    assert not [ref for ref in others if ref in whole]


def test_the_workers_list_names_author_audience_wording_readers_and_others_to_check(
    three: World,
) -> None:
    world = three
    joined_kit = joined(world, KIT, KIT)
    save(world, joined_kit, "going-well", "Gary drove me there <b>twice</b>", readers=Readers("yw"))
    share(world, joined_kit, "going-well")
    ref = next(p.id for p in sharing.read_back(cupboard(world), joined_kit) if p.question == "going-well")
    read_views.open_with_reason(world.room, world.worker("priya"), KIT, ref, WHY)
    files = exported(world, KIT)
    review = files["review.html"]
    for said in ("Tunde Bello alone", DAWN, "Gary; and look for others", "before anything goes", "21 December 2026",
                 WHY, 'class="box"', "notice shown"):  # fmt: skip
        assert said in review, said
    assert "<b>" not in review and "<b>" not in files["index.html"], "what is typed is never run"
    assert WHY not in files["data.json"] + files["index.html"], "a worker decides whether a reason goes out"


def test_words_for_another_worker_alone_are_opened_with_a_reason_that_their_author_sees(
    three: World,
) -> None:
    world = three
    kit = joined(world, KIT, KIT)
    save(world, kit, "going-well", "for Tunde", readers=Readers("yw"))
    share(world, kit, "going-well")
    exported(world, KIT)
    seen = {piece.question: piece.openings for piece in sharing.read_back(cupboard(world), kit)}
    assert [(each.name, each.with_reason) for each in seen["going-well"]] == [("Priya Nair", True)]
    assert ("Priya Nair", False) in [(each.name, each.with_reason) for each in seen["worries"]]


def test_every_export_leaves_a_line_in_both_cupboards(three: World) -> None:
    world = three
    exported(world, MUM)
    exported(world, MUM, with_drafts=True)
    with world.room.family.reading() as db:
        lines = [row.action for row in db.execute(select(family.audit)) if row.action.startswith("export")]
    assert lines.count("export-person") == 2 and lines.count("export-words") == 2
    with world.room.casework.reading() as db:
        lines = [row.action for row in db.execute(select(casework.audit)) if row.action.startswith("export")]
    assert lines == ["export-person", "export-person-with-drafts"]


# -- who may, and how often --------------------------------------------------------------------------


def test_only_the_case_worker_who_has_just_shown_that_it_is_them_may(world: World) -> None:
    world.family_ready()
    priya = world.worker("priya")
    with pytest.raises(NotFresh):
        export_person.export(world.room, replace(priya, fresh=False), KIT, MUM)
    for sign_in, role in (("tunde", WorkerRole.WORKER), ("moira", WorkerRole.MANAGER), ("other", WorkerRole.WORKER)):
        with pytest.raises(NotAllowed):
            export_person.export(world.room, world.worker(sign_in, role=role), KIT, MUM)
    with pytest.raises(NotFound):
        export_person.export(world.room, priya, KIT, "nobody")


def test_the_sixth_within_an_hour_is_refused(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    for _time in range(5):
        exported(world, MUM)
    with pytest.raises(TooMany):
        exported(world, MUM)
    world.hands.move(minutes=61)
    assert exported(world, MUM)


def test_it_has_to_be_answered_within_one_month_of_the_day_on_which_they_asked(world: World) -> None:
    world.family_ready()
    made = export_person.export(world.room, world.worker("priya"), KIT, MUM, asked_on=date(2026, 10, 31))
    assert made.answer_by == date(2026, 11, 30)
    for day in (date(2026, 11, 22), date(2024, 1, 1)):
        with pytest.raises(Invalid):
            export_person.export(world.room, world.worker("priya"), KIT, MUM, asked_on=day)


def test_of_somebody_who_never_joined_or_was_forgotten_it_says_that_nothing_is_kept(world: World) -> None:
    world.bring_in()
    data = json.loads(exported(world, DAD)["data.json"])
    assert data["kept_here"].startswith("Nothing is kept here")


def test_who_does_not_stand_in_the_case_any_more_gets_a_copy_of_what_is_kept_still(
    three: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parent's words do not go with their access: whoever is taken out of the case can still ask."""
    find, mum = Room.find_case, three.room.person_id(KIT, MUM)

    def without_mum(room: Room, db: Connection, child_ref: str) -> KeptCase:
        kept = find(room, db, child_ref)
        return replace(kept, case=replace(kept.case, people=[each for each in kept.case.people if each.ref != MUM]))

    monkeypatch.setattr(Room, "find_case", without_mum)
    assert (mum, DAWN) in hold.see(three.room, three.worker("priya"), KIT).people
    assert export_person.may_export(three.room, three.worker("priya"), KIT, mum) == DAWN
    everything = "".join(exported(three, mum).values())
    assert MUMS in everything and KITS_DRAFT not in everything and DADS not in everything
    with pytest.raises(NotFound):
        exported(three, MUM)


# -- the seal ----------------------------------------------------------------------------------------


def test_what_is_damaged_is_said_to_be_and_all_the_rest_is_given(three: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = ChildKey.open

    def damaged(*kinds: str) -> None:
        def refuse(self: ChildKey, sealed: bytes, *context: str) -> object:
            if context[0] in kinds:
                raise CannotOpen("damaged")
            return opened(self, sealed, *context)

        monkeypatch.setattr(ChildKey, "open", refuse)

    damaged("answer", "edition")
    data = json.loads(exported(three, KIT, with_drafts=True)["data.json"])
    assert [draft["words"] for draft in data["not_sent"]] == [["cannot be read"]]
    assert [each["copy"] for each in data["copies_shown"]] == [{"copy": "cannot be read"}]
    assert [piece["answer"] for piece in data["own_words"]] == [KITS]
    damaged("shared", "message")
    data = json.loads(exported(three, KIT)["data.json"])
    assert [piece["answer"] for piece in data["own_words"]] == ["cannot be read"]
    assert [each["words"] for each in data["messages"]] == ["cannot be read"]


def test_a_file_that_was_changed_is_found_out(world: World) -> None:
    world.family_ready()
    made = export_person.export(world.room, world.worker("priya"), KIT, MUM)
    assert "Dawn" not in made.file_name and KIT not in made.file_name and made.file_name.endswith(".zip")

    def wrong(whole: bytes) -> list[str]:
        return export_person.check(world.room, CommandLine(), whole)

    assert wrong(made.whole) == []
    files = members_of(made.whole)
    assert wrong(zipped({**files, "data.json": files["data.json"].replace("Dawn", "Dora")})) == [
        "data.json was changed."
    ]
    manifest = json.loads(files["manifest.json"])
    changed = {**files, "data.json": "{}"}

    manifest["files"]["data.json"] = hashlib.sha256(b"{}").hexdigest()
    assert "seal" in wrong(zipped({**changed, "manifest.json": json.dumps(manifest)}))[0]
    assert wrong(zipped({**files, "more.txt": "x"})) and wrong(b"nothing") and wrong(b"")
    for broken in ({"manifest.json": "[]"}, {"manifest.json": "{}"}, {"manifest.json": '{"seal": 3, "files": 4}'}):
        assert wrong(zipped({**files, **broken}))
    with pytest.raises(NotAllowed):
        export_person.check(world.room, world.worker("priya"), made.whole)


def zipped(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as whole:
        for name, text in files.items():
            whole.writestr(name, text)
    return buffer.getvalue()


def test_every_member_stands_in_the_manifest_and_none_is_named_after_anybody(world: World) -> None:
    world.family_ready()
    files = exported(world, MUM)
    assert set(files) == {*person_file.FILES, person_file.MANIFEST}
    assert set(json.loads(files["manifest.json"])["files"]) == set(person_file.FILES)
