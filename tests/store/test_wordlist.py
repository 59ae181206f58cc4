"""Words for made-up names and passphrases: enough of them, and none that hurts."""

from __future__ import annotations

import math

import pytest

from portal.store.wordlist import is_common, made_up_name, passphrase, spoken_word, spoken_words, words

# What a child or a frightened parent should not be handed as a word to say aloud.
NOT_FOR_CHILDREN = """
abuse abuser absinthe addict alcohol arrest assault attack badass bastard blade bomb bribe bully burglar
cannabis captive capture casino cocaine coffin corpse crime criminal cult custody dagger deadly death deceit
devil divorcee drug drunk evil fatal fear felon fight foster gambling gang graveyard grief groin groom guilt
gun handcuff harass harm hate heroin hostage hurt jail kidnap kill knife lying mobster morphine mortuary
murder naked nicotine nude obituary overdose pain panic parole penis pervert pimp poker police porn prison
prostitute punish racism rape reburial robber scare sex shame slave slut smoking smuggler snort stab stalker
steal strangle suicide suspect terror theft thief threat thug torture trafficker trauma vagina victim villain
violence virgin weapon whore wound
"""


def test_there_are_seven_thousand_words_or_more_and_each_stands_once() -> None:
    assert len(words()) >= 7000
    assert len(words()) == len(set(words()))
    assert all(word.isascii() and word.isalpha() and word.islower() and 3 <= len(word) <= 9 for word in words())


def test_no_child_is_handed_a_word_that_hurts() -> None:
    assert not set(NOT_FOR_CHILDREN.split()) & set(words())
    parts = ("abus", "drug", "gang", "kill", "knife", "murder", "rape", "suicid", "victim", "violen", "weapon", "porn")
    assert not [word for word in words() if any(part in word for part in parts)]


def test_a_passphrase_is_four_of_those_words_and_a_name_three() -> None:
    for _ in range(50):
        assert [word in words() for word in passphrase().split(" ")] == [True] * 4
        assert [word in words() for word in made_up_name().split("-")] == [True] * 3
    assert math.log2(len(words())) * 4 > 51
    assert len({passphrase() for _ in range(200)}) == 200


@pytest.mark.parametrize(
    "typed",
    [
        "password",
        "Password",
        "password1234567",
        "PASSWORD123!!!!!",
        "iloveyou2026",
        "aaaaaaaaaaaaaaaaaa",
        "123123123123123",
    ],
)
def test_a_passphrase_that_many_people_use_is_known_as_such(typed: str) -> None:
    assert is_common(typed)


def test_a_passphrase_of_ones_own_passes() -> None:
    assert not is_common("my gran sings to her tomatoes")
    assert not is_common(passphrase())


def test_the_word_that_is_said_aloud_is_one_of_1296_that_people_know() -> None:
    found = spoken_words()
    assert len(found) == len(set(found)) == 1296
    assert set(found) <= set(words())
    assert all(4 <= len(word) <= 7 for word in found)
    assert not [word for word in found if f"{word}s" in found], "nobody hears whether it was one or two"
    assert {spoken_word() for _ in range(50)} <= set(found)
    assert len({spoken_word() for _ in range(50)}) > 30
    assert round(5 / len(found) * 100, 2) == 0.39, "five tries, in a hundred"
