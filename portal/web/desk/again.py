"""Is it still you? Six digits in between, and then what was asked for is done: nothing typed is lost.

What was sent goes along in the page as hidden fields and back to the same address; a step before every
view looks at the digits. After it the session has a new id, and the view sees a worker who was just proved.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, current_app, g, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as AnyResponse

from portal.access.viewer import WorkerViewer
from portal.domain.errors import Invalid, NotAllowed, NotFresh
from portal.journeys.desk import come_in, openings, show_again, together
from portal.web.desk.coming_in_pages import AgainPage
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, viewer, worker_viewer
from portal.web.kit.render import render
from portal.web.kit.sessions import go_on_as

views = Blueprint("again", __name__)

PROOF = "proof"


OPEN_WHILE_LOCKED = frozenset(
    {"desk.sign_out", "desk.robots", "desk.provider.begin_again", "desk.provider.onward", "desk.provider.come_back"}
)


def keep_locked() -> tuple[str, int] | AnyResponse | None:
    """Before every view of the desk, and before anything else is looked at: while somebody of the family sits at this
    screen, each address answers with the same page. Six digits lead to the child's page and do nothing that was sent.
    """
    who = viewer()
    if not isinstance(who, WorkerViewer) or not who.beside or request.endpoint in OPEN_WHILE_LOCKED:
        return None
    if request.endpoint != "desk.again.again" or PROOF not in request.form:
        return _locked(), 401
    back, shown = behind(), prove_first()
    return shown or redirect(back or url_for("desk.children"), 303)


def behind() -> str:
    """The child's page to which a worker comes back whose desk is locked; "" for any other."""
    who = viewer()
    if not isinstance(who, WorkerViewer) or not who.beside:
        return ""
    ref = together.child_behind(room(), who)
    return url_for("desk.child.show", ref=ref) if ref else url_for("desk.children")


def _locked(*said: str) -> str:
    title = _("Error: Is it still you? – Desk") if said else _("Is it still you? – Desk")
    who = worker_viewer()
    page = AgainPage(
        title, url_for("desk.again.again"), (), tuple((PROOF, each) for each in said),
        show_again.demo_digits(room(), who), who.by_provider, locked=True,
    )  # fmt: skip
    return render("desk/again.html", page)


def prove_first() -> tuple[str, int] | None:
    """Before every view of the desk: where digits were sent along, look at them first."""
    who = viewer()
    if request.method != "POST" or PROOF not in request.form or not isinstance(who, WorkerViewer):
        return None
    try:
        session_id = show_again.show_again(room(), who, request.form[PROOF])
    except Invalid:
        return _asked(who, _("Type six digits.")), 422
    except NotAllowed:
        said = _("These are not the digits of now, or they were used. Wait until new ones come, and try again. After"
                 " five wrong ones you have to wait for 15 minutes.")  # fmt: skip
        return _asked(who, said), 422
    go_on_as(session, session_id)
    g.viewer = come_in.who_is_this(room(), session_id)
    return None


def _asked(who: WorkerViewer, said: str) -> str:
    return _locked(said) if who.beside else _page(said)


def count_opening() -> None:
    """Before every view of a child: how many different children this worker opens within an hour."""
    ref = (request.view_args or {}).get("ref")
    who = viewer()
    if ref is not None and request.path.startswith("/c/") and isinstance(who, WorkerViewer):
        openings.count_opening(room(), who, ref)


def ask_again(error: NotFresh) -> tuple[str, int]:
    """The page in between, for everything at the desk that needs somebody who has just shown that it is them."""
    return _page(), 401


@views.post("/again")
@door(Door.WORKER)
def again() -> tuple[str, int] | AnyResponse:
    """The way on for a page that was only to be looked at."""
    if not worker_viewer().fresh:
        return _page(), 401
    return redirect(our_own(request.form.get("to", "")), 303)


def our_own(path: str) -> str:
    """This address, if it is a page of the desk's; else the desk itself. Made anew out of what it matches."""
    home = url_for("desk.children")
    where, _mark, asked = path.partition("?")
    if not where.startswith("/") or where.startswith("//") or "\\" in where or not where.isprintable():
        return home
    try:
        endpoint, values = current_app.url_map.bind("").match(where, method="GET")
    except (HTTPException, RequestRedirect):
        return home
    if not endpoint.startswith("desk."):
        return home
    more = urlencode([(name, value) for name, value in parse_qsl(asked) if not name.startswith("_")])
    return url_for(endpoint, **values) + (f"?{more}" if more else "")


def _before() -> str:
    """The page on which somebody pressed the button: for who has to go to the provider in between."""
    try:
        found = urlsplit(request.referrer or "")
    except ValueError:
        return url_for("desk.children")
    return our_own(f"{found.path}?{found.query}") if found.netloc == request.host else url_for("desk.children")


def _page(*said: str) -> str:
    """The page with all that was sent: to the same address for what is done, to /again for what is only seen."""
    here = request.full_path.rstrip("?")
    if request.method == "POST":
        kept = tuple(
            (name, value)
            for name, values in request.form.lists()
            if name not in ("csrf_token", PROOF)
            for value in values
        )
    else:
        here, kept = url_for("desk.again.again"), (("to", here),)
    title = _("Error: Is it still you? – Desk") if said else _("Is it still you? – Desk")
    who = worker_viewer()
    page = AgainPage(
        title, here, kept, tuple((PROOF, each) for each in said), show_again.demo_digits(room(), who), who.by_provider,
        back=_before() if request.method == "POST" else our_own(request.full_path.rstrip("?")),
        typed=tuple(value for _name, value in kept if " " in value.strip()) if request.method == "POST" else (),
    )  # fmt: skip
    return render("desk/again.html", page)
