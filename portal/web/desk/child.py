"""One child's page: bringing in a case file, who has a way in, who is tied to the child."""

from __future__ import annotations

import segno
from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.audience import Kind
from portal.domain.errors import Invalid, NotReady
from portal.domain.people import Tie
from portal.journeys.desk import allocate, bring_in, invite, see_children
from portal.web.desk import pages
from portal.web.desk.forms import AllocateForm, CaseFileForm
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("child", __name__)


@views.get("/bring-in")
@door(Door.WORKER)
def bring_in_form() -> str:
    return render("desk/bring_in.html", pages.BringInPage(_("Bring in a case file – Desk")))


@views.post("/bring-in")
@door(Door.WORKER)
def bring_in_now() -> str | tuple[str, int]:
    form = CaseFileForm()
    data = form.file.data.read() if form.file.data else b""
    title = _("Bring in a case file – Desk")
    try:
        if not data:
            raise Invalid(_("Choose a file first."))
        done = bring_in.bring_in(room(), worker_viewer(), data, dry_run=bool(form.dry_run.data))
    except Invalid as problem:
        faults = tuple((fault.place, fault.message) for fault in problem.faults)
        return render("desk/bring_in.html", pages.BringInPage(_("Error: %(title)s", title=title), faults)), 422
    page = pages.BringInPage(title, (), done.child_ref, done.state, done.people, done.meetings, done.items)
    return render("desk/bring_in.html", page)


@views.get("/c/<ref>")
@door(Door.WORKER)
def show(ref: str) -> str:
    return render("desk/child.html", _child_page(ref))


def _child_page(ref: str, errors: pages.Errors = ()) -> pages.ChildPage:
    who = worker_viewer()
    found = see_children.see_child(room(), who, ref)
    tied, accounts = allocate.who_is_tied(room(), who, ref) if found.may_allocate else (list(found.tied), [])
    team = found.kept.case.team if found.kept else ()
    names = {member.ref: member.name for member in team}
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
            pages.FamilyLine(row.person, row.name, row.kind is Kind.YOUNG_PERSON, row.restrictions, row.way)
            for row in found.family
        ),
        tied=tuple(pages.TiedLine(t.worker, t.name, t.tie.value, names.get(t.team_ref or "", "")) for t in tied),
        team=tuple(pages.TeamChoice(member.ref, member.name) for member in team),
        tied_team=tuple(pages.TeamChoice(t.team_ref, names[t.team_ref]) for t in tied if t.team_ref in names),
        accounts=tuple(pages.TeamChoice(account.sign_in, account.name) for account in accounts),
        unread=found.unread,
        may_publish=found.may_publish,
        may_invite=found.may_invite,
        may_allocate=found.may_allocate,
        errors=errors,
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
        return render("desk/child.html", _child_page(ref, (("sign_in", said),))), 422
    return redirect(url_for("desk.child.show", ref=ref), 303)


@views.post("/c/<ref>/untie/<worker>/<tie>")
@door(Door.WORKER)
def untie(ref: str, worker: str, tie: str) -> tuple[str, int] | AnyResponse:
    if tie not in [each.value for each in Tie]:
        abort(404)
    try:
        allocate.end(room(), worker_viewer(), ref, worker, Tie(tie))
    except Invalid as problem:
        return render("desk/child.html", _child_page(ref, (("sign_in", str(problem)),))), 422
    return redirect(url_for("desk.children"), 303)


@views.post("/c/<ref>/invite/<person>")
@door(Door.WORKER)
def invite_now(ref: str, person: str) -> str | tuple[str, int]:
    """The code is shown on this page and never again."""
    try:
        made = invite.invite(
            room(), worker_viewer(), ref, person,
            take_home="take_home" in request.form, named=request.form.get("named") or None,
        )  # fmt: skip
    except (Invalid, NotReady) as problem:
        return render("desk/child.html", _child_page(ref, ((f"invite-{person}", str(problem)),))), 422
    address = f"{services().family_address.rstrip('/')}/j"
    picture = segno.make(f"{address}#{made.code}", error="m").svg_inline(
        scale=5, border=2, dark="#22303C", light="#FFFFFF", svgclass="qr", lineclass=None, omitsize=True
    )
    page = pages.CardPage(
        _("A card – Desk"), ref, made.name, made.shown, address, picture, made.take_home,
        made.expires_at,
    )  # fmt: skip
    return render("desk/card.html", page)


@views.post("/c/<ref>/confirm/<person>")
@door(Door.WORKER)
def confirm(ref: str, person: str) -> AnyResponse:
    invite.say_it_was_them(room(), worker_viewer(), ref, person)
    return redirect(url_for("desk.child.show", ref=ref), 303)


@views.post("/c/<ref>/shut/<person>")
@door(Door.WORKER)
def shut(ref: str, person: str) -> AnyResponse:
    invite.shut(room(), worker_viewer(), ref, person)
    return redirect(url_for("desk.child.show", ref=ref), 303)


@views.post("/c/<ref>/open/<person>")
@door(Door.WORKER)
def open_again(ref: str, person: str) -> tuple[str, int] | AnyResponse:
    try:
        invite.open_again(room(), worker_viewer(), ref, person)
    except Invalid as problem:
        return render("desk/child.html", _child_page(ref, ((f"invite-{person}", str(problem)),))), 422
    return redirect(url_for("desk.child.show", ref=ref), 303)
