"""A backup brought back: whole, on either engine, and without what was revoked or erased since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from portal.access.viewer import CommandLine, FamilyMember, Stranger
from portal.app import create_app, family_gate, ledgers, open_room
from portal.config import Settings, Side
from portal.domain.errors import Invalid, NotAllowed, NotFound
from portal.domain.keeping import Periods
from portal.domain.people import Tie, WorkerRole
from portal.journeys.desk import (
    allocate,
    back_up,
    calendar,
    end_case,
    hold,
    invite,
    keep,
    make_safe,
    people,
    restore,
    verify_audit,
    withdraw,
)
from portal.journeys.desk import come_in as desk
from portal.journeys.desk.room import Room
from portal.journeys.family import come_in, dates, join, my_way_in, read_plan, sharing
from portal.store import archive
from portal.store.casework import cases, holds, workers
from portal.store.family import members
from portal.store.family.tables import answer, data_key
from portal.store.keys import ensure_check
from portal.store.ledger import Gone
from portal.store.migrations import upgrade
from tests.conftest import PEPPER, Hands, close, settings_for
from tests.journeys.people import begin, cupboard, save, sets_of, share, take_back, way_in
from tests.journeys.test_dates import tell
from tests.journeys.test_publish import bring, states
from tests.journeys.test_words_at_rest import PLAN, whole_journey
from tests.store.stores import TABLES, all_at_once
from tests.world import World

HERE = CommandLine()
Urls = tuple[str, str]


@pytest.fixture
def settings(urls: Urls, keys: dict[str, str], tmp_path: Path) -> Settings:
    return settings_for(Side.DESK, urls, keys, ledger=tmp_path / "ledger")


@pytest.fixture
def world(urls: Urls, keys: dict[str, str], hands: Hands, settings: Settings) -> Iterator[World]:
    """Both sides on each engine in turn, with a ledger."""
    yield from opened(urls, keys, hands, settings.ledger)


def opened(urls: Urls, keys: dict[str, str], hands: Hands, ledger: Path | None) -> Iterator[World]:
    settings = [settings_for(side, urls, keys, ledger=ledger) for side in (Side.FAMILY, Side.DESK)]
    sides = [create_app(each, hands.clock) for each in settings]
    yield World(*sides, hands)
    for side in sides:
        close(side)


@pytest.fixture
def empty_sqlite_urls(tmp_path: Path) -> Urls:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return f"sqlite:///{folder / 'casework.sqlite3'}", f"sqlite:///{folder / 'family.sqlite3'}"


@pytest.fixture
def empty_postgres_urls(empty_postgres: str) -> Iterator[Urls]:
    admin = create_engine(empty_postgres, isolation_level="AUTOCOMMIT")
    names = [f"{name}_{uuid4().hex[:12]}" for name in ("casework", "family")]
    with admin.connect() as db:
        for name in names:
            db.execute(text(f"CREATE DATABASE {name}"))
    at = [make_url(empty_postgres).set(database=name).render_as_string(hide_password=False) for name in names]
    yield at[0], at[1]
    with admin.connect() as db:
        for name in names:
            db.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["to-sqlite", "to-postgres"])
def elsewhere(request: pytest.FixtureRequest) -> Urls:
    """Two databases without a table, on each engine in turn."""
    found: Urls = request.getfixturevalue(request.param.replace("to-", "empty_") + "_urls")
    return found


class Keeper:
    """Whoever looks after the portal: a key that is kept offline, backups, and another machine."""

    def __init__(self, folder: Path, desk: Settings, keys: dict[str, str], hands: Hands) -> None:
        self.desk, self.keys, self.hands = desk, keys, hands
        self.file, self.key = folder / "backup.age", folder / "offline.key"
        secret, self.recipient = back_up.make_keys(HERE)
        self.key.write_text(f"# a comment\n{secret}\n")

    def back_up(self, room: Room) -> back_up.BackedUp:
        return back_up.back_up(room, HERE, self.file, self.recipient, ledgers(self.desk, self.desk.ledger))

    def room(self, urls: Urls, **more: object) -> Room:
        return open_room(settings_for(Side.DESK, urls, self.keys, ledger=self.desk.ledger, **more), self.hands.clock)

    @contextmanager
    def restored(self, urls: Urls) -> Iterator[Room]:
        """A room on what was restored, for a while."""
        room = self.room(urls)
        try:
            yield room
        finally:
            room.casework.close()
            room.family.close()

    def restore(self, urls: Urls, room: Room | None = None, **more: object) -> restore.Restored:
        asked = {"file": self.file, "key": self.key, "ledgers": ledgers(self.desk, self.desk.ledger), **more}
        room = room or self.room(urls)
        try:
            return restore.restore(room, HERE, gate=family_gate(PEPPER), **asked)
        finally:
            room.casework.close()
            room.family.close()


@pytest.fixture
def keeper(tmp_path: Path, settings: Settings, keys: dict[str, str], hands: Hands) -> Keeper:
    return Keeper(tmp_path, settings, keys, hands)


def let_families_in(urls: Urls) -> None:
    """What an administrator runs for a new database on PostgreSQL (`roles.sql`), for the tests' family role."""
    if make_url(urls[1]).get_backend_name() == "postgresql":
        engine = create_engine(urls[1])
        with engine.begin() as db:
            db.execute(text("ALTER ROLE portal_family LOGIN PASSWORD 'not-a-secret'"))
        engine.dispose()


