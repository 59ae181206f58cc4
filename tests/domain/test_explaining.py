"""A hard word is explained by the page, in its sentence or in the one after; else an editor is told."""

from __future__ import annotations

import pytest

from portal.domain.explaining import unexplained
from portal.domain.phrases import EXPLAIN


def found(text: str, *known: str) -> list[str]:
    def stands(sentence: str) -> list[tuple[int, int]]:
        return [(sentence.find(word), sentence.find(word) + len(word)) for word in known if word in sentence]

    return [finding.message.split("”")[0].removeprefix("“") for finding in unexplained(text, stands)]


def test_a_hard_word_on_its_own_is_found() -> None:
    assert found("There was a referral. Then nothing came.") == ["referral"]
    assert found("A gang did it. Your child is in danger.") == ["gang"]
    assert found("An assessment came. Your worker rang.") == ["assessment"]


@pytest.mark.parametrize(
    "text",
    [
        "**Gang.** Young people in a group that sees itself as one.",
        "There will be an assessment. It is a look at how things are.",
        "The threshold is met. That means that you can have more help.",
        "A referral means that somebody asked for help for you.",
        "You may be asked to a meeting that is called a statutory review.",
    ],
)
def test_the_sentence_itself_or_the_one_after_may_say_what_it_means(text: str) -> None:
    assert found(text) == []


def test_a_word_that_the_page_marks_needs_no_more() -> None:
    assert found("Ask the school safeguarding lead. Come early.", "safeguarding lead") == []
    assert found("Ask the school safeguarding lead. Come early.", "school") == ["safeguarding"]


def test_the_first_use_is_the_one_that_counts() -> None:
    assert found("**Gang.** Young people in a group.\n\nSome gangs hurt others. Tell somebody.") == []
    assert found("Some gangs hurt others. Tell somebody.\n\n**Gang.** Young people in a group.") == ["gangs"]


@pytest.mark.parametrize(
    "text",
    ["gangs", "cuckooing", "perpetrator", "a victim", "survivors", "looked-after children", "a CLA review", "threshold",
     "safeguarded", "non-statutory", "she was referred", "assessments", "disabled children"],
)  # fmt: skip
def test_every_word_that_needs_explaining_is_known(text: str) -> None:
    assert len(found(f"Here: {text} now")) == 1


@pytest.mark.parametrize("text", ["I prefer tea.", "She is able.", "Hold on.", "A class.", "Ganging up.", "The state."])
def test_everyday_words_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_each_row_says_what_to_write_instead() -> None:
    assert len(EXPLAIN) == 12
    assert all(instead for _, instead in EXPLAIN)
