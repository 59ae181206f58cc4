"""What has changed between two copies, in the order in which it matters. Pure."""

from __future__ import annotations

from portal.domain.edition import Change, Edition


def changes_between(before: Edition | None, after: Edition) -> tuple[Change, ...]:
    """New, done, moved, changed or gone, since the copy before. Nothing for somebody's first copy.

    `about` is level, meeting, action, goal, safety or person; `text` is the thing's own words.
    """
    if before is None:
        return ()
    found: list[Change] = []
    if after.level and (before.level is None or before.level.level != after.level.level):
        found.append(Change("changed" if before.level else "new", "level", after.level.label))
    found += _meetings(before, after)
    found += _actions(before, after)
    for about, old, new in (
        ("goal", {g.ref: g.text for g in before.goals}, {g.ref: g.text for g in after.goals}),
        ("safety", {s.ref: s.text for s in before.safety}, {s.ref: s.text for s in after.safety}),
    ):
        found += [Change("new", about, text) for ref, text in new.items() if ref not in old]
        found += [Change("changed", about, text) for ref, text in new.items() if old.get(ref, text) != text]
        found += [Change("gone", about, text) for ref, text in old.items() if ref not in new]
    old_people = {p.ref: p for p in before.people}
    for person in after.people:
        if person.ref not in old_people:
            found.append(Change("new", "person", person.name))
        elif person.until and not old_people[person.ref].until:
            found.append(Change("gone", "person", person.name))
    still = {p.ref for p in after.people}
    found += [Change("gone", "person", p.name) for p in before.people if p.ref not in still]
    return tuple(found)


def _meetings(before: Edition, after: Edition) -> list[Change]:
    old = {m.ref: m for m in before.meetings}
    found = []
    for meeting in after.meetings:
        known = old.get(meeting.ref)
        if known is None:
            found.append(Change("new", "meeting", meeting.name))
        elif meeting.state == "cancelled" and known.state != "cancelled":
            found.append(Change("cancelled", "meeting", meeting.name))
        elif meeting.arrive_at != known.arrive_at or (meeting.state == "moved" and known.state != "moved"):
            found.append(Change("moved", "meeting", meeting.name))
        elif meeting.state == "held" and known.state != "held":
            found.append(Change("done", "meeting", meeting.name))
        elif meeting.place != known.place or meeting.people != known.people:
            found.append(Change("changed", "meeting", meeting.name))
    return found


def _actions(before: Edition, after: Edition) -> list[Change]:
    old = {a.ref: a for a in before.actions}
    found = []
    for action in after.actions:
        known = old.get(action.ref)
        if known is None:
            found.append(Change("new", "action", action.text))
        elif action.state == "done" and known.state != "done":
            found.append(Change("done", "action", action.text))
        elif action.due != known.due:
            found.append(Change("moved", "action", action.text))
        elif (action.text, action.state, action.owner) != (known.text, known.state, known.owner):
            found.append(Change("changed", "action", action.text))
    still = {a.ref for a in after.actions}
    found += [Change("gone", "action", a.text) for a in before.actions if a.ref not in still]
    return found
