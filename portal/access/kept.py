"""What a case keeps from one person of the family: names, numbers, places, and words for somebody else.

*Professionals-only text* is every field of the case without a family audience, and what an item said
before its family words were mended. *Withheld* is what others of the family may read and this person may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from portal.access.everyday_words import EVERYDAY, POSTS, SMALL, TITLES
from portal.access.likeness import Placed, Word, Words, folded, forms_of, places_of, postcodes, registrations, words
from portal.domain.audience import Audience, Kind, meant_for
from portal.domain.case import Case, Entry, Meeting, Person, Shown

_LABELS = (
    # What follows is said to be an operation: the hint is the word before it.
    (
        "operation",
        re.compile(r"(?<![\w\-])(?i:operation|op)\b\.?\s+[\"“‘']?((?:[A-Z][\w’'\-]*)(?:\s[A-Z][\w’'\-]*){0,2})"),
    ),
    # … or somebody whom professionals alone write about.
    (
        "nominal",
        re.compile(
            r"\b(?i:nominals?|suspects?|alias|aka|a\.k\.a\.|street name|known as|perpetrators?|offenders?"
            r"|associates?)\b\s*:?\s*[\"“‘']?([A-Z][\w’\-]+|\d{3,})"
        ),
    ),
)


@dataclass(frozen=True, repr=False)
class Secret:
    """Something that must not stand in a person's copy. `needle` is folded; `what` is its sort.

    `with_capital`: it counts only where it ends in a word with a capital.
    """

    what: str
    needle: str
    with_capital: bool = False

    def found_in(self, text: tuple[Word, ...]) -> tuple[int, int] | None:
        """Where it stands, whole words only; an everyday word only where it is clearly a name."""
        if isinstance(text, Words) and self.needle not in text.joined:
            return None  # mostly so, and soon seen
        for start, end in places_of(self.needle, text):
            first, last = text[start], text[end - 1]
            is_name = self.needle not in EVERYDAY or (first.is_capitalised and not first.opens)
            if is_name and (last.is_capitalised or not self.with_capital):
                return start, end
        return None


def entries(case: Case) -> Iterator[tuple[str, Entry, Meeting | None]]:
    """Every piece of text with an audience of its own, with its place in words and its meeting."""
    yield from ((f"note {n}", note, None) for n, note in enumerate(case.child.notes, 1))
    for review in case.level_reviews:
        for what, entry in (("reason", review.plain_reason), ("professionals' reason", review.rationale)):
            if entry is not None:
                yield f"{what} of the level of {review.date}", entry, None
    yield from ((f"goal {goal.ref}", goal.entry, None) for goal in case.goals)
    yield from ((f"action {action.ref}", action.entry, None) for action in case.actions)
    yield from ((f"safety step {n}", step, None) for n, step in enumerate(case.safety, 1))
    for meeting in case.meetings:
        for what, entry in (("place", meeting.place), ("link", meeting.join_link)):
            if entry is not None:
                yield f"{what} of meeting {meeting.ref}", entry, meeting
        for n, minute in enumerate(meeting.minutes, 1):
            yield f"minute {n} of meeting {meeting.ref}", minute.entry, meeting
    for visit in case.visits:
        if visit.place is not None:
            yield f"place of visit {visit.ref}", visit.place, None


@dataclass(frozen=True, repr=False)
class Kept:
    """What this case keeps from this person."""

    case: Case
    person: str

    @cached_property
    def kind(self) -> Kind:
        return Kind.YOUNG_PERSON if self.person == self.case.child.ref else Kind.PARENT

    @cached_property
    def name(self) -> str:
        """What the reader is called."""
        relative = self.case.person(self.person)
        return self.case.child.preferred_name if relative is None else relative.name

    def reads(self, shown: Shown) -> bool:
        return meant_for(shown.audience, self.kind) and self.person not in shown.withhold_from

    @cached_property
    def others(self) -> tuple[Person, ...]:
        """The other adults, where the reader is one; to the young person they are no secret."""
        is_adult = self.kind is Kind.PARENT
        return tuple(p for p in self.case.people if is_adult and p.ref != self.person)

    @cached_property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Professionals-only text, each piece with its place."""
        case = self.case
        found: list[tuple[str, str | None]] = [("source", case.source), ("full name", case.child.full_name)]
        for place, entry, _ in entries(case):
            if entry.family_words is None or entry.family_words != entry.words:
                found.append((place, entry.words))
        for person in case.people:
            found += [(f"person {person.ref}", part) for part in (person.name, person.address, person.restrictions)]
        for member in case.team:
            if member.shown.audience is Audience.PROFESSIONALS:
                found += [(f"team {member.ref}", part) for part in (member.name, member.organisation)]
        for meeting in case.meetings:
            part = meeting.private_part
            is_told = part.planned and part.tell_family and meeting.shown.audience is not Audience.PROFESSIONALS
            found.append((f"private part of meeting {meeting.ref}", part.content))
            if not is_told:
                found.append((f"private part of meeting {meeting.ref}", part.reason_for_family))
        return tuple((place, text) for place, text in found if text)

    @cached_property
    def sources(self) -> tuple[Placed, ...]:
        """The same, word by word."""
        return tuple((place, words(text)) for place, text in self.texts)

    @cached_property
    def closed(self) -> tuple[tuple[str, Entry], ...]:
        """Every entry that is not for this person, by its own audience or by that of what it stands in."""
        around = {id(e): r.shown for r in self.case.level_reviews for e in (r.plain_reason, r.rationale)}
        around |= {id(visit.place): visit.shown for visit in self.case.visits}
        return tuple(
            (place, entry)
            for place, entry, meeting in entries(self.case)
            if not self.reads(entry.shown)
            or not self.reads(meeting.shown if meeting else around.get(id(entry), entry.shown))
        )

    @cached_property
    def withheld(self) -> tuple[Placed, ...]:
        """What is for others of the family and not for this person, word by word."""
        found = [(place, entry.family_words) for place, entry in self.closed]
        for meeting in self.case.meetings:
            if not self.reads(meeting.shown) and meeting.private_part.tell_family:
                found.append((f"private part of meeting {meeting.ref}", meeting.private_part.reason_for_family))
        return tuple((place, words(text)) for place, text in found if text)

    @cached_property
    def places(self) -> tuple[Secret, ...]:
        """Where this person is not told that something is, and the ways in online that are not theirs.

        One without a name or a number in it (“Football, then food”) is an *everyday-place*.
        """
        entries = [
            (place.startswith("link"), e) for place, e in self.closed if place.startswith(("place of", "link of"))
        ]
        if self.kind is Kind.YOUNG_PERSON:  # to whose phone a place goes only where a worker has ticked that
            unticked = [meeting for meeting in self.case.meetings if not meeting.place_for_child]
            entries += [(False, meeting.place) for meeting in unticked if meeting.place]
            entries += [(True, meeting.join_link) for meeting in unticked if meeting.join_link]
        found: list[Secret] = []
        for is_link, entry in entries:
            for text in filter(None, (entry.words, entry.family_words)):
                found += [Secret("place", folded(text))] if is_link else self._place_secrets(text)
        return tuple(dict.fromkeys(found))

    def _place_secrets(self, text: str) -> list[Secret]:
        found = []
        whole, first = words(text), words(re.split(r"[,\n]", text)[0])
        for part in (whole, first[1:] if first and first[0].folded in SMALL else first):
            is_named = any((w.is_capitalised and not w.opens) or w.folded.isdecimal() for w in part)
            is_known = all(word.folded in self.known_words for word in part)
            says_much = len([w for w in part if w.folded not in SMALL | EVERYDAY | POSTS]) > 1
            if len(part) > 1 and (is_named or (part is whole and says_much)):
                what = "place" if is_named and not is_known else "everyday-place"
                found.append(Secret(what, "".join(word.folded for word in part)))
        return found

    @cached_property
    def known_names(self) -> frozenset[str]:
        """The words of every name that this person may know."""
        names = [self.case.child.preferred_name]
        names += [person.name for person in self.case.people if person not in self.others]
        names += [member.name for member in self.case.team if self.reads(member.shown)]
        return frozenset(word.folded for name in names for word in words(name))

    @cached_property
    def known_words(self) -> frozenset[str]:
        """The same, and the words of their workers' organisations."""
        shared = (m.organisation or "" for m in self.case.team if self.reads(m.shown))
        return self.known_names | {word.folded for name in shared for word in words(name)}

    @cached_property
    def names(self) -> tuple[Secret, ...]:
        """Names that a field of the case keeps from this person; another adult's first name may pass."""
        found: list[str] = []
        for member in self.case.team:
            if not self.reads(member.shown):
                found += name_needles(member.name)
        found += name_needles(self.case.child.full_name or "")
        for person in self.others:
            found += name_needles(person.name, first_names=False)
        return tuple(Secret("name", needle) for needle in dict.fromkeys(found) if needle not in self.known_words)

    @cached_property
    def labelled(self) -> tuple[Secret, ...]:
        """Registrations, operations and nominals out of professionals-only text."""
        found = []
        for _, text in self.texts:
            found += [Secret("registration", folded(each)) for each in registrations(text)]
            for what, pattern in _LABELS:
                for name in pattern.findall(text):
                    needles = [folded(name), words(name)[0].folded]
                    needles += [f"operation{needles[1]}"] if what == "operation" else []
                    found += [Secret(what, needle) for needle in needles]
        nothing = self.known_names | TITLES | SMALL
        return tuple(s for s in dict.fromkeys(found) if len(s.needle) > 1 and s.needle not in nothing)

    @cached_property
    def never(self) -> tuple[Secret, ...]:
        """What a worker has marked: the whole of it in every form, of an address its parts too."""
        found: list[Secret] = []
        for marked in self.case.never_shown:
            found += [Secret("never-shown", needle) for needle in forms_of(folded(marked)) if needle]
            found += address_secrets(marked) if any(sign.isdecimal() for sign in marked) else []
        return tuple(dict.fromkeys(found))

    @cached_property
    def addresses(self) -> tuple[Secret, ...]:
        found = [secret for person in self.case.people for secret in address_secrets(person.address or "")]
        return tuple(dict.fromkeys(found))


