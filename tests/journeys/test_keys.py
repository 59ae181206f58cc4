"""Keys that are changed while everybody works, and sides that do not start on the wrong ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, select, text, update

from portal.access.viewer import CommandLine, FamilyMember
from portal.app import create_app
from portal.config import Settings, Side
from portal.domain.errors import NotFit
from portal.domain.people import WorkerRole
from portal.journeys.desk import look_after_keys, see_children
from portal.journeys.family import prepare, read_plan
from portal.store.casework.tables import data_key as casework_keys
from portal.store.crypto import CannotOpen
from portal.store.family.tables import audit, data_key
from portal.store.keys import CHECK, destroy, ensure_check
from portal.store.migrations import head
from tests.conftest import Hands, close, settings_for
from tests.journeys.people import KIT, MUM, begin, cupboard, joined, save
from tests.store.stores import all_at_once
from tests.world import World

HERE = CommandLine()
Urls = tuple[str, str]
NEW, NEWER = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def settings(side: Side, urls: Urls, keys: dict[str, str], *new: str) -> Settings:
    """With these keys before the one that was there from the beginning."""
    found = settings_for(side, urls, keys)
    casework = tuple(NEWER if key == NEW else NEW for key in new) + found.casework_keys if new else found.casework_keys
    return replace(found, family_keys=(*new, *found.family_keys), casework_keys=casework)


@contextmanager
def opened(urls: Urls, keys: dict[str, str], hands: Hands, *new: str) -> Iterator[World]:
    sides = [create_app(settings(side, urls, keys, *new), hands.clock) for side in (Side.FAMILY, Side.DESK)]
    yield World(*sides, hands)
    for side in sides:
        close(side)


def with_the_check(world: World) -> None:
    """What `portal init` leaves in both cupboards."""
    for cupboard_, table in ((world.room.casework, casework_keys), (world.room.family, data_key)):
        with cupboard_.writing() as db:
            ensure_check(db, table, cupboard_.keyring, world.hands.now)


def test_keys_change_while_twenty_people_read_and_write_and_nobody_notices(
    world_on_each: World, urls: Urls, keys: dict[str, str], hands: Hands
) -> None:
    with_the_check(world_on_each)
    child = world_on_each.family_ready()
    world_on_each.bring_in("derby")
    kit, mum = joined(world_on_each, child, KIT), joined(world_on_each, child, MUM)
    begin(world_on_each, kit)
    with opened(urls, keys, hands, NEW) as world:
        world.codes |= world_on_each.codes
        moira = world.worker("moira", role=WorkerRole.MANAGER)

        def work(place: int) -> list[str]:
            said = []
            for number in range(4):
                if place == 0:
                    said.append(str(look_after_keys.rotate(world.room, HERE)["family"].stands.older))
                elif place % 3 == 0:
                    said.append(read_plan.open_plan(cupboard(world), mum).edition.reader)
                elif place % 3 == 1:
                    said.append(str(len(see_children.see_children(world.room, moira))))
                else:
                    said += save_one(world, kit, f"words {place} {number}")
            return said

        found = all_at_once(21, work)
        assert [each for each in found if not isinstance(each, list)] == []
        assert found[0] == ["0"] * 4
        assert {one for place in range(3, 21, 3) for one in found[place]} == {"Dawn Example"}
        assert {one for place in range(1, 21, 3) for one in found[place]} == {"2"}


def save_one(world: World, who: FamilyMember, words: str) -> list[str]:
    """Save as a phone does that is told of another tab: look again, and go on."""
    from portal.domain.errors import Stale

    for _ in range(200):
        stands = prepare.open_sheet(cupboard(world), who, "young-person").sheet
        assert stands is not None
        try:
            return [save(world, who, "changed", words, based_on=stands.answer("changed").version).value[0]]
        except Stale:
            continue
    raise AssertionError("nothing was ever saved")


def test_after_the_change_the_old_key_may_go_and_not_before(
    world_on_each: World, urls: Urls, keys: dict[str, str], hands: Hands
) -> None:
    with_the_check(world_on_each)
    child = world_on_each.family_ready()
    mum = joined(world_on_each, child, MUM)
    alone = {side: replace(settings_for(side, urls, keys), family_keys=(NEW,), casework_keys=(NEWER,)) for side in Side}
    for side in Side:
        with pytest.raises(NotFit, match=r"PORTAL_(FAMILY|CASEWORK)_KEYS: none of these keys opens what is stored"):
            create_app(alone[side], hands.clock)
    with opened(urls, keys, hands, NEW) as world:
        before = look_after_keys.how_they_stand(world.room, HERE)
        assert (before["family"].older, before["family"].newest) == (1, 0)
        assert before["casework"].older >= 1
        first = look_after_keys.rotate(world.room, HERE)
        assert first["family"].changed == 2, "Kit's key and the one for the check"
        assert {(each.stands.older, each.stands.none) for each in first.values()} == {(0, 0)}
        again = look_after_keys.rotate(world.room, HERE)
        assert {each.changed for each in again.values()} == {0}, "done again it changes nothing"
        with world.room.family.reading() as db:
            lines = db.execute(select(audit.c.thing).where(audit.c.action == "rotate-keys")).scalars().all()
        assert lines == ["2"]
    sides = [create_app(alone[side], hands.clock) for side in (Side.FAMILY, Side.DESK)]
    after = World(*sides, hands)
    assert read_plan.open_plan(cupboard(after), mum).edition.reader == "Dawn Example"
    for side in sides:
        close(side)


def test_a_key_that_is_destroyed_meanwhile_stays_destroyed(
    world_on_each: World, urls: Urls, keys: dict[str, str], hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = world_on_each.family_ready()
    gone = world_on_each.room.child_id(child)
    with opened(urls, keys, hands, NEW) as world:
        family = world.room.family
        real = family.keyring.rewrap

        def rewrap(key_id: str, wrapped: bytes) -> bytes:
            """Just then somebody erases the child; within this transaction, so that the engines agree on the order."""
            new = real(key_id, wrapped)
            if key_id == gone:
                destroy(held[0], data_key, gone, hands.now)
            return new

        monkeypatch.setattr(family.keyring, "rewrap", rewrap)
        with family.writing() as db:
            held = [db]
            from portal.store.keys import rewrap_some

            rewrap_some(db, data_key, family.keyring, "", 100)
        with family.reading() as db:
            assert db.execute(select(data_key.c.wrapped).where(data_key.c.id == gone)).scalar() is None
        monkeypatch.undo()
        assert look_after_keys.rotate(world.room, HERE)["family"].stands.none == 0


def test_a_key_that_no_key_opens_is_counted_and_left_as_it_is(
    world_on_each: World, urls: Urls, keys: dict[str, str], hands: Hands
) -> None:
    with_the_check(world_on_each)
    world_on_each.family_ready()
    stray = Fernet(Fernet.generate_key()).encrypt(b"0" * 32)
    with world_on_each.room.family.writing() as db:
        db.execute(data_key.insert().values(id="stray", wrapped=stray, made_at=hands.now))
    with opened(urls, keys, hands, NEW) as world:
        done = look_after_keys.rotate(world.room, HERE)["family"]
        assert (done.stands.newest, done.stands.older, done.stands.none) == (1, 0, 1)
        with world.room.family.reading() as db:
            assert db.execute(select(data_key.c.wrapped).where(data_key.c.id == "stray")).scalar_one() == stray


# -- what a side does not start on -------------------------------------------------------------------


@pytest.mark.parametrize("side", list(Side), ids=lambda side: side.value)
def test_a_side_does_not_start_on_keys_that_open_nothing_and_names_the_setting(
    world_on_each: World, urls: Urls, keys: dict[str, str], hands: Hands, side: Side
) -> None:
    with_the_check(world_on_each)
    wrong = Fernet.generate_key().decode()
    found = replace(settings_for(side, urls, keys), family_keys=(wrong,))
    with pytest.raises(NotFit, match="PORTAL_FAMILY_KEYS: none of these keys opens") as refused:
        create_app(found, hands.clock)
    assert wrong not in str(refused.value)


@pytest.mark.parametrize("setting", ["family_audit_key", "casework_audit_key"])
def test_the_desk_does_not_start_on_another_audit_key(
    world_on_each: World, urls: Urls, keys: dict[str, str], hands: Hands, setting: str
) -> None:
    world_on_each.family_ready()
    found = replace(settings_for(Side.DESK, urls, keys), **{setting: b"another-audit-key-0123456789-abcdefg"})
    with pytest.raises(NotFit, match=f"PORTAL_{setting.upper()}"):
        create_app(found, hands.clock)


@pytest.mark.parametrize("side", list(Side), ids=lambda side: side.value)
def test_a_side_does_not_start_on_tables_of_a_newer_portal(
    sqlite_urls: Urls, keys: dict[str, str], hands: Hands, side: Side
) -> None:
    change_revision(sqlite_urls[1], "family_9999")
    with pytest.raises(NotFit, match="family database was brought up to date by a newer portal"):
        create_app(settings_for(side, sqlite_urls, keys), hands.clock)


def test_the_desk_does_not_start_on_tables_of_a_newer_portal_on_postgresql_either(
    postgres_urls: Urls, keys: dict[str, str], hands: Hands
) -> None:
    change_revision(postgres_urls[0], "casework_9999")
    with pytest.raises(NotFit, match="casework database was brought up to date by a newer portal"):
        create_app(settings_for(Side.DESK, postgres_urls, keys), hands.clock)


@pytest.mark.parametrize("side", list(Side), ids=lambda side: side.value)
def test_a_side_does_not_start_on_older_tables(
    sqlite_urls: Urls, keys: dict[str, str], hands: Hands, side: Side
) -> None:
    change_revision(sqlite_urls[1], "family_0001")
    assert head("family") != "family_0001"
    with pytest.raises(NotFit, match="tables of the family database are missing or old"):
        create_app(settings_for(side, sqlite_urls, keys), hands.clock)


@pytest.mark.parametrize("side", list(Side), ids=lambda side: side.value)
def test_a_side_does_not_start_on_a_damaged_file(
    world: World, sqlite_urls: Urls, keys: dict[str, str], hands: Hands, side: Side
) -> None:
    world.family_ready()
    with world.room.family.engines[1].connect() as db:
        db.exec_driver_sql("ROLLBACK")
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close(world.family_app)
    close(world.desk_app)
    file = Path(sqlite_urls[1].removeprefix("sqlite:///"))
    whole = bytearray(file.read_bytes())
    whole[8192:12288] = b"\xff" * 4096
    file.write_bytes(bytes(whole))
    with pytest.raises(NotFit, match="family database is damaged"):
        create_app(settings_for(side, sqlite_urls, keys), hands.clock)


def change_revision(url: str, to: str) -> None:
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text(f"UPDATE alembic_version SET version_num = '{to}'"))
    engine.dispose()


# -- what stands on the disk -------------------------------------------------------------------------


def test_words_that_were_moved_to_another_row_do_not_open(world_on_each: World) -> None:
    """Somebody with every right in the database puts one copy's bytes in another one's place."""
    from portal.store.family.tables import edition

    child = world_on_each.family_ready()
    mum = joined(world_on_each, child, MUM)
    room = world_on_each.room
    with room.family.writing() as db:
        from tests.store.stores import lift_the_guards

        lift_the_guards(db, "edition")
        dads = select(edition.c.body).where(edition.c.person_id == room.person_id(child, "dad")).scalar_subquery()
        db.execute(update(edition).where(edition.c.person_id == mum.person).values(body=dads))
    with pytest.raises(CannotOpen):
        read_plan.open_plan(cupboard(world_on_each), mum)


def test_the_key_for_the_check_is_no_childs(world: World) -> None:
    with_the_check(world)
    with world.room.family.reading() as db:
        assert db.execute(select(data_key.c.id)).scalars().all() == [CHECK]
    assert world.family_app.extensions["portal"].family.gate is not None
