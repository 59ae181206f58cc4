"""The desk's front: the blueprint, signing in and out, and the list of children."""

from __future__ import annotations

from flask import Blueprint, redirect, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.viewer import WorkerViewer
from portal.domain.errors import Invalid, NotAllowed
from portal.journeys.desk import come_in, see_children
from portal.web.desk import bringing_in, by_hand, child, ending, mending, messages, pages, publishing, shown, words
from portal.web.desk.forms import SetUpForm, SignInForm
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, viewer, worker_viewer
from portal.web.kit.render import render
from portal.web.kit.sessions import begin_session, end_session

desk = Blueprint("desk", __name__)
for views in (
    bringing_in.views, by_hand.views, child.views, ending.views, mending.views,
    messages.views, publishing.views, shown.views, words.views,
):  # fmt: skip
    desk.register_blueprint(views)


@desk.get("/in")
@door(Door.OPEN)
def sign_in() -> str | AnyResponse:
    if isinstance(viewer(), WorkerViewer):
        return redirect(url_for("desk.children"), 303)
    return render("desk/sign_in.html", pages.SignInPage(_("Sign in – Desk")))


@desk.post("/in")
@door(Door.OPEN)
def sign_in_now() -> tuple[str, int] | AnyResponse:
    form = SignInForm()
    try:
        begin_session(session, come_in.sign_in(room(), viewer(), form.name.data or "", form.words.data or ""))
    except NotAllowed:
        said = _("That did not work. Check the name and the passphrase, wait a little, and try again.")
        page = pages.SignInPage(_("Error: Sign in – Desk"), form.name.data or "", (("name", said),))
        return render("desk/sign_in.html", page), 422
    return redirect(url_for("desk.children"), 303)


@desk.get("/set-up")
@door(Door.OPEN)
def set_up() -> str:
    return render("desk/set_up.html", pages.SetUpPage(_("First sign-in – Desk")))


@desk.post("/set-up")
@door(Door.OPEN)
def set_up_now() -> tuple[str, int] | AnyResponse:
    form = SetUpForm()
    code, words = form.code.data or "", form.words.data or ""
    try:
        if words != (form.again.data or ""):
            raise Invalid("differs")
        begin_session(session, come_in.set_up(room(), viewer(), code, words))
    except Invalid as problem:
        said = {
            "differs": _("The two passphrases are not the same."),
            "length": _("Make it 15 to 128 characters."),
            "too-common": _("Many people use that one, so it is easy to guess. Choose another."),
        }[problem.faults[0].message]
        field = "words"
    except NotAllowed:
        said = _("This code does not work. It may have been used or be too old. Ask for a new one.")
        field = "code"
    else:
        return redirect(url_for("desk.children"), 303)
    page = pages.SetUpPage(_("Error: First sign-in – Desk"), code[:40], ((field, said),))
    return render("desk/set_up.html", page), 422


@desk.post("/out")
@door(Door.OPEN)
def sign_out() -> AnyResponse:
    come_in.leave(room(), viewer())
    end_session(session)
    response = redirect(url_for("desk.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@desk.get("/")
@door(Door.WORKER)
def children() -> str:
    rows = see_children.see_children(room(), worker_viewer())
    tasks = [task for row in rows for task in row.tasks]
    lines = [
        pages.ChildRow(
            row.child_ref, row.name, row.area, tuple(tie.value for tie in row.ties), row.next_meeting,
            row.unread, row.unread_since, row.to_publish, row.messages, row.messages_since, row.missed, row.ended_at,
        )
        for row in rows
    ]  # fmt: skip
    page = pages.ChildrenPage(
        title=_("Desk"),
        worker=worker_viewer().name,
        rows=tuple(line for line in lines if line.ended_at is None),
        tasks=tuple(child.task_line(task) for task in sorted(tasks, key=lambda task: task.by)),
        ended=tuple(line for line in lines if line.ended_at is not None),
    )
    return render("desk/children.html", page)


@desk.get("/robots.txt")
@door(Door.OPEN)
def robots() -> tuple[str, int, dict[str, str]]:
    return "User-agent: *\nDisallow: /\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
