"""Net 2: who may do what, as a table that a social worker can read, and every predicate alone."""

from __future__ import annotations

import inspect
from dataclasses import replace

import pytest

from portal.access import rules
from portal.access.permissions import Permission as P
from portal.access.rules import RULES, allowed, require
from portal.access.viewer import ANYTHING, CommandLine, FamilyMember, Joining, Stranger, Subject, Viewer, WorkerViewer
from portal.domain.audience import Kind
from portal.domain.errors import NotAllowed
from portal.domain.people import Allocation, Tie, WorkerRole

# One child, kit; mum's own things; words that are for the team entry "yw" alone.
FAMILY_CHILD, DESK_CHILD = "child-of-kit", "NK-4417"
MUM = Subject(child=FAMILY_CHILD, person="mum")
AT_THE_DESK = Subject(child=DESK_CHILD, addressed_to="yw")


def family(person: str, child: str = FAMILY_CHILD, kind: Kind = Kind.PARENT, **more: bool) -> FamilyMember:
    return FamilyMember(person, child, kind, f"session-of-{person}", **more)


def worker(role: WorkerRole = WorkerRole.WORKER, *ties: Allocation) -> WorkerViewer:
    return WorkerViewer("account", "Priya Nair", role, ties)


PEOPLE: dict[str, Viewer] = {
    "mum": family("mum", fresh=True),  # has just typed her passphrase
    "mum, later": family("mum"),  # ten minutes later, on a phone that others use
    "mum, own phone": family("mum", own_phone=True),
    "mum, not confirmed": family("mum", confirmed=False, fresh=True),
    "dad, no contact": family("dad", fresh=True, own_phone=True),
    "kit": family("kit", kind=Kind.YOUNG_PERSON, fresh=True),
    "another's sibling": family("sam", child="another-child", kind=Kind.YOUNG_PERSON, fresh=True),
    "joining as mum": Joining("mum", FAMILY_CHILD, Kind.PARENT, "invitation", "session"),
    "joining as dad": Joining("dad", FAMILY_CHILD, Kind.PARENT, "invitation", "session"),
    "stranger": Stranger(),
    "case worker": worker(WorkerRole.WORKER, Allocation(DESK_CHILD, Tie.CASE, "sw")),
    "trusted worker": worker(WorkerRole.WORKER, Allocation(DESK_CHILD, Tie.TRUSTED, "yw")),
    "chair": worker(WorkerRole.WORKER, Allocation(DESK_CHILD, Tie.CHAIR, "chair")),
    "another's worker": worker(WorkerRole.WORKER, Allocation("NK-0000", Tie.CASE, "yw")),
    "worker of nobody": worker(WorkerRole.WORKER),
    "manager": worker(WorkerRole.MANAGER),
    "auditor": worker(WorkerRole.AUDITOR),
    "auditor, tied": worker(WorkerRole.AUDITOR, Allocation(DESK_CHILD, Tie.CASE, "yw")),
    "command line": CommandLine(),
}

# Who may, of mum's things (families) or of this child's (workers). Everybody else may not.
EVERYBODY = set(PEOPLE)
MUM_SIGNED_IN = {"mum", "mum, later", "mum, own phone", "mum, not confirmed"}
MUM_CONFIRMED = MUM_SIGNED_IN - {"mum, not confirmed"}
AT_DESK = {"case worker", "trusted worker", "chair", "another's worker", "worker of nobody", "manager"}
OF_THIS_CHILD = {"case worker", "trusted worker", "chair"}

