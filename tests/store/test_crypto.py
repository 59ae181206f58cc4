"""Words at rest: what opens them, and what never does."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from portal.store.crypto import CannotOpen, ChildKey, Keyring, fingerprint

PLACE = ("answer", "author", "sheet", "question", "3")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)


def new_key(id: str = "child") -> ChildKey:
    key, _ = Keyring((Fernet.generate_key().decode(),)).new(id)
    return key


@given(json_values)
def test_whatever_somebody_writes_comes_back_as_it_was(value: Any) -> None:
    key = new_key()
    assert key.open(key.seal(value, *PLACE), *PLACE) == value


@given(st.text(min_size=1), st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_sealed_words_open_only_in_the_place_where_they_were_put(words: str, put: list[str], asked: list[str]) -> None:
    key = new_key()
    sealed = key.seal(words, *put)
    if put == asked:
        assert key.open(sealed, *asked) == words
    else:
        with pytest.raises(CannotOpen):
            key.open(sealed, *asked)


@pytest.mark.parametrize(
    ("what", "moved"),
    [
        ("column", ("shared", "author", "sheet", "question", "3")),
        ("author", ("answer", "somebody-else", "sheet", "question", "3")),
        ("row", ("answer", "author", "other-sheet", "question", "3")),
        ("question", ("answer", "author", "sheet", "other-question", "3")),
        ("version", ("answer", "author", "sheet", "question", "2")),
        ("shorter place", ("answer", "author", "sheet", "question")),
        ("run-together place", ("answer", "authorsheet", "", "question", "3")),
    ],
)
def test_words_moved_to_another_place_do_not_open(what: str, moved: tuple[str, ...]) -> None:
    key = new_key()
    with pytest.raises(CannotOpen):
        key.open(key.seal("I want to go home", *PLACE), *moved)


def test_words_of_one_child_do_not_open_with_another_childs_key_even_if_the_bytes_are_the_same() -> None:
    key = new_key("one-child")
    sealed = key.seal("mine", *PLACE)
    with pytest.raises(CannotOpen):
        ChildKey("another-child", key.raw).open(sealed, *PLACE)
    with pytest.raises(CannotOpen):
        new_key("one-child").open(sealed, *PLACE)


@given(st.data())
def test_one_changed_bit_anywhere_is_noticed(data: st.DataObject) -> None:
    key = new_key()
    sealed = bytearray(key.seal("I want to go home", *PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        key.open(bytes(sealed), *PLACE)


@pytest.mark.parametrize("rest", [b"", b"v1.", b"v1.short", b"v2." + b"0" * 300, b"plain words"])
def test_what_was_never_sealed_does_not_open(rest: bytes) -> None:
    with pytest.raises(CannotOpen):
        new_key().open(rest, *PLACE)


def test_the_same_words_never_give_the_same_bytes() -> None:
    key = new_key()
    assert len({key.seal("football", *PLACE) for _ in range(500)}) == 500


def test_how_much_somebody_wrote_does_not_show() -> None:
    key = new_key()
    sizes = {len(key.seal("x" * length, *PLACE)) for length in range(1, 201)}
    assert len(sizes) == 1
    assert len(key.seal("x" * 400, *PLACE)) > sizes.pop()


def test_one_to_two_hundred_and_fifty_two_bytes_have_one_size() -> None:
    """All that fits into the first 256 bytes beside its length."""
    key = new_key()
    quotes = 2  # a text is sealed as JSON
    sizes = {length: len(key.seal("x" * (length - quotes), *PLACE)) for length in range(quotes, 253)}
    assert set(sizes.values()) == {3 + 12 + 256 + 16}
    assert len(key.seal("x" * (253 - quotes), *PLACE)) == 3 + 12 + 512 + 16


def test_no_two_nonces_are_the_same() -> None:
    key = new_key()
    assert len({key.seal("x", *PLACE)[3:15] for _ in range(50_000)}) == 50_000


def test_words_that_do_not_open_are_told_to_whoever_looks_after_the_log(caplog: pytest.LogCaptureFixture) -> None:
    key = new_key()
    sealed = key.seal("I want to go home", *PLACE)
    assert key.open_or("nothing", sealed[:-1] + b"?", *PLACE) == ("nothing", True)
    assert key.open_or("nothing", sealed, *PLACE) == ("I want to go home", False)
    assert [(r.message, r.levelname, r.kind) for r in caplog.records] == [("words.cannot-open", "ERROR", "answer")]
    assert "author" not in str(vars(caplog.records[0])), "where, and not whose"


def test_nothing_of_the_words_stands_in_what_is_stored() -> None:
    sealed = new_key().seal("football on Tuesdays", *PLACE)
    assert b"football" not in sealed
    assert b"Tuesdays" not in sealed


def test_words_are_gone_when_their_key_was_destroyed() -> None:
    ring = Keyring((Fernet.generate_key().decode(),))
    for destroyed in (None, b""):
        with pytest.raises(CannotOpen, match="destroyed"):
            ring.unwrap("child", destroyed)


def test_a_key_that_is_not_ours_says_so_and_gives_no_garbage() -> None:
    _, wrapped = Keyring((Fernet.generate_key().decode(),)).new("child")
    with pytest.raises(CannotOpen, match="PORTAL_"):
        Keyring((Fernet.generate_key().decode(),)).unwrap("child", wrapped)


def test_after_a_change_of_keys_old_words_open_and_new_keys_need_the_new_one_alone() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before, wrapped_before = Keyring((old,)).new("child")
    sealed = before.seal("from before", *PLACE)
    both = Keyring((new, old))
    assert both.unwrap("child", wrapped_before).open(sealed, *PLACE) == "from before"
    after, wrapped_after = both.new("other-child")
    assert Keyring((new,)).unwrap("other-child", wrapped_after) == after
    with pytest.raises(CannotOpen):
        Keyring((old,)).unwrap("other-child", wrapped_after)


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_a_fingerprint_finds_the_same_parts_and_no_others(one: list[str], other: list[str]) -> None:
    same = fingerprint(b"pepper", "code", *one) == fingerprint(b"pepper", "code", *other)
    assert same == (one == other)


def test_a_fingerprint_cannot_be_made_without_the_pepper() -> None:
    assert fingerprint(b"one pepper", "code", "K7QF29MTXA") != fingerprint(b"another", "code", "K7QF29MTXA")
    assert fingerprint(b"one pepper", "code", "x") != fingerprint(b"one pepper", "sign-in", "x")
