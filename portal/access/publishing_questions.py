"""What the worker is asked before a copy is published: a reason is enough, and it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from portal.access.copy_texts import Piece
from portal.access.everyday_words import NO_NAMES
from portal.access.likeness import excerpt, streets
from portal.access.publishing_review import Check, Review
from portal.domain import wording
from portal.domain.audience import Kind, meant_for
from portal.domain.case import LevelReview
from portal.domain.clock import day_in_london

MOST_ACTIONS = 7

SOFT = {
    "looks-like-a-name": "A word that looks like a name stands otherwise only in text for professionals:"
    " may this person know it?",
    "shared-words": "Six words in a row stand in text for professionals too: is it meant for this person?",
    "withheld-words": "This stands in something that is kept from this person: may they know it?",
    "not-named-there": "Somebody is there while this person is, and their page does not name them: tell them, or"
    " open the entry.",
    "looks-like-an-address": "This looks like a street: does it say where somebody lives or can be found?",
    "older-level": "A newer level is kept from this person, whose page says when theirs was agreed, never"
    " “now”: why are they not told?",
    "restricted-new-item": "There are restrictions for this person: may they read this new item?",
    "restricted-meeting": "Somebody with restrictions shares this meeting with another family member:"
    " what keeps everybody safe?",
    "only-family-acts": "Everything that is to be done falls on the child or the family: what do workers do?",
    "more-than-seven": "One person has more than seven things to do: what can wait, or be done by others?",
    "wording": "The wording can be kinder or plainer: mend it, or say why it stays.",
    "level-without-meeting": "The level changed and no meeting was held: who agreed it?",
    "difficult-news": "A level stands here that is news to this person: has somebody told them?",
}


def questions(review: Review) -> Iterator[Check]:
    """What asks for a reason, in the order in which a worker would look."""
    for piece, name in _names(review):
        yield _soft(review, "looks-like-a-name", piece.place, name)
    for piece in review.read.pieces:
        if piece.is_free:
            yield from (_soft(review, "looks-like-an-address", piece.place, s) for s in streets(piece.text))
            yield from (_soft(review, "wording", piece.place, m) for m in _wording(review, piece.text))
    yield from (_soft(review, "shared-words", p.place, run) for p, run, tells_much in review.runs if not tells_much)
    yield from _withheld(review)
    yield from _hardest_reading(review)
    yield from _not_named(review)
    yield from _level(review)
    yield from _restrictions(review)
    yield from _load(review)


def _soft(review: Review, id: str, place: str, matched: str = "") -> Check:
    return Check(id, False, review.person, place, SOFT[id], matched)


# -- words -----------------------------------------------------------------------------------------


def _names(review: Review) -> Iterator[tuple[Piece, str]]:
    """Capitals within a sentence that are a name for professionals alone, and for nobody else."""
    closed: dict[str, dict[str, bool]] = {}  # word → place → whether it is surely a name there
    for place, text in review.kept.sources:
        for word in text:
            is_name = word.is_capitalised and not word.opens
            places = closed.setdefault(word.folded, {})
            places[place] = places.get(place, False) or is_name
    standing: dict[str, set[int]] = {}
    for number, piece in enumerate(review.read.pieces):
        for word in piece.words:
            standing.setdefault(word.folded, set()).add(number)
    for number, piece in enumerate(review.read.pieces):
        for word in piece.words:
            stems = {word.folded, word.folded.removesuffix("s")}
            is_known = stems & (review.kept.known_words | NO_NAMES) or standing[word.folded] != {number}
            if not word.is_capitalised or len(word.folded) < 2 or is_known:
                continue
            there = [is_name for stem in stems for at, is_name in closed.get(stem, {}).items() if at != piece.place]
            if any(there) or (there and not word.opens):
                yield piece, word.text


def _withheld(review: Review) -> Iterator[Check]:
    """Words out of what others may read and this person may not. What names a place or a time is refused."""
    for piece, run in review.withheld_runs:
        yield _soft(review, "withheld-words", piece.place, run)
    everyday = [secret for secret in review.kept.places if secret.what == "everyday-place"]
    for piece in review.read.pieces:
        for secret in everyday if piece.is_free else ():
            if (span := secret.found_in(piece.words)) is not None:
                yield _soft(review, "withheld-words", piece.place, excerpt(piece.words, span))


def _reader(review: Review) -> wording.Reader:
    if review.kept.kind is Kind.PARENT:
        return wording.Reader.PARENT
    is_easy = review.case.child.format_needs == "easy"
    return wording.Reader.EASY_READ if is_easy else wording.Reader.YOUNG_PERSON


def _wording(review: Review, text: str) -> Iterator[str]:
    for finding in wording.findings(text, _reader(review)):
        if finding.rule is not wording.Rule.GRADE:
            yield finding.message


def _hardest_reading(review: Review) -> Iterator[Check]:
    whole = "\n".join(piece.text for piece in review.read.pieces if piece.is_free)
    for finding in wording.findings(whole, _reader(review)):
        if finding.rule is wording.Rule.GRADE:
            yield _soft(review, "wording", "the whole copy", finding.message)


# -- the level -------------------------------------------------------------------------------------


def _level(review: Review) -> Iterator[Check]:
    shown = review.copy.level
    if shown is None:
        return
    reviews = sorted(review.case.level_reviews, key=lambda each: each.date)
    place = f"level of {shown.agreed_on}"
    if reviews and (reviews[-1].date > shown.agreed_on or reviews[-1].level != shown.level):
        yield _soft(review, "older-level", place)
    before = review.previous.level if review.previous else None
    is_new = before is None or (before.level, before.agreed_on) != (shown.level, shown.agreed_on)
    if is_new and _changed_without_a_meeting(review, reviews):
        yield _soft(review, "level-without-meeting", place)
    if not review.told and (before is None or _is_higher(review, before.level, shown.level)):
        yield _soft(review, "difficult-news", place)


def _changed_without_a_meeting(review: Review, reviews: list[LevelReview]) -> bool:
    """Whether the level differs from the one before, and no meeting with the family was held since."""
    shown = review.copy.level
    assert shown is not None
    earlier = [each for each in reviews if each.date < shown.agreed_on]
    if not earlier or earlier[-1].level == shown.level:
        return False
    closed = {kind.id for kind in review.area.kinds.values() if not kind.family} if review.area else set()
    held = [m for m in review.case.meetings if m.state == "held" and m.kind not in closed]
    days = (day_in_london(meeting.starts_at) for meeting in held)
    return not any(earlier[-1].date < day <= shown.agreed_on for day in days)


def _is_higher(review: Review, before: str, now: str) -> bool:
    """Whether this level is higher; where no scale is at hand, whether it is another one."""
    order = [level.id for level in review.area.scale] if review.area else []
    if before in order and now in order:
        return order.index(now) > order.index(before)
    return now != before


# -- people with restrictions ----------------------------------------------------------------------


def _restrictions(review: Review) -> Iterator[Check]:
    restricted = {person.ref for person in review.case.people if person.restrictions}
    if review.person in restricted:
        old = _parts(review.previous) if review.previous else []
        for place, part in review.read.items:
            if part not in old:
                yield _soft(review, "restricted-new-item", place)
        level = review.copy.level
        if level is not None and level not in old:
            yield _soft(review, "restricted-new-item", f"level of {level.agreed_on}")
    for meeting, _ in review.read.meetings:
        others = {ref for ref in review.case.with_access() if ref != review.person}
        sharing = {
            ref for ref in others - meeting.shown.withhold_from if meant_for(meeting.shown.audience, _kind(review, ref))
        }
        if sharing & restricted or (sharing and review.person in restricted):
            yield _soft(review, "restricted-meeting", f"meeting {meeting.ref}")


def _not_named(review: Review) -> Iterator[Check]:
    """Workers who are in the room while this person is, and whose entry is closed to them."""
    for meeting, part in review.read.meetings:
        if part.arrive_at is None or part.state not in ("planned", "moved"):
            continue
        there = {each.who for each in meeting.attendees if each.part != "professionals-only"}
        alone = {each.who for each in meeting.attendees} - there
        there |= {meeting.chair} - alone if meeting.chair else set()
        for member in review.case.team:
            if member.ref in there and not review.kept.reads(member.shown):
                yield _soft(review, "not-named-there", f"meeting {meeting.ref}", member.name)


def _kind(review: Review, ref: str) -> Kind:
    return Kind.YOUNG_PERSON if ref == review.case.child.ref else Kind.PARENT


def _parts(copy: Any) -> list[Any]:
    """Everything that stands in a copy as an item."""
    found = []
    for each in fields(copy):
        value = getattr(copy, each.name)
        found += list(value) if isinstance(value, tuple) else [value]
    return found


# -- who does what ---------------------------------------------------------------------------------


def _load(review: Review) -> Iterator[Check]:
    """Whose hands the open actions of this copy are in."""
    by_place = {f"action {action.ref}": action for action in review.case.actions}
    actions = [by_place[place] for place, _ in review.read.items if place in by_place]
    owners = [action.owner for action in actions if action.status in ("to-do", "doing")]
    family = {review.case.child.ref, *(person.ref for person in review.case.people)}
    if owners and all(owner in family for owner in owners):
        yield _soft(review, "only-family-acts", "the plan")
    for owner, number in Counter(owner for owner in owners if owner is not None).items():
        if number > MOST_ACTIONS:
            yield _soft(review, "more-than-seven", f"actions of {owner}", str(number))
