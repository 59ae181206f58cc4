"""Codes, passphrases and made-up names."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.store.proofs import (
    CODE_LENGTH,
    CROCKFORD,
    Hasher,
    folded_words,
    new_code,
    new_session_id,
    session_fingerprint,
    shown_code,
    typed_code,
)

CODE = "K7QF29MTXA"
codes = st.text(alphabet=CROCKFORD, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
hasher = Hasher(b"a pepper that stands outside", memory_kib=64, rounds=1)


def test_code_entropy_and_alphabet() -> None:
    """Fifty random bits, in letters that nobody mixes up."""
    assert len(CROCKFORD) == len(set(CROCKFORD)) == 32
    assert not set("ILOU") & set(CROCKFORD)
    assert math.log2(len(CROCKFORD)) * CODE_LENGTH == 50
    made = [new_code() for _ in range(400)]
    assert len(set(made)) == 400
    assert set("".join(made)) == set(CROCKFORD)
    assert {len(code) for code in made} == {CODE_LENGTH}


def test_a_code_is_shown_in_two_halves() -> None:
    assert shown_code(CODE) == "K7QF2-9MTXA"


@pytest.mark.parametrize("typed", ["", "   ", "-----", "–—", "\n", "\u200b"])
def test_nothing_typed_is_no_code(typed: str) -> None:
    assert typed_code(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "K7QF29MTXA",
        "k7qf2-9mtxa",
        "K7QF2 9MTXA",
        " k7qf2 – 9mtxa ",
        "Ｋ７ＱＦ２９ＭＴＸＡ",
        "k7qf2—9mtxa",
        "K7QF2\u00a09MTXA",
        "k 7 q f 2 9 m t x a",
    ],
)
def test_a_code_works_however_it_was_typed(typed: str) -> None:
    assert typed_code(typed) == CODE


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("OO000-11III", "0000011111"), ("oOo0o-iIlL1", "0000011111"), ("K7QF2-9MTXl", "K7QF29MTX1")],
)
def test_letters_that_look_like_numbers_count_as_those(typed: str, meant: str) -> None:
    assert typed_code(typed) == meant


@given(codes, st.sampled_from([" ", "-", "–", "."]), st.integers(0, CODE_LENGTH), st.booleans())
def test_every_code_is_found_again_with_any_gap_and_any_case(code: str, gap: str, at: int, small: bool) -> None:
    typed = code[:at] + gap + code[at:]
    assert typed_code(typed.lower() if small else typed) == code


@pytest.mark.parametrize(
    "typed",
    ["K7QF29MTX", "K7QF29MTXAB", "K7QF29MTXU", "' OR '1'='1", "%00", "../", "{{7*7}}", "٣٣٣٣٣٣٣٣٣٣", "К7QF29MTXA"],
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert typed_code(typed) is None


def test_a_megabyte_is_refused_before_anything_is_done_with_it() -> None:
    assert typed_code(CODE + " " * 1_000_000) is None
    assert typed_code("\ufdfa" * 1_000_000) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_code_or_nothing(typed: str) -> None:
    found = typed_code(typed)
    assert found is None or (len(found) == CODE_LENGTH and set(found) <= set(CROCKFORD))


def test_a_hash_knows_its_own_words_and_no_others() -> None:
    stored = hasher.hash("maple tin river stone")
    assert hasher.verify(stored, "maple tin river stone")
    assert not hasher.verify(stored, "maple tin river stoned")
    assert not hasher.verify(stored, "Maple tin river stone")
    assert "maple" not in stored


def test_the_same_words_are_stored_differently_each_time() -> None:
    assert hasher.hash("maple tin river stone") != hasher.hash("maple tin river stone")


def test_nobody_is_never_right_whatever_is_typed() -> None:
    for typed in ("", "anything at all", "\U0001f600" * 128):
        assert not hasher.verify(None, typed)
        assert not hasher.verify("not a hash", typed)


def test_somebody_who_is_not_there_is_compared_with_a_hash_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(hasher, "_argon", argon := type("Argon", (), {})())
    argon.verify = lambda stored, typed: compared.append(stored)
    assert not hasher.verify(None, "anything")
    assert compared == [hasher._nobody]
    assert compared[0].startswith("$argon2id$")


def test_a_hash_is_worth_nothing_without_the_pepper() -> None:
    stored = hasher.hash("maple tin river stone")
    assert not Hasher(b"another pepper", memory_kib=64, rounds=1).verify(stored, "maple tin river stone")


def test_letters_with_marks_are_the_same_however_a_phone_writes_them() -> None:
    assert hasher.verify(hasher.hash("caf\u00e9 na\u00efve words here"), "cafe\u0301 nai\u0308ve words here")


def test_families_hashes_cost_what_was_decided() -> None:
    stored = Hasher(b"pepper").hash("maple tin river stone")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_a_session_id_is_random_and_is_stored_as_its_fingerprint() -> None:
    made = {new_session_id() for _ in range(200)}
    assert len(made) == 200
    assert {len(each) for each in made} == {43}
    one = made.pop()
    assert one not in session_fingerprint(one)
    assert session_fingerprint(one) != session_fingerprint(made.pop())


@pytest.mark.parametrize(
    "typed", ["Maple-Tin-River", "  maple   tin river ", "MAPLE TIN RIVER", "ｍａｐｌｅ tin river"]
)
def test_made_up_words_are_the_same_with_dashes_capitals_and_spaces(typed: str) -> None:
    assert folded_words(typed) == "maple tin river"


def test_a_letter_of_another_alphabet_is_not_taken_for_ours() -> None:
    assert folded_words("m\u0430ple tin river") != "maple tin river"
