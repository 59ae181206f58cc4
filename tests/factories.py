"""Made-up cases and areas for tests, and markers that show what leaks.

`marked_case` works on the plain file with rules of its own, written without a look at
`access.family_view`: two accounts of who may see what, which have to agree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from portal.domain.area import Area, Level, MeetingKind, Role, Step
from portal.domain.case import Case
from portal.domain.edition import Edition
from portal.exchange.examples import EXAMPLES

AREAS = ("norfolk", "nottinghamshire", "derby")

# What stands at the head of every marker: text for professionals alone, and text for somebody else.
PROFESSIONALS_ONLY = "PROFESSIONALS-ONLY"
OTHER_PERSON = "OTHER-PERSON"


def example_bytes(name: str) -> bytes:
    """One of the import contract's examples, as it was handed over."""
    return (EXAMPLES / f"{name}.json").read_bytes()


def example(name: str) -> dict[str, Any]:
    """The same, parsed afresh, to be changed."""
    return json.loads(example_bytes(name))  # type: ignore[no-any-return]


def as_bytes(tree: Any) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode()


def case(tree: Mapping[str, Any] | str) -> Case:
    """The case in a plain case file, or in the example of that name."""
    from portal.exchange.case_file import read_case_file

    return read_case_file(example_bytes(tree) if isinstance(tree, str) else as_bytes(tree), areas())


def copy(of: Case, person: str) -> Edition:
    """This person's copy of a case."""
    from portal.access.family_view import family_view

    return family_view(of, person, area(of.area), public_ref(person))


def public_ref(person: str) -> Callable[[str, str], str]:
    """References that are this person's alone and tell nothing, as the real ones."""
    return lambda what, ref: hashlib.sha256(f"{person}/{what}/{ref}".encode()).hexdigest()[:12]


# -- areas -----------------------------------------------------------------------------------------

_SCALES = {
    "norfolk": "none standard medium high",
    "nottinghamshire": "emerging moderate high",
    "derby": "low medium high",
}
_KINDS = {
    "norfolk": "cpm",
    "nottinghamshire": "cce_mam icpc core_group cin_meeting lac_review missing_mam",
    "derby": "ipm cin_review taf icpc core_group initial_ce ecpm",
}
_CLOSED_KINDS = "strategy_discussion panel"
_STEPS = {
    "norfolk": "professionals_only introductions overview last_actions updates others child_views goals"
    " actions risk_level next_date",
    "nottinghamshire": "risk_level safety_plan disrupt activities nrm understanding telling_child review_dates",
    "derby": "introductions views worries plan next_date",
}
_ROLES = (
    "social_worker team_manager youth_worker mace_police_officer dsl police yjs_worker cpc iro"
    " community_safety_officer eh_child_practitioner cp_manager"
)


@cache
def area(id: str) -> Area:
    """An area's pack, made by hand with the true ids."""

    def words(ref: str) -> str:
        return ref.replace("_", " ").capitalize()

    kinds = {ref: MeetingKind(ref, True, name=words(ref), young_name="Meeting") for ref in _KINDS[id].split()}
    return Area(
        id=id,
        language="en",
        ready=True,
        name=id.capitalize(),
        council="The council",
        meeting="planning meeting",
        meetings="planning meetings",
        chair="",
        how_often="",
        private_part="",
        scale=tuple(Level(ref, words(ref), "", "", "", words(ref), "") for ref in _SCALES[id].split()),
        kinds=kinds | {ref: MeetingKind(ref, False) for ref in _CLOSED_KINDS.split()},
        roles={ref: Role(ref, words(ref), "Helps.") for ref in _ROLES.split()},
        steps=tuple(Step(ref, "yes", (), words(ref), "", (), words(ref), "") for ref in _STEPS[id].split()),
    )


def areas() -> dict[str, Area]:
    return {id: area(id) for id in AREAS}


# -- markers ---------------------------------------------------------------------------------------


def marked_case(name: str) -> tuple[bytes, dict[str, set[str]]]:
    """An example with a marker in everything that somebody must not see.

    Beside the file: for each person of the family, the markers that must never reach them.
    """
    return marked(example(name))


def marked(tree: dict[str, Any]) -> tuple[bytes, dict[str, set[str]]]:
    """The same for any plain case file, which is changed."""
    return _Marking(tree).whole()


