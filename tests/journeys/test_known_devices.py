"""A phone that is known, and everywhere else: who guesses in one place keeps nobody out of the other."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.access.viewer import FamilyMember, Stranger
from portal.domain.errors import NotAllowed, TooMany
from portal.journeys.desk import invite
from portal.journeys.family import come_in, join, my_way_in
from portal.store.family.tables import account, audit, device, session
from portal.store.proofs import Hasher
from tests.journeys.people import KIT, MUM, cupboard, joining, way_in
from tests.world import World

WRONG = "these are not it"
PHONE, ELSEWHERE = "p" * 43, "e" * 43


def try_in(world: World, name: str, words: str, on: str = "", **more: Any) -> str:
    """What somebody who tries to sign in is answered: in, or the refusal in full."""
    try:
        come_in.sign_in(cupboard(world), Stranger(), name, words, device=on, **more)
    except (NotAllowed, TooMany) as refused:
        return repr(refused)
    return "in"


def all_of(world: World, table: Any) -> list[Any]:
    with world.room.family.reading() as db:
        return list(db.execute(select(table)).all())


@pytest.fixture
def kits(world_on_each: World) -> tuple[World, str, str]:
    """Kit has a way in and signed in once on their phone."""
    world = world_on_each
    _, name, words = way_in(world, world.bring_in(), KIT)
    assert try_in(world, name, words, PHONE) == "in"
    return world, name, words


def test_ten_failures_disable_unknown_device_only(kits: tuple[World, str, str]) -> None:
    world, name, words = kits
    for _ in range(10):
        assert try_in(world, name, WRONG, ELSEWHERE) != "in"
        world.hands.move(minutes=6)
    assert try_in(world, name, words, ELSEWHERE) != "in", "an hour's wait"
    assert try_in(world, name, words) != "in", "and without any cookie too"
    assert try_in(world, name, words, PHONE) == "in"
    assert try_in(world, name, words, ELSEWHERE) != "in", (
        "somebody's coming in elsewhere does not end a stranger's wait"
    )
    world.hands.move(minutes=54)
    assert try_in(world, name, words, ELSEWHERE) == "in"


def test_who_guesses_on_the_known_phone_keeps_nobody_out_elsewhere(kits: tuple[World, str, str]) -> None:
    world, name, words = kits
    for _ in range(10):
        assert try_in(world, name, WRONG, PHONE) != "in"
        world.hands.move(minutes=6)
    assert try_in(world, name, words, PHONE) != "in"
    assert try_in(world, name, words, ELSEWHERE) == "in"
    assert try_in(world, name, words, PHONE) != "in", "that phone still waits"
    world.hands.move(minutes=54)
    assert try_in(world, name, words, PHONE) == "in"


@pytest.mark.parametrize(("wrong", "wait"), [(2, 0), (3, 2), (4, 5), (5, 15), (6, 60), (7, 300), (10, 3600)])
def test_a_known_phone_waits_as_long_as_any_other(world: World, wrong: int, wait: int) -> None:
    _, name, words = way_in(world, world.bring_in(), KIT)
    try_in(world, name, words, PHONE)
    for _ in range(wrong):
        world.hands.move(minutes=6)
        try_in(world, name, WRONG, PHONE)
    if wait:
        world.hands.move(seconds=wait - 1)
        assert try_in(world, name, words, PHONE) != "in"
        world.hands.move(seconds=1)
    assert try_in(world, name, words, PHONE) == "in"


def test_typing_the_words_again_on_a_known_phone_is_counted_on_that_phone(kits: tuple[World, str, str]) -> None:
    world, name, words = kits
    family = cupboard(world)
    kit: Any = come_in.who_is_this(family, *come_in.sign_in(family, Stranger(), name, words, device=PHONE))
    for _ in range(3):
        with pytest.raises(NotAllowed):
            come_in.type_passphrase_again(family, kit, WRONG, device=PHONE)
    with pytest.raises(NotAllowed):
        come_in.type_passphrase_again(family, kit, words, device=PHONE)
    come_in.type_passphrase_again(family, kit, words, device=ELSEWHERE)


def test_what_is_stored_of_a_phone_tells_neither_its_cookie_nor_who_else_uses_it(kits: tuple[World, str, str]) -> None:
    world, _, _ = kits
    _, name, words = way_in(world, KIT, MUM)
    try_in(world, name, words, PHONE)
    rows = all_of(world, device)
    assert len(rows) == 2 and len({row.person_id for row in rows}) == 2
    assert len({row.id for row in rows}) == 2, "the same tablet is another row for each of them"
    assert PHONE not in str(rows)


def test_somebody_elses_phone_is_not_known_for_me(kits: tuple[World, str, str]) -> None:
    world, _, _ = kits
    _, name, words = way_in(world, KIT, MUM)
    for _ in range(10):
        try_in(world, name, WRONG, PHONE)  # which is Kit's
        world.hands.move(minutes=6)
    assert try_in(world, name, words, ELSEWHERE) != "in", "it counted as anywhere else"


def test_five_phones_are_known_and_the_one_used_longest_ago_is_forgotten(kits: tuple[World, str, str]) -> None:
    world, name, words = kits
    for number in range(6):
        world.hands.move(minutes=1)
        assert try_in(world, name, words, str(number) * 43) == "in"
    assert len(all_of(world, device)) == 5
    for _ in range(10):
        try_in(world, name, WRONG, PHONE)
        world.hands.move(minutes=6)
    assert try_in(world, name, words, ELSEWHERE) != "in"
    assert try_in(world, name, words, "5" * 43) == "in"


def test_leaving_on_a_phone_that_others_use_makes_it_unknown(kits: tuple[World, str, str]) -> None:
    world, name, words = kits
    family = cupboard(world)
    ids = come_in.sign_in(family, Stranger(), name, words, device=PHONE)
    come_in.leave(family, come_in.who_is_this(family, *ids), device=PHONE)
    assert all_of(world, device) == []


def test_joining_makes_the_phone_known(world_on_each: World) -> None:
    world = world_on_each
    somebody = joining(world, world.code(world.bring_in(), KIT))
    name, phrases = join.offer(cupboard(world), somebody)
    join.finish(cupboard(world), somebody, name, phrases[0], own_words=False, own_phone=True, device=PHONE)
    assert len(all_of(world, device)) == 1


# -- what an answer tells ----------------------------------------------------------------------------------


def test_unknown_name_timing(kits: tuple[World, str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same work for a name that nobody has: hashes and transactions are counted, never timed."""
    world, name, words = kits
    family = cupboard(world)
    done: list[str] = []
    verify, writing, reading = Hasher.verify, type(family).writing, type(family).reading
    monkeypatch.setattr(Hasher, "verify", lambda *a: done.append("hash") or verify(*a))
    monkeypatch.setattr(type(family), "writing", lambda *a, **k: done.append("write") or writing(*a, **k))
    monkeypatch.setattr(type(family), "reading", lambda *a, **k: done.append("read") or reading(*a, **k))

    def work(name: str, typed: str) -> tuple[str, ...]:
        done.clear()
        assert try_in(world, name, typed, PHONE, address="192.0.2.7") != "in"
        return tuple(done)

    works = {work("nobody-here-now", words), work(name, WRONG), work("", ""), work(name, "x" * 128)}
    for _ in range(3):
        works.add(work(name, WRONG))
    works.add(work(name, words))  # during a wait
    world.hands.move(days=201)
    works.add(work(name, words))  # asleep
    invite.shut(world.room, world.worker("priya"), KIT, KIT)
    works.add(work(name, words))
    assert works == {("read", "read", "hash", "write")}
    assert len({try_in(world, each, words, PHONE) for each in (name, "nobody-here-now")}) == 1


