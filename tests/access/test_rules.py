"""Net 2: who may do what, as a table that a social worker can read, and every predicate alone."""

from __future__ import annotations

import inspect
from dataclasses import replace

import pytest

from portal.access import rules
from portal.access.permissions import Permission as P
from portal.access.rules import RULES, allowed, could, require
from portal.access.viewer import (
    ANYTHING,
    CommandLine,
    Enrolling,
    FamilyMember,
    Joining,
    Stranger,
    Subject,
    Viewer,
    WorkerViewer,
)
from portal.domain.audience import Kind
from portal.domain.errors import NotAllowed, NotFresh
from portal.domain.people import Allocation, Tie, WorkerRole
from portal.domain.sitting import Sitting

# One child, kit; mum's own things; words that are for the team entry "yw" alone.
FAMILY_CHILD, DESK_CHILD = "child-of-kit", "NK-4417"
MUM = Subject(child=FAMILY_CHILD, person="mum")
AT_THE_DESK = Subject(child=DESK_CHILD, person="account", addressed_to="yw")


def family(person: str, child: str = FAMILY_CHILD, kind: Kind = Kind.PARENT, **more: bool) -> FamilyMember:
    return FamilyMember(person, child, kind, f"session-of-{person}", **more)


def worker(role: WorkerRole = WorkerRole.WORKER, *ties: Allocation, fresh: bool = True) -> WorkerViewer:
    return WorkerViewer("account", "Priya Nair", role, ties, fresh=fresh)


PEOPLE: dict[str, Viewer] = {
    "mum": family("mum", fresh=True),  # has just typed her passphrase
    "mum, later": family("mum"),  # ten minutes later, on a phone that others use
    "mum, own phone": family("mum", own_phone=True),
    "mum, not confirmed": family("mum", confirmed=False, fresh=True),
    "mum, covered": family("mum", covered=True, fresh=True),  # her page was out of sight for too long
    "dad, no contact": family("dad", fresh=True, own_phone=True),
    "kit": family("kit", kind=Kind.YOUNG_PERSON, fresh=True),
    "another's sibling": family("sam", child="another-child", kind=Kind.YOUNG_PERSON, fresh=True),
    "joining as mum": Joining("mum", FAMILY_CHILD, Kind.PARENT, "invitation", "session"),
    "joining as mum, shown": Joining("mum", FAMILY_CHILD, Kind.PARENT, "invitation", "session", is_shown=True),
    "joining as dad": Joining("dad", FAMILY_CHILD, Kind.PARENT, "invitation", "session"),
    "stranger": Stranger(),
    "enrolling": Enrolling("account", "Priya Nair", "session"),  # used a one-time way in, no six digits yet
    "case worker": worker(WorkerRole.WORKER, Allocation(DESK_CHILD, Tie.CASE, "sw")),
    "case worker, later": worker(WorkerRole.WORKER, Allocation(DESK_CHILD, Tie.CASE, "sw"), fresh=False),
    "trusted worker": worker(WorkerRole.WORKER, Allocation(DESK_CHILD, Tie.TRUSTED, "yw")),
    "chair": worker(WorkerRole.WORKER, Allocation(DESK_CHILD, Tie.CHAIR, "chair")),
    "another's worker": worker(WorkerRole.WORKER, Allocation("NK-0000", Tie.CASE, "yw")),
    "worker of nobody": worker(WorkerRole.WORKER),
    "manager": worker(WorkerRole.MANAGER),
    "manager, later": worker(WorkerRole.MANAGER, fresh=False),
    "manager, tied": worker(WorkerRole.MANAGER, Allocation(DESK_CHILD, Tie.CASE, "yw")),  # there is no such tie
    "auditor": worker(WorkerRole.AUDITOR),
    "auditor, tied": worker(WorkerRole.AUDITOR, Allocation(DESK_CHILD, Tie.CASE, "yw")),
    "command line": CommandLine(),
}

# Who may, of mum's things (families) or of this child's (workers). Everybody else may not.
EVERYBODY = set(PEOPLE)
MUM_SIGNED_IN = {"mum", "mum, later", "mum, own phone", "mum, not confirmed"}
MUM_CONFIRMED = MUM_SIGNED_IN - {"mum, not confirmed"}
CASE_WORKER = {"case worker", "case worker, later"}
MANAGER = {"manager", "manager, later", "manager, tied"}
JUST_SHOWN = {"case worker", "manager", "manager, tied"}
OF_THIS_CHILD = CASE_WORKER | {"trusted worker", "chair"}
AT_DESK = OF_THIS_CHILD | {"another's worker", "worker of nobody"} | MANAGER
SIGNED_IN_AT_THE_DESK = AT_DESK | {"auditor", "auditor, tied"}

