"""Keeping and forgetting: what goes on which day, what never goes, and a job that can be killed anywhere."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.access.viewer import CommandLine, FamilyMember, Stranger
from portal.domain.errors import NotAllowed
from portal.domain.keeping import RULES, SLEEPS_AFTER, Periods
from portal.domain.messages import MessageKind
from portal.domain.people import Tie, WorkerRole
from portal.domain.preparation import Readers
from portal.journeys.desk import answer_messages, bring_in, end_case, hold, keep, read_views, record_views
from portal.journeys.family import about_me, come_in, dates, read_plan, sharing
from portal.store.casework import forgetting as case_forgetting
from portal.store.casework import tables as casework
from portal.store.family import forgetting, ways_in
from portal.store.family import tables as family
from portal.store.ledger import Gone, Ledger
from tests import factories
from tests.journeys.people import (
    DAD,
    KIT,
    MUM,
    begin,
    cupboard,
    joined,
    questions,
    save,
    sets_of,
    share,
    take_back,
    way_in,
)
from tests.world import World

SECRET = "SENTINEL-that-nobody-finds-again"


def run(world: World, *, dry_run: bool = False, **periods: int) -> keep.Report:
    return keep.run(world.room, CommandLine(), Periods(**periods), dry_run=dry_run)


def gone(report: keep.Report) -> dict[str, int]:
    """What went, by its kind, of all children together."""
    found: dict[str, int] = {}
    for line in report.gone:
        found[line.kind] = found.get(line.kind, 0) + line.number
    return found


def rows(world: World, table: Any, *where: Any) -> int:
    at = world.room.casework if table.metadata is casework.metadata else world.room.family
    with at.reading() as db:
        return int(db.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


def everything(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Every row of both cupboards."""
    found = {}
    for at, tables in ((world.room.casework, casework), (world.room.family, family)):
        with at.reading() as db:
            for table in tables.metadata.sorted_tables:
                found[f"{tables.__name__}.{table.name}"] = sorted(
                    (tuple(r) for r in db.execute(select(table))), key=repr
                )
    return found


def kit_writes(world: World, *, recorded: bool = True) -> FamilyMember:
    """Kit has one draft, one thing shared with the meeting and one ask; both are read and recorded."""
    child = world.family_ready()
    kit = joined(world, child, child)
    begin(world, kit, Readers())
    save(world, kit, "worries", SECRET)
    save(world, kit, "want-next", "to swim again")
    save(world, kit, "changed", "only a draft")
    share(world, kit, "worries", "want-next")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    if recorded:
        assert record_views.record(world.room, world.worker("priya"), KIT) == 2
    return kit


# -- each rule on its day ----------------------------------------------------------------------------


def test_a_draft_goes_two_weeks_after_the_meeting_that_its_author_knows_of(world_on_each: World) -> None:
    """Kit's meeting is on 26 November."""
    world = world_on_each
    kit = kit_writes(world)
    world.hands.move(days=18)
    assert "drafts" not in gone(run(world)), "the ninth of December"
    world.hands.move(days=2)
    assert gone(run(world))["drafts"] == 1
    home = read_plan.open_home(cupboard(world), kit, sets_of(world, kit))
    assert home.waiting == 0 and home.member.drafts_gone_at == world.hands.now
    about_me.say_noted(cupboard(world), kit)
    assert read_plan.open_home(cupboard(world), kit, sets_of(world, kit)).member.drafts_gone_at is None


def test_a_draft_of_somebody_who_knows_of_no_meeting_goes_after_sixty_days_whatever_the_case_knows(
    world_on_each: World,
) -> None:
    world = world_on_each
    child = world.bring_in()
    dad = joined(world, child, DAD)
    begin(world, dad, set_id="parent")
    save(world, dad, "most-want", "to see Kit", set_id="parent")
    world.hands.move(days=59)
    assert "drafts" not in gone(run(world))
    world.hands.move(days=2)
    assert gone(run(world))["drafts"] == 1


