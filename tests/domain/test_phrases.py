"""Every term to avoid is found in a sentence that holds it, and not in one that only looks like it."""

from __future__ import annotations

import pytest

from portal.domain.explaining import unexplained
from portal.domain.wording import Reader, Rule, findings
from tests.domain.phrase_samples import NOTHING_NEVER, SAMPLES, Row

STRICT = {"never": Rule.NEVER, "avoid": Rule.AVOID, "explain": Rule.UNEXPLAINED}


def found(sentence: str) -> set[Rule]:
    said = {finding.rule for finding in findings(sentence, Reader.PARENT)}
    return said | {finding.rule for finding in unexplained(sentence, lambda _: ())}


def test_there_are_ninety_one_of_them() -> None:
    assert len(SAMPLES) == len({row[0] for row in SAMPLES}) == 91


@pytest.mark.parametrize("row", SAMPLES, ids=lambda row: row[0])
def test_a_term_is_found_where_it_stands(row: Row) -> None:
    for sentence in row[2]:
        assert found(sentence) & {Rule.NEVER, STRICT[row[1]]}, sentence


@pytest.mark.parametrize("row", SAMPLES, ids=lambda row: row[0])
def test_what_only_looks_like_it_passes(row: Row) -> None:
    for sentence in row[3]:
        assert not found(sentence) & {Rule.NEVER, STRICT[row[1]]}, sentence


@pytest.mark.parametrize("sentence", NOTHING_NEVER)
def test_kind_sentences_stop_no_text(sentence: str) -> None:
    assert Rule.NEVER not in found(sentence)