TABLE: dict[P, set[str]] = {
    P.OPEN_HOME: MUM_SIGNED_IN,
    P.OPEN_PLAN: MUM_CONFIRMED,
    P.PREPARE: MUM_SIGNED_IN | {"mum, covered"},
    P.SHARE: MUM_SIGNED_IN,
    P.READ_BACK: {"mum", "mum, own phone"},
    P.READ_SHARED_WITH_ME: MUM_CONFIRMED,
    P.SEND_MESSAGE: MUM_CONFIRMED,
    P.SAY_READ: MUM_CONFIRMED,
    P.KEEP_DATE: MUM_CONFIRMED,
    P.ASK_ABOUT_ME: MUM_CONFIRMED,
    P.KEEP_WAY_IN: MUM_SIGNED_IN,
    P.CLOSE_ACCOUNT: MUM_SIGNED_IN,
    P.DO_WITHOUT: {"joining as mum", "joining as mum, shown"},
    P.SHOW_IT_IS_STILL_ME: MUM_SIGNED_IN | {"mum, covered"},
    P.LEAVE: EVERYBODY,
    P.JOIN: EVERYBODY,
    P.BEGIN_TOGETHER: EVERYBODY,
    P.SHOW_WHO_JOINS: {"joining as mum", "joining as mum, shown"},
    P.FINISH_JOINING: {"joining as mum, shown"},
    P.SIGN_IN: EVERYBODY,
    P.OPEN_DESK: AT_DESK,
    P.IMPORT_CASE: AT_DESK,
    P.OPEN_CHILD: OF_THIS_CHILD | MANAGER,
    P.OPEN_CASE: CASE_WORKER | MANAGER,
    P.MEND_CASE: CASE_WORKER | MANAGER,
    P.PUBLISH_PLAN: CASE_WORKER | MANAGER,
    P.EXPORT_CASE: JUST_SHOWN,
    P.ALLOCATE: CASE_WORKER | MANAGER,
    P.INVITE: JUST_SHOWN | {"trusted worker"},
    P.INVITE_UNDER_13: {"manager", "manager, tied"},
    P.MATCH: CASE_WORKER | {"trusted worker"} | MANAGER,
    P.SET_READING_BACK: CASE_WORKER | {"trusted worker"} | MANAGER,
    P.LIFT_WAIT: OF_THIS_CHILD | MANAGER,
    P.FILL_IN_TOGETHER: CASE_WORKER | {"trusted worker"},
    P.PAPER_ONLY: CASE_WORKER | {"trusted worker"} | MANAGER,
    P.REVOKE: OF_THIS_CHILD | MANAGER,
    P.READ_VIEWS: OF_THIS_CHILD,
    P.TAKE_VIEWS: OF_THIS_CHILD - {"case worker, later"},
    P.OPEN_SCALE: OF_THIS_CHILD,
    P.READ_ADDRESSED: {"trusted worker"},
    P.READ_ADDRESSED_WITH_REASON: {"case worker"},
    P.SAY_OUTCOME: OF_THIS_CHILD,
    P.DO_TASK: CASE_WORKER | {"trusted worker"},
    P.ANSWER_MESSAGE: OF_THIS_CHILD | MANAGER,
    P.ALLOW_CALENDAR: CASE_WORKER | {"trusted worker"} | MANAGER,
    P.END_CASE: CASE_WORKER | MANAGER,
    P.OPEN_CASE_AGAIN: MANAGER,
    P.HOLD_CASE: MANAGER,
    P.SEE_KEPT: CASE_WORKER | MANAGER,
    P.EXPORT_PERSON: {"case worker"},
    P.SAY_TOLD: OF_THIS_CHILD | MANAGER,
    P.ENROL: {"enrolling"},
    P.SHOW_AGAIN: SIGNED_IN_AT_THE_DESK,
    P.KEEP_OWN_SESSIONS: SIGNED_IN_AT_THE_DESK,
    P.KEEP_PEOPLE: MANAGER | {"command line"},
    P.MAKE_WAY_IN: {"manager", "manager, tied"},
    P.READ_AUDIT: {"auditor", "auditor, tied", "command line"},
    P.ADD_WORKER: {"command line"},
    P.VERIFY_AUDIT: {"command line"},
    P.LOOK_AFTER_KEYS: {"command line"},
    P.BACK_UP: {"command line"},
    P.RESTORE: {"command line"},
    P.RUN_RETENTION: {"command line"},
    P.CHECK_EXPORT: {"command line"},
}
OF_FAMILIES = {
    P.KEEP_WAY_IN, P.CLOSE_ACCOUNT, P.DO_WITHOUT, P.SHOW_IT_IS_STILL_ME,
    P.OPEN_HOME, P.OPEN_PLAN, P.PREPARE, P.SHARE, P.READ_BACK, P.READ_SHARED_WITH_ME,
    P.SEND_MESSAGE, P.SAY_READ, P.ASK_ABOUT_ME, P.KEEP_DATE, P.LEAVE, P.JOIN, P.FINISH_JOINING, P.SIGN_IN,
    P.SHOW_WHO_JOINS, P.BEGIN_TOGETHER,
}  # fmt: skip


