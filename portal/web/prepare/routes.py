"""Getting ready, step by step. Every step is a form that works without a script."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, NotReady, Stale
from portal.domain.preparation import Answer, AnswerSheet, Circle, Question, QuestionSet, Readers
from portal.journeys.family import prepare as journey
from portal.journeys.family import sharing
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.errors import cannot_be_shown
from portal.web.kit.forms import number_in
from portal.web.kit.locale import OtherLanguage
from portal.web.kit.render import asks_for_fragment, render
from portal.web.kit.saving import readers_from, saving_from
from portal.web.kit.services import services
from portal.web.kit.ways_back import way_back
from portal.web.prepare import asking, pages, sent, walking
from portal.web.prepare.own_sheet import own_desk, own_questions
from portal.web.prepare.readers import asked_to_read, reader_choice, readers_sentence

prepare = Blueprint("prepare", __name__)
for views in (sent.views, asking.views, walking.views):
    prepare.register_blueprint(views)


@prepare.get("/q")
@door(Door.FAMILY)
def start() -> str:
    questions, other = own_questions()
    questions, desk = own_desk(questions)
    who = family_viewer()
    chosen = desk.sheet.readers if desk.sheet else desk.member.circle.begins_with(who.kind)
    page = pages.StartPage(
        title=_("Before you start – My page"),
        heading=_("Before you start"),
        notice=questions.notice,
        readers=reader_choice(desk.member.circle, chosen),
        begun=desk.sheet is not None,
        other_language=other,
        to=way_back(request.args.get("to")),
    )
    return render("prepare/start.html", page)


@prepare.post("/q")
@door(Door.FAMILY)
def begin() -> AnyResponse:
    questions, _other = own_questions()
    journey.begin(services().family, family_viewer(), questions, readers_from())
    if to := way_back(request.form.get("to")):
        return redirect(to, 303)
    first = next((q.id for q in questions.questions if q.quick), questions.questions[0].id)
    return redirect(url_for("prepare.question", ref=first), 303)


@prepare.get("/q/list")
@door(Door.FAMILY)
def every() -> str | AnyResponse:
    questions, other = own_questions()
    questions, desk = own_desk(questions)
    if desk.sheet is None:
        return redirect(url_for("prepare.start"), 303)
    tasks = tuple(pages.Task(q.id, q.ask, _state(desk.sheet, q), q.quick) for q in questions.questions)
    asked = desk.member.circle.asked_to_meet
    page = pages.ListPage(_("Your list – My page"), tasks, len(desk.sheet.waiting()), other, asked_to_meet=asked)
    return render("prepare/list.html", page)


def _state(sheet: AnswerSheet, question: Question) -> str:
    answer = sheet.answer(question.id)
    if answer.shared:
        return "sent"
    if answer.lost:
        return "lost"
    if answer.given:
        return "done"
    return "skipped" if answer.skipped else "not-started"


@prepare.get("/q/<ref>")
@door(Door.FAMILY)
def question(ref: str) -> str | AnyResponse:
    whole, other = own_questions()
    questions, desk = own_desk(whole)
    if whole.question(ref) is None:
        abort(404)
    if desk.sheet is None:
        return redirect(url_for("prepare.start"), 303)
    asked = questions.question(ref)
    if asked is None:
        return redirect(url_for("prepare.every"), 303)
    return render("prepare/question.html", _question_page(questions, desk, asked, other))


def _question_page(
    questions: QuestionSet, desk: journey.Desk, asked: Question, other: OtherLanguage | None, **more: object
) -> pages.QuestionPage:
    assert desk.sheet is not None
    answer = desk.sheet.answer(asked.id)
    place = [q.id for q in questions.questions].index(asked.id) + 1
    before = questions.before(asked.id)
    circle = desk.member.circle
    chosen = answer.readers or (circle.held(desk.sheet.readers) if asked.held else desk.sheet.readers)
    total = len(questions.questions)
    given: dict[str, object] = {
        "title": _("%(number)s of %(total)s – My page", number=place, total=total),
        "values": () if answer.shared else answer.value,
        "tab": secrets.token_hex(8),
        "version": answer.version,
        "lost": cannot_be_shown() if answer.lost and not answer.shared else "",
    }
    return pages.QuestionPage(
        question=asked,
        number=place,
        total=total,
        answer=answer,
        readers=reader_choice(circle, chosen),
        notice=questions.notice,
        before=before.id if before else None,
        sent_before=answer.shared,
        other_language=other,
        **{**given, **more},  # type: ignore[arg-type]
    )


@prepare.post("/q/<ref>")
@door(Door.FAMILY)
def save(ref: str) -> str | tuple[str, int] | AnyResponse:
    questions, other = own_questions()
    who, auto = family_viewer(), asks_for_fragment()
    asked = questions.question(ref)
    if asked is None:
        abort(404)
    saving = saving_from(ref, auto=auto)
    try:
        kept = journey.save_answer(services().family, who, questions, saving)
    except NotReady as problem:
        if problem.reasons != ("notice",) or any(saving.values):
            raise  # the page that says why keeps the words
        return redirect(url_for("prepare.start"), 303)
    except (Invalid, Stale) as problem:
        return _not_saved(questions, asked, saving, problem, other)
    if auto:
        return render("prepare/question.html", _saved(questions, asked, kept, saving), fragment="saved")
    if "finish" in request.form:
        return redirect(url_for("prepare.check"), 303)
    after = questions.after(ref)
    if asked.quick and (after is None or not after.quick):
        return redirect(url_for("prepare.every", done="3"), 303)
    return redirect(url_for("prepare.question", ref=after.id) if after else url_for("prepare.check"), 303)


def _saved(questions: QuestionSet, asked: Question, kept: Answer, saving: journey.Saving) -> pages.QuestionPage:
    """Enough of the page for its block `saved`; the rest is on the screen already."""
    return pages.QuestionPage(
        title="", question=asked, number=0, total=0, answer=kept, values=kept.value,
        readers=reader_choice(Circle(), Readers()),
        notice=questions.notice, tab=saving.tab, version=kept.version, before=None, sent_before=False,
        saved_at=services().clock.now(),
    )  # fmt: skip


def _not_saved(
    questions: QuestionSet,
    asked: Question,
    saving: journey.Saving,
    problem: Exception,
    other: OtherLanguage | None,
) -> tuple[str, int]:
    """The page again with what was typed still in the box, and what to do."""
    questions, desk = own_desk(questions)
    values = tuple(saving.values)
    if isinstance(problem, Stale):
        stands = problem.current if isinstance(problem.current, Answer) else Answer(asked.id)
        if asks_for_fragment():
            said = _("You have another page open with this question. Press “Save and go on” to see both.")
        else:
            said = _("You have another page open with this question. Nothing was overwritten. Both are below.")
        page = _question_page(
            questions, desk, asked, other, values=values, errors=(("answer", said),),
            conflict=(asked.words_for(stands.value, not_sure(), not_saying()),) if stands.value else (),
            # while typing nobody has seen both yet: only the whole page may lead to writing over the other
            version=saving.based_on if saving.auto else stands.version,
        )  # fmt: skip
        return render("prepare/question.html", page, fragment="saved"), 409
    fault = problem.faults[0].message if isinstance(problem, Invalid) else ""
    if fault.startswith("too-long:"):
        over = int(fault.partition(":")[2])
        said = ngettext("This is %(num)d letter too long. Your words are still here.",
                        "This is %(num)d letters too long. Your words are still here.", over)  # fmt: skip
    elif fault == "readers":
        said = _("One of the people you chose is not there any more. Choose again who may read this.")
    else:
        said = _("Choose one of the answers on this page.")
    page = _question_page(questions, desk, asked, other, values=values, errors=(("answer", said),))
    return render("prepare/question.html", page, fragment="saved"), 422


@prepare.get("/q/check")
@door(Door.FAMILY)
def check() -> str | AnyResponse:
    return _check_page()


def _check_page(errors: pages.Errors = ()) -> str | AnyResponse:
    questions, other = own_questions()
    questions, desk = own_desk(questions)
    if desk.sheet is None:
        return redirect(url_for("prepare.start"), 303)
    rows = []
    for asked in questions.questions:
        answer = desk.sheet.answer(asked.id)
        words = "" if answer.shared else asked.words_for(answer.value, not_sure(), not_saying())
        readers = readers_sentence(desk.member.circle, desk.sheet.readers_of(asked.id))
        rows.append(pages.CheckRow(asked.id, asked.ask, words, readers, _state(desk.sheet, asked)))
    waiting = desk.sheet.waiting()
    page = pages.CheckPage(
        title=_("Check – My page"),
        rows=tuple(row for row in rows if row.state != "not-started"),
        not_started=len([row for row in rows if row.state == "not-started"]),
        notice=questions.notice,
        waiting=len(waiting),
        readers=asked_to_read(
            desk.member.circle, [desk.sheet.readers_of(answer.question).worker for answer in waiting]
        ),
        other_language=other,
        errors=errors,
    )
    return render("prepare/check.html", page)


@prepare.post("/q/check")
@door(Door.FAMILY)
def share() -> str | tuple[str | AnyResponse, int] | AnyResponse:
    questions, _other = own_questions()
    chosen = request.form.getlist("one")
    try:
        number = sharing.share(
            services().family, family_viewer(), questions, chosen,
            not_sure=not_sure(), not_saying=not_saying(), language=questions.language,
        )  # fmt: skip
    except NotReady as problem:
        if problem.reasons == ("notice",):
            return redirect(url_for("prepare.start"), 303)
        sharing.narrow_readers(services().family, family_viewer(), questions)
        said = _("Somebody you chose to read this is not there any more. Look again at who reads each answer.")
        return _check_page((("share", said),)), 409
    if not number:
        return _check_page((("share", _("Tick at least one answer to share.")),)), 422
    return redirect(url_for("prepare.done", n=number), 303)


@prepare.get("/q/done")
@door(Door.FAMILY)
def done() -> str:
    questions, other = own_questions()
    questions, desk = own_desk(questions)
    who = family_viewer()
    number = number_in(request.args.get("n"), digits=3)
    shared = sharing.sent_days(services().family, who)
    newest = [each.worker for each in shared if each.shared_at == shared[0].shared_at]
    page = pages.DonePage(_("Sent – My page"), number, asked_to_read(desk.member.circle, newest), other)
    return render("prepare/done.html", page)


def not_sure() -> str:
    return str(_("I'm not sure"))


def not_saying() -> str:
    return str(_("I don't want to say"))
