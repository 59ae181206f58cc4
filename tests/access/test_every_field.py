"""Every field of a case, and on whose page it stands.

The table is written to be read by anybody who knows the work; it needs no programming to check it.
It is complete: a new field of a case without a line here fails. And it is true: each line is tried, by
putting something else into that one field and looking at everybody's copy.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import pytest

from portal.access.family_view import family_view
from portal.domain.audience import Audience
from portal.domain.case import (
    Action,
    Attendee,
    Case,
    Child,
    Entry,
    Goal,
    LevelReview,
    Meeting,
    Minute,
    Person,
    PrivatePart,
    Shown,
    TeamMember,
    ToTell,
    Visit,
)
from portal.domain.plain import to_plain
from tests.factories import area, public_ref

# The case of this page: Kit is the young person. Mum and Dad are his parents and live apart. Everything in it is
# meant for the whole family, and withheld from Gran. Read a line like this:
#   reads   what stands in the field can be read in this person's copy
#   moves   the field changes something in their copy, but cannot be read there itself
#   –       their copy is the same, letter by letter, whatever stands in the field
TABLE = """
field                                             Kit    Mum    Dad    Gran   where it stands

area                                              reads  reads  reads  reads  which area's words and guides they get
source                                            –      –      –      –      held back
never_shown                                       –      –      –      –      held back: what must never be on a screen

child.ref                                         moves  –      –      –      who Kit is, at the desk; nowhere to be read
child.preferred_name                              reads  reads  reads  reads  the name everybody calls him by
child.date_of_birth                               –      –      –      –      held back
child.full_name                                   –      –      –      –      held back
child.pronouns                                    –      –      –      –      held back
child.language                                    reads  –      –      –      the language of his own copy
child.format_needs                                –      –      –      –      not in a copy; easy words on his own pages
child.plan_type                                   –      –      –      –      held back; no date may tell it either
child.portal_access                               moves  –      –      –      whether he has a copy at all
child.notes[].words                               –      –      –      –      held back
child.notes[].shown.audience                      –      –      –      –      held back, whatever it says
child.notes[].shown.withhold_from                 –      –      –      –      held back
child.notes[].family_words                        –      –      –      –      held back

people[].ref                                      moves  moves  –      –      who Mum is, at the desk; nowhere to be read
people[].name                                     reads  reads  –      –      her own copy; Kit's, where she does a thing
people[].relationship                             –      –      –      –      held back
people[].language                                 –      reads  –      –      the language of her own copy
people[].interpreter                              –      –      –      –      held back
people[].mobile                                   –      –      –      –      held back
people[].email                                    –      –      –      –      held back
people[].address                                  –      –      –      –      held back
people[].portal_access                            –      moves  –      –      whether she has a copy; nobody else can tell
people[].restrictions                             –      –      –      –      held back

team[].ref                                        moves  moves  moves  –      at the desk; it ties the worker to what they do
team[].name                                       reads  reads  reads  –      people around them, meetings, who does what
team[].role                                       moves  moves  moves  –      their job, in plain words
team[].organisation                               reads  reads  reads  –      beside their job
team[].work_phone                                 reads  reads  reads  –      a number to ring
team[].work_email                                 reads  reads  reads  –      an address to write to
team[].since                                      reads  reads  reads  –      makes them "new" after the last meeting
team[].until                                      reads  reads  reads  –      makes them "left" after that day
team[].trusted                                    moves  moves  moves  –      "your person", on Kit's page alone
team[].covers                                     moves  moves  moves  –      whom they stand in for, by name
team[].shown.audience                             moves  moves  moves  –      whether they stand there at all
team[].shown.withhold_from                        –      –      moves  –      here Dad is taken out

level_reviews[].date                              reads  reads  reads  –      agreed on; at which meeting; next by when
level_reviews[].level                             reads  reads  reads  –      the level, in the area's words
level_reviews[].scaling                           –      –      –      –      held back
level_reviews[].rationale.words                   –      –      –      –      held back
level_reviews[].rationale.shown.audience          moves  moves  moves  –      whether its family words are there
level_reviews[].rationale.shown.withhold_from     –      –      moves  –      here Dad is taken out
level_reviews[].rationale.family_words            reads  reads  reads  –      why, on the level card
level_reviews[].plain_reason.words                –      –      –      –      held back
level_reviews[].plain_reason.shown.audience       moves  moves  moves  –      whether its family words are there
level_reviews[].plain_reason.shown.withhold_from  –      –      moves  –      here Dad is taken out
level_reviews[].plain_reason.family_words         reads  reads  reads  –      why, on the level card
level_reviews[].shown.audience                    moves  moves  moves  –      whether there is a card
level_reviews[].shown.withhold_from               –      –      moves  –      here Dad is taken out