def name_needles(name: str, *, first_names: bool = True) -> list[str]:
    """What to look for: the whole name and its parts, without a title; of a post, the whole alone."""
    all_words = words(name)
    parts = [word for word in all_words if word.folded not in TITLES]
    if not parts:
        return []
    has_title = len(parts) < len(all_words)
    whole = "".join(word.folded for word in parts)
    if whole in POSTS:
        return []
    if not all(word.is_capitalised for word in parts) or any(word.folded in POSTS for word in parts):
        return [whole]
    if len(parts) == 1:
        return [whole] if first_names or has_title else []
    single = parts if first_names else parts[-1:]
    return [whole, *(word.folded for word in single if len(word.folded) > 2)]


def address_secrets(address: str) -> list[Secret]:
    """What to look for: the postcode, a number with its street, a house with a name, the whole."""
    whole = words(address)
    if len(whole) < 2:
        return []
    found = [Secret("address", needle) for needle in (folded(address), *map(folded, postcodes(address)))]
    for at, word in enumerate(whole[:-1]):
        street = [each.folded for each in whole[at + 1 : at + 3] if each.folded.isalpha()]
        if street and re.fullmatch(r"\d+[a-z]?", word.folded):
            found.append(Secret("address", word.folded + "".join(street), with_capital=len(street) == 1))
            found.append(Secret("address", word.folded + street[0], with_capital=True))
    house = words(re.split(r"[,\n]", address)[0])
    if len(house) > 1 and all(word.folded.isalpha() for word in house):
        found.append(Secret("address", "".join(word.folded for word in house)))
    return found
