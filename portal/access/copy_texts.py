"""Every text in a person's copy, with the place in the case that it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from portal.access.kept import Kept, entries
from portal.access.likeness import Word, words
from portal.domain.audience import Kind
from portal.domain.case import Case, Entry, Meeting
from portal.domain.edition import Edition, MeetingCopy

NOT_IN_THE_CASE = "that is not in the case"


@dataclass(frozen=True)
class Piece:
    """One text of a copy. `place` says which item of the case it is.

    `is_free` is false for what has a field of its own: a place, a link, a worker's contact.
    """

    place: str
    text: str = field(repr=False)
    is_free: bool = True
    meeting: Meeting | None = field(default=None, repr=False)
    words: tuple[Word, ...] = field(default=(), repr=False)


@dataclass(frozen=True, repr=False)
class Read:
    """A copy as it was read: its texts, and which item of the case each of its parts is."""

    pieces: tuple[Piece, ...]
    items: tuple[tuple[str, Any], ...]  # (place in the case, part of the copy)
    meetings: tuple[tuple[Meeting, MeetingCopy], ...]
    labels: tuple[Piece, ...] = ()  # names, jobs and the area's own words: texts that nobody wrote into an item


def read_copy(case: Case, kept: Kept, copy: Edition) -> Read:
    """Walk a copy; nothing in it is passed over, not even what the case no longer has."""
    return _Reading(case, kept, copy).read()


class _Reading:
    def __init__(self, case: Case, kept: Kept, copy: Edition) -> None:
        self.case, self.kept, self.copy = case, kept, copy
        self.waiting: list[tuple[str, Entry]] = [
            (place, entry) for place, entry, _ in entries(case) if kept.reads(entry.shown)
        ]
        self.pieces: list[Piece] = []
        self.items: list[tuple[str, Any]] = []

    def read(self) -> Read:
        copy = self.copy
        for reason in copy.level.reasons if copy.level else ():
            self.add(self.place_of(reason, "reason", "professionals' reason"), reason)
        for what, parts in (("goal", copy.goals), ("action", copy.actions), ("safety step", copy.safety)):
            for part in parts:
                place = self.place_of(part.text, what)
                self.add(place, part.text)
                self.items.append((place, part))
        meetings = self.meetings()
        for meeting, held in meetings:
            self.meeting(meeting, held)
        self.visits()
        self.workers()
        for change in copy.changes:
            if all(piece.text != change.text for piece in self.pieces):
                self.add("what has changed", change.text)
        found = tuple((meeting, part) for meeting, part in meetings if meeting is not None)
        return Read(tuple(self.pieces), tuple(self.items), found, tuple(self.labels()))

    def add(self, place: str, text: str | None, *, is_free: bool = True, meeting: Meeting | None = None) -> None:
        if text:
            self.pieces.append(Piece(place, text, is_free, meeting, words(text)))

    def place_of(self, text: str, *sorts: str, inside: str = "") -> str:
        """The item of the case with these words; each is taken once."""
        for at, (place, entry) in enumerate(self.waiting):
            if entry.family_words == text and place.startswith(sorts) and place.endswith(inside):
                return self.waiting.pop(at)[0]
        return f"{sorts[0]} {NOT_IN_THE_CASE}"

    def meetings(self) -> list[tuple[Meeting | None, MeetingCopy]]:
        waiting = [meeting for meeting in self.case.meetings if self.kept.reads(meeting.shown)]
        paired: list[tuple[Meeting | None, MeetingCopy]] = []
        for part in self.copy.meetings:
            same = (m for m in waiting if (m.state, own_time(m, self.kept)) == (part.state, part.arrive_at))
            meeting = next(same, None)
            if meeting is not None:
                waiting.remove(meeting)
            paired.append((meeting, part))
        return paired

    def meeting(self, meeting: Meeting | None, part: MeetingCopy) -> None:
        place = f"meeting {meeting.ref}" if meeting else f"meeting {NOT_IN_THE_CASE}"
        of = f"of {place}"
        self.items.append((place, part))
        self.add(f"place {of}", part.place, is_free=False, meeting=meeting)
        self.add(f"link {of}", part.link, is_free=False, meeting=meeting)
        self.add(f"private part {of}", part.private_part, meeting=meeting)
        for minute in part.minutes:
            self.add(self.place_of(minute.text, "minute", inside=of), minute.text, meeting=meeting)

    def visits(self) -> None:
        for number, part in enumerate(self.copy.visits, 1):
            same = (v.ref for v in self.case.visits if v.at == part.at and self.kept.reads(v.shown))
            place = f"visit {next(same, number)}"
            self.items.append((place, part))
            self.add(f"place of {place}", part.place, is_free=False)

    def workers(self) -> None:
        for number, part in enumerate(self.copy.people, 1):
            same = (m.ref for m in self.case.team if m.name == part.name and self.kept.reads(m.shown))
            place = f"team {next(same, number)}"
            self.items.append((place, part))
            for text in (part.organisation, part.phone, part.email):
                self.add(place, text, is_free=False)

    def labels(self) -> Iterator[Piece]:
        """Every text of the copy that is no piece yet, once for each place."""
        copy = self.copy
        parts: list[tuple[str, Any]] = [*self.items, ("the names", (copy.reader, copy.child_name))]
        if copy.level is not None:
            parts.append((f"level of {copy.level.agreed_on}", copy.level))
        known = {("", piece.text) for piece in self.pieces}
        for place, part in parts:
            for text in texts_in(part):
                if ("", text) not in known and (place, text) not in known:
                    known.add((place, text))
                    yield Piece(place, text, False, None, words(text))


NO_TEXT = frozenset(["ref", "area", "language", "state", "whose", "what", "about", "goal", "level"])


def texts_in(part: Any) -> Iterator[str]:
    """Every text in a part of a copy that somebody could read."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from texts_in(each)
    elif is_dataclass(part):
        for each in fields(part):
            value = getattr(part, each.name)
            if not (each.name in NO_TEXT and isinstance(value, str)):
                yield from texts_in(value)


def own_time(meeting: Meeting, kept: Kept) -> Any:
    """When this person is asked to come; None where they are not."""
    if kept.person in meeting.arrivals:
        return meeting.arrivals[kept.person]
    return meeting.young_person_from if kept.kind is Kind.YOUNG_PERSON else meeting.parents_from
