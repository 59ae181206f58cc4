"""What somebody put down beside a worker, when they are by themselves again. Its words stay; the rest is theirs."""

from __future__ import annotations

import re

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, NotReady
from portal.domain.own_sets import named_set
from portal.domain.preparation import Answer, QuestionSet
from portal.domain.sitting import set_and_paper
from portal.journeys.family import put_down_together as journey
from portal.journeys.family import sharing
from portal.journeys.family.put_down_together import Paper
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.locale import in_english, language
from portal.web.kit.render import render
from portal.web.kit.saving import readers_from
from portal.web.kit.services import services
from portal.web.prepare import pages
from portal.web.prepare.danger import sign_of
from portal.web.prepare.helped import how_sentence
from portal.web.prepare.own_sheet import own_sets
from portal.web.prepare.readers import not_saying, not_sure, reader_choice, readers_sentence

views = Blueprint("with_worker", __name__)


def put_down_with_workers() -> tuple[pages.PutDown, ...]:
    """For the page on which they look at all of it: a part for each paper; nothing beside a worker."""
    who = family_viewer()
    if who.beside:
        return ()
    found = journey.papers(services().family, who, own_sets())
    return tuple(_part(paper) for paper in found)


def _part(paper: Paper) -> pages.PutDown:
    names = dict.fromkeys(answer.helper for answer in paper.waiting if answer.how)
    rows, signs = [], []
    for answer in paper.waiting:
        asked = paper.questions.question(answer.question)
        assert asked is not None
        readers = readers_sentence(paper.member.circle, paper.sheet.readers_of(asked.id), asked, answer.value)
        words = asked.words_for(answer.value, not_sure(), not_saying())
        signs.append(sign_of(asked, answer))
        rows.append(pages.CheckRow(asked.id, asked.ask, words, readers, "done", how_sentence(answer)))
    return pages.PutDown(
        _address(paper), " · ".join(name for name in names if name), tuple(rows), paper.questions.notice,
        paper.questions.language, tuple(sign for sign in signs if sign),
    )  # fmt: skip


def _address(paper: Paper) -> str:
    return f"/q/with/{'.'.join(set_and_paper(paper.questions.id))}"


def _named(paper: str) -> QuestionSet:
    """The questions on the paper that an address names, as `_address` writes it."""
    found = re.fullmatch(r"(.+)\.([0-9a-f]+)", paper)
    if found is None:
        abort(404)
    return named_set(own_sets(), found[1]).beside_worker(found[2])


@views.get("/q/with/<paper>/<ref>")
@door(Door.FAMILY)
def put_down(paper: str, ref: str) -> str:
    return _page(paper, ref)


def _page(paper: str, ref: str, errors: pages.Errors = ()) -> str:
    found, answer = _found(paper, ref)
    asked = found.questions.question(ref)
    assert asked is not None
    page = pages.PutDownPage(
        title=_("What you wrote – My page"),
        address=f"/q/with/{paper}",
        question=asked,
        words=asked.words_for(answer.value, not_sure(), not_saying()),
        language=found.questions.language,
        how=how_sentence(answer),
        helper=answer.helper,
        readers=reader_choice(found.member.circle, found.sheet.readers_of(ref), asked),
        notice=found.questions.notice,
        other_language=in_english(found.questions.language != language().tag),
        errors=errors,
    )
    return render("prepare/put_down.html", page)


def _found(paper: str, ref: str) -> tuple[Paper, Answer]:
    wanted = _named(paper).id
    for found in journey.papers(services().family, family_viewer(), own_sets()):
        for answer in found.waiting:
            if found.questions.id == wanted and answer.question == ref:
                return found, answer
    abort(404)


@views.post("/q/with/<paper>/<ref>")
@door(Door.FAMILY)
def choose_readers(paper: str, ref: str) -> tuple[str, int] | AnyResponse:
    readers = readers_from()
    try:
        if readers is None:
            raise Invalid("readers")
        journey.choose_readers(services().family, family_viewer(), _named(paper), ref, readers)
    except Invalid:
        said = _("One of the people you chose is not there any more. Choose again who may read this.")
        return _page(paper, ref, (("readers", said),)), 422
    return redirect(url_for("prepare.checking.check"), 303)


@views.post("/q/with/<paper>/<ref>/gone")
@door(Door.FAMILY)
def throw_away(paper: str, ref: str) -> AnyResponse:
    journey.throw_away(services().family, family_viewer(), _named(paper), ref)
    return redirect(url_for("prepare.checking.check"), 303)


@views.post("/q/with/<paper>")
@door(Door.FAMILY)
def share(paper: str) -> tuple[str, int] | AnyResponse:
    who, questions = family_viewer(), _named(paper)
    try:
        number = sharing.share(
            services().family, who, questions, request.form.getlist("one"),
            not_sure=not_sure(), not_saying=not_saying(), language=questions.language,
        )  # fmt: skip
    except Invalid as problem:
        return _page(paper, problem.faults[0].place, (("readers", _("Choose first who sees this.")),)), 422
    except NotReady as problem:
        if problem.reasons != ("readers",):
            raise
        sharing.narrow_readers(services().family, who, questions)
        return redirect(url_for("prepare.checking.check", again="readers"), 303)
    return redirect(url_for("prepare.checking.done", n=number) if number else url_for("prepare.checking.check"), 303)
