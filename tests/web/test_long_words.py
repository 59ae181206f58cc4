"""Twenty thousand letters, where a question allows them: kept letter for letter, shown as text, and never cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import unescape

import pytest

from portal.domain.preparation import LONGEST_ANSWER, QuestionSet
from portal.web.kit.services import Library
from tests.client import Browser, form_fields
from tests.world import World

Q = "/q/want-next"
LONG = {
    "plain": "I want to swim. " * 1_249 + "It is cold today",
    "one word": "x" * 20_000,
    "pictures": "🏊" * 20_000,
    "right to left": "أريد أن أسبح. " * 1_428,
    "towers": ("Z" + "\u0301\u0316\u0363" * 33) * 200,
    "direction": "\u202eabc\u202c\u2066def\u2069 " * 1_800,
    "markup": "<script>alert(1)</script>" * 800,
    "lines": "a\n" * 9_999 + "b",
}


@pytest.fixture
def kit(world: World, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Kit, whose questions take as much as any question may."""
    short = Library.question_sets

    def long(self: Library, language: str = "en") -> Mapping[str, QuestionSet]:
        return {
            ref: replace(each, questions=tuple(replace(q, longest=LONGEST_ANSWER) for q in each.questions))
            for ref, each in short(self, language).items()
        }

    monkeypatch.setattr(Library, "question_sets", long)
    child = world.family_ready()
    kit = world.join(child, child)
    assert kit.submit("/q", reader="meeting").status_code == 303
    return kit


@pytest.mark.parametrize("sort", LONG)
def test_as_much_as_a_question_may_take_comes_back_letter_for_letter_to_its_author_and_at_the_desk(
    kit: Browser, world: World, sort: str
) -> None:
    words = LONG[sort].strip()
    assert len(words) <= LONGEST_ANSWER
    assert kit.submit(Q, answer=words.replace("\n", "\r\n")).status_code == 303
    page = kit.get(Q).text
    assert form_fields(page, Q)["answer"] == words
    checked = kit.get("/q/check").text
    assert words in unescape(checked) and "<script>alert" not in page + checked
    assert kit.submit("/q/check", one=["want-next"]).status_code == 303
    desk = world.at_the_desk("priya")
    assert desk.submit("/c/NK-4417/words").status_code in (200, 303)
    shown = desk.get("/c/NK-4417/words").text
    assert words in unescape(shown) and "<script>alert" not in shown
    assert words in unescape(kit.get("/sent").text)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Request-Type": "partial"}])
@pytest.mark.parametrize("sort", ["plain", "pictures", "one word"])
def test_a_letter_more_than_there_is_room_for_is_refused_and_nothing_is_cut(
    kit: Browser, sort: str, headers: dict[str, str]
) -> None:
    words = LONG[sort] + "x"
    assert len(words) == LONGEST_ANSWER + 1
    answer = kit.post(Q, form_fields(kit.get(Q).text, Q) | {"answer": words}, headers=headers)
    assert answer.status_code == 422
    assert "This is 1 letter too long. Your words are still here." in answer.text
    if not headers:
        assert form_fields(answer.text, Q)["answer"] == words
    assert form_fields(kit.get(Q).text, Q)["answer"] == ""


def test_what_is_too_long_does_not_lead_to_writing_over_what_another_page_saved(kit: Browser) -> None:
    here, there = (form_fields(kit.get(Q).text, Q) for _page in range(2))
    assert kit.post(Q, there | {"answer": "From the other page."}).status_code == 303
    refused = kit.post(Q, here | {"answer": "x" * 20_001})
    assert refused.status_code == 422
    mended = kit.post(Q, form_fields(refused.text, Q) | {"answer": "Shorter."})
    assert mended.status_code == 409
    assert "From the other page." in mended.text and "Shorter." in mended.text


def test_the_readers_that_were_chosen_stay_chosen_beside_a_fault(kit: Browser) -> None:
    typed = form_fields(kit.get(Q).text, Q) | {"answer": "x" * 20_001}
    assert typed["reader"] == "meeting"
    refused = kit.post(Q, typed | {"reader": "yw"})
    assert refused.status_code == 422
    assert form_fields(refused.text, Q)["reader"] == "yw"
