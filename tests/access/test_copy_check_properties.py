"""The copy check finds what is kept however somebody writes it, and lets everyday sentences pass."""

from __future__ import annotations

import unicodedata
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.access.publishing_checks import checks_for
from tests.access.test_publishing_checks import MUM, hard, note, says
from tests.factories import area, case, copy, example

ACCENTS = "\u0301\u0300\u0308\u0327"
BETWEEN = (" ", "  ", "-", ", ", " – ", "\u00a0", "\n", ". ", "/")
ENDS = ("", ".", "!", "?", ",", "'s", "’s", ")", "”")
HIDDEN = "\u200b\u00ad"

# What is kept from mum in this case: a worker, an operation, somebody's name, a moped, a street, the full name.
KEPT = (
    ("Harlow", "kept-name"),
    ("Christopher", "kept-name"),
    ("Operation Marlstone", "kept-operation"),
    ("Marlstone", "kept-operation"),
    ("Dexter", "kept-nominal"),
    ("14 Example Row", "family-contact"),
    ("14 Example Row Norwich", "family-contact"),
)
PLAIN = (
    "You see {name} at {time}.",
    "We go to the park on {day}, and then home.",
    "School rings if he is late.",
    "Ask Priya. She helps.",
    "Dad and I eat at six in the evening.",
    "He likes football, music and his bike.",
    "Ring 101, or 999 if it can't wait.",
    "The youth worker comes on {day}.",
    "We talk about it again in two weeks.",
)


@st.composite
def written(draw: st.DrawFn, words: str) -> str:
    """The same words as somebody else would write them."""
    found = []
    for word in words.split():
        letters = []
        for letter in word:
            letter = draw(st.sampled_from((letter, letter.upper(), letter.lower(), letter)))
            if letter.isalpha() and draw(st.integers(0, 5)) == 0:
                letter = unicodedata.normalize("NFC", letter + draw(st.sampled_from(ACCENTS)))
            letters.append(letter + (draw(st.sampled_from(HIDDEN)) if draw(st.integers(0, 9)) == 0 else ""))
        found.append("".join(letters))
    between = draw(st.sampled_from(BETWEEN))
    return between.join(found) + draw(st.sampled_from(ENDS))


def found_in(text: str) -> dict[str, str]:
    tree: dict[str, Any] = example("norfolk")
    for change in (note("Nominal Dexter. Moped AB12 CDE."), says(text)):
        change(tree)
    read = case(tree)
    found = checks_for(read, MUM, copy(read, MUM), None, told=True, area=area("norfolk"))
    return {check.id: check.matched for check in found if check.place == "action a1"}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_name_or_an_address_is_found_however_it_is_written(data: st.DataObject) -> None:
    words, id = data.draw(st.sampled_from(KEPT))
    text = f"Look, it says {data.draw(written(words))} here"
    assert id in found_in(text), text


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_registration_is_found_however_it_is_written(data: st.DataObject) -> None:
    gaps = [data.draw(st.sampled_from(("", " ", "-", ".", "  "))) for _ in range(6)]
    letters = "".join(a + b for a, b in zip("AB12CDE", [*gaps, ""], strict=True))
    text = f"Look out for {data.draw(st.sampled_from((letters, letters.lower())))} today"
    assert "kept-registration" in found_in(text), text


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_family_members_number_is_found_however_it_is_written(data: st.DataObject) -> None:
    start = data.draw(st.sampled_from(("0", "+44 ", "0044", "+44(0)", "44 ")))
    gaps = [data.draw(st.sampled_from(("", " ", "-", ".", " - "))) for _ in range(9)]
    digits = "".join(a + b for a, b in zip("7700900461", [*gaps, ""], strict=True))
    assert "family-contact" in found_in(f"Ring {start}{digits} at night"), f"{start}{digits}"


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_an_e_mail_is_found_however_it_is_written(data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(("@", " @ ", "(at)", " [at] ", " at ")))
    dot = data.draw(st.sampled_from((" dot ", " (dot) "))) if at == " at " else data.draw(st.sampled_from((".", " . ")))
    text = f"Write to a.b{at}example{dot}org please"
    assert "contact-in-text" in found_in(data.draw(st.sampled_from((text, text.upper())))), text


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_date_of_birth_is_found_however_it_is_written(data: st.DataObject) -> None:
    day = data.draw(st.sampled_from(("19", "19th")))
    month = data.draw(st.sampled_from(("April", "april", "Apr", "APRIL")))
    year = data.draw(st.sampled_from(("2011", "11")))
    text = data.draw(
        st.sampled_from(
            (f"{day} {month} {year}", f"{day} of {month} {year}", f"{month} {day}, {year}", f"19/04/{year}",
             f"19.4.{year}", "2011-04-19", "19 - 04 - 2011")
        )
    )  # fmt: skip
    assert "family-contact" in found_in(f"Born {text} he is"), text


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(PLAIN), min_size=1, max_size=4),
    st.sampled_from(("Priya", "your worker", "Tunde", "Kit")),
    st.sampled_from(("4pm", "half past nine", "10.15am", "six")),
    st.sampled_from(("Monday", "Tuesday", "the weekend")),
)
def test_everyday_sentences_pass(lines: list[str], name: str, time: str, day: str) -> None:
    text = " ".join(lines).format(name=name, time=time, day=day)
    tree: dict[str, Any] = example("norfolk")
    says(text)(tree)
    read = case(tree)
    assert hard(checks_for(read, MUM, copy(read, MUM), None, told=True, area=area("norfolk"))) == set(), text


LOOK_ALIKES = dict(zip("aceopxyishACEHOMPTK", "асеорхуіѕһАСΕНΟΜРТК", strict=True))


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_name_is_found_when_letters_of_another_script_stand_for_ours(data: st.DataObject) -> None:
    words, id = data.draw(st.sampled_from(KEPT[:5]))
    letters = (data.draw(st.sampled_from((each, LOOK_ALIKES.get(each, each)))) for each in words)
    text = f"Look, it says {''.join(letters)} here"
    assert id in found_in(text), text


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_family_members_number_is_found_when_letters_stand_for_digits(data: st.DataObject) -> None:
    signs = [data.draw(st.sampled_from({"0": "0Ooо", "1": "1Il"}.get(each, each))) for each in "07700900461"]
    text = "Ring " + data.draw(st.sampled_from(("", " "))).join(("".join(signs[:5]), "".join(signs[5:]))) + " at night"
    assert "family-contact" in found_in(text), text


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(("1330", "13.30", "13:30", "1.30pm", "half past one", "thirteen thirty")),
    st.sampled_from(("Start is at {} on Thursday", "{} is when we start.", "On 26 November {} sharp", "Come at {}")),
)
def test_the_professionals_start_is_found_however_it_is_written(time: str, sentence: str) -> None:
    assert "professionals-start" in found_in(sentence.format(time)), sentence.format(time)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(("in 2026", "ring 0800 1111", "in room 1330A", "26 November 2026", "about 1400 pounds")))
def test_four_digits_that_are_no_start_pass(digits: str) -> None:
    assert "professionals-start" not in found_in(f"We look at it {digits} or so")
