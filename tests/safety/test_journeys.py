"""The first line of every journey asks who it is, and its docstring says who may."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

JOURNEYS = Path(__file__).resolve().parents[2] / "portal" / "journeys"

# What stands in portal.journeys and is no journey: nobody reaches it but through one, or there is nobody yet to ask.
NO_JOURNEYS = {
    "waits.wait_after": "a number out of a number; it opens nothing",
    "limits.of_address": "a fingerprint; it opens nothing",
    "limits.of_all": "a fingerprint; it opens nothing",
    "limits.count": "a step of journeys that count tries",
    "limits.refuse_over": "a step of journeys that count tries",
    "limits.full_until": "a step of journeys that count tries",
    "desk.allocate.refuse_anothers_entry": "a step of tying and of handing over, which have both asked",
    "desk.allocate.what": "a text; it opens nothing",
    "family.come_in.who_is_this": "it finds out who is asking, so nobody can be asked before it",
    "family.come_in.name_fingerprint": "a name, hashed; it opens nothing",
    "family.prepare.page_and_turn": "reads what a row says of itself; it opens nothing",
    "family.late.who_ran_out": "it finds out whose session has run out, so nobody can be asked before it",
    "family.prepare.refuse_the_other_paper": "a question about which paper it is; it opens nothing",
    "family.wrong_codes.refuse_over": "a step of using a code, which has asked",
    "family.wrong_codes.count": "a step of using a code, which has asked",
    "desk.together.end_behind": "a step of showing again, signing in and leaving, which have all asked",
    "family.prepare.refuse_what_is_older": "a step of preparing and sharing, which have both asked",
    "family.tries.look_up": "a step of journeys that compare words",
    "family.tries.compare": "a step of journeys that compare words",
    "family.tries.count_wrong": "a step of journeys that compare words",
    "family.tries.come_through": "a step of journeys that compare words",
    "family.tries.so_far": "a step of signing in",
    "family.join.refuse_weak": "looks at a passphrase that somebody typed; it opens nothing",
    "desk.come_in.who_is_this": "it finds out who is asking, so nobody can be asked before it",
    "desk.come_in.is_waiting": "a question about what a journey has read",
    "desk.come_in.proofs_wait": "a question about what a journey has read",
    "desk.come_in.put_way_in": "a step of adding a worker and of a new way in, which have all asked",
    "desk.come_in.takes_step": "a step of signing in and of showing again, which have both asked",
    "desk.people.refuse_bad_names": "looks at names that somebody typed; it opens nothing",
    "desk.review.copy_for": "a step of review and publish, which have both asked",
    "desk.matching.choices": "numbers out of a code that a journey has read; it opens nothing",
    "desk.read_views.keep_openings": "a step of opening words and of an export, which have both asked",
    "desk.read_views.what_authors_call": "names that a step of opening words and of an export needs",
    "desk.what_waits.errands_in": "a step of looking at a task, which has asked",
    "desk.closed_numbers.closed_numbers": "a step of every journey that opens words, which have all asked",
    "desk.closed_numbers.round_of": "a step of looking at closed numbers, which has asked",
    "desk.closed_numbers.unread_words": "a step of the lists at the desk, which have asked: how much, and since when",
    "desk.read_views.family_of": "a step of reading words and of a pack, which have both asked: who may not hear them",
    "desk.views_pack.formats": "what can be made here; it opens nothing",
    "desk.read_views.is_for": "a question about what a journey has read",
    "desk.read_views.readable": "a step of marking, passing on, recording and answering words, which have all asked",
    "desk.answer_messages.asked_of": "a step of answering a message and of saying what came of words, which both ask",
    "desk.room.Room.child_id": "a reference, hashed; it opens nothing",
    "desk.room.Room.person_id": "a reference, hashed; it opens nothing",
    "desk.room.Room.public_ref": "a reference, hashed; it opens nothing",
    "desk.room.Room.find_case": "works within the transaction of a journey that has asked",
    "desk.room.Room.event": "a line for the audit; it opens nothing",
    "desk.room.Room.circle": "a pure function of what a journey has read",
    "desk.room.Room.member": "a pure function of what a journey has read",
    "desk.room.Room.area_for": "a pack out of those that the room was given; it opens nothing",
    "desk.room.Room.name_for": "works for journeys that have asked; it gives a name that the reader knows",
    "desk.room.Room.everybody_kept": "works for journeys that have asked; whom something is kept about",
    "desk.room.Room.know_everybody": "a step of ending a case and of paper only, which have both asked",
    "desk.room.refuse_ended": "a question about what a journey has read",
    "desk.room.ask_as_before_any_copy": "a step of taking a copy back and of ending a case, which have both asked",
    "desk.room.Room.renew_circles": "a step of allocating, bringing in, mending, handing over and leaving, which ask",
    "desk.room.Room.shut_doors_of_those_who_left": "a step of bringing in, mending, publishing and shutting, which ask",
}
STEPS = {"family.prepare.refuse_what_is_older":
             {"family.prepare", "family.sharing", "family.late", "family.left_over", "family.own_papers"},
         "family.prepare.refuse_the_other_paper": {"family.prepare", "family.sharing"},
         "desk.together.end_behind": {"desk.come_in", "desk.come_in_by_provider", "desk.show_again"},
         "desk.room.Room.know_everybody": {"desk.end_case", "desk.invite"},
         "desk.read_views.keep_openings":
             {"desk.read_views", "desk.export_person", "desk.open_scales", "desk.translate_words", "desk.views_pack"},
         "desk.read_views.what_authors_call":
             {"desk.read_views", "desk.export_person", "desk.open_scales", "desk.views_pack"},
         "desk.read_views.family_of": {"desk.read_views", "desk.views_pack"},
         "desk.closed_numbers.round_of": {"desk.closed_numbers", "desk.open_scales"},
         "desk.closed_numbers.unread_words": {"desk.see_children", "desk.what_waits"},
         "desk.what_waits.errands_in": {"desk.do_task"},
         "desk.answer_messages.asked_of": {"desk.answer_messages", "desk.say_outcome"},
         "desk.come_in.put_way_in": {"desk.come_in", "desk.people"},
         "desk.come_in.takes_step": {"desk.come_in", "desk.show_again"},
         "desk.review.copy_for": {"desk.review", "desk.publish"},
         "desk.matching.choices": {"desk.matching", "desk.see_children"},
         "desk.room.ask_as_before_any_copy": {"desk.end_case", "desk.withdraw"},
         "desk.room.Room.renew_circles":
             {"desk.allocate", "desk.bring_in", "desk.come_in_by_provider", "desk.hand_over", "desk.mend",
              "desk.people", "desk.restore"},
         "desk.room.Room.shut_doors_of_those_who_left":
             {"desk.bring_in", "desk.invite", "desk.mend", "desk.publish"}}  # fmt: skip


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every public function under portal.journeys, and every public method of its classes."""
    for file in sorted(JOURNEYS.rglob("*.py")):
        module = ".".join(file.relative_to(JOURNEYS).with_suffix("").parts)
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{module}.{node.name}", node
            elif isinstance(node, ast.ClassDef):
                for part in node.body:
                    if not isinstance(part, ast.FunctionDef) or part.name.startswith("_") or part.decorator_list:
                        continue
                    if opens_something(part) or module.endswith("room"):
                        yield f"{module}.{node.name}.{part.name}", part


