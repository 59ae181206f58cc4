"""A code in somebody's words is noticed; what people write is not taken for one."""

from __future__ import annotations

import pytest

from portal.domain.codes import holds_a_code
from portal.store.proofs import new_code, shown_code


def test_every_code_of_ours_that_has_a_number_and_a_letter_is_noticed() -> None:
    codes = [new_code() for _number in range(500)]
    mixed = [code for code in codes if not code.isalpha() and not code.isdecimal()]
    assert len(mixed) > 450
    for code in mixed:
        for words in (shown_code(code), shown_code(code).lower(), f"My code is {shown_code(code)}. I keep it."):
            assert holds_a_code(words), words


@pytest.mark.parametrize(
    "words",
    ["", "seven-eight", "green-house", "01632-96012", "12345-67890", "2026-11-21", "NK-4417", "NR1 1AA", "b4-and-after",
     "it was 10-15 people", "house-number-12345", "AB123-CD45", "x" * 20_000, "1a2b3-" * 3_000],
)  # fmt: skip
def test_what_people_write_is_no_code(words: str) -> None:
    assert not holds_a_code(words)