def test_a_draft_that_was_saved_again_begins_anew(world_on_each: World) -> None:
    world = world_on_each
    kit = kit_writes(world)
    world.hands.move(days=18)
    save(world, kit, "changed", "still writing", based_on=1)
    world.hands.move(days=30)
    assert "drafts" not in gone(run(world)), "the meeting is over, so it is sixty days from now on"
    world.hands.move(days=31)
    assert gone(run(world))["drafts"] == 1


def test_what_was_saved_while_the_job_looks_stays(world_on_each: World) -> None:
    """F-41: of a save and the job, one wins, and nothing is left over."""
    world = world_on_each
    kit = kit_writes(world)
    world.hands.move(days=20)
    due = forgetting.Due(world.room.family.keyring, kit.child, Periods(), world.hands.now)
    with world.room.family.reading() as db:
        found = forgetting.find_drafts(db, due)
    assert len(found) == 1
    save(world, kit, "changed", "saved just now", based_on=1)
    with world.room.family.writing() as db:
        assert forgetting.forget_drafts(db, due, found) == 0
    assert read_plan.open_home(cupboard(world), kit, sets_of(world, kit)).waiting == 1


def test_words_go_twenty_eight_days_after_they_were_recorded_with_all_that_hangs_on_them(world_on_each: World) -> None:
    world = world_on_each
    kit = kit_writes(world)
    world.hands.move(days=27)
    assert "words" not in gone(run(world))
    world.hands.move(days=1)
    assert gone(run(world))["words"] == 1
    assert [piece.question for piece in sharing.read_back(cupboard(world), kit)] == ["want-next"], "an ask stays"
    assert rows(world, family.opening) == 1
    assert rows(world, family.answer, family.answer.c.question == "worries") == 0, "nor the answer it was made of"
    world.hands.move(days=300)
    assert "words" not in gone(run(world)), "until the case ends"


def test_an_answer_that_was_shared_again_stays_with_its_newer_words(world_on_each: World) -> None:
    world = world_on_each
    kit = kit_writes(world)
    world.hands.move(days=20)
    save(world, kit, "worries", "the bus again", based_on=2)
    share(world, kit, "worries")
    world.hands.move(days=8)
    assert gone(run(world))["words"] == 1
    assert rows(world, family.answer, family.answer.c.question == "worries") == 1
    assert {piece.words.answer for piece in sharing.read_back(cupboard(world), kit)} == {
        "the bus again",
        "to swim again",
    }


def test_words_that_nobody_recorded_never_go_and_are_an_alarm_after_180_days(world_on_each: World) -> None:
    world = world_on_each
    kit = kit_writes(world, recorded=False)
    world.hands.move(days=179)
    assert run(world).alarms == ()
    world.hands.move(days=2)
    report = run(world)
    assert [(alarm.child_ref, alarm.kind, alarm.number) for alarm in report.alarms] == [(KIT, "unrecorded-words", 2)]
    assert report.alarms[0].since == date(2026, 11, 21)
    assert len(sharing.read_back(cupboard(world), kit)) == 2
    assert len(run(world).alarms) == 1, "each time"


def test_what_its_author_took_back_goes_with_the_next_run_and_stays_in_their_draft(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child)
    begin(world, kit)
    save(world, kit, "worries", "not after all")
    share(world, kit, "worries")
    (piece,) = sharing.read_back(cupboard(world), kit)
    assert take_back(world, kit, piece.id)
    assert gone(run(world)) == {"taken-back": 1}
    assert rows(world, family.shared) == 0
    assert read_plan.open_home(cupboard(world), kit, sets_of(world, kit)).waiting == 1


