"""Changes to a plain case file that one person of the family must not be able to notice (`tests.eyes` says why)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.eyes import MADE_UP, NEVER, Eyes, Tree


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
    child["full_name"] = f"{random.choice(MADE_UP).title()} {random.choice(MADE_UP).title()}"
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
        person["email"] = f"{random.choice(MADE_UP)}@example.org"
        person["address"] = f"{random.randrange(1, 99)} {random.choice(MADE_UP).title()} Rise"
        if "restrictions" in person:
            person["restrictions"] = eyes.words()


def other_things_about_a_meeting(eyes: Eyes) -> None:
    """The professionals' time, other people's times and places, and who is there for the professionals alone."""
    random = eyes.random
    if not eyes.tree["meetings"]:
        return  # an earlier change took them all out: their reader sees none
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
        "name": f"{random.choice(MADE_UP).title()} {NEVER}",
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
    other["name"] = f"{other['name'].split()[0]} {random.choice(MADE_UP).title()}"
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
