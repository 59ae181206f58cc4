"""A code that is typed in, for an account of one's own or beside a worker: what is wrong with it is said in one way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import redirect, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, NotAllowed, TooMany
from portal.web.account.forms import CodeForm
from portal.web.account.offers import readable
from portal.web.account.pages import JoinPage
from portal.web.kit import dates
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.kit.sessions import begin_session


def use_code(
    begin: Callable[[str], tuple[str, str]], template: str, onward: str, broken: str
) -> tuple[str, int, dict[str, str]] | AnyResponse:
    """Begin the session that the code is for, and go on; else its page again.

    `begin` takes what was typed and returns the new session's id and its companion. `broken`: what to do about a code
    that does not work.
    """
    typed, status = readable(CodeForm().code.data), 422
    headers: dict[str, str] = {}
    try:
        begin_session(session, *begin(typed))
    except Invalid:
        said = _("Enter the ten letters and numbers of your code.")
    except TooMany as problem:
        said = _("There were too many codes that do not work. You can try again at %(time)s.",
                 time=dates.time(problem.until + timedelta(seconds=59)))  # fmt: skip
        wait = problem.until - services().clock.now()
        status, headers = 429, {"Retry-After": str(max(1, round(wait.total_seconds())))}
    except NotAllowed:
        said = broken
    else:
        return redirect(onward, 303)
    page = JoinPage(_("Error: Your code – My page"), typed[:40], (("code", said),))
    return render(template, page), status, headers