goals[].ref                                       moves  moves  moves  –      turned into a reference that tells nothing
goals[].entry.words                               –      –      –      –      held back
goals[].entry.shown.audience                      moves  moves  moves  –      whether it is there
goals[].entry.shown.withhold_from                 –      –      moves  –      here Dad is taken out
goals[].entry.family_words                        reads  reads  reads  –      a goal on the plan
goals[].whose                                     reads  reads  reads  –      in whose voice it is

actions[].ref                                     moves  moves  moves  –      turned into a reference that tells nothing
actions[].entry.words                             –      –      –      –      held back
actions[].entry.shown.audience                    moves  moves  moves  –      whether it is there
actions[].entry.shown.withhold_from               –      –      moves  –      here Dad is taken out
actions[].entry.family_words                      reads  reads  reads  –      what somebody does
actions[].goal                                    moves  moves  moves  –      which goal it is for
actions[].owner                                   moves  moves  moves  –      who does it; never another adult, but to Kit
actions[].due                                     reads  reads  reads  –      by when
actions[].status                                  reads  reads  reads  –      not begun, being done, done, stopped
actions[].kind                                    –      –      –      –      held back

safety[].words                                    –      –      –      –      held back
safety[].shown.audience                           moves  moves  moves  –      whether it is there
safety[].shown.withhold_from                      –      –      moves  –      here Dad is taken out
safety[].family_words                             reads  reads  reads  –      if something happens

meetings[].ref                                    moves  moves  moves  –      turned into a reference that tells nothing
meetings[].kind                                   moves  moves  moves  –      its name; some kinds families never see
meetings[].starts_at                              –      –      –      –      held back: the workers' time
meetings[].parents_from                           –      –      reads  –      when to come, for one without a time of their own
meetings[].young_person_from                      reads  –      –      –      when Kit comes
meetings[].arrivals                               –      reads  –      –      a person's own time: here Mum's
meetings[].ends_at                                reads  reads  reads  –      when it should end
meetings[].state                                  reads  reads  reads  –      moved, cancelled, over
meetings[].place.words                            –      –      –      –      held back
meetings[].place.shown.audience                   moves  moves  moves  –      whether it is there
meetings[].place.shown.withhold_from              –      –      moves  –      here Dad is taken out
meetings[].place.family_words                     reads  reads  reads  –      where it is
meetings[].place_for_child                        moves  –      –      –      whether Kit's phone shows the place
meetings[].join_link.words                        –      –      –      –      held back
meetings[].join_link.shown.audience               moves  moves  moves  –      whether it is there
meetings[].join_link.shown.withhold_from          –      –      moves  –      here Dad is taken out
meetings[].join_link.family_words                 reads  reads  reads  –      join online
meetings[].chair                                  moves  moves  moves  –      leads the meeting, if they may see that worker
meetings[].attendees[].who                        moves  moves  moves  –      who will be there, if they may see that worker
meetings[].attendees[].part                       moves  moves  moves  –      there for part of it; never the workers' own part
meetings[].private_part.planned                   moves  moves  moves  –      a part without you, if a worker chose to tell
meetings[].private_part.tell_family               moves  moves  moves  –      the same
meetings[].private_part.reason_for_family         reads  reads  reads  –      why, where a worker chose to tell
meetings[].private_part.content                   –      –      –      –      held back
meetings[].minutes[].step                         moves  moves  moves  –      the step of the meeting, in plain words
meetings[].minutes[].entry.words                  –      –      –      –      held back
meetings[].minutes[].entry.shown.audience         moves  moves  moves  –      whether it is there
meetings[].minutes[].entry.shown.withhold_from    –      –      moves  –      here Dad is taken out
meetings[].minutes[].entry.family_words           reads  reads  reads  –      what was said and agreed
meetings[].shown.audience                         moves  moves  moves  –      whether it is there
meetings[].shown.withhold_from                    –      –      moves  –      here Dad is taken out

visits[].ref                                      moves  moves  moves  –      turned into a reference that tells nothing
visits[].who                                      moves  moves  moves  –      who comes; gone where they may not see that worker
visits[].at                                       reads  reads  reads  –      when
visits[].with_                                    –      moves  –      –      "sees you", for whom it is: here Mum is put in
visits[].place.words                              –      –      –      –      held back
visits[].place.shown.audience                     moves  moves  moves  –      whether it is there
visits[].place.shown.withhold_from                –      –      moves  –      here Dad is taken out
visits[].place.family_words                       reads  reads  reads  –      where
visits[].state                                    reads  reads  reads  –      moved, cancelled, did not come
visits[].shown.audience                           moves  moves  moves  –      whether it is there
visits[].shown.withhold_from                      –      –      moves  –      here Dad is taken out

