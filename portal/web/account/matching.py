"""After the code and before anything else: two digits for the worker to match, or the word that was said aloud."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.access.viewer import FamilyMember, Joining
from portal.domain.errors import Invalid
from portal.journeys.family import join
from portal.web.account.forms import WordForm
from portal.web.account.pages import MatchPage, WordPage
from portal.web.kit.doors import Door, door, viewer
from portal.web.kit.render import asks_for_fragment, render
from portal.web.kit.services import services

views = Blueprint("matching", __name__)


@views.get("/j/match")
@door(Door.OPEN)
def match() -> str | AnyResponse:
    """Two digits while somebody waits; once the worker has said which, on they go. To anybody else: a plain page."""
    who = viewer()
    if isinstance(who, Joining) and who.is_shown:
        return _on_to(url_for("account.phone"))
    if isinstance(who, Joining) and who.take_home:
        return _on_to(url_for("account.matching.word"))
    if isinstance(who, FamilyMember):
        return _on_to(url_for("plan.home"))
    number = join.number_to_show(services().family, who) if isinstance(who, Joining) else ""
    if number and asks_for_fragment():
        return AnyResponse(status=204)  # nothing has changed: the page stays as it is, and so does what has the focus
    return render("account/match.html", MatchPage(_("Your code – My page"), number), fragment="match")


@views.get("/j/word")
@door(Door.OPEN)
def word() -> str | AnyResponse:
    who = viewer()
    if not isinstance(who, Joining) or who.is_shown or not who.take_home:
        return redirect(url_for("account.matching.match"), 303)
    return render("account/word.html", WordPage(_("Your code – My page")))


@views.post("/j/word")
@door(Door.OPEN)
def word_now() -> tuple[str, int] | AnyResponse:
    who = viewer()
    if not isinstance(who, Joining) or who.is_shown or not who.take_home:
        return redirect(url_for("account.matching.match"), 303)
    try:
        left = join.say_word(services().family, who, WordForm().word.data or "")
    except Invalid:
        said = _("Type the word that your worker said to you.")
    else:
        if left is None:
            return redirect(url_for("account.phone"), 303)
        if left == 0:
            return redirect(url_for("account.matching.match"), 303)
        said = ngettext("That is not the word. You can try %(num)d more time.",
                        "That is not the word. You can try %(num)d more times.", left)  # fmt: skip
    return render("account/word.html", WordPage(_("Error: Your code – My page"), (("word", said),))), 422


def _on_to(address: str) -> AnyResponse:
    """To another page; htmx is told to go there as a whole."""
    if asks_for_fragment():
        return AnyResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)
