"""What stops a copy: no reason helps, the text or the case has to change, or somebody has to tell first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from portal.access.copy_texts import NOT_IN_THE_CASE, Piece
from portal.access.kept import Kept, Secret, entries, name_needles
from portal.access.likeness import (
    bare_times,
    dates,
    emails,
    excerpt,
    folded,
    holds_digits,
    phone_numbers,
    places_of,
    postcodes,
    times,
)
from portal.access.publishing_review import Check, Review
from portal.domain.audience import Kind
from portal.domain.case import Case, Entry, Meeting
from portal.domain.clock import LONDON, day_in_london
from portal.domain.edition import ActionCopy, Edition, MeetingCopy, VisitCopy, Worker

HARD = {
    "family-contact": "A family member's phone number, e-mail, address or date of birth is never on a copy:"
    " take it out of this text.",
    "contact-in-text": "A phone number, e-mail or postcode stands in this text: take it out, or put it"
    " where it belongs (a worker's own entry, the place of a meeting).",
    "kept-name": "This names somebody whom the case keeps from this person: say it without the name, or open"
    " the entry to them if they may know.",
    "kept-registration": "A vehicle registration from text for professionals stands here: take it out.",
    "kept-operation": "The name of an operation from text for professionals stands here: take it out.",
    "kept-nominal": "Somebody who is named only in text for professionals stands here: take the name out.",
    "copied-words": "A piece of text for professionals, with a name or a number in it, stands here word for"
    " word: write it anew in words for this person.",
    "professionals-start": "The time at which the professionals start stands here: take it out, or give this"
    " person that time as their own.",
    "withheld-place": "A place, or a way in online, that the case does not show to this person stands here: take"
    " it out, or open it to them.",
    "withheld-time": "A time that is for somebody else stands here beside its day: take it out.",
    "never-shown": "A worker has marked this as never on a screen: take it out, and say it in person.",
    "private-part-only": "This names somebody who is there for the professionals' part alone: take the name out.",
    "not-theirs": "The case does not open this to this person: open it to them, or leave it out. If nothing of"
    " the case is wrong, the fault is the portal's: publish nothing for them, and report it.",
    "arrival-off-day": "The time at which this person is asked to come is not on the meeting's day, or is after its"
    " end: give them another time, or the one that everybody has.",
    "not-told": "This meeting is new to this person, has moved, or does not take place: tell them first, and"
    " say how and when you told them.",
}


def refusals(review: Review) -> Iterator[Check]:
    """What stops the copy: no reason helps."""
    for piece in review.read.pieces:
        for id, matched in (
            *_family_contacts(review.case, review.kept, piece),
            *_contacts(review, piece),
            *_secrets(review.kept, piece),
            *_starts(review, piece),
            *_withheld(review, piece),
            *_private_only(review, piece),
        ):
            yield _hard(review, id, piece.place, matched)
    for piece, run, tells_much in review.runs:
        if tells_much:
            yield _hard(review, "copied-words", piece.place, run)
    yield from _not_theirs(review)
    yield from _listed_for_the_private_part(review)
    yield from _never_shown(review)
    yield from _off_day(review)
    for news in review.news:
        if not review.told and news.task is None:
            yield _hard(review, "not-told", news.place, news.name)


def _hard(review: Review, id: str, place: str, matched: str) -> Check:
    return Check(id, True, review.person, place, HARD[id], matched)


def _family_contacts(case: Case, kept: Kept, piece: Piece) -> Iterator[tuple[str, str]]:
    """A family member's own details, the reader's too, wherever they stand."""
    for person in case.people:
        digits = "".join(sign for sign in person.mobile or "" if sign.isdecimal())
        if len(digits) > 6 and holds_digits(piece.text, digits[-9:]):
            yield "family-contact", person.mobile or ""
        if person.email and any(places_of(folded(person.email), piece.words)):
            yield "family-contact", person.email
    for secret in kept.addresses:
        yield from _found(secret, piece, "family-contact")
    born = case.child.date_of_birth
    if (born.day, born.month, born.year % 100) in dates(piece.text):
        yield "family-contact", "a date of birth"


def _contacts(review: Review, piece: Piece) -> Iterator[tuple[str, str]]:
    """Anybody's phone number, e-mail or postcode in free text; a shared worker's, a helpline's may pass."""
    if not piece.is_free:
        return
    workers = [member for member in review.case.team if review.kept.reads(member.shown)]
    helplines = review.area.helplines if review.area else ()
    open_numbers = [member.work_phone or "" for member in workers] + [line.phone for line in helplines]
    passing = {number for text in open_numbers for number in phone_numbers(text)}
    addresses = {folded(member.work_email) for member in workers if member.work_email}
    yield from (("contact-in-text", number) for number in phone_numbers(piece.text) if number not in passing)
    yield from (("contact-in-text", each) for each in emails(piece.text) if folded(each) not in addresses)
    yield from (("contact-in-text", each) for each in postcodes(piece.text))


