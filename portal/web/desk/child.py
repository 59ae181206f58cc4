"""One child's page: who has a way in, who is tied to the child."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.permissions import Permission
from portal.access.rules import allowed
from portal.access.telling import Task
from portal.access.viewer import Subject
from portal.domain.audience import Kind
from portal.domain.errors import Invalid, NotReady
from portal.domain.messages import Message
from portal.domain.people import Tie
from portal.journeys.desk import allocate, answer_messages, hold, invite, review, see_children, what_waits
from portal.web.desk import pages
from portal.web.desk.doing import errand_line, unread_line
from portal.web.desk.forms import AllocateForm
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.errors import cannot_be_shown
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("child", __name__)


@views.get("/c/<ref>")
@door(Door.WORKER)
def show(ref: str) -> str:
    return render("desk/child.html", child_page(ref))


def child_page(
    ref: str,
    errors: pages.Errors = (),
    *,
    answering: str = "",
    typed: str = "",
    changed: str = "",
    asks_why: bool = False,
) -> pages.ChildPage:
    """The page, with what could not be done and, for an answer that may not go out, what was typed."""
    who = worker_viewer()
    found = see_children.see_child(room(), who, ref)
    tied, accounts = allocate.who_is_tied(room(), who, ref) if found.may_allocate else (list(found.tied), [])
    team = found.kept.case.team if found.kept else ()
    names = {member.ref: member.name for member in team}
    standing = hold.standing(room(), who, ref) if found.may_publish else None
    waits = what_waits.for_a_child(room(), who, ref)
    asks = waits.asks.get(ref)
    return pages.ChildPage(
        title=_("A case – Desk"),
        ref=ref,
        name=found.name,
        area=room().areas[found.area].name,
        revision=found.kept.revision if found.kept else None,
        changed_at=found.kept.changed_at if found.kept else None,
        published_at=found.published_at,
        next_meeting=found.next_meeting.starts_at if found.next_meeting else None,
        family=tuple(
            pages.FamilyLine(
                row.person,
                row.name,
                row.kind is Kind.YOUNG_PERSON,
                row.restrictions,
                row.way,
                row.copy.published_at if row.copy else None,
                row.copy.read_at if row.copy else None,
                tuple(str(number) for number in row.choices),
                row.years,
            )
            for row in found.family
        ),
        tied=tuple(pages.TiedLine(t.worker, t.name, t.tie.value, names.get(t.team_ref or "", "")) for t in tied),
        team=tuple(pages.TeamChoice(member.ref, member.name) for member in team),
        tied_team=tuple(pages.TeamChoice(t.team_ref, names[t.team_ref]) for t in tied if t.team_ref in names),
        accounts=tuple(pages.TeamChoice(account.sign_in, account.name) for account in accounts),
        unread=found.unread,
        may_publish=found.may_publish,
        may_invite=found.may_invite,
        may_invite_under_13=found.may_invite_under_13,
        may_help=found.may_help,
        may_allocate=found.may_allocate,
        may_read=found.may_read,
        unread_since=found.unread_since,
        case_workers=tuple(pages.TeamChoice(t.worker, t.name) for t in tied if t.tie is Tie.CASE),
        to_hand_to=tuple(
            pages.TeamChoice(each.sign_in, each.name)
            for each in accounts
            if (each.id, Tie.CASE) not in {(t.worker, t.tie) for t in tied}
        ),
        errors=errors,
        messages=tuple(_message_line(each) for each in answer_messages.on_dates(room(), who, ref)),
        may_allow_calendar=found.may_allow_calendar,
        answering=answering,
        tasks=tuple(task_line(task) for task in found.tasks),
        taken_back=tuple(sorted(found.taken_back)),
        ended_at=found.ended_at,
        may_end=found.may_end,
        may_open_case_again=found.may_open_case_again,
        still_open=found.still_open,
        today=services().clock.today().isoformat(),
        typed=typed,
        asks_why=asks_why,
        changed=changed,
        stands=review.stands_but_must_not(room(), who, ref) if found.may_publish and not found.ended_at else (),
        due_by=found.due_by,
        overdue=found.is_overdue,
        unplanned=found.is_unplanned,
        held_since=standing.since if standing else None,
        hold_is_due=standing is not None and standing.is_due(services().clock.today()),
        waiting=tuple(unread_line(words) for words in waits.unread),
        errands=tuple(errand_line(errand) for errand in waits.errands),
        may_do=allowed(who, Permission.DO_TASK, Subject(child=ref)),
        asks=asks.number if asks else 0,
        asks_since=asks.since if asks else None,
    )


def _message_line(said: Message) -> pages.MessageLine:
    return pages.MessageLine(
        said.id, said.author or _("Somebody in the family"), said.kind.value, said.about.name, said.about.at,
        cannot_be_shown() if said.lost else said.words, said.language,
        said.sent_at, said.seen_at, said.answer, said.answered_at,
    )  # fmt: skip


def task_line(task: Task) -> pages.TaskLine:
    return pages.TaskLine(
        task.child_ref, task.meeting, task.person, task.teller, task.listener, task.meets_on, task.by, task.is_overdue
    )


@views.post("/c/<ref>/tie")
@door(Door.WORKER)
def tie(ref: str) -> tuple[str, int] | AnyResponse:
    form = AllocateForm()
    try:
        kind = Tie(form.tie.data or "")
        allocate.allocate(room(), worker_viewer(), ref, form.sign_in.data or "", kind, form.team.data or None)
    except (Invalid, ValueError) as problem:
        said = str(problem) if isinstance(problem, Invalid) else _("Choose how they are tied to the child.")
        return render("desk/child.html", child_page(ref, (("sign_in", said),))), 422
    return redirect(url_for("desk.child.show", ref=ref), 303)


@views.post("/c/<ref>/untie/<worker>/<tie>")
@door(Door.WORKER)
def untie(ref: str, worker: str, tie: str) -> tuple[str, int] | AnyResponse:
    if tie not in [each.value for each in Tie]:
        abort(404)
    try:
        allocate.end(room(), worker_viewer(), ref, worker, Tie(tie))
    except Invalid as problem:
        return render("desk/child.html", child_page(ref, (("sign_in", str(problem)),))), 422
    return redirect(url_for("desk.children"), 303)


@views.post("/c/<ref>/shut/<person>")
@door(Door.WORKER)
def shut(ref: str, person: str) -> AnyResponse:
    invite.shut(room(), worker_viewer(), ref, person)
    return redirect(url_for("desk.child.show", ref=ref), 303)


@views.post("/c/<ref>/shut-left")
@door(Door.WORKER)
def shut_left(ref: str) -> AnyResponse:
    invite.shut_those_who_left(room(), worker_viewer(), ref)
    return redirect(url_for("desk.child.show", ref=ref), 303)


@views.post("/c/<ref>/open/<person>")
@door(Door.WORKER)
def open_again(ref: str, person: str) -> tuple[str, int] | AnyResponse:
    try:
        invite.open_again(room(), worker_viewer(), ref, person)
    except (Invalid, NotReady) as problem:
        return render("desk/child.html", child_page(ref, ((f"invite-{person}", str(problem)),))), 422
    return redirect(url_for("desk.child.show", ref=ref), 303)