def counted(urls: Urls) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, url in zip(("casework", "family"), urls, strict=True):
        engine = create_engine(url)
        with engine.connect() as db:
            found[name] = {
                table: db.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() for table in TABLES[name].tables
            }
        engine.dispose()
    return found


def tables_in(urls: Urls) -> list[str]:
    found = []
    for url in urls:
        engine = create_engine(url)
        found += inspect(engine).get_table_names()
        engine.dispose()
    return found


# -- the drill ---------------------------------------------------------------------------------------


def test_the_restore_drill(
    world: World, keeper: Keeper, elsewhere: Urls, urls: Urls, keys: dict[str, str], hands: Hands
) -> None:
    """Empty databases, the backup into them, what was revoked since, the chain, the rows, and somebody signs in."""
    hidden = whole_journey(world)
    hands.move(minutes=1)
    mum = world.join("NK-4417", "mum")
    made = keeper.back_up(world.room)
    written = counted(urls)
    assert made.rows == {name: sum(rows.values()) for name, rows in written.items()}
    sealed = keeper.file.read_bytes()
    assert [each for each in (*hidden, "priya", "NK-4417", "casework") if each.encode() in sealed] == []
    assert keeper.file.stat().st_mode & 0o077 == 0

    done = keeper.restore(elsewhere)
    assert (done.made_at, done.again) == (hands.now, {})
    stands = counted(elsewhere)
    for name, rows in written.items():  # and one line more, that says so
        assert stands[name] == {**rows, "audit": rows["audit"] + 1}
    let_families_in(elsewhere)
    for restored in opened(elsewhere, keys, hands, keeper.desk.ledger):
        assert all(broken is None for _rows, broken in verify_audit.verify(restored.room, HERE).values())
        back = restored.browser()
        back.follow(back.submit("/in", name=mum.name, words=mum.words))
        assert PLAN in back.get("/p").text
        assert mum.get("/p").status_code == 200, "the old place still stands as it was"
    engine = create_engine(elsewhere[1])
    for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit", "UPDATE edition SET language = 'x'"):
        with pytest.raises(DBAPIError, match="written once"), engine.begin() as db:
            db.execute(text(statement))
    engine.dispose()


