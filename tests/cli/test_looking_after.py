"""Looking after a running portal: the audit, the words."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from portal.access.viewer import CommandLine
from portal.app import open_family
from portal.cli.serving import open_the_room
from portal.config import Settings, Side
from portal.domain.preparation import MEETING, Readers
from portal.journeys.desk import come_in, invite, matching
from portal.journeys.family import come_in as family_come_in
from portal.journeys.family import join, prepare, sharing
from portal.library.question_sets import read_question_sets
from tests.cli.conftest import KIT, Portal
from tests.journeys.people import NOT_SURE, TAB


def kit_shares() -> None:
    """Kit joins on the family's side, and shares one thing with Tunde alone and one with the meeting."""
    room = open_the_room()
    made = invite.invite(room, come_in.act_as(room, CommandLine(), "priya"), KIT, KIT)
    family = open_family(Settings.from_env(os.environ, Side.FAMILY), room.family.clock)
    questions = read_question_sets(Path("content"))["young-person"]
    ids = join.use_code(family, CommandLine(), made.code)
    number = join.number_to_show(family, family_come_in.who_is_this(family, *ids))
    matching.answer(room, come_in.act_as(room, CommandLine(), "priya"), KIT, KIT, made.id, int(number))
    joining = family_come_in.who_is_this(family, *ids)
    name, phrases = join.offer(family, joining)
    ids = join.finish(family, joining, name, phrases[0], own_words=False, own_phone=False)
    kit = family_come_in.who_is_this(family, *ids)
    prepare.begin(family, kit, questions, None)
    for question, words, readers in (
        ("want-next", "only for Tunde", None),
        ("worries", "the bus <b>home</b>", Readers(MEETING)),
    ):
        prepare.save_answer(family, kit, questions, prepare.Saving(question, [words], readers, 0, TAB))
    assert sharing.share(family, kit, questions, ["want-next", "worries"], **NOT_SURE) == 2
    for cupboard in (room.casework, room.family, family):
        cupboard.close()


def test_views_are_printed_in_the_order_of_the_meeting_and_what_is_for_one_alone_stays_closed(
    with_kit: Portal,
) -> None:
    with_kit("case", "allocate", KIT, "tunde", "--kind", "trusted", "--team", "yw", "--as", "priya")
    kit_shares()
    text = with_kit("views", KIT, "m7", "--as", "priya")
    assert text.code == 0
    assert "the bus <b>home</b>" in text.out
    assert "only for Tunde" not in text.out and "alone" not in text.out
    assert with_kit("views", KIT, "--as", "priya").out == text.out, "without a meeting it is the next one"
    plain = with_kit("views", KIT, "m7", "--as", "priya", "--format", "json").json
    assert [each["answer"] for section in plain["sections"] for each in section["words"]] == ["the bus <b>home</b>"]
    assert plain["format"] == "views-pack/1" and "only for Tunde" not in str(plain)
    assert with_kit("views", KIT, "m7", "--as", "priya", "--json").json == plain
    tundes = with_kit("views", KIT, "m7", "--as", "tunde").out
    assert "the bus <b>home</b>" in tundes and "only for Tunde" not in tundes, "it stands on the screen of the desk"
    assert with_kit("views", KIT, "m7", "--as", "priya", "--format", "pdf").code == 2


