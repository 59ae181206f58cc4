"""The rules: which predicates each permission asks for. `require` is the first line of a journey."""

from __future__ import annotations

from collections.abc import Callable

from portal.access.permissions import Permission as P
from portal.access.viewer import ANYTHING, CommandLine, FamilyMember, Joining, Subject, Viewer, WorkerViewer
from portal.domain.audience import Kind
from portal.domain.errors import NotAllowed
from portal.domain.people import Tie, WorkerRole

Predicate = Callable[[Viewer, Subject], bool]


def anybody(viewer: Viewer, subject: Subject) -> bool:
    return True


def the_command_line(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, CommandLine)


def joining_as_this_person(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, Joining) and viewer.person == subject.person != ""


def themselves(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, FamilyMember) and bool(subject.person) and viewer.person == subject.person


def of_this_family(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, FamilyMember) and bool(subject.child) and viewer.child == subject.child


def known_to_be_them(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, FamilyMember) and viewer.confirmed


def passphrase_just_typed_or_an_adult_on_their_own_phone(viewer: Viewer, subject: Subject) -> bool:
    if not isinstance(viewer, FamilyMember):
        return False
    return viewer.fresh or (viewer.kind is Kind.PARENT and viewer.own_phone)


def a_worker(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, WorkerViewer) and viewer.role in (WorkerRole.WORKER, WorkerRole.MANAGER)


def a_manager(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, WorkerViewer) and viewer.role is WorkerRole.MANAGER


def case_worker(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, WorkerViewer) and Tie.CASE in viewer.ties(subject.child)


def trusted_worker(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, WorkerViewer) and Tie.TRUSTED in viewer.ties(subject.child)


def worker_of_this_child(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, WorkerViewer) and bool(viewer.ties(subject.child))


def the_one_it_is_for(viewer: Viewer, subject: Subject) -> bool:
    """`addressed_to` is the team entry that the words are for, and that this worker is tied to."""
    return isinstance(viewer, WorkerViewer) and any(
        a.child_ref == subject.child and a.team_ref == subject.addressed_to != "" for a in viewer.allocations
    )


def all_of(*predicates: Predicate) -> Predicate:
    return lambda viewer, subject: all(predicate(viewer, subject) for predicate in predicates)


def any_of(*predicates: Predicate) -> Predicate:
    return lambda viewer, subject: any(predicate(viewer, subject) for predicate in predicates)


RULES: dict[P, Predicate] = {
    P.OPEN_HOME: themselves,
    P.OPEN_PLAN: all_of(themselves, known_to_be_them),
    P.PREPARE: themselves,
    P.SHARE: themselves,
    P.READ_BACK: all_of(themselves, known_to_be_them, passphrase_just_typed_or_an_adult_on_their_own_phone),
    P.READ_SHARED_WITH_ME: all_of(themselves, known_to_be_them),
    P.SEND_MESSAGE: all_of(themselves, known_to_be_them),
    P.SAY_READ: all_of(themselves, known_to_be_them),
    P.KEEP_DATE: all_of(themselves, known_to_be_them),
    P.LEAVE: anybody,
    P.JOIN: anybody,
    P.FINISH_JOINING: joining_as_this_person,
    P.SIGN_IN: anybody,
    P.OPEN_DESK: a_worker,
    P.IMPORT_CASE: a_worker,
    P.OPEN_CASE: all_of(a_worker, any_of(case_worker, a_manager)),
    P.MEND_CASE: all_of(a_worker, any_of(case_worker, a_manager)),
    P.PUBLISH_PLAN: all_of(a_worker, any_of(case_worker, a_manager)),
    P.ALLOCATE: all_of(a_worker, any_of(case_worker, a_manager)),
    P.INVITE: all_of(a_worker, any_of(case_worker, trusted_worker, a_manager)),
    P.REVOKE: all_of(a_worker, any_of(worker_of_this_child, a_manager)),
    P.READ_VIEWS: all_of(a_worker, any_of(worker_of_this_child, a_manager)),
    P.READ_ADDRESSED: all_of(a_worker, the_one_it_is_for),
    P.READ_ADDRESSED_WITH_REASON: all_of(a_worker, any_of(case_worker, a_manager)),
    P.ANSWER_MESSAGE: all_of(a_worker, any_of(worker_of_this_child, a_manager)),
    P.ALLOW_CALENDAR: all_of(a_worker, any_of(case_worker, trusted_worker, a_manager)),
    P.END_CASE: all_of(a_worker, any_of(case_worker, a_manager)),
    P.OPEN_CASE_AGAIN: a_manager,
    P.SAY_TOLD: all_of(a_worker, any_of(worker_of_this_child, a_manager)),
    P.ADD_WORKER: the_command_line,
    P.VERIFY_AUDIT: the_command_line,
}


def allowed(viewer: Viewer, permission: P, subject: Subject = ANYTHING) -> bool:
    return RULES[permission](viewer, subject)


def require(viewer: Viewer, permission: P, subject: Subject = ANYTHING) -> None:
    """Go on if the rule lets this viewer; raises NotAllowed, which a family sees as "not found"."""
    if not allowed(viewer, permission, subject):
        raise NotAllowed(permission.name)
