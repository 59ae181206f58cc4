"""Net 1: which kind of person may knock. A view without a door answers 404."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from portal.access.viewer import Enrolling, FamilyMember, Joining, Stranger, Viewer, WorkerViewer

View = TypeVar("View", bound=Callable[..., object])


class Door(Enum):
    """PUBLIC pages know nobody: they read no cookie and set none. OPEN ones may have a form."""

    PUBLIC = "public"
    OPEN = "open"
    JOINING = "joining"
    FAMILY = "family"
    ENROLLING = "enrolling"
    WORKER = "worker"


_WHO: dict[Door, type] = {
    Door.FAMILY: FamilyMember,
    Door.JOINING: Joining,
    Door.ENROLLING: Enrolling,
    Door.WORKER: WorkerViewer,
}
_SIGN_IN = {
    Door.FAMILY: "account.sign_in",
    Door.JOINING: "account.join",
    Door.ENROLLING: "desk.sign_in",
    Door.WORKER: "desk.sign_in",
}


def door(
    kind: Door,
    *,
    covered: bool = False,
    leads_back: bool = False,
    late: Callable[..., bool] | None = None,
    beside: bool = False,
) -> Callable[[View], View]:
    """Say who may knock at this view. `covered`: also somebody whose page was out of sight for too long. `beside`:
    also somebody beside a worker, at the worker's own screen; to them every other view of families is not there.

    `leads_back`: who has to sign in first comes back to it. Its address stands in public pages and is nobody's own.
    `late` keeps what was sent there by somebody whose session has run out, and says whether it did.
    """

    def put(view: View) -> View:
        view.door, view.covered, view.leads_back, view.late = kind, covered, leads_back, late  # type: ignore[attr-defined]
        view.beside = beside  # type: ignore[attr-defined]
        return view

    return put


def door_of(endpoint: str) -> Door | None:
    return getattr(current_app.view_functions.get(endpoint), "door", None)


class SignedIn(UserMixin):
    """What flask-login holds: the viewer, under the id of the session."""

    def __init__(self, session_id: str, viewer: Viewer) -> None:
        self.session_id, self.viewer = session_id, viewer

    def get_id(self) -> str:
        return self.session_id


def put_doors_in(app: Flask, who_is_this: Callable[[str, str], Viewer]) -> None:
    """Guard every view of the app. `who_is_this` takes a session's and a companion's ids."""
    login = LoginManager(app)
    login.session_protection = None  # our own rows decide; a phone may change its network

    @login.user_loader
    def load(session_id: str) -> SignedIn | None:
        if g.get("asking_failed"):
            return None  # the page that says so asks again, and has to be made all the same: it holds their words
        g.asking_failed = True
        viewer = who_is_this(session_id, session.companion)  # type: ignore[attr-defined]
        g.asking_failed = False
        return None if isinstance(viewer, Stranger) else SignedIn(session_id, viewer)

    @app.before_request
    def guard() -> Response | None:
        if request.endpoint is None:
            return None
        kind = door_of(request.endpoint)
        if kind is None:
            abort(404)
        if kind in (Door.PUBLIC, Door.OPEN):
            return None
        who = viewer()
        if isinstance(who, Joining) and kind is Door.JOINING and not who.is_shown:
            return redirect(url_for("account.matching.match"), 303)
        if isinstance(who, FamilyMember) and who.beside and not getattr(_view(), "beside", False):
            abort(404)
        if isinstance(who, _WHO[kind]):
            return _ask_again_where_covered(who)
        if kind is Door.WORKER and isinstance(viewer(), Enrolling):
            return redirect(url_for("desk.enrol"), 303)
        g.sign_in_needed = True
        target = _SIGN_IN[kind]
        if request.headers.get("HX-Request") or request.form.get("answer"):
            late = getattr(current_app.view_functions[request.endpoint], "late", None)
            g.kept_late = late is not None and late(**(request.view_args or {}))
            abort(401)  # the page that says so shows the words
        leads_back = getattr(current_app.view_functions[request.endpoint], "leads_back", False)
        return redirect(url_for(target, to=request.path if leads_back else None), 303)


def _view() -> object:
    return current_app.view_functions[request.endpoint or ""]


def _ask_again_where_covered(who: Viewer) -> Response | None:
    """On a phone that others use, a page that was out of sight shows nothing before the passphrase is typed."""
    view = current_app.view_functions[request.endpoint or ""]
    if not isinstance(who, FamilyMember) or not who.covered or getattr(view, "covered", False):
        return None
    if request.headers.get("HX-Request") or request.form.get("answer"):
        abort(401)  # the words stay where they are
    return redirect(url_for("account.again", to=request.path), 303)


def viewer() -> Viewer:
    """Who is asking, built once a request."""
    if "viewer" not in g:
        g.viewer = current_user.viewer if current_user.is_authenticated else Stranger()
    found: Viewer = g.viewer
    return found


def family_viewer() -> FamilyMember:
    found = viewer()
    assert isinstance(found, FamilyMember)
    return found


def joining_viewer() -> Joining:
    found = viewer()
    assert isinstance(found, Joining)
    return found


def enrolling_viewer() -> Enrolling:
    found = viewer()
    assert isinstance(found, Enrolling)
    return found


def worker_viewer() -> WorkerViewer:
    found = viewer()
    assert isinstance(found, WorkerViewer)
    return found
