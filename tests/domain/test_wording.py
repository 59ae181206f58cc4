"""The rules of wording, over known texts and over any text at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.wording import (
    LIMITS,
    Finding,
    Reader,
    Rule,
    findings,
    forbidden_for_young_people,
    grade,
    sentences,
    syllables,
    words,
)

PLAIN = "Ask your worker who will be there. You can bring a friend. Take a break when you need it. "
HARD = (
    "Representatives of participating organisations collaboratively evaluate accumulated "
    "information regarding identified difficulties. "
)


def rules(text: str, reader: Reader = Reader.PARENT) -> set[Rule]:
    return {finding.rule for finding in findings(text, reader)}


# Sentences and words


def test_headings_bullets_and_lines_end_a_sentence_even_without_a_full_stop() -> None:
    text = "## What to bring\n\n- Your notes\n- **A friend**\n1. Water\nThat is all."
    assert sentences(text) == ("What to bring", "Your notes", "A friend", "Water", "That is all.")


def test_a_line_that_begins_with_a_small_letter_goes_on_with_the_one_before() -> None:
    assert sentences("Ask your\nworker today.") == ("Ask your worker today.",)


def test_short_forms_and_times_do_not_end_a_sentence() -> None:
    text = "Come at 2.15pm, e.g. with Mr. Ali. Then sit down."
    assert sentences(text) == ("Come at 2.15pm, e.g. with Mr. Ali.", "Then sit down.")


def test_a_forgotten_space_still_ends_a_sentence() -> None:
    assert len(sentences("We met at home.She was well.")) == 2


def test_tags_and_the_targets_of_links_are_not_read() -> None:
    assert sentences("<p>See <b>[the levels](guide:the-levels)</b>.</p>") == ("See the levels .",)


def test_phone_numbers_and_addresses_are_not_words() -> None:
    text = "Ring 0800 1111 or 01603 123 456, write to a.b@example.org, or see https://a.org/b?c=1."
    assert words(text) == ("Ring", "or", "write", "to", "or", "see")


def test_a_time_and_a_joined_word_are_one_word_each() -> None:
    assert words("Two-way talk at 2.15pm, it's fine") == (
        "Two-way",
        "talk",
        "at",
        "2.15pm",
        "it's",
        "fine",
    )


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("you", 1),
        ("asked", 1),
        ("wanted", 2),
        ("people", 2),
        ("meeting", 2),
        ("services", 3),
        ("area", 3),
        ("family", 3),
        ("information", 4),
        ("exploitation", 4),
        ("NHS", 1),
        ("CP", 3),
        ("MACE", 4),
        ("", 1),
    ],
)
def test_syllables_are_counted_as_they_are_said(word: str, count: int) -> None:
    assert syllables(word) == count


# The grade


def test_plain_words_have_a_low_grade_and_office_words_a_high_one() -> None:
    assert grade(PLAIN * 3) < 3
    assert grade(HARD * 3) > 15


def test_a_text_without_words_has_grade_nought() -> None:
    assert grade("") == grade("… 0800 1111 ***") == 0.0


def test_letters_do_not_make_a_text_look_easy() -> None:
    assert grade("The IRO and the DSL will see the ICPC at YJS.") > grade(
        "The man and the girl will see the cat at home."
    )


def test_a_short_text_is_not_graded() -> None:
    assert Rule.GRADE not in rules(HARD)


def test_a_long_hard_text_is_graded_and_the_hardest_sentence_is_shown() -> None:
    found = [one for one in findings(PLAIN * 4 + HARD * 10, Reader.PARENT) if one.rule is Rule.GRADE]
    assert [one.sentence for one in found] == [HARD.strip()]


# Sentences that are too long


@pytest.mark.parametrize("reader", Reader)
def test_each_reader_has_a_longest_sentence(reader: Reader) -> None:
    longest = LIMITS[reader].longest
    assert findings("go " * longest, reader) == ()
    assert rules("go " * (longest + 1), reader) == {Rule.LONGEST}


def test_many_middling_sentences_are_too_long_on_average() -> None:
    text = "You can ask them to stop and talk about it with you on your own. " * 5
    assert rules(text, Reader.PARENT) == {Rule.MEAN}


def test_a_very_long_sentence_is_shown_in_short() -> None:
    found = findings("go " * 5000, Reader.PARENT)
    assert found
    assert all(len(one.sentence) < 400 for one in found)


# Acronyms


@pytest.mark.parametrize(
    "text",
    [
        "They hold a CPM.",
        "They hold two CPMs.",
        "CPM (child planning meeting) is the name.",
        "They hold a CPM. A child planning meeting (CPM) is a talk.",
        "They hold a big long talk (CPM).",
    ],
)
def test_an_acronym_that_is_not_spelled_out_first_is_found(text: str) -> None:
    assert rules(text) == {Rule.ACRONYM}


@pytest.mark.parametrize(
    "text",
    [
        "They hold a child planning meeting (CPM). A CPM is a talk.",
        "Ring the Children's Advice and Duty Service (CADS).",
        "Ask about special-educational needs and disabilities (SEND).",
        "Your GP works for the NHS in the UK.",
        "PLEASE HELP ME NOW he wrote.",
    ],
)
def test_an_acronym_that_is_spelled_out_or_known_to_all_is_not(text: str) -> None:
    assert rules(text) == set()


def test_an_acronym_is_found_once() -> None:
    assert len(findings("A CPM. A CPM. A CPM.", Reader.PARENT)) == 1


# Blame and jargon


@pytest.mark.parametrize(
    "text",
    [
        "She is putting herself at risk.",
        "It is a lifestyle choice.",
        "He is involved in county lines.",
        "She has an older boyfriend.",
        "She was on the run.",
        "They are hard-to-reach families.",
        "He is street-wise and mature for his age.",
        "He is a gang member.",
        "He was working for a gang.",
        "She committed suicide.",
        "He is NEET.",
        "They are hostile parents.",
        "We will convene to mitigate this.",
        "She refuses help.",
    ],
)
def test_what_is_never_said_is_found(text: str) -> None:
    assert Rule.NEVER in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "He chose to meet them.",
        "She failed to attend.",
        "Youths were seen.",
        "It is risky behaviour.",
        "A LAC review is due.",
        "She is a vulnerable child.",
        "The professionals talked.",
        "Your case was closed.",
        "Disruption is planned.",
        "He made allegations.",
    ],
)
def test_what_is_better_not_said_is_found(text: str) -> None:
    assert Rule.AVOID in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "You can choose to come to the meeting.",
        "Hang out with friends at the park.",
        "Emergency contact details are on the card.",
        "Just in case you need it. In that case call us.",
        "Plug in your phone.",
        "We will share what you say to keep people safe.",
        "You can consent to share information.",
        "He is a cross-country runner with a minor injury.",
        "Call the Runaway Helpline.",
        "Meet the people who work with your family.",
        "Ask the elders in our family.",
        "You can say no at any time. Tell someone you trust.",
        "Run to school. Youth justice workers help.",
        "The name of it is multi-agency meeting.",
    ],
)
def test_kind_and_everyday_sentences_pass(text: str) -> None:
    assert rules(text) == set()


def test_a_finding_shows_its_sentence_and_says_what_to_write_instead() -> None:
    (found,) = findings("All is well. He is a gang member. Good.", Reader.PARENT)
    assert found == Finding(
        Rule.NEVER,
        "He is a gang member.",
        "“gang member”: say that a group uses the child.",
    )


# Young people's words

UNWANTED = "Child Exploitation, exploited, risk-taking, risk\ntaking and victims"


def test_the_words_that_young_people_must_not_read_are_named_in_order() -> None:
    assert forbidden_for_young_people(UNWANTED) == (
        "Exploitation",
        "exploited",
        "risk-taking",
        "risk\ntaking",
        "victims",
    )


def test_words_that_only_look_alike_are_allowed() -> None:
    assert forbidden_for_young_people("Take a risk. The explorer was victorious.") == ()


@pytest.mark.parametrize("reader", [Reader.YOUNG_PERSON, Reader.EASY_READ])
def test_young_readers_are_spared_those_words(reader: Reader) -> None:
    assert Rule.FORBIDDEN in rules("You are a victim.", reader)


def test_parents_may_read_them() -> None:
    assert rules("Your child is a victim of exploitation.") == set()


# Any text


@given(st.text(), st.sampled_from(Reader))
def test_findings_never_raise_whatever_the_text(text: str, reader: Reader) -> None:
    for found in findings(text, reader):
        assert found.sentence
        assert found.message
    assert isinstance(grade(text), float)
    forbidden_for_young_people(text)


PIECES = [
    "He ",
    "CPM",
    "(CPM)",
    ".",
    "?",
    "\n",
    "- ",
    "|",
    "<b>",
    "](",
    "[",
    "01603 ",
    "@",
    "é",
    "1",
]


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.sampled_from(Reader))
def test_findings_never_raise_on_broken_marks(text: str, reader: Reader) -> None:
    for found in findings(text, reader):
        assert found.sentence
        assert found.message


@pytest.mark.parametrize(
    "piece",
    ["a", "a ", ".", "<", "[", "](", "a@", "-", "# ", "www.", "a.", "0 ", "0123", "puts ", "A", "(",
     "'", "a-", "1. ", "é.", "risk ", " ", "\n", "*", "behaviour that "],
)  # fmt: skip
def test_time_grows_in_proportion_to_the_text(piece: str) -> None:
    began = time.perf_counter()
    findings(piece * (200_000 // len(piece)), Reader.YOUNG_PERSON)
    assert time.perf_counter() - began < 10
