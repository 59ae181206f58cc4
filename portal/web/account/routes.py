"""Joining with a code, signing in, typing the passphrase again, leaving, choosing a language."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, redirect, request, session, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from portal.access.viewer import FamilyMember
from portal.domain.errors import Invalid, NotAllowed, PortalError
from portal.journeys.family import come_in, join, prepare
from portal.web.account.forms import AgainForm, CodeForm, PhoneForm, SignInForm, WordsForm
from portal.web.account.pages import AgainPage, JoinPage, PhonePage, SignInPage, WordsPage
from portal.web.kit.doors import Door, door, family_viewer, joining_viewer, viewer
from portal.web.kit.render import render
from portal.web.kit.saving import saving_from
from portal.web.kit.services import services
from portal.web.kit.sessions import begin_session, end_session, secret_key

account = Blueprint("account", __name__)
_OFFER_LASTS = 30 * 60


@account.get("/in")
@door(Door.OPEN)
def sign_in() -> str | AnyResponse:
    if isinstance(viewer(), FamilyMember):
        return redirect(url_for("plan.home"), 303)
    return render("account/sign_in.html", SignInPage(_("Sign in – My page")))


@account.post("/in")
@door(Door.OPEN)
def sign_in_now() -> tuple[str, int] | AnyResponse:
    form = SignInForm()
    try:
        begin_session(
            session,
            *come_in.sign_in(services().family, viewer(), form.name.data or "", form.words.data or ""),
        )
    except NotAllowed:
        said = _("That did not work. Check the name and the words, wait a little, and try again.")
        page = SignInPage(_("Error: Sign in – My page"), form.name.data or "", (("name", said),))
        return render("account/sign_in.html", page), 422
    return redirect(url_for("plan.home"), 303)


@account.get("/j", endpoint="join")
@door(Door.OPEN)
def join_form() -> str:
    return render("account/join.html", JoinPage(_("Your code – My page")))


@account.post("/j")
@door(Door.OPEN)
def join_now() -> tuple[str, int] | AnyResponse:
    typed = CodeForm().code.data or ""
    try:
        begin_session(session, *join.use_code(services().family, viewer(), typed))
    except Invalid:
        said = _("Enter the ten letters and numbers of your code.")
    except NotAllowed:
        said = _("This code does not work. It may have been used or be too old. Ask your worker for a new one.")
    else:
        return redirect(url_for("account.phone"), 303)
    page = JoinPage(_("Error: Your code – My page"), typed[:40], (("code", said),))
    return render("account/join.html", page), 422


@account.get("/j/phone")
@door(Door.JOINING)
def phone() -> str:
    return render("account/phone.html", PhonePage(_("Whose phone – My page")))


@account.post("/j/phone")
@door(Door.JOINING)
def phone_now() -> tuple[str, int] | AnyResponse:
    chosen = PhoneForm().phone.data
    if chosen not in ("mine", "shared"):
        said = _("Choose one of the two.")
        page = PhonePage(_("Error: Whose phone – My page"), (("phone-shared", said),))
        return render("account/phone.html", page), 422
    return redirect(url_for("account.words", own="1" if chosen == "mine" else None), 303)


@account.get("/j/words")
@door(Door.JOINING)
def words() -> str:
    return render("account/words.html", _fresh_words())


def _fresh_words(errors: tuple[tuple[str, str], ...] = ()) -> WordsPage:
    name, phrases = join.offer(services().family, joining_viewer())
    return WordsPage(
        title=_("Your words – My page"),
        name=name,
        phrases=phrases,
        chosen=phrases[0],
        offer=_signer().dumps([name, list(phrases), joining_viewer().person]),
        own_phone=request.args.get("own") == "1",
        own_words=request.args.get("mine") == "1",
        errors=errors,
    )


@account.post("/j/words")
@door(Door.JOINING)
def words_now() -> tuple[str, int] | AnyResponse:
    form = WordsForm()
    typed, own_words = form.words.data or "", request.args.get("mine") == "1"
    try:
        name, phrases, person = _signer().loads(form.offer.data or "", max_age=_OFFER_LASTS)
        if person != joining_viewer().person:
            raise BadSignature("another's")
    except BadSignature:
        said = _("This page was open for too long. Here is a new name and new words.")
        return render("account/words.html", _fresh_words((("words", said),))), 422
    own_phone = request.args.get("own") == "1"
    chosen = form.phrase.data if form.phrase.data in phrases else phrases[0]
    try:
        if not own_words and _plain(typed) not in [_plain(phrase) for phrase in phrases]:
            raise Invalid("not-the-same")
        ids = join.finish(services().family, joining_viewer(), name, typed, own_words=own_words, own_phone=own_phone)
    except Invalid as problem:
        said = _why_not(problem.faults[0].message)
        page = WordsPage(
            _("Error: Your words – My page"), name, tuple(phrases), chosen, form.offer.data or "", own_phone,
            own_words, (("words", said),),
        )  # fmt: skip
        return render("account/words.html", page), 422
    begin_session(session, *ids)
    return redirect(url_for("plan.home"), 303)


def _why_not(problem: str) -> str:
    return {
        "not-the-same": _("Those are not the four words. Look at them again and type them below."),
        "too-short": _("Make it 15 letters or more."),
        "too-long": _("Make it 128 letters or fewer."),
        "too-common": _("Many people use that one, so it is easy to guess. Choose another."),
        "name-taken": _("Somebody took that name just now. Go back and get a new one."),
    }[problem]


def _plain(typed: str) -> str:
    return " ".join(typed.lower().replace("-", " ").split())


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key(), salt="join")


@account.get("/again")
@door(Door.FAMILY)
def again() -> str:
    return render("account/again.html", AgainPage(_("Your words – My page"), _back_to(request.args.get("to"))))


@account.post("/again")
@door(Door.FAMILY)
def again_now() -> tuple[str, int] | AnyResponse:
    form = AgainForm()
    try:
        come_in.type_passphrase_again(services().family, family_viewer(), form.words.data or "")
    except NotAllowed:
        said = _("That did not work. Check the words, wait a little, and try again.")
        page = AgainPage(_("Error: Your words – My page"), _back_to(form.to.data), (("words", said),))
        return render("account/again.html", page), 422
    return redirect(_back_to(form.to.data), 303)


def _back_to(asked: str | None) -> str:
    """One of our own pages and nothing else."""
    return asked if asked in ("/sent", "/me") else "/me"


@account.get("/x")
@door(Door.OPEN)
def leave() -> AnyResponse:
    """Without a script: end the session and go to the weather."""
    come_in.leave(services().family, viewer())
    end_session(session)
    response = redirect(services().leave_to, 303)
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@account.post("/x")
@door(Door.OPEN)
def leave_with_last_words() -> Response:
    """With a script: the last words that were typed are saved, then the session ends.

    The script has deleted the companion's cookie by then, so its value comes with the words.
    """
    here: Any = session
    end_session(session)  # whatever becomes of the words
    companion = request.form.get("companion") or here.companion
    who = come_in.who_is_this(services().family, here.id, companion)
    if isinstance(who, FamilyMember) and request.form.get("question"):
        asked = services().library.question_set(who.kind)
        with suppress(PortalError):  # leaving comes first
            prepare.save_answer(services().family, who, asked, saving_from(request.form["question"], auto=True))
    come_in.leave(services().family, who)
    response = Response(status=204)
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@account.get("/l/<tag>")
@door(Door.OPEN)
def choose_language(tag: str) -> AnyResponse:
    found = services()
    response = redirect("/me" if isinstance(viewer(), FamilyMember) else "/in", 303)
    if tag in found.languages:
        response.set_cookie(found.cookie["language"], tag, secure=found.https, samesite="Lax", path="/", httponly=True)
    return response
