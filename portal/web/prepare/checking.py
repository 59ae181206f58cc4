"""Looking at all of it, and sharing: one answer or all. The notice stands above the button."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Fault, Invalid, NotReady
from portal.domain.own_sets import state_of_answer
from portal.domain.preparation import AnswerSheet, Readers
from portal.journeys.family import sharing
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.forms import number_in
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.prepare import pages
from portal.web.prepare.helped import how_sentence
from portal.web.prepare.own_sheet import at, own_desk, own_questions
from portal.web.prepare.readers import not_saying, not_sure, read_by_when, readers_sentence
from portal.web.prepare.with_worker import put_down_with_workers

views = Blueprint("checking", __name__)


@views.get("/q/in/<set_id>/check")
@views.get("/q/check")
@door(Door.FAMILY, beside=True)
def check() -> str | AnyResponse:
    return _check_page()


def _check_page(errors: pages.Errors = ()) -> str | AnyResponse:
    questions, other = own_questions()
    questions, desk = own_desk(questions)
    put_down, who = put_down_with_workers(), family_viewer()
    if desk.sheet is None and not put_down:
        return redirect(at(), 303)
    sheet = desk.sheet or AnswerSheet("", questions.id, Readers())
    rows = []
    for asked in questions.asked:
        answer = sheet.answer(asked.id)
        words = "" if answer.shared else asked.words_for(answer.value, not_sure(), not_saying())
        readers = readers_sentence(desk.member.circle, sheet.readers_of(asked.id), held=asked.held)
        state = "alone" if answer.closed and not answer.shared else state_of_answer(answer)
        # what they had ticked, and had not, stands so again where something is still to be said
        is_chosen = request.method != "POST" or asked.id in request.form.getlist("one")
        rows.append(pages.CheckRow(asked.id, asked.ask, words, readers, state, how_sentence(answer), is_chosen))
    waiting = sheet.waiting()
    page = pages.CheckPage(
        title=_("Check – My page"),
        rows=tuple(row for row in rows if row.state != "not-started"),
        not_started=len([row for row in rows if row.state == "not-started"]),
        notice=questions.notice,
        waiting=len(waiting),
        readers=read_by_when(
            desk.member.circle,
            [sheet.readers_of(answer.question).worker for answer in waiting],
            services().clock.now(),
        ),
        other_language=other,
        errors=errors,
        base=at(),
        put_down=put_down,
        name=desk.member.name if who.beside else "",
        agreed="agreed" in request.form,
    )
    return render("prepare/check.html", page)


@views.post("/q/in/<set_id>/check")
@views.post("/q/check")
@door(Door.FAMILY, beside=True)
def share() -> str | tuple[str | AnyResponse, int] | AnyResponse:
    questions, _other = own_questions()
    chosen = request.form.getlist("one")
    try:
        number = sharing.share(
            services().family, family_viewer(), questions, chosen,
            not_sure=not_sure(), not_saying=not_saying(), language=questions.language,
            agreed="agreed" in request.form,
        )  # fmt: skip
    except Invalid as problem:
        return _check_page(tuple(_not_yet(fault) for fault in problem.faults)), 422
    except NotReady as problem:
        if problem.reasons == ("notice",):
            return redirect(at(), 303)
        sharing.narrow_readers(services().family, family_viewer(), questions)
        said = _("Somebody you chose to read this is not there any more. Look again at who reads each answer.")
        return _check_page((("share", said),)), 409
    if not number:
        return _check_page((("share", _("Tick at least one answer to share.")),)), 422
    return redirect(at(f"done?n={number}"), 303)


def _not_yet(fault: Fault) -> tuple[str, str]:
    """What is still to be done beside a worker, before anything is shared."""
    if fault.message == "how":
        return f"one-{fault.place}", _("Say first who put this one down: open it with “Change”.")
    return "agreed", _("Read each answer back together. Then tick that it is right.")


@views.get("/q/in/<set_id>/done")
@views.get("/q/done")
@door(Door.FAMILY, beside=True)
def done() -> str:
    questions, other = own_questions()
    questions, desk = own_desk(questions)
    who = family_viewer()
    number = number_in(request.args.get("n"), digits=3)
    if who.beside:  # nothing that was sent is looked at beside a worker
        chosen = [desk.sheet.readers.worker] if desk.sheet else []
        readers = read_by_when(desk.member.circle, chosen, services().clock.now())
    else:
        shared = sharing.sent_days(services().family, who)
        newest = [each.worker for each in shared if each.shared_at == shared[0].shared_at]
        readers = read_by_when(desk.member.circle, newest, shared[0].shared_at) if shared else ()
    page = pages.DonePage(_("Sent – My page"), number, readers, other, at())
    return render("prepare/done.html", page)