def _secrets(kept: Kept, piece: Piece) -> Iterator[tuple[str, str]]:
    is_worker = piece.place.startswith("team ")  # whose entry is open, or it would not be here
    for secret in (*(() if is_worker else kept.names), *kept.labelled):
        yield from _found(secret, piece, f"kept-{secret.what}")


def _found(secret: Secret, piece: Piece, id: str) -> Iterator[tuple[str, str]]:
    span = secret.found_in(piece.words)
    if span is not None:
        yield id, excerpt(piece.words, span)


def _starts(review: Review, piece: Piece) -> Iterator[tuple[str, str]]:
    """The professionals' time: in a text of that meeting, beside its day, or of one that is to come."""
    named = times(piece.text) | bare_times(piece.text)
    if not named:
        return
    days = {(day, month) for day, month, _ in dates(piece.text)}
    own = {moment.astimezone(LONDON) for moment in _own_moments(review.copy)}
    states = {meeting.ref: part.state for meeting, part in review.read.meetings}
    for meeting in review.case.meetings:
        start = meeting.starts_at.astimezone(LONDON)
        if start.hour * 60 + start.minute not in named:
            continue
        is_of_that_day = piece.meeting is meeting or (start.day, start.month) in days
        is_to_come = states.get(meeting.ref) in ("planned", "moved")
        is_theirs = start in own if is_of_that_day else start.time() in {moment.time() for moment in own}
        if (is_of_that_day or is_to_come) and not is_theirs:
            yield "professionals-start", f"{start:%H:%M}"


def _withheld(review: Review, piece: Piece) -> Iterator[tuple[str, str]]:
    """In free text, where or when something is that the rest of this copy does not tell."""
    if not piece.is_free:
        return
    shown = [each.words for each in review.read.pieces if not each.is_free]
    for secret in review.kept.places:
        if secret.what == "place" and not any(secret.found_in(text) for text in shown):
            yield from _found(secret, piece, "withheld-place")
    named, days = times(piece.text), {(day, month) for day, month, _ in dates(piece.text)}
    own = set(_own_moments(review.copy))
    for meeting, moment in _others_moments(review.case):
        there = moment.astimezone(LONDON)
        is_of_that_day = (there.day, there.month) in days or (meeting is not None and piece.meeting is meeting)
        if is_of_that_day and there.hour * 60 + there.minute in named and moment not in own:
            yield "withheld-time", f"{there:%H:%M}"


def _others_moments(case: Case) -> Iterator[tuple[Meeting | None, datetime]]:
    """When anybody of the family is asked to come; the professionals' start is looked for in `_starts`."""
    for meeting in case.meetings:
        asked = {meeting.parents_from, meeting.young_person_from, *meeting.arrivals.values()}
        yield from ((meeting, moment) for moment in asked if moment is not None and moment != meeting.starts_at)
    yield from ((None, visit.at) for visit in case.visits)


def _own_moments(copy: Edition) -> Iterator[datetime]:
    """The times that this copy shows anyway."""
    yield from (visit.at for visit in copy.visits)
    for meeting in copy.meetings:
        yield from (moment for moment in (meeting.arrive_at, meeting.ends_at) if moment is not None)


