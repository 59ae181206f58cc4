"""What one person of the family may see of a plain case file, and new things for it that they may not.

Its rules of who may see what are its own: it was written after the import contract and the decisions, and does
not ask `access.family_view`. Two accounts, which have to agree (`tests/safety/test_twins.py`).
"""

from __future__ import annotations

from random import Random
from typing import Any

Tree = dict[str, Any]
CLOSED_KINDS = ("panel", "strategy_discussion")
NEVER = "PROFESSIONALS-ONLY"
MADE_UP = [
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
        some = " ".join(self.random.choice(MADE_UP) for _ in range(self.random.randint(1, 6)))
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
            return {**ref, "name": f"{choice(MADE_UP).title()} {NEVER}-{self.count}", "role": choice(roles),
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