def test_a_passphrase_that_is_too_long_is_refused_without_a_hash(
    kits: tuple[World, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, name, _ = kits

    def never(*_: object) -> bool:
        raise AssertionError("hashed")

    monkeypatch.setattr(Hasher, "verify", never)
    for words in ("x" * 129, "x" * 10_000_000):
        assert try_in(world, name, words) != "in"


def test_fifty_wrong_ones_from_one_address_within_an_hour_are_enough_whoever_they_are_for(
    kits: tuple[World, str, str],
) -> None:
    world, name, words = kits
    for number in range(50):
        assert "NotAllowed" in try_in(world, f"nobody-{number}", WRONG, address="192.0.2.7")
    full = {try_in(world, each, words, ELSEWHERE, address="192.0.2.7") for each in (name, "nobody-at-all")}
    assert len(full) == 1 and "TooMany" in full.pop()
    assert try_in(world, name, words, ELSEWHERE, address="192.0.2.8") == "in"
    world.hands.move(hours=1)
    assert try_in(world, name, words, "n" * 43, address="192.0.2.7") == "in"


def test_fifty_wrong_ones_from_one_address_keep_out_nobody_whose_phone_is_known(kits: tuple[World, str, str]) -> None:
    """A school, a library: what others guess there is not this phone's. Its own wrong tries are."""
    world, name, words = kits
    for number in range(50):
        try_in(world, f"nobody-{number}", WRONG, address="192.0.2.7")
    assert "TooMany" in try_in(world, name, words, ELSEWHERE, address="192.0.2.7")
    assert "TooMany" in try_in(world, "nobody-at-all", words, PHONE, address="192.0.2.7")
    assert try_in(world, name, words, PHONE, address="192.0.2.7") == "in"
    for _ in range(3):
        assert "NotAllowed" in try_in(world, name, WRONG, PHONE, address="192.0.2.7")
    assert "NotAllowed" in try_in(world, name, words, PHONE, address="192.0.2.7"), "it waits by itself"


def test_the_audit_has_a_line_for_a_name_that_nobody_has_without_the_name(kits: tuple[World, str, str]) -> None:
    world, _, _ = kits
    try_in(world, "somebody-typed-this", WRONG)
    last = all_of(world, audit)[-1]
    assert (last.actor, last.action, last.outcome) == ("nobody", "sign-in", "refused")
    assert "somebody-typed-this" not in str(all_of(world, audit))


# -- names and passphrases as people type them ------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda n: f"  {n.replace('-', '  ')}. ", lambda n: n.replace("-", " – "),
     lambda n: "\u200b".join(n), lambda n: n.replace("-", "\u00a0"), lambda n: f"\ufeff{n}"],
    ids=["capitals", "spaces and a full stop", "long dashes", "no width", "hard spaces", "mark at the start"],
)  # fmt: skip
def test_a_name_and_made_up_words_are_known_however_a_phone_writes_them(
    kits: tuple[World, str, str], change: Any
) -> None:
    world, name, words = kits
    assert try_in(world, change(name), change(words.replace(" ", "-"))) == "in"