def _not_theirs(review: Review) -> Iterator[Check]:
    """A second account of who may see what, beside `family_view`: everything in a copy can be traced to
    an item of the case that is open to this person."""
    kept, copy = review.kept, review.copy
    if (copy.kind, copy.reader) != (kept.kind, kept.name):
        yield _hard(review, "not-theirs", "the whole copy", copy.reader)
    open_texts = {entry.family_words for _, entry, meeting in entries(review.case) if _is_open(kept, entry, meeting)}
    for piece in review.read.pieces:
        has_a_field = piece.place.startswith(("place of ", "link of "))
        if piece.place.endswith(NOT_IN_THE_CASE) or (has_a_field and piece.text not in open_texts):
            yield _hard(review, "not-theirs", piece.place, piece.text)
    workers = {member.name for member in review.case.team if kept.reads(member.shown)}
    relatives = {review.case.child.preferred_name, kept.name}
    if kept.kind is Kind.YOUNG_PERSON:
        relatives |= {person.name for person in review.case.people}
    for place, name, is_family in _named(review):
        if name not in (relatives if is_family else workers):
            yield _hard(review, "not-theirs", place, name)


def _is_open(kept: Kept, entry: Entry, meeting: Meeting | None) -> bool:
    return kept.reads(entry.shown) and (meeting is None or kept.reads(meeting.shown))


def _named(review: Review) -> Iterator[tuple[str, str, bool]]:
    """Everybody whom a field of the copy names: where, who, and whether as one of the family."""
    for place, part in review.read.items:
        if isinstance(part, ActionCopy) and part.owner is not None:
            yield place, part.owner.name, part.owner.is_family
        elif isinstance(part, MeetingCopy):
            yield from ((place, person.name, False) for person in part.people)
        elif isinstance(part, VisitCopy):
            yield place, part.who.name, part.who.is_family
        elif isinstance(part, Worker):
            yield place, part.name, False


def _private_names(case: Case, meeting: Meeting) -> list[str]:
    alone = {attendee.who for attendee in meeting.attendees if attendee.part == "professionals-only"}
    return [member.name for member in case.team if member.ref in alone]


def _private_only(review: Review, piece: Piece) -> Iterator[tuple[str, str]]:
    names = _private_names(review.case, piece.meeting) if piece.meeting else []
    for name in names:
        for needle in name_needles(name):
            yield from _found(Secret("name", needle), piece, "private-part-only")


def _listed_for_the_private_part(review: Review) -> Iterator[Check]:
    for meeting, part in review.read.meetings:
        for name in _private_names(review.case, meeting):
            if any(person.name == name for person in part.people):
                yield _hard(review, "private-part-only", f"meeting {meeting.ref}", name)


def _off_day(review: Review) -> Iterator[Check]:
    """A time of this person's own that stayed behind when the meeting moved."""
    for meeting, part in review.read.meetings:
        own = meeting.arrivals.get(review.person)
        if own is None or part.state not in ("planned", "moved"):
            continue
        days = {day_in_london(moment) for moment in (own, meeting.starts_at)}
        if len(days) > 1 or (meeting.ends_at is not None and own > meeting.ends_at):
            yield _hard(review, "arrival-off-day", f"meeting {meeting.ref}", f"{own.astimezone(LONDON):%Y-%m-%d %H:%M}")


def _never_shown(review: Review) -> Iterator[Check]:
    """What a worker has marked stands in no text at all, not even in a name or in the area's own words."""
    numbers = ["".join(sign for sign in marked if sign.isdecimal()) for marked in review.case.never_shown]
    for piece in (*review.read.pieces, *review.read.labels):
        for secret in review.kept.never:
            for span in places_of(secret.needle, piece.words):
                yield _hard(review, "never-shown", piece.place, excerpt(piece.words, span))
        for digits in numbers:
            if len(digits) > 5 and holds_digits(piece.text, digits[-9:]):
                yield _hard(review, "never-shown", piece.place, digits)
