"""From an error to a page: one table. To a family, NotAllowed and NotFound are the same row."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Flask, g, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.access.viewer import FamilyMember
from portal.domain.errors import Busy, CannotBeShown, Invalid, NotAllowed, NotFound, NotReady, Stale, TooMany
from portal.web.kit.doors import viewer
from portal.web.kit.headers import FILE_POLICY, PRIVATE, always
from portal.web.kit.logs import about, request_code
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.kit.sessions import csrf_of
from portal.web.kit.sizes import largest_here
from portal.web.kit.staying import mark_of
from portal.web.kit.trust import from_our_own_pages

log = logging.getLogger("portal")


@dataclass(frozen=True)
class ErrorPage:
    title: str
    heading: str
    said: tuple[str, ...]
    status: int
    words: tuple[str, ...] = ()
    code: str = ""


# Where something is wrong at our end or with what was sent, its lines in the log have a code to find them by.
_WITH_CODE = (400, 403, 413, 415, 431, 500, 503)
_CAPITAL = re.compile("([A-Z])")
_WRITTEN = ("answer", "reason")  # never a passphrase or a code
_WAIT = timedelta(seconds=5)


def _page(status: int) -> ErrorPage:
    title = str(_("My page"))
    if status == 400:
        return ErrorPage(title, _("That did not go through"), (
            _("This page may have been open for too long. Go back, copy your words if you wrote any, and try again."),
        ), 400)  # fmt: skip
    if status == 401:
        said = (_("You were signed out because nothing happened for a while. Your saved words are safe."),)
        kept = (_("These words are kept for 15 minutes. Sign in, and you get them back."),)
        return ErrorPage(title, _("Please sign in again"), said + (kept if g.get("kept_late") else ()), 401)
    if status in (403, 414, 415, 431):
        return ErrorPage(title, _("That did not go through"), (_("Go back and try again."),), status)
    if status == 405:
        return ErrorPage(title, _("That is not something this page does"), (_("Go back and try again."),), 405)
    if status == 409:
        return ErrorPage(title, _("This has changed since you opened it"), (
            _("Nothing was overwritten. Open the page again to see what stands now."),
        ), 409)  # fmt: skip
    if status == 413 and largest_here() is not None:
        return ErrorPage(title, _("That is too much at once"), (_("The file is larger than 2 MB."),), 413)
    if status == 413:
        return ErrorPage(title, _("That is too much at once"), (
            _("Nothing was lost that was saved before. Go back and make it shorter."),
        ), 413)  # fmt: skip
    if status == 429:
        return ErrorPage(title, _("Please wait a little"), (_("There were too many tries. Try again later."),), 429)
    if status == 503:
        return ErrorPage(title, _("Something is busy"), (
            _("Nothing was lost that was saved before. Wait a minute and try again."),
        ), 503)  # fmt: skip
    if status == 500:
        return ErrorPage(title, _("Something went wrong at our end"), (
            _("Nothing was lost that was saved before. Wait a minute and try again."),
        ), 500)  # fmt: skip
    return ErrorPage(title, _("There is nothing here"), (
        _("The address may be wrong, or what was here is not here any more."),
    ), 404)  # fmt: skip


def cannot_be_shown() -> str:
    """What stands in the place of words that do not open any more."""
    if services().side == "desk":
        return str(_("This cannot be shown. Tell whoever looks after the portal: it may stand in a backup."))
    return str(_("This cannot be shown. Tell your worker."))


def _lost() -> ErrorPage:
    return ErrorPage(str(_("My page")), _("This cannot be shown"), (
        _("Tell whoever looks after the portal: it may stand in a backup.")
        if services().side == "desk"
        else _("Tell your worker."),
        _("Everything else is still here."),
    ), 503)  # fmt: skip


def _worker_checks_first() -> ErrorPage:
    return ErrorPage(str(_("My page")), _("Your worker checks first"), (
        _("Something from before stands here. You see it when your worker has said that it was you who joined."),
    ), 409)  # fmt: skip


def _typed(status: int) -> tuple[str, ...]:
    """What somebody was writing when it went wrong: it is never lost to an error's page.

    What another site's page has sent is not shown as if they had written it.
    """
    if status == 403:
        return ()
    try:
        if not from_our_own_pages():
            return ()
        return tuple(words for name in _WRITTEN for words in request.form.getlist(name) if words.strip())
    except HTTPException:
        return ()


_TABLE: tuple[tuple[type[Exception], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 404),
    (Stale, 409),
    (NotReady, 409),
    (TooMany, 429),
    (Invalid, 400),
    (Busy, 503),
    (CSRFError, 400),
    (CannotBeShown, 503),
)


def _answer(page: ErrorPage, wait: timedelta | None = None) -> tuple[str, int, dict[str, str]]:
    code = request_code() if page.status in _WITH_CODE else ""
    headers = {"Retry-After": str(max(1, round(wait.total_seconds())))} if wait is not None else {}
    words = _typed(page.status)
    g.nothing_to_cover, g.cover_leads_to = not words, "/me"  # not to what was asked for
    return render("errors/error.html", replace(page, words=words, code=code)), page.status, headers


def _token_of_now(error: Exception) -> dict[str, str]:
    """A page's token may be of a session before, if they signed in again in another tab: its script learns the one
    of now, and whether it is still theirs. Only a page of this very host comes so far, and can read it.
    """
    here: Any = session
    asked_by_script = isinstance(error, CSRFError) and request.headers.get("HX-Request") and here.came_with_cookie
    if not asked_by_script or services().side != "family":
        return {}
    who = viewer()
    return {"X-Token": csrf_of(here.id), "X-Who": mark_of(who.person) if isinstance(who, FamilyMember) else ""}


def put_errors_in(app: Flask, store_is_away: type[Exception]) -> None:
    """Answer every error with a page. `store_is_away`: what the store raises when it cannot be had."""

    for kind, status in (*_TABLE, (store_is_away, 503)):

        def handle(error: Exception, status: int = status) -> tuple[str, int, dict[str, str]]:
            g.setdefault("reason", _reason(error))
            if isinstance(error, CannotBeShown):
                return _answer(_lost())
            if isinstance(error, NotReady) and error.reasons == ("confirm",):
                return _answer(_worker_checks_first())
            if isinstance(error, TooMany):
                return _answer(_page(status), error.until - services().clock.now())
            if isinstance(error, store_is_away):
                log.error("store.failed", extra=about(status), exc_info=error)
            answer = _answer(_page(status), _WAIT if status == 503 else None)
            answer[2].update(_token_of_now(error))
            return answer

        app.register_error_handler(kind, handle)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[str, int, dict[str, str]] | HTTPException:
        if error.code is None or error.code < 400:
            return error
        g.setdefault("reason", _reason(error))
        wait = getattr(error, "retry_after", None)
        return _answer(replace(_page(error.code), status=error.code), timedelta(seconds=wait) if wait else None)

    @app.errorhandler(Exception)
    def anything(error: Exception) -> tuple[str, int, dict[str, str]]:
        if app.testing:
            raise error
        g.reason = "failed"
        log.error("failed", extra=about(500), exc_info=error)
        return _answer(_page(500), _WAIT)


def _reason(error: Exception) -> str:
    """What an error is called in the log: NotAllowed is `not-allowed`."""
    return "token" if isinstance(error, CSRFError) else _CAPITAL.sub(r"-\1", type(error).__name__).lower().strip("-")


LAST_WORDS = b"""Something went wrong at our end. Nothing was lost that was saved before.

In danger now? Call 999. Talk to someone: Childline 0800 1111.
"""


class LastResort:
    """Around everything: what nobody caught is said in the log without its words, and answered with nothing of it."""

    def __init__(self, app: Flask, *, https: bool) -> None:
        self.app, self.inner = app, app.wsgi_app
        self.headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Security-Policy", FILE_POLICY),
                        *PRIVATE.items(), *always(https).items()]  # fmt: skip

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        try:
            return self.inner(environ, start_response)
        except Exception as error:
            if self.app.testing:
                raise
            log.error("failed", extra={"status": 500, "reason": "last-resort"}, exc_info=error)
            start_response("500 Internal Server Error", self.headers)
            return [LAST_WORDS]