def test_of_two_backups_to_one_file_at_once_one_is_whole_and_the_other_says_so(
    world: World, keeper: Keeper, empty_sqlite_urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.family_ready()
    write, begun = archive.write, []

    def while_another_begins(*args: object) -> object:
        if not begun:
            begun.append(1)
            keeper.back_up(world.room)
        return write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(archive, "write", while_another_begins)
    with pytest.raises(Invalid, match="there already"):
        keeper.back_up(world.room)
    assert [file.name for file in keeper.file.parent.glob("backup*")] == ["backup.age"]
    assert keeper.restore(empty_sqlite_urls).again == {}


def test_nobody_is_signed_in_after_a_restore_and_no_code_works(
    world: World, keeper: Keeper, elsewhere: Urls, keys: dict[str, str], hands: Hands
) -> None:
    child = world.family_ready()
    world.at_the_desk("priya")
    world.join(child, "mum")
    code = world.code(child, "dad")
    keeper.back_up(world.room)
    keeper.restore(elsewhere)
    let_families_in(elsewhere)
    for restored in opened(elsewhere, keys, hands, keeper.desk.ledger):
        with restored.room.family.reading() as db:
            alive = db.execute(text("SELECT count(*) FROM session WHERE ended_at IS NULL")).scalar_one()
            codes = db.execute(text("SELECT count(*) FROM invitation WHERE ended_at IS NULL AND used_at IS NULL"))
            assert (alive, codes.scalar_one()) == (0, 0)
        with restored.room.casework.reading() as db:
            assert db.execute(text("SELECT count(*) FROM session WHERE ended_at IS NULL")).scalar_one() == 0
            assert db.execute(text("SELECT count(*) FROM way_in WHERE used_at IS NULL")).scalar_one() == 0
        with pytest.raises(NotAllowed):
            join.use_code(cupboard(restored), Stranger(), code)


def test_a_backup_is_made_while_others_write_and_is_of_one_moment(
    world: World, keeper: Keeper, elsewhere: Urls, keys: dict[str, str], hands: Hands
) -> None:
    child = world.family_ready()
    priya = world.worker("priya")

    def work(place: int) -> None:
        if place == 0:
            keeper.back_up(world.room)
            return
        for number in range(15):
            with world.room.family.writing() as db:
                world.room.family.record(db, world.room.event(priya, "test", child, f"{place}/{number}"))

    assert all_at_once(5, work) == [None] * 5
    keeper.restore(elsewhere)  # which follows the chain to the end that stood in the backup
    assert counted(elsewhere)["family"]["person"] == 3


# -- what was revoked or erased since ----------------------------------------------------------------


def test_whatever_was_revoked_or_erased_after_the_backup_is_gone_after_the_restore(
    world: World, keeper: Keeper, elsewhere: Urls, keys: dict[str, str], hands: Hands
) -> None:
    """Every journey that takes something away, after the backup. A new kind of going needs a line here."""
    norfolk, notts = world.family_ready("norfolk"), world.family_ready("nottinghamshire")
    derby = world.family_ready("derby")
    kit, kits_name, kits_words = way_in(world, norfolk, norfolk)
    mum, mums_name, mums_words = way_in(world, norfolk, "mum")
    carer, carers_name, carers_old_words = way_in(world, notts, "carer")
    begin(world, kit)
    save(world, kit, "want-next", "IN CONFIDENCE")
    share(world, kit, "want-next")
    begin(world, mum, set_id="parent")
    save(world, mum, "most-want", "NEVER SENT", set_id="parent")
    tell(world, mum)
    calendar.allow(world.room, world.worker("priya"), norfolk, norfolk, allowed=True)
    world.worker("lee")
    world.worker("moira", role=WorkerRole.MANAGER)
    world.tie(notts, "lee", Tie.CHAIR, None)
    tundes_old_words = set_up(world, "tunde", "tunde keeps seven green kettles")

    keeper.back_up(world.room)
    hands.move(hours=1)

    room, priya, families = world.room, world.worker("priya"), cupboard(world)
    [piece] = sharing.sent_days(families, kit)
    assert take_back(world, kit, piece.id)
    [message] = dates.said(families, mum)
    assert dates.take_back(families, mum, message.id)[1]
    invite.shut(room, priya, norfolk, "dad")
    invite.shut(room, priya, norfolk, norfolk)
    invite.open_again(room, priya, norfolk, norfolk)  # and so Kit is not shut out by a restore
    my_way_in.close_account(families, mum)
    own_words = "seven green kettles on the hob"
    my_way_in.change_words(families, carer, carers_old_words, own_words, own_words=True)
    withdraw.withdraw(room, priya, norfolk, norfolk, 1, "The wrong school stood in it.")
    calendar.allow(room, priya, norfolk, norfolk, allowed=False)
    make_safe.set_reading_back(room, priya, norfolk, norfolk, allowed=False)
    allocate.end(room, priya, norfolk, world.worker("tunde").account, Tie.TRUSTED)
    set_up(world, "tunde", "tunde keeps eight other kettles")
    people.say_left(room, HERE, "lee")
    moira = world.worker("moira", role=WorkerRole.MANAGER)
    end_case.end(room, priya, derby, hands.clock.today(), "The plan is done.")
    hands.move(days=Periods().casework_after_end + 1)
    erase(world, derby)
    end_case.end(room, priya, notts, hands.clock.today(), "The plan is done.")
    end_case.open_again(room, moira, notts, "It came up again.")
    end_case.end(room, priya, notts, hands.clock.today(), "The plan is done.")

    review = hands.clock.today() + timedelta(days=60)
    for held in (norfolk, notts):
        hold.hold(room, moira, held, "A court asked.", review)
    hold.lift(room, moira, notts, "It did not.")

    noted = {line.entry.kind for ledger in ledgers(keeper.desk, keeper.desk.ledger) for line in ledger.lines()}
    assert noted == set(Gone), "a journey for each kind stands above"

    done = keeper.restore(elsewhere)
    assert set(done.again) == {kind.value for kind in Gone} - {"door-opened", "case-opened", "hold-lifted"}
    let_families_in(elsewhere)
    for restored in opened(elsewhere, keys, hands, keeper.desk.ledger):
        families, room = cupboard(restored), restored.room
        for name, words in ((mums_name, mums_words), (carers_name, carers_old_words)):
            with pytest.raises(NotAllowed):
                come_in.sign_in(families, Stranger(), name, words)
        viewer = come_in.who_is_this(families, *come_in.sign_in(families, Stranger(), kits_name, kits_words))
        assert isinstance(viewer, FamilyMember), "whose door was opened again is not shut out"
        with pytest.raises(NotFound):
            read_plan.open_plan(families, viewer)
        home = read_plan.open_home(families, viewer, sets_of(world, viewer))
        assert (home.taken_back, home.sent, home.member.calendar, home.member.reads_back) == (True, (), False, False)
        assert home.member.circle.trusted is None, "Tunde is tied to Kit no more"
        with room.family.reading() as db:
            ways = members.ways(db, [room.person_id(norfolk, "dad"), room.person_id(norfolk, "mum")], hands.now)
            assert not ways[room.person_id(norfolk, "dad")].door_open
            assert db.execute(text("SELECT count(*) FROM message")).scalar_one() == 0
            assert db.execute(select(answer).where(answer.c.person_id == mum.person)).all() == []
            assert members.of_child(db, room.child_id(derby)) == []
            assert db.execute(select(data_key.c.wrapped).where(data_key.c.id == room.child_id(derby))).scalar() is None
        with room.casework.reading() as db:
            assert cases.find(db, room.casework.keyring, derby) is None
            kept = cases.find(db, room.casework.keyring, notts)
            assert kept is not None and kept.ended_at is not None
            lee, tunde = workers.find(db, sign_in="lee"), workers.find(db, sign_in="tunde")
            assert lee is not None and lee.left
            assert tunde is not None and tunde.passphrase is None
            assert norfolk not in {a.child_ref for a in workers.allocations(db, tunde.id)}
        with pytest.raises(NotAllowed):
            desk.sign_in(room, Stranger(), "tunde", tundes_old_words, "000000")


def test_a_case_opened_again_after_the_backup_is_open_after_the_restore(
    world: World, keeper: Keeper, elsewhere: Urls
) -> None:
    """And the job that forgets passes it by."""
    child, moira = world.family_ready("derby"), world.worker("moira", role=WorkerRole.MANAGER)
    end_case.end(world.room, world.worker("priya"), child, keeper.hands.clock.today(), "The plan is done.")
    keeper.back_up(world.room)
    keeper.hands.move(hours=1)
    end_case.open_again(world.room, moira, child, "It came up again.")
    assert keeper.restore(elsewhere).again["case-opened"] == 1
    keeper.hands.move(days=Periods().casework_after_end + 1)
    with keeper.restored(elsewhere) as room:
        keep.run(room, HERE, Periods())
        with room.casework.reading() as db:
            kept = cases.find(db, room.casework.keyring, child)
            assert kept is not None and kept.ended_at is None


@pytest.mark.parametrize("by", ["moira", "new"])
def test_a_legal_hold_set_after_the_backup_stands_after_the_restore(
    world: World, keeper: Keeper, elsewhere: Urls, by: str
) -> None:
    """Whoever set it, and though its reason is lost: nothing of the child goes."""
    child, _moira = world.family_ready("derby"), world.worker("moira", role=WorkerRole.MANAGER)
    end_case.end(world.room, world.worker("priya"), child, keeper.hands.clock.today(), "The plan is done.")
    keeper.back_up(world.room)
    keeper.hands.move(hours=1)
    review = keeper.hands.clock.today() + timedelta(days=60)
    hold.hold(world.room, world.worker(by, role=WorkerRole.MANAGER), child, "A court asked.", review)
    assert keeper.restore(elsewhere).again["hold-set"] == 1
    keeper.hands.move(days=Periods().casework_after_end + 1)
    with keeper.restored(elsewhere) as room:
        keep.run(room, HERE, Periods())
        with room.casework.reading() as db:
            stands = holds.standing(db, room.casework.keyring, room.casework.pepper, child)
        assert stands is not None and stands.review_on == review and "after the backup" in stands.why


def test_words_taken_back_after_the_backup_are_a_draft_after_the_restore(
    world: World, keeper: Keeper, elsewhere: Urls
) -> None:
    child = world.family_ready("norfolk")
    kit, _name, _words = way_in(world, child, child)
    begin(world, kit)
    save(world, kit, "want-next", "MINE")
    share(world, kit, "want-next")
    keeper.back_up(world.room)
    keeper.hands.move(hours=1)
    [piece] = sharing.sent_days(cupboard(world), kit)
    assert take_back(world, kit, piece.id)
    keeper.restore(elsewhere)
    with keeper.restored(elsewhere) as room:
        keep.run(room, HERE, Periods())
        with room.family.reading() as db:
            [draft] = db.execute(select(answer).where(answer.c.person_id == kit.person))
            assert draft.shared is False


def test_of_a_ledger_that_the_backup_does_not_name_only_what_came_later_is_done_again(
    world: World, keeper: Keeper, elsewhere: Urls
) -> None:
    """Whoever changed their words long before the backup keeps the account that it holds."""
    child = world.family_ready("norfolk")
    mum, _name, old = way_in(world, child, "mum")
    keeper.hands.move(days=1)
    my_way_in.change_words(cupboard(world), mum, old, "seven green kettles on the hob", own_words=True)
    keeper.hands.move(days=5)
    desks = [each for each in ledgers(keeper.desk, keeper.desk.ledger) if each.file.stem == "desk"]
    back_up.back_up(world.room, HERE, keeper.file, keeper.recipient, desks)
    assert keeper.restore(elsewhere).again == {}


def test_a_child_who_was_forgotten_and_came_back_before_the_backup_stays(
    world: World, keeper: Keeper, elsewhere: Urls
) -> None:
    """Within the minutes before the backup that are done again, too."""
    child = world.family_ready("norfolk")
    end_case.end(world.room, world.worker("priya"), child, keeper.hands.clock.today(), "The plan is done.")
    keeper.hands.move(days=Periods().casework_after_end + 1)
    erase(world, child)
    keeper.hands.move(minutes=3)
    world.bring_in("norfolk")
    keeper.hands.move(minutes=3)
    keeper.back_up(world.room)
    keeper.restore(elsewhere)
    with keeper.restored(elsewhere) as room:
        with room.casework.reading() as db:
            assert cases.find(db, room.casework.keyring, child) is not None


def set_up(world: World, sign_in: str, words: str) -> str:
    """A worker chooses a passphrase with a one-time way in."""
    code = desk.add_worker(world.room, HERE, sign_in, "Tunde Bello", WorkerRole.WORKER)
    desk.set_up(world.room, Stranger(), code, words)
    return words


def erase(world: World, child: str) -> None:
    """The job that forgets takes the child out of both cupboards."""
    keep.run(world.room, HERE, Periods())
    with world.room.casework.reading() as db:
        assert cases.find(db, world.room.casework.keyring, child) is None


def test_a_copy_that_was_followed_by_a_newer_one_is_not_shown_again(
    world: World, keeper: Keeper, elsewhere: Urls, keys: dict[str, str], hands: Hands
) -> None:
    """What it says may have been too much: nobody reads it until somebody has published again."""
    child = world.family_ready()
    _kit, name, words = way_in(world, child, child)
    keeper.back_up(world.room)
    bring(world, lambda tree: tree["plan"]["goals"][0].update(text="I want to swim."))
    assert states(world.publish(child))[child] == "published"
    keeper.restore(elsewhere)
    let_families_in(elsewhere)
    for restored in opened(elsewhere, keys, hands, keeper.desk.ledger):
        families = cupboard(restored)
        viewer = come_in.who_is_this(families, *come_in.sign_in(families, Stranger(), name, words))
        with pytest.raises(NotFound):
            read_plan.open_plan(families, viewer)
        restored.codes |= world.codes  # the worker is there already
        assert states(restored.publish(child))[child] == "published"
        assert read_plan.open_plan(families, viewer).number == 2


# -- what is refused, with nothing touched -----------------------------------------------------------


@pytest.fixture
def backed_up(sqlite_urls: Urls, keys: dict[str, str], hands: Hands, tmp_path: Path) -> Keeper:
    """A backup of a small world on SQLite."""
    settings = settings_for(Side.DESK, sqlite_urls, keys, ledger=tmp_path / "ledger")
    made = Keeper(tmp_path, settings, keys, hands)
    for world in opened(sqlite_urls, keys, hands, settings.ledger):
        child = world.family_ready()
        invite.shut(world.room, world.worker("priya"), child, "dad")
        made.back_up(world.room)
    return made


def another_key(keeper: Keeper) -> dict[str, object]:
    file = keeper.key.with_name("another.key")
    file.write_text(back_up.make_keys(HERE)[0])
    return {"key": file}


def no_key(keeper: Keeper) -> dict[str, object]:
    file = keeper.key.with_name("no.key")
    file.write_text("age1something\n")
    return {"key": file}


def cut_off(keeper: Keeper) -> dict[str, object]:
    whole = keeper.file.read_bytes()
    keeper.file.write_bytes(whole[: len(whole) // 2])
    return {}


def cut_off_at_the_very_end(keeper: Keeper) -> dict[str, object]:
    keeper.file.write_bytes(keeper.file.read_bytes()[:-1])
    return {}


def a_byte_changed(keeper: Keeper) -> dict[str, object]:
    whole = bytearray(keeper.file.read_bytes())
    whole[len(whole) - 300] ^= 1
    keeper.file.write_bytes(bytes(whole))
    return {}


def not_a_backup(keeper: Keeper) -> dict[str, object]:
    keeper.file.write_bytes(b"-----BEGIN AGE ENCRYPTED FILE-----")
    return {}


def a_ledger_that_is_missing(keeper: Keeper) -> dict[str, object]:
    return {"ledgers": []}


def a_ledger_that_was_cut(keeper: Keeper) -> dict[str, object]:
    (file,) = keeper.desk.ledger.glob("desk.jsonl")
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    return {}


def a_ledger_that_was_changed(keeper: Keeper) -> dict[str, object]:
    (file,) = keeper.desk.ledger.glob("desk.jsonl")
    file.write_bytes(file.read_bytes().replace(b"door-shut", b"door-open"))
    return {}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (another_key, "was sealed for another one"),
        (no_key, "There is no key in"),
        (cut_off, "damaged or cut off"),
        (cut_off_at_the_very_end, "damaged or cut off"),
        (a_byte_changed, "damaged or cut off"),
        (not_a_backup, "damaged or cut off"),
        (a_ledger_that_is_missing, "desk.jsonl is missing"),
        (a_ledger_that_was_cut, "ends before the backup was made"),
        (a_ledger_that_was_changed, "is not as it was written"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_restore_that_cannot_be_whole_is_refused_and_touches_nothing(
    backed_up: Keeper, elsewhere: Urls, spoil: Callable[[Keeper], dict[str, object]], said: str
) -> None:
    more = spoil(backed_up)
    with pytest.raises(Invalid, match=said):
        backed_up.restore(elsewhere, **more)
    assert tables_in(elsewhere) == []


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("pepper", b"another-pepper-that-was-never-in-use-here", "PORTAL_PEPPER"),
        ("family_keys", (Fernet.generate_key().decode(),), "PORTAL_FAMILY_KEYS"),
        ("casework_keys", (Fernet.generate_key().decode(),), "PORTAL_CASEWORK_KEYS"),
        ("family_audit_key", b"another-audit-key-of-the-family-cupboard", "PORTAL_FAMILY_AUDIT_KEY"),
        ("casework_audit_key", b"audit-of-the-casework-cupboard-000000", "PORTAL_CASEWORK_AUDIT_KEY"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_restore_with_another_secret_names_it_and_touches_nothing(
    backed_up: Keeper, elsewhere: Urls, setting: str, value: object, said: str
) -> None:
    settings = replace(settings_for(Side.DESK, elsewhere, backed_up.keys), **{setting: value})
    with pytest.raises(Invalid, match=said):
        backed_up.restore(elsewhere, open_room(settings, backed_up.hands.clock))
    assert tables_in(elsewhere) == []


def test_a_backup_of_a_newer_portal_is_refused(
    backed_up: Keeper, elsewhere: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.store.restoring.knows", lambda name, revision: False)
    with pytest.raises(Invalid, match="newer version of the portal"):
        backed_up.restore(elsewhere)
    assert tables_in(elsewhere) == []
    monkeypatch.setattr("portal.store.unsealing.FORMAT", 0)
    with pytest.raises(Invalid, match="another version of the portal"):
        backed_up.restore(elsewhere)


def test_nothing_is_restored_over_what_is_there(world: World, keeper: Keeper, urls: Urls) -> None:
    child = world.family_ready()
    keeper.back_up(world.room)
    before = counted(urls)
    with pytest.raises(Invalid, match="not empty"):
        keeper.restore(urls)
    assert counted(urls) == before
    assert world.publish(child)


def test_tables_that_were_just_made_are_empty_enough(backed_up: Keeper, elsewhere: Urls) -> None:
    """Somebody ran `portal init` on the new machine first."""
    room = backed_up.room(elsewhere)
    for name, cupboard_, gate in (("casework", room.casework, None), ("family", room.family, family_gate(PEPPER))):
        upgrade(cupboard_.engines[1], name, gate)
        with cupboard_.writing() as db:
            ensure_check(db, cupboard_.tables.tables["data_key"], cupboard_.keyring, backed_up.hands.now)
    assert backed_up.restore(elsewhere, room).rows["family"] > 0


def test_a_backup_that_cannot_be_written_to_its_end_leaves_no_half_file(
    world: World, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.family_ready()
    real, written = archive._Push.write, []

    def full(self: archive._Push, data: bytes) -> int:
        if written:
            self.failed = OSError(28, "No space left on device")
            raise self.failed
        written.append(data)
        return real(self, data)

    monkeypatch.setattr(archive._Push, "write", full)
    with pytest.raises(OSError, match="No space left"):
        keeper.back_up(world.room)
    assert written and list(keeper.file.parent.glob("backup*")) == []
    monkeypatch.setattr(archive._Push, "write", real)
    keeper.back_up(world.room)
    assert keeper.file.exists()
    with pytest.raises(Invalid, match="is there already"):
        keeper.back_up(world.room)


def test_no_backup_is_made_without_somebody_to_seal_it_for(world: World, keeper: Keeper) -> None:
    for recipient in ("", "age1nobody", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA"):
        with pytest.raises(Invalid, match="age1"):
            back_up.back_up(world.room, HERE, keeper.file, recipient)
    assert not keeper.file.exists()