TABLE: dict[P, set[str]] = {
    P.OPEN_HOME: MUM_SIGNED_IN,
    P.OPEN_PLAN: MUM_CONFIRMED,
    P.PREPARE: MUM_SIGNED_IN,
    P.SHARE: MUM_SIGNED_IN,
    P.READ_BACK: {"mum", "mum, own phone"},
    P.READ_SHARED_WITH_ME: MUM_CONFIRMED,
    P.SEND_MESSAGE: MUM_CONFIRMED,
    P.SAY_READ: MUM_CONFIRMED,
    P.KEEP_DATE: MUM_CONFIRMED,
    P.LEAVE: EVERYBODY,
    P.JOIN: EVERYBODY,
    P.FINISH_JOINING: {"joining as mum"},
    P.SIGN_IN: EVERYBODY,
    P.OPEN_DESK: AT_DESK,
    P.IMPORT_CASE: AT_DESK,
    P.OPEN_CASE: {"case worker", "manager"},
    P.MEND_CASE: {"case worker", "manager"},
    P.PUBLISH_PLAN: {"case worker", "manager"},
    P.ALLOCATE: {"case worker", "manager"},
    P.INVITE: {"case worker", "trusted worker", "manager"},
    P.REVOKE: OF_THIS_CHILD | {"manager"},
    P.READ_VIEWS: OF_THIS_CHILD | {"manager"},
    P.READ_ADDRESSED: {"trusted worker"},
    P.READ_ADDRESSED_WITH_REASON: {"case worker", "manager"},
    P.ANSWER_MESSAGE: OF_THIS_CHILD | {"manager"},
    P.ALLOW_CALENDAR: {"case worker", "trusted worker", "manager"},
    P.END_CASE: {"case worker", "manager"},
    P.OPEN_CASE_AGAIN: {"manager"},
    P.SAY_TOLD: OF_THIS_CHILD | {"manager"},
    P.ADD_WORKER: {"command line"},
    P.VERIFY_AUDIT: {"command line"},
}
OF_FAMILIES = {
    P.OPEN_HOME, P.OPEN_PLAN, P.PREPARE, P.SHARE, P.READ_BACK, P.READ_SHARED_WITH_ME,
    P.SEND_MESSAGE, P.SAY_READ, P.KEEP_DATE, P.LEAVE, P.JOIN, P.FINISH_JOINING, P.SIGN_IN,
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


# Nobody may do these of a subject that was left out: a forgotten argument opens nothing.
NOBODY_IN_PARTICULAR = {P.LEAVE, P.JOIN, P.SIGN_IN, P.OPEN_DESK, P.IMPORT_CASE, P.ADD_WORKER, P.VERIFY_AUDIT}


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
    for permission in set(P) - {P.LEAVE, P.JOIN, P.SIGN_IN}:
        may = {type(PEOPLE[who]) for who in TABLE[permission]}
        assert len(may) == 1, permission.name


def test_a_manager_reads_nothing_that_is_for_one_worker_alone_without_a_reason() -> None:
    assert not allowed(PEOPLE["manager"], P.READ_ADDRESSED, AT_THE_DESK)


def test_an_untied_worker_loses_everything_of_the_child_at_once() -> None:
    tied = worker(WorkerRole.WORKER, Allocation(DESK_CHILD, Tie.CASE, "yw"))
    for permission in (P.OPEN_CASE, P.PUBLISH_PLAN, P.ALLOCATE, P.INVITE, P.REVOKE, P.READ_VIEWS, P.READ_ADDRESSED):
        assert allowed(tied, permission, AT_THE_DESK)
        assert not allowed(replace(tied, allocations=()), permission, AT_THE_DESK)


# -- every predicate alone ---------------------------------------------------------------------------

ALONE: dict[str, set[str]] = {
    "anybody": EVERYBODY,
    "the_command_line": {"command line"},
    "joining_as_this_person": {"joining as mum"},
    "themselves": MUM_SIGNED_IN,
    "of_this_family": MUM_SIGNED_IN | {"dad, no contact", "kit"},
    "known_to_be_them": {who for who, v in PEOPLE.items() if isinstance(v, FamilyMember)} - {"mum, not confirmed"},
    "passphrase_just_typed_or_an_adult_on_their_own_phone": {
        "mum", "mum, own phone", "mum, not confirmed", "dad, no contact", "kit", "another's sibling",
    },
    "a_worker": AT_DESK,
    "a_manager": {"manager"},
    "case_worker": {"case worker", "auditor, tied"},
    "trusted_worker": {"trusted worker"},
    "worker_of_this_child": OF_THIS_CHILD | {"auditor, tied"},
    "the_one_it_is_for": {"trusted worker", "auditor, tied"},
}  # fmt: skip


def predicates() -> dict[str, rules.Predicate]:
    found = inspect.getmembers(rules, inspect.isfunction)
    others = {"require", "allowed", "all_of", "any_of"}
    return {name: made for name, made in found if made.__module__ == rules.__name__ and name not in others}


def test_every_predicate_is_tried_alone() -> None:
    assert set(predicates()) == set(ALONE)


@pytest.mark.parametrize("name", ALONE)
def test_a_predicate_alone_is_true_of_these_people_and_nobody_else(name: str) -> None:
    subject = Subject(child=FAMILY_CHILD, person="mum") if name in (
        "joining_as_this_person", "themselves", "of_this_family", "known_to_be_them",
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
