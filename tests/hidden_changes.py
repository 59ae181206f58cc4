"""Changes to a plain case file that one person of the family must not be able to notice.

Its rules of who may see what are its own: it was written after the import contract and the decisions, and does
not ask `access.family_view`. Two accounts, which have to agree (`tests/safety/test_twins.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Tree = dict[str, Any]
CLOSED_KINDS = ("panel", "strategy_discussion")
NEVER = "PROFESSIONALS-ONLY"
_MADE_UP = [
    "quillon",
    "zabrek",
    "morvane",
    "tessaly",
    "orruk",
    "vantree",
    "belsoom",
    "drayle",
    "fennick",
    "ostermar",
    "pellwick",
    "gantry",
]


class Eyes:
    """What one person may see of a plain case file."""

    def __init__(self, tree: Tree, person: str, random: Random) -> None:
        self.tree, self.person, self.random = tree, person, random
        self.child = tree["child"]["ref"]
        self.is_child = person == self.child
        self.others = [each for each in tree["people"] if each["ref"] != person]
        self.count = random.randrange(10_000)

    # -- who sees what -----------------------------------------------------------------------------

    def sees(self, *nested: Tree) -> bool:
        mine = ("family", "young-person" if self.is_child else "parents")
        return all(
            item.get("audience") in mine
            and self.person not in item.get("withhold_from", [])
            and item.get("kind") not in CLOSED_KINDS
            for item in nested
        )

    def team(self, *, seen: bool) -> list[str]:
        return [member["ref"] for member in self.tree["team"] if self.sees(member) is seen]

    def lists(self) -> list[tuple[str, list[Tree], tuple[Tree, ...]]]:
        """Every list of items with an audience, and what it stands in."""
        plan = self.tree["plan"]
        found: list[tuple[str, list[Tree], tuple[Tree, ...]]] = [
            (name, plan.setdefault(name, []), ()) for name in ("goals", "actions", "safety")
        ]
        found += [(name, self.tree.setdefault(name, []), ()) for name in ("team", "meetings", "visits", "risk_reviews")]
        found += [("minutes", m.setdefault("minutes", []), (m,)) for m in self.tree["meetings"]]
        found.append(("notes", self.tree["child"].setdefault("notes", []), ({},)))
        return found

    def hidden(self) -> list[tuple[str, list[Tree], Tree]]:
        return [(n, items, item) for n, items, around in self.lists() for item in items if not self.sees(item, *around)]

    # -- what is put in ------------------------------------------------------------------------------

    def words(self) -> str:
        self.count += 1
        some = " ".join(self.random.choice(_MADE_UP) for _ in range(self.random.randint(1, 6)))
        return f"{some.capitalize()} {NEVER}-{self.count}."

    def shut(self) -> Tree:
        """A way of not being for this person."""
        own = "young-person" if self.is_child else "parents"
        return dict(self.random.choice((
            {}, {"audience": "professionals"}, {"audience": "parents" if self.is_child else "young-person"},
            {"audience": "family", "withhold_from": [self.person]}, {"audience": own, "withhold_from": [self.person]},
        )))  # fmt: skip

    def day(self) -> str:
        number = self.random.randrange(61)
        return f"2026-{11 + number // 31}-{1 + number % 30:02}"

    def moment(self) -> str:
        return f"{self.day()}T{self.random.randrange(8, 19):02}:{self.random.choice((7, 37, 53)):02}:00"

    def item(self, name: str, *, inside_closed: bool = False) -> Tree:
        """Something new for a list, closed to this person."""
        self.count += 1
        while f"new-{name}-{self.count}" in str(self.tree):
            self.count += 1
        choice, everybody = self.random.choice, [self.child, *(p["ref"] for p in self.tree["people"])]
        text = {"text": self.words()}
        ref = {"ref": f"new-{name}-{self.count}"}
        shut = {} if inside_closed else self.shut()
        if name == "team":
            roles = [member["role"] for member in self.tree["team"]]
            return {**ref, "name": f"{choice(_MADE_UP).title()} {NEVER}-{self.count}", "role": choice(roles),
                    "from": self.day(), "trusted": choice((True, False)), **shut}  # fmt: skip
        if name == "meetings":
            kinds = [m["kind"] for m in self.tree["meetings"] if m["kind"] not in CLOSED_KINDS]
            kind = {"kind": choice(CLOSED_KINDS)} if not shut else {"kind": choice(kinds)}
            at = self.moment()
            return {**ref, **kind, "starts_at": at, "parents_from": at, "young_person_from": at, "ends_at": None,
                    "state": choice(("planned", "held", "moved", "cancelled")), "place": {**text, **self.shut()},
                    "attendees": [{"who": who} for who in self.team(seen=choice((True, False)))], **shut}  # fmt: skip
        if name == "visits":
            return {**ref, "who": choice(self.tree["team"])["ref"], "at": self.moment(), "with": [choice(everybody)],
                    "place": text, "state": choice(("planned", "missed")), **shut}  # fmt: skip
        if name == "risk_reviews":
            levels = [review["level"] for review in self.tree["risk_reviews"]] or [None]
            return {
                "date": self.day(),
                "level": choice(levels),
                "scaling": choice(range(11)),
                "rationale": text,
                **shut,
            }
        if name == "minutes":
            steps = [m["step"] for meeting in self.tree["meetings"] for m in meeting.get("minutes", [])]
            return {"step": choice(steps), **text, **shut}
        if name == "notes":
            return text
        if name == "actions":
            owner = choice([*everybody, *self.team(seen=True), *self.team(seen=False)])
            return {**ref, **text, "owner": owner, "due": self.day(), "status": choice(("to-do", "done")), **shut}
        return {**ref, **text, **shut} if name == "goals" else {**text, **shut}

    def may_be_made(self, name: str) -> bool:
        needs = {"risk_reviews": self.tree.get("risk_reviews"),
                 "minutes": any(m.get("minutes") for m in self.tree["meetings"])}  # fmt: skip
        return bool(needs.get(name, True))


# -- the changes ---------------------------------------------------------------------------------------


def more_that_is_hidden(eyes: Eyes) -> None:
    name, items, _around = eyes.random.choice([each for each in eyes.lists() if eyes.may_be_made(each[0])])
    items.insert(eyes.random.randint(0, len(items)), eyes.item(name))


def less_that_is_hidden(eyes: Eyes) -> None:
    leading = {visit["who"] for visit in eyes.tree.get("visits", [])}
    can_go = [each for each in eyes.hidden() if each[2].get("ref") not in leading]
    if not can_go:
        return
    _name, items, item = eyes.random.choice(can_go)
    items.remove(item)
    forget(eyes.tree, item.get("ref"))


def forget(tree: Tree, ref: str | None) -> None:
    """Nothing leads to it any more."""
    for action in tree["plan"]["actions"]:
        for field in ("goal", "owner"):
            if ref is not None and action.get(field) == ref:
                del action[field]
    for meeting in tree["meetings"]:
        if ref is not None and meeting.get("chair") == ref:
            del meeting["chair"]
        for field in ("attendees", "arrivals"):
            meeting[field] = [each for each in meeting.get(field, []) if each["who"] != ref]
    for visit in tree.get("visits", []):
        visit["with"] = [each for each in visit.get("with", []) if each != ref]


def something_else_in_what_is_hidden(eyes: Eyes) -> None:
    found = eyes.hidden()
    if not found:
        return
    name, _items, item = eyes.random.choice(found)
    new = eyes.item(name, inside_closed=True) if eyes.may_be_made(name) else {}
    for field in [field for field in new if field not in ("ref", "kind", "audience", "withhold_from", "trusted")]:
        if eyes.random.random() < 0.7:
            item[field] = new[field]


def another_order_of_what_is_hidden(eyes: Eyes) -> None:
    """What is seen keeps its order; all else stands somewhere else."""
    everywhere = [*eyes.lists(), ("people", eyes.tree["people"], ({},))]
    everywhere += [("attendees", m["attendees"], ({},)) for m in eyes.tree["meetings"] if m.get("attendees")]
    name, items, around = eyes.random.choice(everywhere)
    if name == "attendees":
        seen = [item for item in items if item["who"] in eyes.team(seen=True)]
    else:
        seen = [item for item in items if eyes.sees(item, *around)]
    hidden = [item for item in items if not any(item is each for each in seen)]
    eyes.random.shuffle(hidden)
    items[:] = seen
    for item in hidden:
        items.insert(eyes.random.randint(0, len(items)), item)


def other_words_for_professionals(eyes: Eyes) -> None:
    tree, random = eyes.tree, eyes.random
    child = tree["child"]
    child["full_name"] = f"{random.choice(_MADE_UP).title()} {random.choice(_MADE_UP).title()}"
    child["pronouns"] = random.choice(("they/them", "she/her", "he/him"))
    child["plan_type"] = random.choice(("none", "early-help", "child-in-need", "child-protection", "looked-after"))
    tree["source"] = eyes.words()
    if not eyes.is_child:
        child["language"], child["format_needs"] = (
            random.choice(("en", "pl", "ckb")),
            random.choice(("standard", "easy")),
        )
    for action in tree["plan"]["actions"]:
        if "audience" in action:
            action["kind"] = random.choice(("action", "disruption", "safety", "support", "referral"))
    for review in tree.get("risk_reviews", []):
        review["scaling"] = random.randrange(11)
        for field in ("rationale", "plain_reason"):
            if field in review and not eyes.sees(review, review[field]):
                review[field]["text"] = eyes.words()
    for person in tree["people"]:
        person["relationship"] = random.choice(("mother", "father", "carer", "other"))
        person["interpreter"] = random.choice((True, False))
        person["mobile"] = f"07700 900{random.randrange(1000):03}"
        person["email"] = f"{random.choice(_MADE_UP)}@example.org"
        person["address"] = f"{random.randrange(1, 99)} {random.choice(_MADE_UP).title()} Rise"
        if "restrictions" in person:
            person["restrictions"] = eyes.words()


def other_things_about_a_meeting(eyes: Eyes) -> None:
    """The professionals' time, other people's times and places, and who is there for the professionals alone."""
    random = eyes.random
    meeting = random.choice(eyes.tree["meetings"])
    family = [each["ref"] for each in eyes.others] + ([] if eyes.is_child else [eyes.child])
    meeting["starts_at"] = eyes.moment()
    own = [a for a in meeting.get("arrivals", []) if a["who"] == eyes.person]
    asked = random.sample(family, random.randint(0, len(family)))
    meeting["arrivals"] = own + [{"who": who, "from": random.choice((None, eyes.moment()))} for who in asked]
    if eyes.is_child or own:
        meeting["parents_from"] = random.choice((None, eyes.moment()))
    if not eyes.is_child:
        meeting["young_person_from"] = random.choice((None, eyes.moment()))
    for field in ("place", "join_link"):
        if field in meeting and (not eyes.sees(meeting, meeting[field]) or (eyes.is_child and field == "place")):
            meeting[field]["text"] = eyes.words()
    private = meeting.setdefault("confidential_section", {})
    private["content"] = eyes.words()
    if not (eyes.sees(meeting) and private.get("planned") and private.get("tell_family")):
        private["planned"], private["tell_family"] = random.choice(((True, False), (False, False)))
        private["reason_for_family"] = eyes.words()
    known = [a["who"] for a in meeting.get("attendees", [])] + [meeting.get("chair")]
    stays = [a for a in meeting.get("attendees", []) if a["who"] in eyes.team(seen=True)]
    comes = [{"who": ref, "part": "professionals-only"} for ref in eyes.team(seen=True) if ref not in known]
    comes += [
        {"who": ref, "part": random.choice(("whole", "with-family"))} for ref in [*eyes.team(seen=False), *family]
    ]
    meeting["attendees"] = stays + random.sample(comes, random.randint(0, len(comes)))


def kept_from_other_people_or_not(eyes: Eyes) -> None:
    names = [each["ref"] for each in eyes.others] + ([] if eyes.is_child else [eyes.child])
    own = "young-person" if eyes.is_child else "parents"
    _name, items, around = eyes.random.choice([each for each in eyes.lists() if each[0] != "notes"])
    for item in items:
        mine = [eyes.person] if eyes.person in item.get("withhold_from", []) else []
        item["withhold_from"] = mine + eyes.random.sample(names, eyes.random.randint(0, len(names)))
        if eyes.sees(item, *around):
            item["audience"] = eyes.random.choice(("family", own))


def other_people_of_the_family(eyes: Eyes) -> None:
    """That they are there, what they are called, and whether they have a way in. A young person knows the adults."""
    random, people = eyes.random, eyes.tree["people"]
    for visit in eyes.tree.get("visits", []):
        if eyes.person in visit.get("with", []) or eyes.child in visit.get("with", []):
            extra = [each["ref"] for each in eyes.others if random.random() < 0.5]
            visit["with"] = [ref for ref in visit["with"] if ref in (eyes.person, eyes.child)] + extra
    new = {
        "ref": f"new-person-{len(people)}",
        "name": f"{random.choice(_MADE_UP).title()} {NEVER}",
        "relationship": "other",
    }
    if all(each["ref"] != new["ref"] for each in people):
        access = not eyes.is_child and random.random() < 0.5
        people.insert(random.randint(0, len(people)), {**new, "portal_access": access})
    if eyes.is_child or not eyes.others:
        return
    other = random.choice(eyes.others)
    if random.random() < 0.3:
        people.remove(other)
        forget(eyes.tree, other["ref"])
        for _name, items, _around in eyes.lists():
            for item in items:
                item["withhold_from"] = [ref for ref in item.get("withhold_from", []) if ref != other["ref"]]
        _forget_in_entries(eyes.tree, other["ref"])
        return
    other["name"] = f"{other['name'].split()[0]} {random.choice(_MADE_UP).title()}"
    other["language"] = random.choice(("en", "pl", "ur"))
    other["portal_access"] = random.random() < 0.5
    if random.random() < 0.5:
        other["restrictions"] = eyes.words()


def _forget_in_entries(tree: Tree, ref: str) -> None:
    for holder in [*tree["meetings"], *tree.get("visits", []), *tree.get("risk_reviews", [])]:
        for entry in holder.values():
            if isinstance(entry, dict) and ref in entry.get("withhold_from", []):
                entry["withhold_from"].remove(ref)


def somebody_else_whom_they_may_not_see_does_it(eyes: Eyes) -> None:
    unseen: list[str | None] = [None, *eyes.team(seen=False)]
    if not eyes.is_child:
        unseen += [each["ref"] for each in eyes.others]
    for action in eyes.tree["plan"]["actions"]:
        if action.get("owner") in unseen:
            action.pop("owner", None)
            if chosen := eyes.random.choice(unseen):
                action["owner"] = chosen


CHANGES: tuple[Callable[[Eyes], None], ...] = (
    more_that_is_hidden,
    less_that_is_hidden,
    something_else_in_what_is_hidden,
    another_order_of_what_is_hidden,
    other_words_for_professionals,
    other_things_about_a_meeting,
    kept_from_other_people_or_not,
    other_people_of_the_family,
    somebody_else_whom_they_may_not_see_does_it,
)


def change(tree: Tree, person: str, random: Random) -> list[str]:
    """Up to six changes of what this person must not see, one upon the other: their names."""
    done = random.choices(CHANGES, k=random.randint(1, 6))
    for one in done:
        one(Eyes(tree, person, random))
    return [one.__name__ for one in done]
