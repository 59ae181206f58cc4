"""Joining with a code, signing in, typing the passphrase again, leaving, choosing a language."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, session, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature
from werkzeug.wrappers import Response as AnyResponse

from portal.access.viewer import FamilyMember
from portal.domain.errors import Invalid, NotAllowed
from portal.journeys.family import come_in, join, late, without
from portal.web.account import leaving, matching, together, way_in
from portal.web.account.codes import use_code
from portal.web.account.forms import AgainForm, PhoneForm, SignInForm, WordsForm
from portal.web.account.offers import about_here, is_one_of, make_offer, offered, readable, why_not
from portal.web.account.pages import AgainPage, GoodbyePage, JoinPage, PhonePage, SignInPage, WordsPage
from portal.web.kit.doors import Door, door, family_viewer, joining_viewer, viewer
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.kit.sessions import begin_session, csrf_of, device_of, end_session, keep_device
from portal.web.kit.staying import mark_of
from portal.web.kit.ways_back import way_back
from portal.web.kit.where import address

account = Blueprint("account", __name__)
for views in (matching.views, leaving.views, way_in.views, together.views):
    account.register_blueprint(views)


@account.get("/in")
@door(Door.OPEN)
def sign_in() -> str | AnyResponse:
    asked = request.args.get("to")
    if isinstance(viewer(), FamilyMember):
        return redirect(_back_to(asked), 303)
    page = SignInPage(_("Sign in – My page"), keeps_words=_is_only_theirs(), to=way_back(asked))
    return render("account/sign_in.html", page)


@account.post("/in")
@door(Door.OPEN)
def sign_in_now() -> tuple[str, int] | AnyResponse:
    form, family = SignInForm(), services().family
    name, typed = readable(form.name.data), readable(form.words.data)
    try:
        ids = come_in.sign_in(
            family, viewer(), name, typed, device=device_of(session), address=address(), only_theirs=_is_only_theirs()
        )
    except NotAllowed:
        if form.here.data:
            return Response(status=422, mimetype="text/plain")
        said = _("That did not work. Check the name and the words, wait a little, and try again.")
        to = way_back(form.to.data)
        page = SignInPage(_("Error: Sign in – My page"), name, (("name", said),), _is_only_theirs(), to)
        return render("account/sign_in.html", page), 422
    begin_session(session, *ids)
    who = come_in.who_is_this(family, *ids)
    assert isinstance(who, FamilyMember)
    keep_device(session, own_phone=who.own_phone)
    if not form.here.data:
        return redirect(_to_their_words(who) or _back_to(form.to.data), 303)
    return Response(status=204, headers={"X-Token": csrf_of(ids[0]), "X-Who": mark_of(who.person)})


def _to_their_words(who: FamilyMember) -> str:
    """The page of the question to which they sent words when their session had run out, or ""."""
    library = services().library
    waits = late.look_for_words(services().family, who, lambda easy: library.question_set(who.kind, easy=easy))
    return url_for("prepare.question", ref=waits[1], set_id=waits[0] or None) if waits else ""


def _is_only_theirs() -> bool:
    """Its cookie says that it is somebody's own phone, where their browser may keep name and words for them."""
    return bool(session.own_phone)  # type: ignore[attr-defined]


@account.get("/j", endpoint="join")
@door(Door.OPEN)
def join_form() -> str:
    return render("account/join.html", JoinPage(_("Your code – My page")))


@account.post("/j")
@door(Door.OPEN)
def join_now() -> tuple[str, int, dict[str, str]] | AnyResponse:
    broken = _("This code does not work. It may have been used or be too old. Ask your worker for a new one.")

    def begin(typed: str) -> tuple[str, str]:
        return join.use_code(services().family, viewer(), typed, address())

    return use_code(begin, "account/join.html", url_for("account.matching.match"), broken)


@account.get("/j/phone")
@door(Door.JOINING)
def phone() -> str:
    return render("account/phone.html", PhonePage(_("Whose phone – My page")))


