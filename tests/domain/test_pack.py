"""The pack for a meeting: every piece once, in the order of the agenda, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.area import Area
from portal.domain.case import Case, Meeting
from portal.domain.pack import Family, Pack, Reader, make_pack, window
from portal.domain.preparation import MEETING
from portal.domain.sharing import CameOf, Outcome, Shared, Words
from portal.library.areas import read_areas
from tests import factories

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HELD, NEXT = datetime(2026, 11, 12, 11, 30, tzinfo=UTC), datetime(2026, 11, 26, 13, 30, tzinfo=UTC)
OURS = Family("child", (("kit", "Kit"), ("mum", "Dawn"), ("dad", "Gary")), {"kit": {"mum"}})
TUNDE, PRIYA = Reader("Tunde Bello"), Reader("Priya Nair", knows_of_others=True)
HAPPENED = Outcome(CameOf.HAPPENED, NOW, "Priya", "A bus pass was bought.")


@cache
def areas() -> dict[str, Area]:
    return read_areas(Path("content"))


def norfolk() -> Case:
    return factories.case("norfolk")


def piece(ref: str, **more: object) -> Shared:
    words = Words(f"question {ref}?", f"answer {ref}", "en", "", "Tunde Bello")
    known = Shared(ref, "kit", "child", "worries", "worries", 0, MEETING, words, NOW, opened_at=NOW)
    return replace(known, **more)  # type: ignore[arg-type]


def pack(*found: Shared, reader: Reader = PRIYA, case: Case | None = None, meeting: str = "m7") -> Pack:
    case = case or norfolk()
    met = case.meeting(meeting)
    assert met is not None
    mine = reader if reader is not TUNDE else replace(
        reader, addressed=frozenset(each.id for each in found if each.worker == "yw"))  # fmt: skip
    return make_pack(areas()[case.area], case, met, OURS, mine, found, NOW.date())


def where(found: Pack) -> dict[str, str]:
    """In which part each piece stands."""
    parts = {"earlier": found.earlier, "others": found.others, "not aloud": found.not_aloud, "alone": found.alone}
    stands = {each.id: part for part, pieces in parts.items() for each in pieces}
    for section in found.sections:
        stands |= {each.id: section.id for each in section.pieces}
        for row in section.numbers:
            for number in row.numbers:
                stands |= {each.id: f"{section.id}, numbers" for each in (number.piece, *number.because)}
    return stands


TOPICS = ["", "unheard-of", *sorted({topic for step in areas()["norfolk"].steps for topic in step.topics})]
PIECES = st.lists(
    st.builds(
        lambda person, child, topic, worker, minutes, opened, asks, done, place, scale, because, back: {
            "person": person, "child": child, "topic": topic, "worker": worker, "asks": asks, "place": place,
            "shared_at": NOW - timedelta(minutes=minutes), "opened_at": NOW if opened else None, "scale": scale,
            "outcomes": (HAPPENED,) if done else (), "taken_back": back,
            "words": Words("q?", "a", "en", person, "Tunde Bello", because=because),
        },
        st.sampled_from(["kit", "mum", "dad", "somebody who left"]), st.sampled_from(["child", "child", "another"]),
        st.sampled_from(TOPICS), st.sampled_from([MEETING, MEETING, "yw"]), st.integers(0, 60 * 24 * 30),
        st.booleans(), st.booleans(), st.booleans(), st.integers(0, 20), st.sampled_from(["", "", "safe"]),
        st.sampled_from(["", "safe"]), st.sampled_from([False, False, True]),
    ),
    max_size=25,
)  # fmt: skip


@given(PIECES)
def test_every_piece_stands_once_in_the_order_of_the_agenda_and_none_is_another_childs(
    drawn: list[dict[str, object]],
) -> None:
    found = [piece(f"p{number}", **each) for number, each in enumerate(drawn)]
    by_id = {each.id: each for each in found}
    order = [step.id for step in areas()["norfolk"].steps]
    for reader in (PRIYA, TUNDE, Reader("the chair")):
        made = pack(*found, reader=reader)
        stands = [each.id for each in made.pieces()]
        assert len(stands) == len(set(stands))
        places = [order.index(section.id) for section in made.sections]
        assert places == sorted(set(places)), "no step twice, none out of order"
        may = {each.id for each in found if each.child == "child" and each.opened_at and not each.taken_back
               and (each.worker == MEETING or reader is TUNDE)}  # fmt: skip
        late = {ref for ref in may if by_id[ref].shared_at > HELD}
        asked = {ref for ref in may - late if by_id[ref].asks and not by_id[ref].is_answered
                 and by_id[ref].person != "somebody who left"}  # fmt: skip
        assert set(stands) == late | asked
        assert {each.id for each in made.alone} == {ref for ref in late | asked if by_id[ref].worker != MEETING}
        assert {each.id for each in made.earlier} == asked - {each.id for each in made.alone}
        for section in made.sections:
            assert section.pieces or section.numbers, "no empty heading"


def test_words_are_for_the_meeting_that_comes_after_them() -> None:
    before, after = piece("old", shared_at=HELD - timedelta(days=1)), piece("new", shared_at=HELD + timedelta(days=1))
    assert set(where(pack(before, after))) == {"new"}
    assert set(where(pack(before, after, meeting="m6"))) == {"old"}
    assert window(areas()["norfolk"], norfolk(), norfolk().meeting("m7")) == (HELD, None)  # type: ignore[arg-type]


def test_a_meeting_that_is_not_a_main_one_ends_no_round() -> None:
    case = norfolk()
    panel = Meeting("p", "panel", NOW - timedelta(hours=1), state="held")
    moved = Meeting("c", "cpm", NOW - timedelta(hours=1), state="cancelled")
    assert set(where(pack(piece("new", shared_at=NOW - timedelta(days=2)),
                          case=replace(case, meetings=(*case.meetings, panel, moved))))) == {"new"}  # fmt: skip


def test_what_was_asked_before_and_never_answered_stands_first_until_it_is() -> None:
    long_ago = HELD - timedelta(days=9)
    ask = piece("ask", asks=True, topic="help", shared_at=long_ago)
    taken = replace(ask, outcomes=(Outcome(CameOf.TAKEN, NOW),))
    assert where(pack(ask, piece("new")))["ask"] == "earlier"
    assert where(pack(taken))["ask"] == "earlier", "taking it to a meeting answers nothing"
    assert where(pack(replace(ask, outcomes=(HAPPENED,)))) == {}
    assert where(pack(replace(ask, person="somebody who left"))) == {}, "no answer reaches who has left the case"
    assert pack(ask, piece("new")).pieces()[0].id == "ask"


def test_what_is_for_one_worker_alone_stands_in_their_pack_alone_and_the_chair_does_not_hear_of_it() -> None:
    alone, shared = piece("alone", worker="yw", topic=""), piece("all")
    assert where(pack(alone, shared, reader=TUNDE)) == {"all": "overview", "alone": "alone"}
    assert pack(alone, shared, reader=TUNDE).pieces()[-1].id == "alone", "at the very end"
    assert pack(alone, shared, reader=TUNDE).kept_back == ()
    chairs = pack(alone, shared, reader=Reader("Colin Marsh"))
    assert chairs == replace(pack(shared), reader="Colin Marsh")
    assert pack(alone, shared).kept_back == (("Kit", "Tunde Bello"),)
    assert "answer alone" not in repr(pack(alone, shared)) and "question alone" not in repr(pack(alone, shared))
    for reader in (TUNDE, PRIYA, Reader("Colin Marsh")):
        taken = pack(alone, shared, reader=reader).to_take()
        assert taken == replace(pack(shared), reader=reader.name), "nor does it say that it is there"


def test_what_is_not_read_out_stands_apart_and_says_so() -> None:
    made = pack(piece("quiet", topic=""), piece("loud"))
    assert where(made) == {"loud": "overview", "quiet": "not aloud"}
    assert [(each.id, each.aloud) for each in made.pieces()] == [("loud", True), ("quiet", False)]


def test_who_of_the_family_may_not_hear_it_stands_beside_it() -> None:
    to_mum = piece("b", words=Words("q?", "a", "en", "Kit", "", family=(("mum", "Dawn"),)))
    assert {each.id: each.not_with for each in pack(piece("a"), to_mum).pieces()} == {
        "a": ("Dawn", "Gary"), "b": ("Gary",)}  # fmt: skip


def test_who_was_chosen_to_hear_it_and_could_not_be_any_more_is_named_again() -> None:
    chosen = Words("q?", "a", "en", "Kit", "", family=(("mum", "Dawn"), ("dad", "Gary")))
    assert OURS.not_with(piece("a", words=chosen)) == ("Gary",), "mum may hear it still; dad may not"
    assert Family("child", OURS.people).not_with(piece("a", words=chosen)) == ("Dawn", "Gary")


def number(ref: str, person: str, value: str, **more: object) -> Shared:
    words = Words("How safe?", value, "en", person, "", value=(value,), low="not at all", high="all the time")
    return piece(ref, person=person, scale="safe", topic="safety", words=words, **more)


def why(ref: str, person: str, **more: object) -> Shared:
    return piece(ref, person=person, topic="safety", words=Words("Why?", f"because {ref}", "en", person, "",
                 because="safe"), **more)  # fmt: skip


def test_numbers_stand_side_by_side_in_the_order_of_the_family_with_each_ones_own_words() -> None:
    made = pack(number("d", "dad", "1"), why("wm", "mum"), number("m", "mum", "9"), number("k", "kit", "4"),
                why("wk", "kit"), piece("s", topic="safety"))  # fmt: skip
    (section,) = made.sections
    (row,) = section.numbers
    assert [(n.piece.author, n.piece.answer, [w.id for w in n.because]) for n in row.numbers] == [
        ("kit", "4", ["wk"]), ("mum", "9", ["wm"]), ("dad", "1", [])]  # fmt: skip
    assert (row.numbers[0].piece.low, row.numbers[0].piece.high) == ("not at all", "all the time")
    assert [each.id for each in section.pieces] == ["s"]


def test_a_number_that_is_closed_is_not_in_it() -> None:
    closed = number("m", "mum", "9", opened_at=None)
    made = pack(number("k", "kit", "4"), closed)
    assert [each.id for each in made.pieces()] == ["k"]
    assert "9" not in [each.answer for each in made.pieces()]


def test_words_that_say_why_stand_on_their_own_while_the_number_is_closed() -> None:
    made = pack(number("k", "kit", "4", opened_at=None), why("w", "kit"))
    assert where(made) == {"w": "risk_level"}


@pytest.mark.parametrize("area", ["norfolk", "nottinghamshire", "derby"])
def test_the_pack_says_which_case_system_the_record_is_in(area: str) -> None:
    case = factories.case(area)
    met = next(each for each in case.meetings if areas()[area].kinds[each.kind].family)
    made = make_pack(areas()[area], case, met, OURS, PRIYA, [], NOW.date())
    assert made.case_system == {"norfolk": "Liquidlogic LCS", "nottinghamshire": "Mosaic", "derby": "LCS"}[area]