def test_a_message_goes_28_days_after_its_date_once_a_worker_has_seen_it(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    plan = read_plan.open_plan(cupboard(world), mum)
    (meeting,) = [m for m in plan.edition.meetings if m.is_to_come(world.hands.now)]
    dates.tell(cupboard(world), mum, MessageKind.CANNOT_COME, meeting.ref, "", "en")
    world.hands.move(days=40)
    report = run(world)
    assert "messages" not in gone(report)
    assert [alarm.kind for alarm in report.alarms] == ["unseen-messages"]
    (said,) = answer_messages.on_dates(world.room, world.worker("priya"), child)
    answer_messages.say_seen(world.room, world.worker("priya"), child, said.id)
    report = run(world)
    assert gone(report)["messages"] == 1 and report.alarms == ()


def test_what_somebody_asked_about_themselves_stays_longer_than_the_month_for_an_answer(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    notice = questions(world, "parent").short_notice
    assert about_me.ask(cupboard(world), mum, MessageKind.ASK_COPY, "", "en", notice)
    (said,) = answer_messages.on_dates(world.room, world.worker("priya"), child)
    answer_messages.say_seen(world.room, world.worker("priya"), child, said.id)
    world.hands.move(days=89)
    assert "messages" not in gone(run(world))
    world.hands.move(days=1)
    assert gone(run(world))["messages"] == 1


def test_a_way_in_that_nobody_uses_sleeps_after_as_many_days_as_the_rules_say(world_on_each: World) -> None:
    """No job has to run for it: the door itself looks at the day."""
    world = world_on_each
    child = world.family_ready()
    _mum, name, words = way_in(world, child, MUM)
    assert timedelta(days=SLEEPS_AFTER) == ways_in.ASLEEP
    world.hands.move(days=SLEEPS_AFTER - 1)
    assert come_in.sign_in(cupboard(world), Stranger(), name, words)
    world.hands.move(days=SLEEPS_AFTER)
    with pytest.raises(NotAllowed):
        come_in.sign_in(cupboard(world), Stranger(), name, words)


def test_codes_sessions_devices_and_tries_go_each_on_its_day(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    joined(world, child, MUM)
    now = world.hands.now
    with world.room.family.writing() as db:
        db.execute(family.tally.insert().values(bucket="b", since=now, number=3))
        person = world.room.person_id(child, MUM)
        db.execute(family.device.insert().values(id="d", person_id=person, failures=0, made_at=now, seen_at=now))
    with world.room.casework.writing() as db:
        db.execute(casework.tally.delete())
        db.execute(casework.tally.insert().values(bucket="b", since=now, number=3))
    counts = []
    for days in (1, 2, 7, 8, 89, 90, 199, 200):
        world.hands.now = now + timedelta(days=days)
        found = gone(run(world))
        counts.append({kind: found[kind] for kind in ("tries", "desk-tries", "sessions", "codes", "ways-in", "devices")
                       if kind in found})  # fmt: skip
    assert counts[0] == {}
    assert counts[1]["tries"] >= 1 and counts[1]["desk-tries"] == 1
    assert set(counts[2]) <= {"tries"} | {"sessions"}
    assert "sessions" in counts[2] | counts[3]
    assert counts[4] == {} and counts[5]["codes"] == 1 and counts[5]["ways-in"] >= 2
    assert counts[6] == {} and counts[7] == {"devices": 1}


def test_what_proves_a_worker_who_left_goes_and_their_name_stays(world_on_each: World) -> None:
    world = world_on_each
    world.at_the_desk("carl")
    with world.room.casework.writing() as db:
        db.execute(casework.worker.update().where(casework.worker.c.sign_in == "carl").values(left_at=world.hands.now))
    world.hands.move(days=28)
    assert gone(run(world))["leavers"] == 1
    with world.room.casework.reading() as db:
        row = db.execute(select(casework.worker).where(casework.worker.c.sign_in == "carl")).one()
    assert (row.name, row.passphrase, row.totp) == ("Carl", None, None)


# -- the end of a case -------------------------------------------------------------------------------


def end(world: World) -> None:
    end_case.end(world.room, world.worker("priya"), KIT, world.room.casework.clock.today(), "The plan is done.")


def test_thirty_days_after_the_end_everything_of_the_family_is_forgotten_and_ninety_days_after_it_the_case(
    world_on_each: World,
) -> None:
    world = world_on_each
    kit = kit_writes(world)
    end(world)
    world.hands.move(days=29)
    assert "family-side" not in gone(run(world))
    assert rows(world, family.edition) > 0
    world.hands.move(days=1)
    assert gone(run(world))["family-side"] > 5
    kept = {"data_key", "notice", "audit", "tally", "alembic_version"}
    left = {table.name: rows(world, table) for table in family.metadata.sorted_tables if table.name not in kept}
    assert {name: number for name, number in left.items() if number} == {}
    with world.room.family.reading() as db:
        key = db.execute(select(family.data_key).where(family.data_key.c.id == kit.child)).one()
    assert (key.wrapped, key.destroyed_at) == (None, world.hands.now)
    assert rows(world, casework.child_case) == 1
    world.hands.move(days=59)
    assert "casework-side" not in gone(run(world))
    world.hands.move(days=1)
    assert gone(run(world))["casework-side"] > 3
    kept |= {"worker", "way_in", "session", "recovery"}
    assert not [t.name for t in casework.metadata.sorted_tables if t.name not in kept and rows(world, t)]
    assert gone(run(world)) == {}


def test_an_end_that_is_dated_back_forgets_nothing_before_the_days_have_passed_since_it_was_said(
    world_on_each: World,
) -> None:
    """A slip in the year destroys nothing the same night."""
    world = world_on_each
    kit_writes(world)
    last_year = world.room.casework.clock.today() - timedelta(days=365)
    end_case.end(world.room, world.worker("priya"), KIT, last_year, "The plan is done.")
    world.hands.move(days=29)
    assert not {"family-side", "casework-side"} & set(gone(run(world)))
    world.hands.move(days=1)
    assert gone(run(world))["family-side"] > 5
    world.hands.move(days=59)
    assert "casework-side" not in gone(run(world))
    world.hands.move(days=1)
    assert gone(run(world))["casework-side"] > 3


def test_while_words_are_not_recorded_the_end_waits_and_says_so_but_accounts_go(world_on_each: World) -> None:
    world = world_on_each
    kit_writes(world, recorded=False)
    end(world)
    world.hands.move(days=31)
    report = run(world)
    assert [(alarm.kind, alarm.number) for alarm in report.alarms] == [("end-waits", 2)]
    assert "family-side" not in gone(report) and gone(report)["accounts"] == 1
    assert rows(world, family.shared) == 2
    world.hands.move(days=100)
    assert "casework-side" not in gone(run(world)), "the case leads to them"
    assert record_views.record(world.room, world.worker("priya"), KIT) == 2
    report = run(world)
    assert report.alarms == () and {"family-side", "casework-side"} <= set(gone(report))


def test_a_case_that_is_opened_again_before_its_day_forgets_nothing(world_on_each: World) -> None:
    world = world_on_each
    kit_writes(world)
    end(world)
    world.hands.move(days=20)
    end_case.open_again(world.room, world.worker("moira", role=WorkerRole.MANAGER), KIT, "It goes on.")
    world.hands.move(days=200)
    assert "family-side" not in gone(run(world))
    assert rows(world, family.edition) > 0


def test_a_child_who_comes_back_begins_anew(world_on_each: World) -> None:
    world = world_on_each
    kit_writes(world)
    end(world)
    world.hands.move(days=91)
    assert "casework-side" in gone(run(world))
    world.bring_in()
    world.publish(KIT, only=(KIT,))
    again = joined(world, KIT, KIT)
    assert read_plan.open_plan(cupboard(world), again).number == 1
    assert sharing.read_back(cupboard(world), again) == []


def test_desk_pages_of_a_case_whose_family_side_is_gone_still_open(world_on_each: World) -> None:
    world = world_on_each
    kit_writes(world)
    end(world)
    world.hands.move(days=31)
    run(world)
    desk = world.at_the_desk("ines")
    world.tie(KIT, "ines", Tie.CASE, None)
    for path in ("", "/shown", "/end", "/words", "/keeping"):
        assert desk.get(f"/c/{KIT}{path}").status_code == 200, path


# -- what nothing brings back ------------------------------------------------------------------------


def test_after_forgetting_nothing_of_the_child_opens_and_no_key_stands_in_the_files(
    world: World, tmp_path: Path
) -> None:
    kit = kit_writes(world)
    with world.room.family.reading() as db:
        wrapped = db.execute(select(family.data_key.c.wrapped).where(family.data_key.c.id == kit.child)).scalar_one()
        sealed = db.execute(select(family.shared.c.body)).scalars().all()
    files = [path for path in tmp_path.rglob("*.sqlite3*") if path.is_file()]
    assert any(bytes(wrapped) in path.read_bytes() for path in files), "it is looked for where it was"
    assert not any(SECRET.encode() in path.read_bytes() for path in files)
    key = world.room.family.keyring.unwrap(kit.child, wrapped)
    end(world)
    world.hands.move(days=91)
    run(world)
    for path in tmp_path.rglob("*.sqlite3*"):
        held = path.read_bytes()
        assert bytes(wrapped) not in held, f"the wrapped key still stands in {path.name}"
        assert not any(bytes(body) in held for body in sealed), path.name
        assert SECRET.encode() not in held and key.raw not in held


def test_the_ledger_hears_of_a_key_that_is_destroyed_so_that_no_backup_brings_it_back(
    world: World, tmp_path: Path
) -> None:
    kit = kit_writes(world)
    world.room.family.ledger = Ledger(tmp_path / "ledger" / "desk.jsonl", b"a key outside the database")
    end(world)
    world.hands.move(days=31)
    run(world)
    assert kit.child in [
        line.entry.thing for line in world.room.family.ledger.lines() if line.entry.kind is Gone.KEY_DESTROYED
    ]


# -- a job that can be trusted -----------------------------------------------------------------------


def late(world: World) -> None:
    """Two children: of one, most kinds are due; of the other, the end."""
    kit = kit_writes(world)
    other = bring_in.bring_in(
        world.room, world.worker("priya"), factories.example_bytes("norfolk").replace(b"NK-4417", b"NK-5000")
    ).child_ref
    world.publish(other, only=(other,))
    assert kit.child != world.room.child_id(other)
    end_case.end(world.room, world.worker("priya"), other, world.room.casework.clock.today(), "Done.")
    world.hands.move(days=220)


def test_a_dry_run_changes_nothing_and_says_the_same_numbers(world_on_each: World) -> None:
    world = world_on_each
    late(world)
    before = everything(world)
    dry = run(world, dry_run=True)
    assert everything(world) == before
    assert {"drafts", "words", "family-side", "casework-side", "sessions", "codes"} <= set(gone(dry))
    real = run(world)
    assert (real.gone, real.alarms) == (dry.gone, dry.alarms)
    assert everything(world) != before


def test_the_job_does_nothing_the_second_time_and_every_loss_has_its_line_in_the_audit(world_on_each: World) -> None:
    world = world_on_each
    late(world)
    first = run(world)
    for line in first.gone:
        at = world.room.casework if line.kind in DESK_KINDS else world.room.family
        with at.reading() as db:
            about = select(family.audit if at is world.room.family else casework.audit)
            found = [r for r in db.execute(about) if (r.action, r.thing) == (f"forget-{line.kind}", str(line.number))]
        assert len(found) == 1, line
        assert found[0].child == (world.room.child_id(line.child_ref) if line.child_ref else "")
    stands = everything(world)
    assert run(world).gone == ()
    assert everything(world) == stands


DESK_KINDS = {"casework-side", *(kind.name for kind in case_forgetting.KINDS)}


def test_two_jobs_at_once_do_no_more_than_one(world_on_each: World) -> None:
    """F-44."""
    world = world_on_each
    late(world)
    expected = gone(run(world, dry_run=True))
    begin_together, reports, problems = Barrier(2), [], []

    def job() -> None:
        begin_together.wait()
        try:
            reports.append(run(world))
        except Exception as problem:  # told below
            problems.append(problem)

    both = [Thread(target=job) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert problems == []
    together: dict[str, int] = {}
    for report in reports:
        for kind, number in gone(report).items():
            together[kind] = together.get(kind, 0) + number
    assert together == expected == losses_told(world)


def test_a_job_that_was_killed_anywhere_goes_on_the_next_time(
    world_on_each: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at its first loss, at its second, and so on: what was told of stands, and the rest goes later."""
    world = world_on_each
    late(world)
    expected, write_down = gone(run(world, dry_run=True)), keep._Run.done
    for deadly in range(1, sum(expected.values())):
        losses = []

        def die(this: Any, at: Any, db: Any, ref: str, kind: str, number: int) -> None:
            losses.extend([kind] if number else [])  # noqa: B023
            if len(losses) == deadly:  # noqa: B023
                raise KeyboardInterrupt
            write_down(this, at, db, ref, kind, number)

        with monkeypatch.context() as patched:
            patched.setattr(keep._Run, "done", die)
            try:
                run(world)
                break
            except KeyboardInterrupt:
                continue
    assert run(world).gone == ()
    assert losses_told(world) == expected


def losses_told(world: World) -> dict[str, int]:
    """What the audit of both cupboards says went, by its kind."""
    found: dict[str, int] = {}
    for at, tables in ((world.room.casework, casework), (world.room.family, family)):
        with at.reading() as db:
            assert at.trail.verify(db) is None
            for row in db.execute(select(tables.audit).where(tables.audit.c.action.like("forget-%"))):
                kind = row.action.removeprefix("forget-")
                found[kind] = found.get(kind, 0) + int(row.thing)
    return found


def test_more_rows_than_one_transaction_takes_all_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "AT_ONCE", 2)
    child = world.family_ready()
    person = world.room.person_id(child, MUM)
    joined(world, child, MUM)
    with world.room.family.writing() as db:
        for number in range(7):
            db.execute(
                family.device.insert().values(id=f"d{number}", person_id=person, failures=0, made_at=world.hands.now,
                                              seen_at=world.hands.now)
            )  # fmt: skip
    world.hands.move(days=201)
    dry = run(world, dry_run=True)
    report = run(world)
    assert gone(report)["devices"] == gone(dry)["devices"] == 7


def test_if_the_audit_cannot_be_written_nothing_goes(world_on_each: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_on_each
    late(world)
    before = everything(world)

    def broken(*_: object) -> None:
        raise RuntimeError("no audit")

    with monkeypatch.context() as patched:
        for at in (world.room.casework, world.room.family):
            patched.setattr(at, "record", broken)
        with pytest.raises(RuntimeError):
            run(world)
    assert everything(world) == before


def test_a_legal_hold_stops_everything_of_that_child_and_of_no_other(world_on_each: World) -> None:
    world = world_on_each
    late(world)
    manager = world.worker("moira", role=WorkerRole.MANAGER)
    ended = "NK-5000"
    for child in (KIT, ended):
        hold.hold(world.room, manager, child, "a court asked", world.room.casework.clock.today() + timedelta(days=30))
    report = run(world)
    assert {(line.child_ref, line.kind) for line in report.gone if line.child_ref} == set()
    assert [each.child_ref for each in report.held] == [KIT, ended]
    hold.lift(world.room, manager, ended, "the court has closed it")
    assert {line.kind for line in run(world).gone if line.child_ref == ended} == {"family-side", "casework-side"}
    assert rows(world, casework.child_case) == 1


def test_a_hold_that_should_have_been_looked_at_again_is_named(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    manager = world.worker("moira", role=WorkerRole.MANAGER)
    hold.hold(world.room, manager, KIT, "a court asked", date(2026, 12, 1))
    assert run(world).due_holds == ()
    world.hands.move(days=11)
    assert run(world).due_holds == (KIT,)


def test_nobody_but_the_command_line_runs_the_job(world: World) -> None:
    for who in (world.worker("priya"), world.worker("moira", role=WorkerRole.MANAGER)):
        with pytest.raises(NotAllowed):
            keep.run(world.room, who, Periods())


def test_the_council_s_own_periods_are_the_job_s(world_on_each: World) -> None:
    world = world_on_each
    kit_writes(world)
    world.hands.move(days=8)
    assert "words" not in gone(run(world, dry_run=True))
    assert gone(run(world, recorded_words=7))["words"] == 1


def test_every_kind_that_the_job_counts_has_a_rule(world: World) -> None:
    counted = {kind.name for kind in (*forgetting.KINDS, forgetting.TRIES, *case_forgetting.KINDS)}
    counted |= {"family-side", "casework-side"}
    ruled = {rule.kind for rule in RULES if rule.kind}
    assert counted | {"accounts"} == ruled | {"taken-back"}
