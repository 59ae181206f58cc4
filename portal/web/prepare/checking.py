"""Looking at all of it, and sharing: one answer or all. The notice stands above the button."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Fault, Invalid, NotReady
from portal.domain.following import ringing_of
from portal.domain.own_sets import state_of_answer
from portal.domain.preparation import Answer, AnswerSheet, QuestionSet, Readers
from portal.journeys.family import sharing
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.forms import number_in
from portal.web.kit.promised import ringing_words
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.prepare import pages
from portal.web.prepare.danger import DANGER, danger_waiting, who_helps_now
from portal.web.prepare.helped import how_sentence
from portal.web.prepare.left import left_overs
from portal.web.prepare.own_sheet import at, own_desk, own_questions, reads_back
from portal.web.prepare.readers import not_saying, not_sure, read_by_a_day, read_by_when, readers_sentence, share_with
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
    put_down, left, who = put_down_with_workers(), left_overs(), family_viewer()
    if desk.sheet is None and not put_down and not left:
        return redirect(at(), 303)
    sheet = desk.sheet or AnswerSheet("", questions.id, Readers())
    rows = []
    for asked in questions.asked:
        answer = sheet.answer(asked.id)
        words = "" if answer.shared else asked.words_for(answer.value, not_sure(), not_saying())
        chosen = sheet.readers_of(asked.id)
        readers = readers_sentence(desk.member.circle, chosen, asked, answer.value)
        state = "alone" if answer.closed and not answer.shared else state_of_answer(answer)
        # what they had ticked, and had not, stands so again where something is still to be said; what nobody was
        # chosen to read waits unticked, so that one press shares the rest
        is_chosen = asked.id in request.form.getlist("one") if request.method == "POST" else bool(chosen.worker)
        rows.append(pages.CheckRow(asked.id, asked.ask, words, readers, state, how_sentence(answer), is_chosen))
    waiting = sheet.waiting(questions)
    by_a_day = read_by_a_day(_given(questions, sheet, waiting))
    page = pages.CheckPage(
        title=_("Check – My page"),
        rows=tuple(row for row in rows if row.state != "not-started"),
        not_started=len([row for row in rows if row.state == "not-started"]),
        notice=questions.notice,
        waiting=len(waiting),
        readers=read_by_when(desk.member.circle, by_a_day, services().clock.now()),
        numbers=who_helps_now(desk, [DANGER] if len(by_a_day) < len(waiting) else []),
        other_language=other,
        errors=errors,
        base=at(),
        put_down=put_down,
        name=desk.member.name if who.beside else "",
        agreed="agreed" in request.form,
        danger=danger_waiting(questions, desk, [sign for part in put_down for sign in part.signs]),
        left_over=left,
        share_with=share_with(desk.member.circle, [sheet.readers_of(answer.question) for answer in waiting]),
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
    number = number or _sent_before(questions, chosen)
    if not number:
        return _check_page((("share", _("Tick at least one answer to share.")),)), 422
    return redirect(at(f"done?n={number}"), 303)


def _given(questions: QuestionSet, sheet: AnswerSheet, answers: Sequence[Answer]) -> list[tuple[str, str]]:
    """Scale and reader of each of these answers."""
    scales = {asked.id: asked.scale for asked in questions.questions}
    return [(scales.get(answer.question, ""), sheet.readers_of(answer.question).worker) for answer in answers]


def _sent_before(questions: QuestionSet, chosen: list[str]) -> int:
    """How many of these were sent already: who taps twice is told of what the first tap has sent."""
    _questions, desk = own_desk(questions)
    return sum(desk.sheet.answer(ref).shared for ref in set(chosen)) if desk.sheet else 0


def _not_yet(fault: Fault) -> tuple[str, str]:
    """What is still to be done before anything is shared."""
    if fault.message == "readers":
        return f"one-{fault.place}", _("Choose first who sees this, with “Change”. Or leave it unticked for now.")
    if fault.message == "how":
        return f"one-{fault.place}", _("Say first who wrote this one: open it with “Change”.")
    return "agreed", _("Read each answer back together. Then tick that it is right.")


@views.get("/q/in/<set_id>/done")
@views.get("/q/done")
@door(Door.FAMILY, beside=True)
def done() -> str:
    questions, other = own_questions()
    questions, desk = own_desk(questions)
    who = family_viewer()
    number, ringing = number_in(request.args.get("n"), digits=3), None
    if who.beside:  # nothing that was sent is looked at beside a worker
        sheet, shared_at = desk.sheet, services().clock.now()
        given = _given(questions, sheet, [answer for answer in sheet.answers if answer.shared]) if sheet else []
    else:
        shared = sharing.sent_days(services().family, who)
        shared_at = shared[0].shared_at if shared else services().clock.now()
        newest = [each for each in shared if each.shared_at == shared_at]
        given = [(each.scale, each.worker) for each in newest]
        if reads_back(desk):  # whoever opens this page on a phone that others use learns nothing
            ringing = ringing_of(newest, services().library.areas("en")[desk.member.area].holidays)
    by_a_day = read_by_a_day(given)
    readers = read_by_when(desk.member.circle, by_a_day, shared_at)
    numbers = who_helps_now(desk, [DANGER] if len(by_a_day) < len(given) else [])
    promised = ringing_words(ringing, desk.member.circle)
    page = pages.DonePage(_("Sent – My page"), number, readers, other, at(), numbers, promised)
    return render("prepare/done.html", page)