@pytest.mark.parametrize("permission", P, ids=lambda p: p.name)
def test_who_may_do_what_is_as_the_table_says(permission: P) -> None:
    subject = MUM if permission in OF_FAMILIES else AT_THE_DESK
    may = {who for who, viewer in PEOPLE.items() if allowed(viewer, permission, subject)}
    assert may == TABLE[permission]


@pytest.mark.parametrize("permission", P, ids=lambda p: p.name)
def test_what_is_not_allowed_is_refused_the_same_for_everybody(permission: P) -> None:
    subject = MUM if permission in OF_FAMILIES else AT_THE_DESK
    for who, viewer in PEOPLE.items():
        if who in TABLE[permission]:
            require(viewer, permission, subject)
            continue
        with pytest.raises(NotAllowed) as refused:
            require(viewer, permission, subject)
        assert str(refused.value) == permission.name, who
        assert isinstance(refused.value, NotFresh) is could(viewer, permission, subject), who


# Nobody may do these of a subject that was left out: a forgotten argument opens nothing.
NOBODY_IN_PARTICULAR = {P.LEAVE, P.JOIN, P.SIGN_IN, P.BEGIN_TOGETHER, P.OPEN_DESK, P.IMPORT_CASE, P.ADD_WORKER,
                        P.VERIFY_AUDIT,
                        P.LOOK_AFTER_KEYS, P.BACK_UP, P.RESTORE, P.SHOW_AGAIN, P.KEEP_OWN_SESSIONS, P.KEEP_PEOPLE,
                        P.READ_AUDIT, P.RUN_RETENTION, P.CHECK_EXPORT}  # fmt: skip


@pytest.mark.parametrize("permission", sorted(set(P) - NOBODY_IN_PARTICULAR, key=lambda p: p.name))
def test_a_forgotten_subject_opens_nothing_but_to_a_manager(permission: P) -> None:
    empty = FamilyMember("", "", Kind.PARENT, "", fresh=True)
    untold = worker(WorkerRole.WORKER, Allocation(DESK_CHILD, Tie.CASE), Allocation(DESK_CHILD, Tie.TRUSTED, None))
    nameless = Joining("", "", Kind.PARENT, "", "")
    for viewer in (*PEOPLE.values(), empty, untold, nameless):
        if isinstance(viewer, WorkerViewer) and viewer.role is WorkerRole.MANAGER:
            continue
        assert not allowed(viewer, permission, ANYTHING), viewer


def test_every_permission_has_a_rule_and_a_sentence_and_stands_in_the_table() -> None:
    assert set(RULES) == set(P) == set(TABLE)
    for permission in P:
        assert permission.value.endswith("."), permission.name
        assert len(permission.value.split()) >= 4, permission.name
    assert len({permission.value for permission in P}) == len(P)


def test_a_worker_is_never_a_family_member_nor_the_other_way_round() -> None:
    at_home, at_work = {FamilyMember, Joining}, {WorkerViewer, Enrolling, CommandLine}
    for permission in set(P) - {P.LEAVE, P.JOIN, P.SIGN_IN, P.BEGIN_TOGETHER}:
        may = {type(PEOPLE[who]) for who in TABLE[permission]}
        assert may and (may <= at_home or may <= at_work), permission.name
        assert not {FamilyMember, Joining} <= may and not {WorkerViewer, Enrolling} <= may, permission.name


