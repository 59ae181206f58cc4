"""The rules between the parts of a case file: where references lead, what an area knows, what is closed.

They look at plain values, so that one misspelt field does not hide another fault; what is not even
of the right form is left to the contract (`case_schema`). No value is ever repeated in a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from portal.domain.area import Area
from portal.domain.clock import LONDON
from portal.domain.errors import Fault
from portal.exchange.readable import walk

CHILD, PEOPLE, TEAM, GOALS = "the child", "people", "team", "goals"

# Where a reference stands (* is each of a list), and what it may lead to.
REFERENCES = (
    ("/plan/actions/*/goal", (GOALS,)),
    ("/plan/actions/*/owner", (CHILD, PEOPLE, TEAM)),
    ("/meetings/*/chair", (TEAM,)),
    ("/meetings/*/attendees/*/who", (CHILD, PEOPLE, TEAM)),
    ("/meetings/*/arrivals/*/who", (CHILD, PEOPLE)),
    ("/visits/*/who", (TEAM,)),
    ("/visits/*/with/*", (CHILD, PEOPLE, TEAM)),
)
MOMENTS = (
    "/meetings/*/starts_at",
    "/meetings/*/parents_from",
    "/meetings/*/young_person_from",
    "/meetings/*/ends_at",
    "/meetings/*/arrivals/*/from",
    "/visits/*/at",
)
# Refs that share one list of names; within a list none may stand twice.
NAMED = (
    (("/child/ref", "/people/*/ref", "/team/*/ref"), "under child, people and team"),
    (("/plan/goals/*/ref",), "among the goals"),
    (("/plan/actions/*/ref",), "among the actions"),
    (("/meetings/*/ref",), "among the meetings"),
    (("/visits/*/ref",), "among the visits"),
)
# Words that a reader must find there.
WORDED = ("/child/preferred_name", "/child/full_name", "/people/*/name", "/team/*/name")

_YEARS = range(2000, 2100)  # a year out of these was mistyped
_CLOSED_KIND = "Families never see this kind of meeting: take the audience out."


def faults_between(tree: Any, areas: Mapping[str, Area]) -> list[Fault]:
    """Every rule between the parts that this file breaks."""
    return [
        *_references(tree),
        *_withheld(tree),
        *_twice(tree),
        *_unknown_to_the_area(tree, areas),
        *_open_notes(tree),
        *_moments(tree),
        *_empty(tree),
    ]


def moment(text: str) -> datetime:
    """The moment in UTC. Raises ValueError, with a sentence, for one that is not one moment."""
    try:
        read = datetime.fromisoformat(text)
        if read.year not in _YEARS:
            raise OverflowError
        if read.tzinfo is not None:
            return read.astimezone(UTC)
        first, second = (read.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
    except (ValueError, OverflowError):
        raise ValueError("There is no such day or time: write it as 2026-11-26T14:00.") from None
    if first.astimezone(LONDON).replace(tzinfo=None, fold=0) != read:
        raise ValueError("This time does not exist: the clocks go forward that night. Correct it.")
    if first != second:
        raise ValueError("This time comes twice, as the clocks go back that night: add +01:00 or +00:00.")
    return first


def _at(tree: Any, path: str) -> Iterator[tuple[str, Any]]:
    """What stands at a path, with its place."""
    found = [("", tree)]
    for step in path.split("/")[1:]:
        if step == "*":
            found = [(f"{p}/{n}", item) for p, v in found if isinstance(v, list) for n, item in enumerate(v)]
        else:
            found = [(f"{p}/{step}", v[step]) for p, v in found if isinstance(v, dict) and step in v]
    yield from found


def _texts(tree: Any, path: str) -> Iterator[tuple[str, str]]:
    return ((place, value) for place, value in _at(tree, path) if isinstance(value, str))


def _refs(tree: Any) -> dict[str, set[str]]:
    paths = {CHILD: "/child/ref", PEOPLE: "/people/*/ref", TEAM: "/team/*/ref", GOALS: "/plan/goals/*/ref"}
    return {of: {ref for _, ref in _texts(tree, path)} for of, path in paths.items()}


def _references(tree: Any) -> Iterator[Fault]:
    refs = _refs(tree)
    for path, kinds in REFERENCES:
        for place, ref in _texts(tree, path):
            if not any(ref in refs[kind] for kind in kinds):
                yield Fault(place, _leads_nowhere(kinds))


def _withheld(tree: Any) -> Iterator[Fault]:
    family = _refs(tree)[CHILD] | _refs(tree)[PEOPLE]
    for place, ref in walk(tree):
        if "/withhold_from/" in place and isinstance(ref, str) and ref not in family:
            yield Fault(place, _leads_nowhere((CHILD, PEOPLE)))


def _leads_nowhere(kinds: Iterable[str]) -> str:
    *others, last = kinds
    under = f"{', '.join(others)} or {last}" if others else last
    return f"This leads nowhere: give a ref that stands in this file under {under}."


def _twice(tree: Any) -> Iterator[Fault]:
    for paths, where in NAMED:
        seen: set[str] = set()
        for path in paths:
            for place, ref in _texts(tree, path):
                if ref in seen:
                    yield Fault(place, f"This ref stands twice {where}: give each a ref of its own.")
                seen.add(ref)
    for meeting, inside in _at(tree, "/meetings/*"):
        for path, what in (("attendees", "asked to this meeting"), ("arrivals", "given a time")):
            seen = set()
            for place, ref in _texts(inside, f"/{path}/*/who"):
                if ref in seen:
                    yield Fault(meeting + place, f"This person is {what} twice: keep one entry.")
                seen.add(ref)


def _unknown_to_the_area(tree: Any, areas: Mapping[str, Area]) -> Iterator[Fault]:
    chosen = tree.get("area") if isinstance(tree, dict) else None
    area = areas.get(chosen) if isinstance(chosen, str) else None
    if area is None:
        if isinstance(chosen, str):
            yield Fault("/area", f"There is no pack for this area. There are: {_list(areas)}.")
        return
    for path, known, what in (
        ("/team/*/role", area.roles, "roles"),
        ("/risk_reviews/*/level", [level.id for level in area.scale], "levels"),
        ("/meetings/*/kind", area.kinds, "kinds of meeting"),
        ("/meetings/*/minutes/*/step", [step.id for step in area.steps], "steps of a meeting"),
    ):
        for place, ref in _texts(tree, path):
            if ref not in known:
                yield Fault(place, f"{area.name} has no such entry. Its {what} are: {_list(known)}.")
    for place, meeting in _at(tree, "/meetings/*"):
        if not isinstance(meeting, dict):
            continue
        kind = area.kinds.get(str(meeting.get("kind")))
        is_open = meeting.get("audience", "professionals") != "professionals"
        if kind is not None and not kind.family and is_open:
            yield Fault(f"{place}/audience", _CLOSED_KIND)


def _list(known: Iterable[str]) -> str:
    return ", ".join(known) or "none yet"


def _open_notes(tree: Any) -> Iterator[Fault]:
    for place, audience in _at(tree, "/child/notes/*/audience"):
        if audience != "professionals":
            yield Fault(place, "Notes are for professionals only: take the audience out, or move the text.")


def _moments(tree: Any) -> Iterator[Fault]:
    for path in MOMENTS:
        for place, text in _texts(tree, path):
            try:
                moment(text)
            except ValueError as error:
                yield Fault(place, str(error))


def _empty(tree: Any) -> Iterator[Fault]:
    for path in WORDED:
        for place, text in _texts(tree, path):
            if text and not text.strip():
                yield Fault(place, "There is only space here: write the name.")
    for place, text in walk(tree):
        if place.endswith("/text") and isinstance(text, str) and text and not text.strip():
            yield Fault(place, "There is only space here: write something, or take the entry out.")