def test_a_document_of_views_goes_into_a_file_and_to_no_terminal(
    with_kit: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pack.docx"
    done = with_kit("views", KIT, "m7", "--as", "priya", "--format", "docx", "--to", str(file))
    assert (done.code, done.out, done.err) == (0, "", "")
    assert file.read_bytes()[:2] == b"PK"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    refused = with_kit("views", KIT, "m7", "--as", "priya", "--format", "docx")
    assert (refused.code, refused.out, "name a file" in refused.err) == (1, "", True)


def test_views_go_into_a_new_file_for_its_owner_alone_and_what_cannot_be_written_opens_nothing(
    with_kit: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_kit("case", "allocate", KIT, "tunde", "--kind", "trusted", "--team", "yw", "--as", "priya")
    kit_shares()
    file, taken = tmp_path / "pack.txt", tmp_path / "taken.txt"
    taken.write_text("something else")
    for to in (taken, tmp_path / "not" / "there.txt", tmp_path):
        refused = with_kit("views", KIT, "m7", "--as", "priya", "--to", str(to))
        assert refused.code == 1 and ("cannot be written" in refused.err or "there already" in refused.err), to
    assert taken.read_text() == "something else"
    with closing(sqlite3.connect(tmp_path / "family.sqlite3")) as db:
        opened = "SELECT count(*) FROM shared WHERE opened_at IS NOT NULL"
        assert db.execute(opened).fetchone() == (0,), "nothing was opened for what could not be written"
        with monkeypatch.context() as broken:
            broken.setattr("portal.journeys.desk.views_pack.FORMATS", {"text": None})
            with pytest.raises(TypeError):
                with_kit("views", KIT, "m7", "--as", "priya", "--to", str(file))
        assert not file.exists(), "half a file is none"
        assert with_kit("views", KIT, "m7", "--as", "priya", "--to", str(file)).code == 0
        assert db.execute(opened).fetchone() == (1,)
    assert "the bus <b>home</b>" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_views_of_a_meeting_that_families_do_not_know_of_are_not_there_and_nothing_is_opened_for_them(
    with_kit: Portal, tmp_path: Path
) -> None:
    with_kit("case", "allocate", KIT, "tunde", "--kind", "trusted", "--team", "yw", "--as", "priya")
    kit_shares()
    for meeting in ("m5x", "nothing", "M7", "../m7"):
        said = with_kit("views", KIT, meeting, "--as", "priya")
        assert (said.code, said.out) == (1, ""), meeting
        assert " " in said.err.strip()
    with closing(sqlite3.connect(tmp_path / "family.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM shared WHERE opened_at IS NOT NULL").fetchone() == (0,)


def test_the_audit_is_as_it_was_written_until_somebody_touches_a_row(
    with_kit: Portal,
    tmp_path: Path,
) -> None:
    fine = with_kit("audit", "verify")
    assert fine.code == 0
    assert [line.split(":")[0] for line in fine.lines] == ["casework", "family"]
    db = sqlite3.connect(tmp_path / "casework.sqlite3")
    with db:
        db.execute("DROP TRIGGER audit_no_update")
        db.execute("UPDATE audit SET actor = 'somebody else' WHERE seq = 2")
    db.close()
    said = with_kit("audit", "verify")
    assert said.code == 1
    assert any(line.startswith("casework:") and "row 2:" in line for line in said.lines)
    found = with_kit("audit", "verify", "--json").json
    assert (found["casework"]["first_bad_row"], found["family"]["first_bad_row"]) == (2, None)


def test_a_database_that_cannot_be_opened_is_said_in_words(
    with_kit: Portal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORTAL_FAMILY_DATABASE_URL", "sqlite:////not/there/family.sqlite3")
    for command in (("doctor",), ("audit", "verify"), ("case", "review", KIT, "--as", "priya")):
        said = with_kit(*command)
        assert (said.code, "Traceback" in said.err) == (1, False), command
        assert said.lines


def test_the_words_that_we_ship_have_nothing_wrong(portal: Portal) -> None:
    said = portal("content", "check")
    assert said.code == 0, said.out
    assert len(said.lines) == 1


def test_broken_content_is_named_fault_by_fault(
    portal: Portal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree("content", tmp_path / "content")
    words = tmp_path / "content" / "questions" / "parent" / "en.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("ask:", "asked:", 1), encoding="utf-8")
    monkeypatch.setenv("PORTAL_CONTENT", str(tmp_path / "content"))
    said = portal("content", "check")
    assert said.code == 1
    assert any("parent" in line for line in said.lines)


def test_the_interface_words_are_up_to_date(portal: Portal) -> None:
    said = portal("i18n", "check")
    assert (said.code, said.lines) == (0, [])