def test_who_grants_access_reads_no_words() -> None:
    """A manager gives ways in and ties workers to children. Not even one who was tied by mistake reads a word."""
    for who in MANAGER:
        assert could(PEOPLE[who], P.MAKE_WAY_IN) and could(PEOPLE[who], P.ALLOCATE, AT_THE_DESK)
        for permission in (
            P.READ_VIEWS, P.READ_ADDRESSED, P.READ_ADDRESSED_WITH_REASON, P.EXPORT_PERSON, P.SAY_OUTCOME, P.DO_TASK,
            P.TAKE_VIEWS, P.OPEN_SCALE,
        ):  # fmt: skip
            assert not could(PEOPLE[who], permission, AT_THE_DESK), (who, permission)


def test_an_auditor_sees_nothing_but_the_audit_and_their_own_sessions() -> None:
    for who in ("auditor", "auditor, tied"):
        may = {permission for permission in P if could(PEOPLE[who], permission, AT_THE_DESK)}
        anybody = {P.LEAVE, P.JOIN, P.SIGN_IN, P.BEGIN_TOGETHER}
        assert may == anybody | {P.SHOW_AGAIN, P.KEEP_OWN_SESSIONS, P.READ_AUDIT}, who


def test_who_has_shown_no_second_proof_may_do_nothing_but_enrol() -> None:
    may = {permission for permission in P if could(PEOPLE["enrolling"], permission, AT_THE_DESK)}
    assert may == {P.LEAVE, P.JOIN, P.SIGN_IN, P.BEGIN_TOGETHER, P.ENROL}


def test_beside_a_worker_somebody_prepares_shares_and_leaves_and_does_nothing_else_of_their_own() -> None:
    """And only by what knows of the sitting: a journey that says nothing of it is refused."""
    mum = replace(family("mum", fresh=True, own_phone=True), sitting=Sitting("now", "Tunde Bello"))
    anybody = {P.LEAVE, P.JOIN, P.SIGN_IN, P.BEGIN_TOGETHER}
    assert {each for each in P if allowed(mum, each, MUM)} == anybody
    here = replace(MUM, sitting="now")
    assert {each for each in P if allowed(mum, each, here)} == anybody | {P.PREPARE, P.SHARE}
    assert {each for each in P if allowed(replace(mum, covered=True), each, here)} == anybody
    assert {each for each in P if allowed(mum, each, replace(MUM, sitting="another"))} == anybody


def test_a_desk_that_is_locked_opens_nothing_until_they_have_shown_that_it_is_them() -> None:
    for role in WorkerRole:
        locked = replace(worker(role, Allocation(DESK_CHILD, Tie.CASE, "yw")), beside="a sitting")
        assert {each for each in P if allowed(locked, each, AT_THE_DESK)} == {P.LEAVE, P.SIGN_IN, P.SHOW_AGAIN}
    with pytest.raises(NotFresh):
        require(replace(PEOPLE["case worker"], beside="a sitting"), P.OPEN_CASE, AT_THE_DESK)


# What is given, taken away or read for another asks again; what makes somebody safer is one click.
ASKS_AGAIN = {P.EXPORT_CASE, P.EXPORT_PERSON, P.INVITE, P.INVITE_UNDER_13, P.READ_ADDRESSED_WITH_REASON, P.MAKE_WAY_IN,
              P.TAKE_VIEWS}  # fmt: skip


@pytest.mark.parametrize("permission", P, ids=lambda p: p.name)
def test_a_screen_that_was_left_open_gives_no_access_and_takes_nothing_away(permission: P) -> None:
    later = [who for who in PEOPLE if who.endswith(", later") and isinstance(PEOPLE[who], WorkerViewer)]
    asked = {who for who in later if not allowed(PEOPLE[who], permission, AT_THE_DESK)}
    could_be = {who for who in later if could(PEOPLE[who], permission, AT_THE_DESK)}
    assert bool(asked & could_be) is (permission in ASKS_AGAIN)