to_tell[].meeting                                 –      –      –      –      held back
to_tell[].person                                  –      –      –      –      held back
to_tell[].worker                                  –      –      –      –      held back
to_tell[].by                                      –      –      –      –      held back
to_tell[].told_on                                 –      –      –      –      held back
to_tell[].how                                     –      –      –      –      held back
to_tell[].about                                   –      –      –      –      held back
to_tell[].told_by                                 –      –      –      –      held back
"""  # noqa: E501

READERS = ("ref-kit", "ref-mum", "ref-dad", "ref-gran")
LINES = {
    path: (tuple(cells[:4]), " ".join(cells[4:]))
    for path, *cells in (line.split() for line in TABLE.splitlines()[2:] if line)
}

# -- the case ---------------------------------------------------------------------------------------

NOT_GRAN = Shown(Audience.FAMILY, frozenset({"ref-gran"}))
EVERYBODY = Shown(Audience.FAMILY)
MARKER = "Marker-4711"


def entry(words: str) -> Entry:
    return Entry(f"What professionals say: {words}", NOT_GRAN, f"What families read: {words}")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def adult(ref: str, name: str) -> Person:
    return Person(f"ref-{ref}", name, "parent", mobile="07700 900001", address="1 Example Row", portal_access=True)


HELD = Meeting(
    "ref-before", "cpm", at(12, 9), at(12, 10), at(12, 11), state="held", chair="ref-tm",
    attendees=(Attendee("ref-sw"), Attendee("ref-tm")), shown=NOT_GRAN,
)  # fmt: skip
CASE = Case(
    area="norfolk",
    child=Child(
        "ref-kit", "Kit", date(2011, 4, 19), "Christopher", "he/him", portal_access=True, notes=(entry("a note"),)
    ),
    source="A system",
    people=(adult("mum", "Dawn"), adult("dad", "Gary"), adult("gran", "Mary")),
    team=(
        TeamMember(
            "ref-sw", "Priya Nair", "social_worker", "The council", "01632 960142", "p@example.org",
            since=date(2026, 6, 1), covers="ref-tm", shown=NOT_GRAN,
        ),
        TeamMember("ref-tm", "Colin Marsh", "team_manager", shown=EVERYBODY),
        TeamMember("ref-pc", "Ellen Rudd", "mace_police_officer", shown=EVERYBODY),
    ),
    level_reviews=(LevelReview(date(2026, 11, 12), "medium", 6, entry("rationale"), entry("reason"), NOT_GRAN),),
    goals=(Goal("ref-goal", entry("goal"), "parents"),),
    actions=(
        Action("ref-action", entry("action"), "ref-goal", "ref-sw", date(2026, 12, 1)),
        Action("ref-hers", Entry("More", EVERYBODY, "Something that Mum does"), owner="ref-mum"),
    ),
    safety=(entry("safety"),),
    meetings=(
        Meeting(
            "ref-meeting", "cpm", at(26, 13), at(26, 14), at(26, 15), at(26, 16), place=entry("place"),
            join_link=replace(entry("link"), family_words="https://meet.example.org/"), chair="ref-tm",
            attendees=(Attendee("ref-sw"), Attendee("ref-tm")),
            private_part=PrivatePart(True, True, "Because of somebody else", "Secret"),
            minutes=(Minute("updates", entry("minute")),), arrivals={"ref-mum": at(26, 14)}, place_for_child=True,
            shown=NOT_GRAN,
        ),
        HELD,
    ),
    visits=(Visit("ref-visit", "ref-sw", at(24, 17), ("ref-kit",), entry("place of a visit"), shown=NOT_GRAN),),
    never_shown=("a safe word",),
    to_tell=(ToTell("ref-meeting", "ref-mum", "ref-sw", date(2026, 11, 20)),),
)  # fmt: skip

# What is put into a field, where anything of its type would not do.
OTHER: dict[str, Any] = {
    "area": "derby",
    "child.language": "ckb",
    "people[].language": "ckb",
    "team[].role": "youth_worker",
    "team[].covers": "ref-pc",
    "level_reviews[].level": "high",
    "goals[].whose": "professionals",
    "actions[].goal": None,
    "actions[].owner": "ref-tm",
    "actions[].status": "done",
    "meetings[].kind": "panel",
    "meetings[].state": "cancelled",
    "meetings[].join_link.family_words": f"https://meet.example.org/{MARKER}",
    "meetings[].chair": "ref-sw",
    "meetings[].attendees[].who": "ref-pc",
    "meetings[].attendees[].part": "with-family",
    "meetings[].minutes[].step": "actions",
    "meetings[].arrivals": {"ref-mum": datetime(2031, 3, 3, 9, tzinfo=UTC)},
    "visits[].who": "ref-tm",
    "visits[].with_": ("ref-kit", "ref-mum"),
    "visits[].state": "missed",
}


def leaves(kind: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every field that can be reached from a type, with its own type."""
    hints = typing.get_type_hints(kind)
    for each in fields(kind):
        here, hint = f"{path}.{each.name}".lstrip("."), hints[each.name]
        inside = typing.get_args(hint)
        if typing.get_origin(hint) in (typing.Union, types.UnionType):
            hint = next(option for option in inside if option is not type(None))
        elif typing.get_origin(hint) is tuple and is_dataclass(inside[0]):
            here, hint = f"{here}[]", inside[0]
        if is_dataclass(hint):
            yield from leaves(hint, here)
        else:
            yield here, hint