def test_letters_of_another_alphabet_that_look_alike_are_others(kits: tuple[World, str, str]) -> None:
    world, name, words = kits
    for old, new in (("a", "\u0430"), ("e", "\u0435"), ("o", "\u043e"), ("i", "\u0456"), ("l", "1")):
        if old in name:
            assert try_in(world, name.replace(old, new), words) != "in"


def test_words_of_ones_own_are_compared_exactly_whatever_they_are(world_on_each: World) -> None:
    world = world_on_each
    somebody = joining(world, world.code(world.bring_in(), KIT))
    name, _ = join.offer(cupboard(world), somebody)
    mine = " My gran: cafe\u0301 🍅-tomatoes " + "ß" * 101
    assert len(mine) == 128
    join.finish(cupboard(world), somebody, name, mine, own_words=True, own_phone=False)
    for other in (mine.strip(), mine.lower(), mine.replace("-", " "), mine.replace("ß", "ss"), mine[:-1]):
        assert try_in(world, name, other) != "in"
        world.hands.move(minutes=6)
    assert try_in(world, name, mine.replace("e\u0301", "é")) == "in", "the same letter, written in another way"


# -- accounts sleep ---------------------------------------------------------------------------------------


def test_after_two_hundred_days_only_a_new_code_opens_an_account(kits: tuple[World, str, str]) -> None:
    world, name, words = kits
    world.hands.move(days=199, hours=23)
    assert try_in(world, name, words, PHONE) == "in", "and it counts from here again"
    world.hands.move(days=200)
    assert try_in(world, name, words, PHONE) != "in"
    with world.room.family.reading() as db:
        assert db.execute(select(account.c.failures)).scalar_one() == 0, "right words are no wrong try"
    _, name, words = way_in(world, KIT, KIT)
    assert try_in(world, name, words) == "in"


def test_a_phone_that_was_not_used_for_two_hundred_days_is_as_good_as_strange(kits: tuple[World, str, str]) -> None:
    world, name, words = kits
    for _ in range(3):
        world.hands.move(days=70)
        assert try_in(world, name, words, ELSEWHERE) == "in"
    for _ in range(10):
        try_in(world, name, WRONG, PHONE)
        world.hands.move(minutes=6)
    with world.room.family.reading() as db:
        assert db.execute(select(account.c.failures)).scalar_one() == 10


# -- what somebody is told after coming in -----------------------------------------------------------------


def test_after_coming_in_somebody_is_told_of_wrong_tries_and_of_a_session_that_ended(
    kits: tuple[World, str, str],
) -> None:
    world, name, words = kits
    family = cupboard(world)

    def told() -> tuple[int, bool]:
        kit: Any = come_in.who_is_this(family, *come_in.sign_in(family, Stranger(), name, words, device=PHONE))
        assert isinstance(kit, FamilyMember)
        way = my_way_in.open_way_in(family, kit).way
        return way.wrong_before, way.ended_another

    try_in(world, name, WRONG, ELSEWHERE)
    try_in(world, name, WRONG, PHONE)
    assert told() == (2, True)
    assert told() == (0, True), "those were told of already"
    world.hands.move(hours=3)
    assert told() == (0, False), "that one had ended by itself"


def test_sign_in_rotates_session(kits: tuple[World, str, str]) -> None:
    world, name, words = kits
    family = cupboard(world)
    seen: set[str] = set()
    for _ in range(3):
        ids = come_in.sign_in(family, Stranger(), name, words, device=PHONE)
        assert not seen & set(ids)
        seen |= set(ids)
        with world.room.family.reading() as db:
            alive = db.execute(select(session.c.id).where(session.c.ended_at.is_(None))).scalars().all()
        assert len(alive) == 1
