"""From an error to a page: one table. To a family, NotAllowed and NotFound are the same row."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from flask import Flask, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.domain.errors import Invalid, NotAllowed, NotFound, NotReady, Stale
from portal.web.kit.render import render
from portal.web.kit.services import services

log = logging.getLogger("portal")


@dataclass(frozen=True)
class ErrorPage:
    title: str
    heading: str
    said: tuple[str, ...]
    status: int
    words: tuple[str, ...] = ()


def _page(status: int) -> ErrorPage:
    title = str(_("My page"))
    if status == 400:
        return ErrorPage(title, _("That did not go through"), (
            _("This page may have been open for too long. Go back, copy your words if you wrote any, and try again."),
        ), 400)  # fmt: skip
    if status == 401:
        return ErrorPage(title, _("Please sign in again"), (
            _("You were signed out because nothing happened for a while. Your saved words are safe."),
        ), 401)  # fmt: skip
    if status == 405:
        return ErrorPage(title, _("That is not something this page does"), (_("Go back and try again."),), 405)
    if status == 409:
        return ErrorPage(title, _("This has changed since you opened it"), (
            _("Nothing was overwritten. Open the page again to see what stands now."),
        ), 409)  # fmt: skip
    if status == 413 and services().side == "desk":
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


def _worker_checks_first() -> ErrorPage:
    return ErrorPage(str(_("My page")), _("Your worker checks first"), (
        _("Something from before stands here. You see it when your worker has said that it was you who joined."),
    ), 409)  # fmt: skip


def _typed() -> tuple[str, ...]:
    """What somebody was writing when it went wrong: it is never lost to an error's page."""
    try:
        return tuple(words for words in request.form.getlist("answer") if words.strip())
    except HTTPException:
        return ()


_TABLE: tuple[tuple[type[Exception], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 404),
    (Stale, 409),
    (NotReady, 409),
    (Invalid, 400),
    (CSRFError, 400),
)


def put_errors_in(app: Flask, store_is_away: type[Exception]) -> None:
    """Answer every error with a page. `store_is_away`: what the store raises when it cannot be had."""

    def answer(status: int) -> tuple[str, int]:
        return render("errors/error.html", replace(_page(status), words=_typed())), status

    for kind, status in (*_TABLE, (store_is_away, 503)):

        def handle(error: Exception, status: int = status) -> tuple[str, int]:
            if isinstance(error, NotReady) and error.reasons == ("confirm",):
                return render("errors/error.html", replace(_worker_checks_first(), words=_typed())), status
            if status == 503:
                log.error("store.failed", extra={"endpoint": request.endpoint})
            return answer(status)

        app.register_error_handler(kind, handle)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[str, int] | HTTPException:
        if error.code is None or error.code < 400:
            return error
        return answer(404 if error.code in (403, 404) else error.code)

    @app.errorhandler(Exception)
    def anything(error: Exception) -> tuple[str, int]:
        if app.testing:
            raise error
        log.exception("failed", extra={"endpoint": request.endpoint})
        return answer(500)