class _Marking:
    """Walks a plain case file and plants; `hidden` says, for each person, what stays from them."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree
        self.child = tree["child"]["ref"]
        self.family = [self.child] + [person["ref"] for person in tree.get("people", [])]
        self.hidden: dict[str, set[str]] = {ref: set() for ref in self.family}
        self.count = 100

    def whole(self) -> tuple[bytes, dict[str, set[str]]]:
        self.add_something_for_each()
        self.people()
        self.team()
        self.plan()
        for meeting in self.tree.get("meetings", []):
            self.meeting(meeting)
        for visit in self.tree.get("visits", []):
            seen = self.who_sees(visit)
            there = set(visit.get("with", [])) & set(self.family)
            if there and self.child not in there:  # another adult's alone is theirs, and Kit may know of it
                seen &= there | {self.child}
            self.entry(visit.setdefault("place", {"text": "Somewhere"}), seen)
        return as_bytes(self.tree), self.hidden

    def who_sees(self, *nested: dict[str, Any]) -> set[str]:
        """Everybody to whom each of these is open; what says nothing is open to nobody."""
        seen = set(self.family)
        for item in nested:
            meant = {
                "family": set(self.family),
                "parents": set(self.family) - {self.child},
                "young-person": {self.child},
            }.get(item.get("audience", ""), set())
            seen &= meant - set(item.get("withhold_from", []))
        return seen

    def plant(self, holder: dict[str, Any], field: str, seen: set[str], longest: int = 200) -> None:
        if seen == set(self.family):
            return
        self.count += 1
        head = f"{OTHER_PERSON}-{'-'.join(sorted(seen))}" if seen else PROFESSIONALS_ONLY
        marker = f"{head}-{self.count}"
        if len(marker) > longest:
            return
        text = f"{holder.get(field, '')} {marker}".strip()
        holder[field] = text if len(text) <= longest else marker
        for person in set(self.family) - seen:
            self.hidden[person].add(marker)

    def entry(self, entry: dict[str, Any], seen: set[str]) -> None:
        """An entry with an audience of its own, in something that `seen` may see."""
        self.plant(entry, "text", self.who_sees(entry) & seen, 20_000)

    def add_something_for_each(self) -> None:
        plan = self.tree.setdefault("plan", {})
        for person in self.family:
            kind = "young-person" if person == self.child else "parents"
            alone = {"audience": kind, "withhold_from": [p for p in self.family if p != person]}
            for part, extra in (("goals", {}), ("actions", {"owner": person}), ("safety", {})):
                ref = {} if part == "safety" else {"ref": f"only-{person}"}
                plan.setdefault(part, []).append({**ref, **extra, "text": "Something.", **alone})
        plan["safety"].append({"text": "Something else."})
        self.tree["child"].setdefault("notes", []).append({"text": "Something more."})

    def people(self) -> None:
        self.plant(self.tree, "source", set())
        self.plant(self.tree["child"], "full_name", set())
        for note in self.tree["child"]["notes"]:
            self.plant(note, "text", set(), 20_000)
        for person in self.tree.get("people", []):
            self.plant(person, "name", {person["ref"], self.child})
            for field, longest in (("mobile", 30), ("email", 254), ("address", 400), ("restrictions", 2000)):
                self.plant(person, field, set(), longest)

    def team(self) -> None:
        for member in self.tree.get("team", []):
            for field, longest in (
                ("name", 200),
                ("organisation", 200),
                ("work_phone", 30),
                ("work_email", 254),
            ):
                self.plant(member, field, self.who_sees(member), longest)

    def plan(self) -> None:
        for review in self.tree.get("risk_reviews", []):
            for field in ("rationale", "plain_reason"):
                self.entry(review.setdefault(field, {"text": "A reason"}), self.who_sees(review))
        for part in ("goals", "actions", "safety"):
            for item in self.tree["plan"].get(part, []):
                self.entry(item, set(self.family))

    def meeting(self, meeting: dict[str, Any]) -> None:
        seen = set() if meeting["kind"] in _CLOSED_KINDS.split() else self.who_sees(meeting)
        # No file can say that a worker has ticked the place for the young person's phone.
        for field, who in (("place", seen - {self.child}), ("join_link", seen)):
            self.entry(meeting.setdefault(field, {"text": "Somewhere"}), who)
        steps = _STEPS[self.tree["area"]].split()
        minutes = meeting.setdefault("minutes", [])
        minutes.append({"step": steps[0], "text": "Something was said."})
        minutes.append({"step": steps[0], "text": "Parents.", "audience": "parents"})
        for minute in minutes:
            self.entry(minute, seen)
        private = meeting.setdefault("confidential_section", {"planned": True, "tell_family": False})
        told = bool(private.get("planned") and private.get("tell_family"))
        self.plant(private, "reason_for_family", seen if told else set(), 1000)
        self.plant(private, "content", set(), 20_000)