def opens_something(node: ast.FunctionDef) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr in ("reading", "writing", "tracing")
               for part in ast.walk(node))  # fmt: skip


def is_call(node: ast.stmt, name: str) -> bool:
    value = node.value if isinstance(node, (ast.Expr, ast.Assign)) else None
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == name


def asks_first(node: ast.FunctionDef) -> bool:
    """`require(viewer, Permission.X, …)` before anything else; the subject may have a name of its own above it."""
    body = [part for part in node.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))]
    while body and isinstance(body[0], ast.Assign) and is_call(body[0], "Subject"):
        body = body[1:]
    if not body or not isinstance(body[0], ast.Expr) or not is_call(body[0], "require"):
        return False
    call = body[0].value
    assert isinstance(call, ast.Call)
    who, what = call.args[0], call.args[1]
    return isinstance(who, ast.Name) and who.id == "viewer" and ast.unparse(what).startswith("Permission.")


def test_the_first_line_of_every_journey_asks_whether_they_may() -> None:
    every = dict(functions())
    assert len(every) > 35
    late = [name for name, node in every.items() if name not in NO_JOURNEYS and not asks_first(node)]
    assert late == []


def test_every_name_on_the_short_list_is_still_there_and_still_asks_nothing() -> None:
    every = dict(functions())
    assert [name for name in NO_JOURNEYS if name not in every] == []
    assert [name for name in NO_JOURNEYS if asks_first(every[name])] == []


def test_steps_that_do_not_ask_are_taken_by_journeys_that_do_and_by_nobody_else() -> None:
    portal = JOURNEYS.parent
    for step, may in STEPS.items():
        short = step.rpartition(".")[2]
        users = set()
        for file in portal.rglob("*.py"):
            tree = ast.parse(file.read_text())
            calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith(short)]
            if calls:
                users.add(".".join(file.relative_to(JOURNEYS).with_suffix("").parts)
                          if file.is_relative_to(JOURNEYS) else str(file))  # fmt: skip
        assert users <= may, step


def test_every_journey_says_who_may() -> None:
    silent = [
        name
        for name, node in functions()
        if (name not in NO_JOURNEYS or name.endswith("who_is_this")) and "May:" not in (ast.get_docstring(node) or "")
    ]
    assert silent == []


def test_the_permission_that_a_journey_names_is_the_one_that_it_asks_for() -> None:
    """Where the docstring names a permission in brackets, one of them is what the first line requires."""
    import re

    from portal.access.permissions import Permission

    for name, node in functions():
        said = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)*\b", (ast.get_docstring(node) or "").partition("May:")[2]))
        said &= {permission.name for permission in Permission}
        if said and name not in NO_JOURNEYS:
            asked = set(re.findall(r"Permission\.([A-Z_]+)", ast.unparse(node)))
            assert asked <= said | asked and said & asked, name
            assert said <= asked | {"READ_ADDRESSED"}, f"{name} says {said} and asks for {asked}"
