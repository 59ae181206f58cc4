"""One's own way in: looking at it, other words, whose phone it is, closing the account."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, NotAllowed
from portal.journeys.family import my_way_in
from portal.web.account.forms import NewWordsForm, WhosePhoneForm
from portal.web.account.offers import about_here, is_one_of, make_offer, offered, readable, why_not
from portal.web.account.pages import ClosePage, Errors, NewWordsPage, WayInPage
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.kit.sessions import begin_session, clear_what_is_left, device_of, end_session, keep_device

views = Blueprint("way_in", __name__)


@views.get("/way-in")
@door(Door.FAMILY)
def way_in() -> str:
    return render("account/way_in.html", _page(_("Your way in – My page")))


def _page(title: str, errors: Errors = (), chosen: str = "") -> WayInPage:
    who = family_viewer()
    found = my_way_in.open_way_in(services().family, who)
    way = found.way
    return WayInPage(
        title=title,
        name=way.name,
        own_phone=way.own_phone,
        made_words=way.made_words,
        signed_in_at=way.signed_in_at,
        ends_at=who.ends_at,
        renewed_at=way.renewed_at if found.is_new else None,
        ended_another=way.ended_another,
        wrong_before=way.wrong_before,
        chosen=chosen or ("mine" if way.own_phone else "shared"),
        errors=errors,
    )


@views.post("/way-in/phone")
@door(Door.FAMILY)
def whose_phone() -> tuple[str, int] | AnyResponse:
    form, who = WhosePhoneForm(), family_viewer()
    chosen, typed = form.phone.data or "", readable(form.words.data)
    if chosen not in ("mine", "shared"):
        page = _page(_("Error: Your way in – My page"), (("phone-shared", _("Choose one of the two.")),))
        return render("account/way_in.html", page), 422
    own_phone = chosen == "mine"
    try:
        my_way_in.say_whose_phone(services().family, who, own_phone=own_phone, current=typed, device=device_of(session))
    except NotAllowed:
        said = _("That did not work. Check the words, wait a little, and try again.")
        return render("account/way_in.html", _page(_("Error: Your way in – My page"), (("words", said),), chosen)), 422
    keep_device(session, own_phone=own_phone)
    return redirect(url_for("account.way_in.way_in"), 303)


@views.get("/way-in/words")
@door(Door.FAMILY)
def new_words() -> str:
    return render("account/new_words.html", _fresh())


def _fresh(errors: Errors = ()) -> NewWordsPage:
    family, who = services().family, family_viewer()
    phrases = my_way_in.offer_words(family, who)
    return NewWordsPage(
        title=_("Error: Your words – My page") if errors else _("Your words – My page"),
        phrases=phrases,
        chosen=phrases[0],
        offer=make_offer("words", [*phrases, who.person]),
        own_phone=who.own_phone,
        own_words=_own_words(),
        had_made_words=my_way_in.open_way_in(family, who).way.made_words,
        errors=errors,
    )


def _own_words() -> bool:
    return request.args.get("mine") == "1"


@views.post("/way-in/words")
@door(Door.FAMILY)
def new_words_now() -> tuple[str, int] | AnyResponse:
    form, family, who = NewWordsForm(), services().family, family_viewer()
    typed, current = readable(form.words.data), readable(form.now.data)
    try:
        *phrases, person = offered("words", form.offer.data)
        if person != who.person:
            raise BadSignature("another's")
    except (BadSignature, ValueError):
        said = _("This page was open for too long. Here are new words.")
        return render("account/new_words.html", _fresh((("words", said),))), 422
    try:
        if not _own_words() and not is_one_of(phrases, typed):
            raise Invalid("not-the-same")
        ids = my_way_in.change_words(
            family, who, current, typed, own_words=_own_words(), device=device_of(session), about_here=about_here()
        )
    except (Invalid, NotAllowed) as problem:
        at, said = "now", _("That did not work. Check the words, wait a little, and try again.")
        if isinstance(problem, Invalid):
            at, said = "words", why_not(problem.faults[0].message)
        chosen = form.phrase.data if form.phrase.data in phrases else phrases[0]
        page = NewWordsPage(
            _("Error: Your words – My page"), tuple(phrases), chosen, form.offer.data or "", who.own_phone,
            _own_words(), my_way_in.open_way_in(family, who).way.made_words, ((at, said),),
        )  # fmt: skip
        return render("account/new_words.html", page), 422
    begin_session(session, *ids)
    return redirect(url_for("account.way_in.way_in"), 303)


@views.get("/way-in/close")
@door(Door.FAMILY)
def close() -> str:
    unsent = my_way_in.unsent(services().family, family_viewer())
    return render("account/close.html", ClosePage(_("Your way in – My page"), unsent))


@views.post("/way-in/close")
@door(Door.FAMILY)
def close_now() -> AnyResponse:
    my_way_in.close_account(services().family, family_viewer())
    end_session(session)
    response = redirect(url_for("account.goodbye", why="closed"), 303)
    clear_what_is_left(session, response, everything=True)
    return response
