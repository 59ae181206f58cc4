"""The rules: which predicates each permission asks for. `require` is the first line of a journey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from portal.access.permissions import Permission as P
from portal.access.viewer import (
    ANYTHING,
    CommandLine,
    Enrolling,
    FamilyMember,
    Joining,
    Subject,
    Viewer,
    WorkerViewer,
)
from portal.domain.audience import Kind
from portal.domain.errors import NotAllowed, NotFresh
from portal.domain.people import Tie, WorkerRole

Predicate = Callable[[Viewer, Subject], bool]


def anybody(viewer: Viewer, subject: Subject) -> bool:
    return True


def the_command_line(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, CommandLine)


def joining_as_this_person(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, Joining) and viewer.person == subject.person != ""


def shown_to_be_in_the_right_hands(viewer: Viewer, subject: Subject) -> bool:
    """A worker matched the number on their phone, or they typed the word that was said to them."""
    return isinstance(viewer, Joining) and viewer.is_shown


def themselves_covered_or_not(viewer: Viewer, subject: Subject) -> bool:
    """Also while their page is covered, because it was out of sight for too long: to save, and to type the words."""
    return isinstance(viewer, FamilyMember) and bool(subject.person) and viewer.person == subject.person


def themselves(viewer: Viewer, subject: Subject) -> bool:
    return themselves_covered_or_not(viewer, subject) and isinstance(viewer, FamilyMember) and not viewer.covered


def alone(viewer: Viewer, subject: Subject) -> bool:
    """With no worker beside them: beside one nothing opens that they have by themselves."""
    return isinstance(viewer, FamilyMember) and not viewer.beside


def alone_or_in_this_sitting(viewer: Viewer, subject: Subject) -> bool:
    """Beside a worker only by what knows of the sitting; covered, which would take their words to lift, by nothing."""
    if not isinstance(viewer, FamilyMember):
        return False
    return not viewer.beside or (subject.sitting == viewer.sitting_id and not viewer.covered)


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


def just_shown_again(viewer: Viewer, subject: Subject) -> bool:
    """It was them within the last five minutes."""
    return isinstance(viewer, WorkerViewer) and viewer.fresh


def enrolling_themselves(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, Enrolling) and viewer.account == subject.person != ""


def somebody_at_the_desk(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, WorkerViewer)


def an_auditor(viewer: Viewer, subject: Subject) -> bool:
    return isinstance(viewer, WorkerViewer) and viewer.role is WorkerRole.AUDITOR


def who_grants_no_access(viewer: Viewer, subject: Subject) -> bool:
    """A worker, and no manager: who gives access to words does not read them."""
    return isinstance(viewer, WorkerViewer) and viewer.role is WorkerRole.WORKER


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
    P.OPEN_HOME: all_of(themselves, alone),
    P.OPEN_PLAN: all_of(themselves, alone, known_to_be_them),
    P.PREPARE: all_of(themselves_covered_or_not, alone_or_in_this_sitting),
    P.SHARE: all_of(themselves, alone_or_in_this_sitting),
    P.READ_BACK: all_of(themselves, alone, known_to_be_them, passphrase_just_typed_or_an_adult_on_their_own_phone),
    P.READ_SHARED_WITH_ME: all_of(themselves, alone, known_to_be_them),
    P.SEND_MESSAGE: all_of(themselves, alone, known_to_be_them),
    P.SAY_READ: all_of(themselves, alone, known_to_be_them),
    P.ASK_ABOUT_ME: all_of(themselves, alone, known_to_be_them),
    P.KEEP_DATE: all_of(themselves, alone, known_to_be_them),
    P.KEEP_WAY_IN: all_of(themselves, alone),
    P.CLOSE_ACCOUNT: all_of(themselves, alone),
    P.SHOW_IT_IS_STILL_ME: all_of(themselves_covered_or_not, alone),
    P.BEGIN_TOGETHER: anybody,
    P.DO_WITHOUT: joining_as_this_person,
    P.LEAVE: anybody,
    P.JOIN: anybody,
    P.SHOW_WHO_JOINS: joining_as_this_person,
    P.FINISH_JOINING: all_of(joining_as_this_person, shown_to_be_in_the_right_hands),
    P.SIGN_IN: anybody,
    P.OPEN_DESK: a_worker,
    P.IMPORT_CASE: a_worker,
    P.OPEN_CHILD: all_of(a_worker, any_of(worker_of_this_child, a_manager)),
    P.OPEN_CASE: all_of(a_worker, any_of(case_worker, a_manager)),
    P.MEND_CASE: all_of(a_worker, any_of(case_worker, a_manager)),
    P.PUBLISH_PLAN: all_of(a_worker, any_of(case_worker, a_manager)),
    # Taking something away, giving a way in, reading what is for another: never by a screen that was left open.
    # Ask for `just_shown_again` beside who may; `require` raises NotFresh, and the desk asks and then goes on.
    P.EXPORT_CASE: all_of(a_worker, any_of(case_worker, a_manager), just_shown_again),
    P.ALLOCATE: all_of(a_worker, any_of(case_worker, a_manager)),
    P.INVITE: all_of(a_worker, any_of(case_worker, trusted_worker, a_manager), just_shown_again),
    P.INVITE_UNDER_13: all_of(a_manager, just_shown_again),
    P.MATCH: all_of(a_worker, any_of(case_worker, trusted_worker, a_manager)),
    P.FILL_IN_TOGETHER: all_of(who_grants_no_access, any_of(case_worker, trusted_worker)),
    P.PAPER_ONLY: all_of(a_worker, any_of(case_worker, trusted_worker, a_manager)),
    P.REVOKE: all_of(a_worker, any_of(worker_of_this_child, a_manager)),
    P.SET_READING_BACK: all_of(a_worker, any_of(case_worker, trusted_worker, a_manager)),
    P.LIFT_WAIT: all_of(a_worker, any_of(worker_of_this_child, a_manager)),
    P.READ_VIEWS: all_of(who_grants_no_access, worker_of_this_child),
    P.TAKE_VIEWS: all_of(who_grants_no_access, worker_of_this_child, just_shown_again),
    P.OPEN_SCALE: all_of(who_grants_no_access, worker_of_this_child),
    P.READ_ADDRESSED: all_of(who_grants_no_access, the_one_it_is_for),
    P.READ_ADDRESSED_WITH_REASON: all_of(who_grants_no_access, case_worker, just_shown_again),
    P.SAY_OUTCOME: all_of(who_grants_no_access, worker_of_this_child),
    P.DO_TASK: all_of(who_grants_no_access, any_of(case_worker, trusted_worker)),
    P.ANSWER_MESSAGE: all_of(a_worker, any_of(worker_of_this_child, a_manager)),
    P.ALLOW_CALENDAR: all_of(a_worker, any_of(case_worker, trusted_worker, a_manager)),
    P.END_CASE: all_of(a_worker, any_of(case_worker, a_manager)),
    P.OPEN_CASE_AGAIN: a_manager,
    P.HOLD_CASE: a_manager,
    P.SEE_KEPT: all_of(a_worker, any_of(case_worker, a_manager)),
    P.EXPORT_PERSON: all_of(who_grants_no_access, case_worker, just_shown_again),
    P.SAY_TOLD: all_of(a_worker, any_of(worker_of_this_child, a_manager)),
    P.ENROL: enrolling_themselves,
    P.SHOW_AGAIN: somebody_at_the_desk,
    P.KEEP_OWN_SESSIONS: somebody_at_the_desk,
    P.KEEP_PEOPLE: any_of(a_manager, the_command_line),
    P.MAKE_WAY_IN: all_of(a_manager, just_shown_again),
    P.ADD_WORKER: the_command_line,
    P.READ_AUDIT: any_of(an_auditor, the_command_line),
    P.VERIFY_AUDIT: the_command_line,
    P.LOOK_AFTER_KEYS: the_command_line,
    P.BACK_UP: the_command_line,
    P.RESTORE: the_command_line,
    P.RUN_RETENTION: the_command_line,
    P.CHECK_EXPORT: the_command_line,
}


WHILE_LOCKED = frozenset({P.LEAVE, P.SHOW_AGAIN, P.SIGN_IN})
"""What a worker may do whose desk is locked, because somebody of the family sits at their screen."""


def allowed(viewer: Viewer, permission: P, subject: Subject = ANYTHING) -> bool:
    if isinstance(viewer, WorkerViewer) and viewer.beside and permission not in WHILE_LOCKED:
        return False
    return RULES[permission](viewer, subject)


def could(viewer: Viewer, permission: P, subject: Subject = ANYTHING) -> bool:
    """Whether they may, or may once they have shown again that it is them: for what a page offers."""
    shown = replace(viewer, fresh=True, beside="") if isinstance(viewer, WorkerViewer) else viewer
    return allowed(shown, permission, subject)


def require(viewer: Viewer, permission: P, subject: Subject = ANYTHING) -> None:
    """Go on if the rule lets this viewer; raises NotAllowed, which a family sees as "not found".

    It raises NotFresh where a worker has only to show again that it is them.
    """
    if allowed(viewer, permission, subject):
        return
    if isinstance(viewer, WorkerViewer) and could(viewer, permission, subject):
        raise NotFresh(permission.name)
    raise NotAllowed(permission.name)
