"""Numbers and words out of a form or an address: whatever somebody sends, it is a number, or it is none."""

from __future__ import annotations

import pytest

from portal.web.kit.forms import number_in, words_in


def test_a_number_that_a_page_sent_is_that_number() -> None:
    assert [number_in("1"), number_in("004"), number_in("999999999")] == [1, 4, 999_999_999]


@pytest.mark.parametrize("sent", [None, "", "-1", "1.5", " 1", "1e3", "²", "٣", "１", "1\n", "one", "1234567890"])
def test_what_is_no_number_of_ours_is_none(sent: str | None) -> None:
    assert number_in(sent) == 0


def test_a_number_with_more_digits_than_there_can_be_is_none() -> None:
    assert (number_in("123", digits=3), number_in("1234", digits=3)) == (123, 0)


def test_words_keep_their_lines_and_lose_only_what_no_keyboard_makes() -> None:
    assert words_in(" one\r\ntwo\rthree\n\0 ") == " one\ntwo\nthree\n "
    assert words_in(None) == ""


def test_nothing_that_colours_a_terminal_or_is_no_character_is_kept() -> None:
    """A worker may read words in a terminal: `portal views`."""
    assert words_in("\x1b[31mred\x1b[0m \x07\x08\x7f\x9b2J\ufffe\U0010ffff\ufdd0\x0c") == "[31mred[0m 2J"
    assert words_in("tab\tflag \U0001f1ec\U0001f1e7 \u202eright\u202c a\u200db") == (
        "tab\tflag \U0001f1ec\U0001f1e7 \u202eright\u202c a\u200db"
    )
