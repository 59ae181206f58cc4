"""Beside a worker, at the worker's own screen: beginning with the code that the desk made, and ending.

What somebody wrote alone stays closed to whoever helps them. So nothing here opens more than papers that are
filled in like this: the rules refuse it, and the windows of the database do too.
"""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Viewer
from portal.domain.errors import Invalid, NotAllowed
from portal.journeys.family import wrong_codes
from portal.store.audit import Event
from portal.store.crypto import fingerprint
from portal.store.database import Cupboard
from portal.store.family import members, sittings, ways_in
from portal.store.proofs import new_session_id, session_fingerprint, typed_code


def begin(family: Cupboard, viewer: Viewer, typed: str, address: str = "") -> tuple[str, str]:
    """Spend a worker's code, within two minutes and once. Returns ids of a session beside that worker.

    No other session of this person ends. `address`: from where, as far as it is known; wrong codes are counted by
    it, together with those of cards.

    May: anybody who holds a code that works (BEGIN_TOGETHER).
    Leaves: the code spent; a session that belongs to the sitting; an audit line; a wrong code counted.
    Raises: Invalid where nothing like a code was typed; TooMany after too many wrong ones; NotAllowed, the same
    for wrong, used and late codes, for one of somebody who may not be helped, and for a sitting that has ended.
    """
    require(viewer, Permission.BEGIN_TOGETHER)
    code = typed_code(typed)
    if code is None:
        raise Invalid("code")
    wrong_codes.refuse_over(family, address)
    now = family.clock.now()
    session_id, companion = new_session_id(), new_session_id()
    with family.writing(code=fingerprint(family.pepper, "sitting", code)) as db:
        begun = sittings.begin(db, now)
        if begun is not None:
            ref, person = begun
            family.bind(db, person, sitting=ref)
            member = members.myself(db, family.keyring)
            assert member is not None
            ways_in.start_beside(db, session_fingerprint(session_id), session_fingerprint(companion), ref, now)
            family.record(db, Event(person, "begin-together", ref, member.child))
    if begun is None:
        wrong_codes.count(family, address)
        raise NotAllowed("sitting")
    return session_id, companion


def end(family: Cupboard, viewer: FamilyMember) -> None:
    """We are done: the screen goes back to the worker, whose desk is locked. What was put down stays.

    May: anybody (LEAVE).
    Leaves: an ended session and sitting; an audit line.
    """
    require(viewer, Permission.LEAVE)
    if viewer.sitting is None:
        return
    now = family.clock.now()
    with family.writing(viewer.person, session=viewer.session, **viewer.proofs) as db:
        ways_in.end_session(db, now)
        family.record(db, Event(viewer.person, "end-together", viewer.sitting.id, viewer.child))
        sittings.end_mine(db, viewer.sitting.id, now)