@pytest.mark.parametrize("permission", [P.REVOKE, P.PAPER_ONLY, P.END_CASE, P.KEEP_OWN_SESSIONS, P.KEEP_PEOPLE])
def test_shutting_and_ending_is_one_click_however_long_ago_they_signed_in(permission: P) -> None:
    assert allowed(PEOPLE["manager, later"], permission, AT_THE_DESK)


def test_an_untied_worker_loses_everything_of_the_child_at_once() -> None:
    tied = worker(WorkerRole.WORKER, Allocation(DESK_CHILD, Tie.CASE, "yw"))
    for permission in (P.OPEN_CASE, P.PUBLISH_PLAN, P.ALLOCATE, P.INVITE, P.REVOKE, P.READ_VIEWS, P.READ_ADDRESSED):
        assert allowed(tied, permission, AT_THE_DESK)
        assert not allowed(replace(tied, allocations=()), permission, AT_THE_DESK)


# -- every predicate alone ---------------------------------------------------------------------------

ALONE: dict[str, set[str]] = {
    "anybody": EVERYBODY,
    "the_command_line": {"command line"},
    "joining_as_this_person": {"joining as mum", "joining as mum, shown"},
    "shown_to_be_in_the_right_hands": {"joining as mum, shown"},
    "themselves": MUM_SIGNED_IN,
    "themselves_covered_or_not": MUM_SIGNED_IN | {"mum, covered"},
    "alone": {who for who, v in PEOPLE.items() if isinstance(v, FamilyMember)},
    "alone_or_in_this_sitting": {who for who, v in PEOPLE.items() if isinstance(v, FamilyMember)},
    "of_this_family": MUM_SIGNED_IN | {"mum, covered", "dad, no contact", "kit"},
    "known_to_be_them": {who for who, v in PEOPLE.items() if isinstance(v, FamilyMember)} - {"mum, not confirmed"},
    "passphrase_just_typed_or_an_adult_on_their_own_phone": {
        "mum", "mum, own phone", "mum, not confirmed", "mum, covered", "dad, no contact", "kit", "another's sibling",
    },
    "a_worker": AT_DESK,
    "a_manager": MANAGER,
    "an_auditor": {"auditor", "auditor, tied"},
    "who_grants_no_access": AT_DESK - MANAGER,
    "somebody_at_the_desk": SIGNED_IN_AT_THE_DESK,
    "enrolling_themselves": {"enrolling"},
    "just_shown_again": SIGNED_IN_AT_THE_DESK - {"case worker, later", "manager, later"},
    "case_worker": CASE_WORKER | {"auditor, tied", "manager, tied"},
    "trusted_worker": {"trusted worker"},
    "worker_of_this_child": OF_THIS_CHILD | {"auditor, tied", "manager, tied"},
    "the_one_it_is_for": {"trusted worker", "auditor, tied", "manager, tied"},
}  # fmt: skip


def predicates() -> dict[str, rules.Predicate]:
    found = inspect.getmembers(rules, inspect.isfunction)
    others = {"require", "allowed", "could", "all_of", "any_of"}
    return {name: made for name, made in found if made.__module__ == rules.__name__ and name not in others}


def test_every_predicate_is_tried_alone() -> None:
    assert set(predicates()) == set(ALONE)


@pytest.mark.parametrize("name", ALONE)
def test_a_predicate_alone_is_true_of_these_people_and_nobody_else(name: str) -> None:
    subject = Subject(child=FAMILY_CHILD, person="mum") if name in (
        "joining_as_this_person", "themselves", "themselves_covered_or_not", "of_this_family", "known_to_be_them",
    ) else AT_THE_DESK  # fmt: skip
    assert {who for who, viewer in PEOPLE.items() if predicates()[name](viewer, subject)} == ALONE[name]


def test_a_young_persons_own_phone_is_no_passphrase() -> None:
    kit = family("kit", kind=Kind.YOUNG_PERSON, own_phone=True)
    assert not allowed(kit, P.READ_BACK, Subject(child=FAMILY_CHILD, person="kit"))


def test_all_of_needs_each_and_any_of_needs_one() -> None:
    yes, no = rules.anybody, rules.the_command_line
    for ask, expected in (
        (rules.all_of(yes, yes), True),
        (rules.all_of(yes, no), False),
        (rules.any_of(no, yes), True),
        (rules.any_of(no, no), False),
    ):
        assert ask(Stranger(), ANYTHING) is expected
