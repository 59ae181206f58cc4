"""Six digits beside a passphrase: each good once, and never for somebody who only watched."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.access.viewer import Enrolling, Stranger, WorkerViewer
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotFresh
from portal.journeys.desk import come_in, enrol, invite, show_again
from portal.store.casework import tables
from portal.store.totp import STEP, digits_at, step_at, typed_digits
from tests.journeys.test_sign_in import WORDS, enrolled, sign_in_as
from tests.store.stores import all_at_once
from tests.world import World


@pytest.fixture
def desk(world: World) -> World:
    """Priya has signed in once, a while ago: the next digits are new ones."""
    enrolled(world)
    world.hands.move(minutes=10)
    return world


def viewer_of(world: World, session: str) -> WorkerViewer:
    found = come_in.who_is_this(world.room, session)
    assert isinstance(found, WorkerViewer)
    return found


def test_totp_reuse_refused(desk: World) -> None:
    """G-20: the same digits open the desk once, and show it is still them not at all."""
    digits = desk.digits("priya")
    done = sign_in_as(desk, digits)
    assert done
    assert sign_in_as(desk, digits) is None
    with pytest.raises(NotAllowed):
        show_again.show_again(desk.room, viewer_of(desk, done.session), digits)


def test_totp_reuse_refused_even_after_failed_password(desk: World) -> None:
    """G-20: who watched the digits, and a worker who mistyped the passphrase, both wait for new ones."""
    digits = desk.digits("priya")
    assert sign_in_as(desk, digits, words="seven green kettles sing") is None
    assert sign_in_as(desk, digits) is None
    desk.hands.move(seconds=STEP)
    assert sign_in_as(desk)


def test_totp_of_the_step_before_is_taken_and_of_two_before_or_the_next_is_not(desk: World) -> None:
    """G-21."""
    now = step_at(desk.hands.now)
    secret = secret_of(desk)
    assert sign_in_as(desk, digits_at(secret, now + 1)) is None
    assert sign_in_as(desk, digits_at(secret, now - 2)) is None
    assert sign_in_as(desk, digits_at(secret, now - 1))
    assert sign_in_as(desk, digits_at(secret, now - 1)) is None
    assert sign_in_as(desk, digits_at(secret, now)), "a later step is still good"
    assert sign_in_as(desk, digits_at(secret, now - 1)) is None, "and an earlier one is not any more"


def secret_of(world: World) -> str:
    from portal.store.casework import second_proofs, workers

    with world.room.casework.reading() as db:
        account = workers.find(db, sign_in="priya")
        assert account is not None
        secret = second_proofs.secret_of(db, world.room.casework.keyring, account.id)
    assert secret is not None
    return secret


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "1234567", "abcdef", "12345a", "١٢٣٤٥٦", "１２３４５６", "12.456", "+12345", "-12345", "1" * 10_000],
)
def test_what_is_not_six_digits_is_refused_cleanly(desk: World, typed: str) -> None:
    """G-19: letters, too few, too many, other digits."""
    assert typed_digits(typed) is None
    assert sign_in_as(desk, typed or " ") is None
    desk.hands.move(seconds=STEP)
    done = sign_in_as(desk)
    with pytest.raises(Invalid):
        show_again.show_again(desk.room, viewer_of(desk, done.session), typed)


def test_zeros_are_a_guess_like_any_other_and_spaces_are_ignored(desk: World) -> None:
    """G-19."""
    assert sign_in_as(desk, "000000") is None
    digits = desk.digits("priya")
    assert sign_in_as(desk, f"  {digits[:3]} {digits[3:]}\u00a0")


def test_five_wrong_ones_are_a_wait_of_fifteen_minutes(desk: World) -> None:
    for _ in range(4):
        assert sign_in_as(desk, "000000") is None
    assert sign_in_as(desk), "four cost nothing"
    desk.hands.move(minutes=1)
    for _ in range(5):
        assert sign_in_as(desk, "000000") is None
    desk.hands.move(minutes=14, seconds=59)
    assert sign_in_as(desk) is None
    desk.hands.move(seconds=STEP)
    assert sign_in_as(desk)


def test_after_fifty_wrong_ones_no_digits_and_no_code_help_until_there_is_a_new_way_in(world: World) -> None:
    _session, codes = enrolled(world)
    for _ in range(10):
        for _ in range(5):
            assert sign_in_as(world, "000000") is None
        world.hands.move(minutes=16)
    assert sign_in_as(world) is None
    world.hands.move(hours=20)
    assert sign_in_as(world) is None
    assert sign_in_as(world, codes[0]) is None
    world.codes.pop("priya")
    enrolled(world)
    world.hands.move(minutes=1)
    assert sign_in_as(world)


def test_who_does_not_know_the_passphrase_cannot_use_up_anybodys_tries(desk: World) -> None:
    """Or else anybody who knows a sign-in name could keep that worker out for as long as they like."""
    for _ in range(60):
        sign_in_as(desk, "000000", words="not this one at all")
    desk.hands.move(hours=1)
    assert sign_in_as(desk)


def test_who_guesses_passphrases_keeps_nobody_out_who_has_it_and_a_second_proof(world: World) -> None:
    _session, codes = enrolled(world)
    for _ in range(11):
        world.hands.move(minutes=6)
        assert sign_in_as(world, "000000", words="not this one") is None
    assert sign_in_as(world, "000000") is None, "a wait, and one proof is not enough"
    assert sign_in_as(world, codes[0], words="not this one") is None
    digits = world.digits("priya")
    assert sign_in_as(world, digits)
    assert sign_in_as(world, digits) is None, "spent"
    assert sign_in_as(world, codes[0])


def test_two_who_hold_the_same_digits_at_once_get_one_session(world_on_each: World) -> None:
    world = world_on_each
    enrolled(world)
    world.hands.move(minutes=1)
    digits = world.digits("priya")
    done = all_at_once(6, lambda place: sign_in_as(world, digits))
    assert len([each for each in done if each]) == 1


def test_a_recovery_code_works_once_and_after_it_all_are_new(world_on_each: World) -> None:
    world = world_on_each
    _session, codes = enrolled(world)
    assert len(codes) == len(set(codes)) == 10
    assert all(len(code.replace("-", "")) == 13 for code in codes), "65 bits"
    done = sign_in_as(world, codes[0].lower().replace("-", " "))
    assert done and len(done.codes) == 10 and not set(done.codes) & set(codes)
    for code in codes:
        assert sign_in_as(world, code) is None
    world.hands.move(minutes=31)
    assert sign_in_as(world, done.codes[9])


def test_a_recovery_code_without_the_passphrase_is_worth_nothing_and_is_not_spent(world: World) -> None:
    _session, codes = enrolled(world)
    assert sign_in_as(world, codes[0], words="seven green kettles sing") is None
    assert sign_in_as(world, codes[0])


def test_one_worker_cannot_use_another_ones_code_or_digits(world: World) -> None:
    _session, codes = enrolled(world)
    enrolled(world, "tunde")
    world.hands.move(minutes=1)
    assert sign_in_as(world, codes[0], name="tunde") is None
    assert sign_in_as(world, world.digits("priya"), name="tunde") is None


def test_wrong_unknown_waiting_and_left_are_answered_alike_and_cost_the_same_hashing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.store.proofs import Hasher

    _session, codes = enrolled(world)
    world.hands.move(minutes=1)
    asked: list[str | None] = []
    verify = Hasher.verify

    def counted(self: Hasher, stored: str | None, typed: str) -> bool:
        asked.append(stored)
        return verify(self, stored, typed)

    monkeypatch.setattr(Hasher, "verify", counted)

    def said(name: str, words: str, proof: str) -> tuple[str, int]:
        asked.clear()
        with pytest.raises(NotAllowed) as refused:
            come_in.sign_in(world.room, Stranger(), name, words, proof)
        return repr(refused.value), len(asked)

    digits = {said("nobody", WORDS, "123456"), said("priya", "not this one", "123456"), said("priya", WORDS, "000000")}
    assert digits == {("NotAllowed('sign-in')", 1)}
    other = codes[0][:-1] + ("0" if codes[0][-1] != "0" else "1")
    with_code = {said("nobody", WORDS, other), said("priya", "not this one", codes[0]), said("priya", WORDS, other)}
    assert with_code == {("NotAllowed('sign-in')", 2)}


def test_the_secret_and_the_codes_stand_nowhere_in_the_database_as_they_are(world: World) -> None:
    _session, codes = enrolled(world)
    secret = secret_of(world)
    with world.room.casework.reading() as db:
        kept = "\n".join(
            str(tuple(row)) for table in tables.metadata.sorted_tables for row in db.execute(select(table))
        )
    assert "priya" in kept
    for hidden in (secret, *codes, *(code.replace("-", "") for code in codes)):
        assert hidden not in kept


def test_a_secret_moved_to_another_account_does_not_open_there(world: World) -> None:
    from portal.store.crypto import CannotOpen

    enrolled(world)
    enrolled(world, "tunde")
    with world.room.casework.writing() as db:
        sealed = db.execute(select(tables.worker.c.totp).where(tables.worker.c.sign_in == "tunde")).scalar_one()
        db.execute(tables.worker.update().where(tables.worker.c.sign_in == "priya").values(totp=sealed))
    with pytest.raises(CannotOpen):
        secret_of(world)


# -- the first digits ---------------------------------------------------------------------------------


def begun(world: World) -> Enrolling:
    world.worker("priya")
    session = come_in.set_up(world.room, Stranger(), world.codes["priya"], WORDS)
    found = come_in.who_is_this(world.room, session)
    assert isinstance(found, Enrolling)
    return found


def test_the_secret_can_be_looked_at_until_the_first_digits_are_typed_and_never_again(world: World) -> None:
    viewer = begun(world)
    first = enrol.secret(world.room, viewer)
    assert first == enrol.secret(world.room, viewer)
    assert len(first.text) == 32, "160 bits in base 32"
    assert first.address.startswith("otpauth://totp/Desk:priya?secret=" + first.text)
    enrol.enrol(world.room, viewer, world.digits("priya"))
    with pytest.raises(NotFound):
        enrol.secret(world.room, viewer)
    with pytest.raises(NotAllowed):
        enrol.enrol(world.room, viewer, world.digits("priya"))


def test_wrong_first_digits_are_counted_too(world: World) -> None:
    viewer = begun(world)
    with pytest.raises(Invalid):
        enrol.enrol(world.room, viewer, "12345")
    for _ in range(5):
        with pytest.raises(NotAllowed):
            enrol.enrol(world.room, viewer, "000000")
    with pytest.raises(NotAllowed):
        enrol.enrol(world.room, viewer, world.digits("priya"))
    world.hands.move(minutes=15)
    assert enrol.enrol(world.room, viewer, world.digits("priya")).codes


# -- is it still you ----------------------------------------------------------------------------------


def test_it_is_them_for_five_minutes_and_then_they_show_it_again(desk: World) -> None:
    child = desk.family_ready()
    session = sign_in_as(desk).session
    desk.hands.move(minutes=4, seconds=59)
    assert invite.invite(desk.room, viewer_of(desk, session), child, "mum").code
    desk.hands.move(seconds=1)
    later = viewer_of(desk, session)
    with pytest.raises(NotFresh):
        invite.invite(desk.room, later, child, "mum")
    invite.shut(desk.room, later, child, "mum")  # taking away asks nothing
    invite.set_paper_only(desk.room, later, child, "mum")
    renewed = show_again.show_again(desk.room, later, desk.digits("priya"))
    assert renewed != session
    assert come_in.who_is_this(desk.room, session) == Stranger(), "the id before is worth nothing"
    assert invite.invite(desk.room, viewer_of(desk, renewed), child, child).code


def test_wrong_digits_in_between_are_counted_like_those_of_signing_in(desk: World) -> None:
    viewer = viewer_of(desk, sign_in_as(desk).session)
    desk.hands.move(minutes=1)
    for _ in range(5):
        with pytest.raises(NotAllowed):
            show_again.show_again(desk.room, viewer, "000000")
    for attempt in (lambda: show_again.show_again(desk.room, viewer, desk.digits("priya")), lambda: no(desk)):
        with pytest.raises(NotAllowed):
            attempt()
    desk.hands.move(minutes=15)
    assert show_again.show_again(desk.room, viewer, desk.digits("priya"))


def no(world: World) -> Any:
    return come_in.sign_in(world.room, Stranger(), "priya", WORDS, world.digits("priya"))


def test_a_third_sign_in_ends_the_oldest_session(desk: World) -> None:
    sessions = []
    for _ in range(3):
        sessions.append(sign_in_as(desk).session)
        desk.hands.move(minutes=1)
    first, second, third = (come_in.who_is_this(desk.room, each) for each in sessions)
    assert first == Stranger()
    assert isinstance(second, WorkerViewer) and isinstance(third, WorkerViewer)
