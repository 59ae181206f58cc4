"""What has changed between two copies, in the order in which it matters. Pure.

Only what stands in the new copy is ever named. Something that is missing from it may have been
taken off the plan or withheld from this very person: a line would tell which. So there is none.
"""

from __future__ import annotations

from collections.abc import Callable

from portal.domain.edition import Change, Edition, MeetingCopy


def changes_between(before: Edition | None, after: Edition) -> tuple[Change, ...]:
    """What is different in the new copy since the one before. Nothing for somebody's first copy.

    `what` is new, done, moved, changed, cancelled or missed; same for a level that was looked at again;
    gone for somebody who has left and stands there with their last day, covering for somebody who stands
    in for another. `about` is level, meeting, visit, action, goal, safety or person; `text` is the thing's
    own words, for a visit who comes. Words of the area alone are no news: a copy in another language says
    the same.
    """
    if before is None:
        return ()
    return (
        *_level(before, after),
        *_meetings(before, after),
        *_visits(before, after),
        *_actions(before, after),
        *_words("goal", {g.ref: g.text for g in before.goals}, {g.ref: g.text for g in after.goals}),
        *_words("safety", {s.ref: s.text for s in before.safety}, {s.ref: s.text for s in after.safety}),
        *_people(before, after),
    )


def _level(before: Edition, after: Edition) -> list[Change]:
    """A level that was agreed earlier than the one before comes back only where a later one is kept back."""
    old, new = before.level, after.level
    if new is None or (old is not None and new.agreed_on < old.agreed_on):
        return []
    if old is not None and old.level == new.level:
        again = new.agreed_on > old.agreed_on
        return [Change("same", "level", new.label, day=new.agreed_on)] if again else []
    return [Change("changed" if old else "new", "level", new.label, day=new.agreed_on)]


def _meetings(before: Edition, after: Edition) -> list[Change]:
    old = {meeting.ref: meeting for meeting in before.meetings}
    found = []
    for meeting in after.meetings:
        what = _of_meeting(old.get(meeting.ref), meeting)
        if what:
            found.append(Change(what, "meeting", meeting.name, meeting.arrive_at))
    return found


def _of_meeting(old: MeetingCopy | None, new: MeetingCopy) -> str | None:
    if old is None:
        return "new"
    if new.state != old.state and new.state in ("cancelled", "held"):
        return "cancelled" if new.state == "cancelled" else "done"
    other_time = new.arrive_at != old.arrive_at
    if (other_time and new.arrive_at and old.arrive_at) or (new.state == "moved" and old.state != "moved"):
        return "moved"
    return "changed" if other_time or _says_more(old, new) else None


def _says_more(old: MeetingCopy, new: MeetingCopy) -> bool:
    """Whether a meeting's page says something that it did not say before; what it no longer says is no news."""
    said: tuple[Callable[[MeetingCopy], object], ...] = (lambda m: m.place, lambda m: m.link, lambda m: m.private_part)
    if any(part(new) not in (None, part(old)) for part in said):
        return True
    said_then, said_now = ({minute.text for minute in meeting.minutes} for meeting in (old, new))
    return bool(_there(new) - _there(old) or said_now - said_then)


def _there(meeting: MeetingCopy) -> set[tuple[str, bool, bool]]:
    """Who comes, for what; that somebody is new there is seen against another meeting and no news of this one."""
    return {(person.name, person.part_only, person.leads) for person in meeting.people}


def _visits(before: Edition, after: Edition) -> list[Change]:
    """A visit that is off, at another time or was missed. That one is planned is not said: it stands in the dates."""
    old = {visit.ref: visit for visit in before.visits}
    found = []
    for visit in after.visits:
        known = old.get(visit.ref)
        if known is None:
            continue
        if visit.state != known.state and visit.state in ("cancelled", "missed"):
            found.append(Change(visit.state, "visit", visit.who.name, visit.at))
        elif visit.at != known.at or (visit.state == "moved" and known.state != "moved"):
            found.append(Change("moved", "visit", visit.who.name, visit.at))
    return found


def _actions(before: Edition, after: Edition) -> list[Change]:
    old = {action.ref: action for action in before.actions}
    found = []
    for action in after.actions:
        known = old.get(action.ref)
        if known is None:
            found.append(Change("new", "action", action.text))
        elif action.state == "done" and known.state != "done":
            found.append(Change("done", "action", action.text))
        elif action.due and known.due and action.due != known.due:
            found.append(Change("moved", "action", action.text, day=action.due))
        elif (action.text, action.state, action.due) != (known.text, known.state, known.due) or (
            action.owner is not None and (known.owner is None or action.owner.name != known.owner.name)
        ):
            found.append(Change("changed", "action", action.text))
    return found


def _words(about: str, old: dict[str, str], new: dict[str, str]) -> list[Change]:
    fresh = [Change("new", about, text) for ref, text in new.items() if ref not in old]
    return fresh + [Change("changed", about, text) for ref, text in new.items() if old.get(ref, text) != text]


def _people(before: Edition, after: Edition) -> list[Change]:
    old = {person.ref: person for person in before.people}
    found = []
    for person in after.people:
        known = old.get(person.ref)
        if person.covers and (known is None or known.covers != person.covers):
            found.append(Change("covering", "person", person.name, other=person.covers))
        elif known is None:
            found.append(Change("new", "person", person.name))
        elif person.until and not known.until:
            found.append(Change("gone", "person", person.name, day=person.until))
    return found