FIELDS = dict(leaves(Case))


def another(path: str, hint: Any, now: Any) -> Any:
    """Something else for a field of this type."""
    if path in OTHER:
        return OTHER[path]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Audience.PROFESSIONALS
    values = {str: MARKER, date: date(2031, 3, 3), datetime: datetime(2031, 3, 3, 9, tzinfo=UTC), int: 9}
    if hint is bool:
        return not now
    if typing.get_origin(hint) is frozenset:
        return now | {"ref-dad"}
    return (MARKER,) if typing.get_origin(hint) is tuple else values[hint]


def with_another(holder: Any, path: str, hint: Any, whole: str) -> tuple[Any, Any]:
    """The same case with something else in one field (the first, of several), and what was put there."""
    name, _, rest = path.partition(".")
    name, many = name.removesuffix("[]"), name.endswith("[]")
    now = getattr(holder, name)
    if not rest:
        put = another(whole, hint, now)
        return replace(holder, **{name: put}), put
    changed, put = with_another(now[0] if many else now, rest, hint, whole)
    return replace(holder, **{name: (changed, *now[1:]) if many else changed}), put


def copy_of(case: Case, person: str) -> str | None:
    """What one person's copy says, in the language that the desk would choose; None for no copy at all."""
    if person not in case.with_access():
        return None
    known = case.person(person)
    spoken = replace(area("norfolk"), language=known.language if known else case.child.language)
    return json.dumps(to_plain(family_view(case, person, spoken, public_ref(person))), ensure_ascii=False)


def found_in(case: Case, put: Any, person: str) -> str:
    before, after = copy_of(CASE, person), copy_of(case, person)
    if before == after:
        return "–"
    value = next(iter(put.values())) if isinstance(put, dict) else put
    said = value.isoformat() if isinstance(value, date) else value
    is_there = isinstance(said, str) and after is not None and said in after and said not in (before or "")
    return "reads" if is_there else "moves"


# -- the tests --------------------------------------------------------------------------------------


def test_every_field_of_a_case_has_its_line() -> None:
    """A new field has to be given a place on somebody's page, or to be held back, before it goes in."""
    assert len(TABLE.splitlines()) - TABLE.splitlines().count("") - 1 == len(LINES), "a field stands there twice"
    assert set(LINES) == set(FIELDS)


@pytest.mark.parametrize("path", FIELDS)
def test_a_field_stands_where_its_line_says_and_nowhere_else(path: str) -> None:
    case, put = with_another(CASE, path, FIELDS[path], path)
    assert case != CASE
    assert tuple(found_in(case, put, person) for person in READERS) == LINES[path][0], LINES[path][1]


def test_what_is_called_held_back_is_in_nobodys_copy() -> None:
    for path, (cells, where) in LINES.items():
        assert where.startswith(("held back", "not in a copy")) == (set(cells) == {"–"}), path


def test_nothing_about_one_adult_is_on_the_page_of_another() -> None:
    """Parents who live apart see nothing of each other: not even that the other has a way in."""
    for path, (cells, _) in LINES.items():
        if path.startswith("people[]"):
            assert cells[2:] == ("–", "–"), path


def test_nothing_that_is_withheld_from_gran_is_in_her_copy() -> None:
    for path, (cells, _) in LINES.items():
        assert cells[3] == "–" or path in ("area", "child.preferred_name"), path


def test_professionals_words_are_in_nobodys_copy() -> None:
    for person in READERS:
        assert "What professionals say" not in (copy_of(CASE, person) or "")
    assert "What families read" in (copy_of(CASE, "ref-kit") or "")


@pytest.mark.parametrize("somebody", ["ref-sw", "ref-nobody", ""])
def test_there_is_no_copy_for_anybody_else(somebody: str) -> None:
    with pytest.raises(ValueError, match="no access"):
        family_view(CASE, somebody, area("norfolk"), public_ref(somebody))