@account.post("/j/phone")
@door(Door.JOINING)
def phone_now() -> tuple[str, int] | AnyResponse:
    chosen = PhoneForm().phone.data
    if chosen in without.WAYS:
        without.do_without(services().family, joining_viewer(), chosen)
        end_session(session)
        return redirect(url_for("account.goodbye", why=chosen), 303)
    if chosen not in ("mine", "shared"):
        said = _("Choose one of these.")
        page = PhonePage(_("Error: Whose phone – My page"), (("phone-shared", said),))
        return render("account/phone.html", page), 422
    return redirect(url_for("account.words", own="1" if chosen == "mine" else None), 303)


@account.get("/bye/<why>")
@door(Door.OPEN)
def goodbye(why: str) -> str:
    """After choosing to do without an account, and after closing one."""
    if why not in ("together", "paper", "closed"):
        abort(404)
    return render("account/goodbye.html", GoodbyePage(_("My page"), why))


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
        offer=make_offer("join", [name, list(phrases), joining_viewer().person]),
        own_phone=request.args.get("own") == "1",
        own_words=request.args.get("mine") == "1",
        errors=errors,
    )


@account.post("/j/words")
@door(Door.JOINING)
def words_now() -> tuple[str, int] | AnyResponse:
    form = WordsForm()
    typed, own_words = readable(form.words.data), request.args.get("mine") == "1"
    try:
        name, phrases, person = offered("join", form.offer.data)
        if person != joining_viewer().person:
            raise BadSignature("another's")
    except BadSignature:
        said = _("This page was open for too long. Here is a new name and new words.")
        return render("account/words.html", _fresh_words((("words", said),))), 422
    own_phone = request.args.get("own") == "1"
    chosen = form.phrase.data if form.phrase.data in phrases else phrases[0]
    try:
        if not own_words and not is_one_of(phrases, typed):
            raise Invalid("not-the-same")
        ids = join.finish(
            services().family, joining_viewer(), name, typed, own_words=own_words, own_phone=own_phone,
            device=device_of(session), about_here=about_here(),
        )  # fmt: skip
    except Invalid as problem:
        said = why_not(problem.faults[0].message)
        page = WordsPage(
            _("Error: Your words – My page"), name, tuple(phrases), chosen, form.offer.data or "", own_phone,
            own_words, (("words", said),),
        )  # fmt: skip
        return render("account/words.html", page), 422
    begin_session(session, *ids)
    keep_device(session, own_phone=own_phone)
    return redirect(url_for("plan.home"), 303)


@account.get("/again")
@door(Door.FAMILY, covered=True)
def again() -> str:
    return render("account/again.html", _again_page(_("Your words – My page"), request.args.get("to")))


@account.post("/again")
@door(Door.FAMILY, covered=True)
def again_now() -> tuple[str, int] | AnyResponse:
    form = AgainForm()
    try:
        typed = readable(form.words.data)
        come_in.type_passphrase_again(services().family, family_viewer(), typed, device=device_of(session))
    except NotAllowed:
        if form.here.data:
            return Response(status=422, mimetype="text/plain")
        said = _("That did not work. Check the words, wait a little, and try again.")
        page = _again_page(_("Error: Your words – My page"), form.to.data, (("words", said),))
        return render("account/again.html", page), 422
    return Response(status=204) if form.here.data else redirect(_back_to(form.to.data), 303)


def _again_page(title: str, to: str | None, errors: tuple[tuple[str, str], ...] = ()) -> AgainPage:
    who = family_viewer()
    return AgainPage(title, _back_to(to), errors, covered=who.covered, own_phone=who.own_phone)


def _back_to(asked: str | None) -> str:
    return way_back(asked) or "/me"


@account.get("/l/<tag>")
@door(Door.OPEN)
def choose_language(tag: str) -> AnyResponse:
    found = services()
    who = viewer()
    here = ("/q" if who.beside else "/me") if isinstance(who, FamilyMember) else "/in"
    response = redirect(here, 303)
    if tag in found.languages:
        response.set_cookie(found.cookie["language"], tag, secure=found.https, samesite="Lax", path="/", httponly=True)
    return response
