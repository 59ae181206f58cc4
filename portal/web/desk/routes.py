"""The desk's front: the blueprint, signing in and out, and the list of children."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.viewer import Enrolling, WorkerViewer
from portal.domain.errors import Invalid, NotAllowed, NotFresh
from portal.domain.people import WorkerRole
from portal.journeys.desk import come_in, own_sessions, see_children, show_again, what_waits
from portal.journeys.desk import enrol as enrolling
from portal.web.desk import (
    again,
    auditing,
    bringing_in,
    by_hand,
    came,
    child,
    doing,
    ending,
    handing_over,
    keeping,
    mending,
    messages,
    pack,
    pages,
    people,
    provider,
    publishing,
    sessions,
    shown,
    together,
    ways,
    words,
)
from portal.web.desk import coming_in_pages as in_pages
from portal.web.desk.forms import EnrolForm, SetUpForm, SignInForm
from portal.web.desk.local_sign_in import of_our_own
from portal.web.desk.pictures import picture_of
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, enrolling_viewer, viewer, worker_viewer
from portal.web.kit.limits import leaves
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.kit.sessions import begin_session, end_session, go_on_as

desk = Blueprint("desk", __name__)
for views in (
    bringing_in.views, by_hand.views, child.views, ending.views, mending.views,
    messages.views, publishing.views, shown.views, words.views, pack.views,
    ways.views, came.views, doing.views,
    again.views, auditing.views, handing_over.views, people.views, sessions.views,
    provider.views, keeping.views, together.views,
):  # fmt: skip
    desk.register_blueprint(views)
desk.before_request(again.keep_locked)
desk.before_request(again.prove_first)
desk.before_request(again.count_opening)
desk.register_error_handler(NotFresh, again.ask_again)


@desk.get("/in")
@door(Door.OPEN)
def sign_in() -> str | AnyResponse:
    if isinstance(viewer(), WorkerViewer):
        return redirect(url_for("desk.children"), 303)
    if isinstance(viewer(), Enrolling):
        return redirect(url_for("desk.enrol"), 303)
    return render("desk/sign_in.html", _sign_in_page())


def _sign_in_page(name: str = "", *said: str) -> in_pages.SignInPage:
    title = _("Error: Sign in – Desk") if said else _("Sign in – Desk")
    errors = tuple(("name", each) for each in said)
    digits = show_again.demo_digits(room(), viewer())
    return in_pages.SignInPage(
        title,
        name[:128],
        errors,
        digits,
        local=services().local_sign_in,
        provider=room().provider is not None,
        leave_at=provider.leave_address(),
        anew=request.args.get("left") == "1",
    )


@desk.post("/in")
@door(Door.OPEN)
@of_our_own
def sign_in_now() -> tuple[str, int] | AnyResponse:
    form = SignInForm()
    try:
        done = come_in.sign_in(room(), viewer(), form.name.data or "", form.words.data or "", form.digits.data or "")
    except NotAllowed:
        said = _("That did not work. Check the name and the passphrase, wait for new digits, and try again.")
        return render("desk/sign_in.html", _sign_in_page(form.name.data or "", said)), 422
    go_on_as(session, done.session)
    if done.codes:
        return render("desk/codes.html", _codes_page(done.codes, is_new_set=True)), 200
    return redirect(url_for("desk.children"), 303)


def _codes_page(codes: tuple[str, ...], *, is_new_set: bool) -> in_pages.CodesPage:
    return in_pages.CodesPage(_("Codes – Desk"), codes, is_new_set)


@desk.get("/set-up")
@door(Door.OPEN)
@of_our_own
def set_up() -> str:
    return render("desk/set_up.html", in_pages.SetUpPage(_("First sign-in – Desk")))


@desk.post("/set-up")
@door(Door.OPEN)
@of_our_own
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
        return redirect(url_for("desk.enrol"), 303)
    page = in_pages.SetUpPage(_("Error: First sign-in – Desk"), code[:40], ((field, said),))
    return render("desk/set_up.html", page), 422


@desk.get("/enrol")
@door(Door.ENROLLING)
@of_our_own
def enrol() -> str:
    return render("desk/enrol.html", _enrol_page())


def _enrol_page(*said: str) -> in_pages.EnrolPage:
    found = enrolling.secret(room(), enrolling_viewer())
    words = " ".join(found.text[place : place + 4] for place in range(0, len(found.text), 4))
    title = _("Error: Six digits – Desk") if said else _("Six digits – Desk")
    errors = tuple(("digits", each) for each in said)
    return in_pages.EnrolPage(title, picture_of(found.address), words, errors, show_again.demo_digits(room(), viewer()))


@desk.post("/enrol")
@door(Door.ENROLLING)
@of_our_own
def enrol_now() -> str | tuple[str, int]:
    """The codes are shown on this page and never again."""
    try:
        done = enrolling.enrol(room(), enrolling_viewer(), EnrolForm().digits.data or "")
    except Invalid:
        return render("desk/enrol.html", _enrol_page(_("Type the six digits that your app shows now."))), 422
    except NotAllowed:
        said = _("These are not the digits of now. Wait until new ones come, and try again. After five wrong ones"
                 " you have to wait for 15 minutes.")  # fmt: skip
        return render("desk/enrol.html", _enrol_page(said)), 422
    go_on_as(session, done.session)
    return render("desk/codes.html", _codes_page(done.codes, is_new_set=False))


@desk.post("/out")
@door(Door.OPEN)
@leaves
def sign_out() -> AnyResponse:
    come_in.leave(room(), viewer())
    end_session(session)
    response = redirect(url_for("desk.sign_in", left="1" if room().provider is not None else None), 303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@desk.get("/")
@door(Door.WORKER)
def children() -> str | AnyResponse:
    if worker_viewer().role is WorkerRole.AUDITOR:
        return redirect(url_for("desk.auditing.audit"), 303)
    rows = see_children.see_children(room(), worker_viewer())
    tasks = [task for row in rows for task in row.tasks]
    waits = what_waits.for_the_list(room(), worker_viewer(), rows)
    lines = [
        pages.ChildRow(
            row.child_ref, row.name, row.area, tuple(tie.value for tie in row.ties), row.next_meeting,
            row.unread, row.unread_since, row.to_publish, row.messages, row.messages_since, row.missed, row.ended_at,
            row.is_alone, asks.number if (asks := waits.asks.get(row.child_ref)) else 0, asks.since if asks else None,
        )
        for row in rows
    ]  # fmt: skip
    page = pages.ChildrenPage(
        title=_("Desk"),
        worker=worker_viewer().name,
        rows=tuple(line for line in lines if line.ended_at is None),
        tasks=tuple(child.task_line(task) for task in sorted(tasks, key=lambda task: task.by)),
        ended=tuple(line for line in lines if line.ended_at is not None),
        last_time=own_sessions.last_time(room(), worker_viewer()),
        may_keep_people=worker_viewer().role is WorkerRole.MANAGER,
        unread=tuple(doing.unread_line(words) for words in waits.unread),
        errands=tuple(doing.errand_line(errand) for errand in waits.errands),
    )
    return render("desk/children.html", page)


@desk.get("/robots.txt")
@door(Door.OPEN)
def robots() -> tuple[str, int, dict[str, str]]:
    return "User-agent: *\nDisallow: /\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
