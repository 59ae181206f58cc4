"""Getting ready, step by step. Every step is a form that works without a script."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.codes import holds_a_code
from portal.domain.errors import Invalid, NotReady, Stale
from portal.domain.helped import SAID, is_turned
from portal.domain.own_sets import group_of, next_after
from portal.domain.preparation import Answer, AnswerSheet, Circle, Question, QuestionKind, QuestionSet, Readers
from portal.domain.sitting import set_and_paper
from portal.journeys.family import prepare as journey
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.errors import cannot_be_shown
from portal.web.kit.locale import OtherLanguage
from portal.web.kit.render import asks_for_fragment, render
from portal.web.kit.saving import how_from, names_the_save, readers_from, saving_from
from portal.web.kit.services import services
from portal.web.kit.ways_back import way_back
from portal.web.prepare import asking, checking, left, listing, pages, sent, walking, with_worker
from portal.web.prepare.danger import danger_before
from portal.web.prepare.helped import helped_here
from portal.web.prepare.late import keep_late_words, words_given_back
from portal.web.prepare.not_saved import said_of_fault, said_of_stale
from portal.web.prepare.own_sheet import at, own_desk, own_questions, own_sets, take_set_out, with_readers
from portal.web.prepare.readers import not_saying, not_sure, reader_choice, waits_for_others

prepare = Blueprint("prepare", __name__)
for views in (listing.views, checking.views, left.views, sent.views, asking.views, walking.views, with_worker.views):
    prepare.register_blueprint(views)
prepare.url_value_preprocessor(take_set_out)


@prepare.get("/q/in/<set_id>")
@prepare.get("/q")
@door(Door.FAMILY, beside=True)
def start() -> str:
    return _start_page()


def _start_page(errors: pages.Errors = ()) -> str:
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
        base=at(),
        name=desk.member.name if who.beside else "",
        put_down=desk.sheet is None and bool(with_worker.put_down_with_workers()),
        errors=errors,
    )
    return render("prepare/start.html", page)


@prepare.post("/q/in/<set_id>")
@prepare.post("/q")
@door(Door.FAMILY, beside=True)
def begin() -> tuple[str, int] | AnyResponse:
    questions, _other = own_questions()
    who, read_out = family_viewer(), "aloud" in request.form
    if who.beside and not read_out:
        return _start_page((("aloud", _("Read it out first, and tick that you did.")),)), 422
    journey.begin(services().family, who, questions, readers_from(), read_out=read_out)
    if to := way_back(request.form.get("to")):
        return redirect(to, 303)
    first = next((q.id for q in questions.questions if q.quick), questions.questions[0].id)
    return redirect(at(first), 303)


@prepare.get("/q/in/<set_id>/<ref>")
@prepare.get("/q/<ref>")
@door(Door.FAMILY, beside=True)
def question(ref: str) -> str | AnyResponse:
    whole, other = own_questions()
    questions, desk = own_desk(whole)
    if not any(each.question(ref) for each in (whole, *own_sets())):
        abort(404)
    if desk.sheet is None:
        return redirect(at(), 303)
    asked = questions.question(ref)
    if asked is None:
        return redirect(at("list"), 303)
    if asked.kind is QuestionKind.NOTICE:
        return render("prepare/notice.html", _notice_page(questions, desk, asked, other))
    who = family_viewer()
    if is_turned(who.sitting, asked) and "turned" not in request.args:
        return redirect(at(f"{ref}/turn"), 303)
    desk, late = words_given_back(questions, desk, ref) if not who.beside else (desk, {})
    return render("prepare/question.html", _question_page(questions, desk, asked, other, **late))


@prepare.get("/q/<ref>/turn")
@door(Door.FAMILY, beside=True)
def turn(ref: str) -> str | AnyResponse:
    """Before a question that is answered alone. To anybody without a worker beside them it is not there."""
    questions, other = own_questions()
    questions, desk = own_desk(questions)
    asked = questions.question(ref)
    if asked is None or not is_turned(family_viewer().sitting, asked):
        abort(404)
    if desk.sheet is None:
        return redirect(at(), 303)
    return render("prepare/turn.html", _turn_page(questions, desk, asked, other))


def _question_page(
    questions: QuestionSet, desk: journey.Desk, asked: Question, other: OtherLanguage | None, **more: object
) -> pages.QuestionPage:
    assert desk.sheet is not None
    answer = desk.sheet.answer(asked.id)
    together = [q.id for q in questions.asked if group_of(q) == group_of(asked)]
    place, total = together.index(asked.id) + 1, len(together)
    circle = desk.member.circle
    chosen = answer.readers or (circle.held(desk.sheet.readers) if asked.held else desk.sheet.readers)
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
        readers=reader_choice(circle, chosen, asked),
        notice=questions.notice,
        before=_before(questions, asked),
        sent_before=answer.shared,
        other_language=other,
        base=at(),
        set_id=set_and_paper(questions.id)[0],
        easy=questions.easy,
        said=_said(questions, desk.sheet, asked),
        helped=helped_here(desk, asked, how_from()),
        danger=danger_before(questions, desk, asked),
        read_above=questions.read_above(asked.id),
        numbers_wait=waits_for_others(asked.scale, chosen.worker),
        **{**given, **more},  # type: ignore[arg-type]
    )


@prepare.post("/q/in/<set_id>/<ref>")
@prepare.post("/q/<ref>")
@door(Door.FAMILY, late=keep_late_words, beside=True)
def save(ref: str) -> tuple[str, int, dict[str, str]] | AnyResponse:
    questions, other = own_questions()
    who, auto = family_viewer(), asks_for_fragment()
    asked = questions.question(ref)
    if asked is None or asked.kind is QuestionKind.NOTICE:
        abort(404)
    saving = saving_from(ref, auto=auto)
    try:
        if asked.is_text and any(holds_a_code(words) for words in saving.values):
            raise Invalid("code")  # here alone: when somebody leaves, their words come first
        kept = journey.save_answer(services().family, who, questions, saving)
    except NotReady as problem:
        if problem.reasons != ("notice",) or any(saving.values):
            raise  # the page that says why keeps the words
        return redirect(at(), 303)
    except (Invalid, Stale) as problem:
        return _not_saved(questions, asked, saving, problem, other)
    if auto:
        page = _saved(questions, asked, kept, saving)
        return render("prepare/question.html", page, fragment="saved"), 200, names_the_save(saving, saved=True)
    if "finish" in request.form:
        return redirect(at("check"), 303)
    if "stop" in request.form:
        return redirect(at("list"), 303)
    how = f"?how={kept.how.value}" if kept.how in SAID else ""
    return redirect(at(_onward(questions, asked, kept)) + how, 303)


def _onward(questions: QuestionSet, asked: Question, kept: Answer) -> str:
    """The next question of the same group; after the last one of a group the list, and after them all the check."""
    after = next_after(questions, asked, kept)
    if after is None:
        return "check"
    return after.id if group_of(after) == group_of(asked) else "list"


def _before(questions: QuestionSet, asked: Question) -> str | None:
    before = questions.before(asked.id)
    return before.id if before and group_of(before) == group_of(asked) else None


def _said(questions: QuestionSet, sheet: AnswerSheet, asked: Question) -> str:
    """The number whose words are asked for. What was sent, or answered alone, is not shown again."""
    number = next((q for q in questions.asked if q.scale and q.scale == asked.because), None)
    value = sheet.answer(number.id).as_shown(beside=True).value if number and not number.alone else ()
    return value[0] if value and value[0].isdigit() else ""


def _turn_page(
    questions: QuestionSet, desk: journey.Desk, asked: Question, other: OtherLanguage | None
) -> pages.TurnPage:
    assert desk.sheet is not None
    answer = desk.sheet.answer(asked.id)
    return pages.TurnPage(
        title=_("Your turn – My page"),
        name=desk.member.name,
        address=at(asked.id),
        onward=at(_onward(questions, asked, Answer(asked.id))),
        before=at(_before(questions, asked) or "list"),
        stands=answer.closed and not answer.shared,
        sent_before=answer.shared,
        other_language=other,
        danger=danger_before(questions, desk, asked),
    )


def _notice_page(
    questions: QuestionSet, desk: journey.Desk, asked: Question, other: OtherLanguage | None
) -> pages.NoticePage:
    back, after = _before(questions, asked), questions.after(asked.id)
    same = after is not None and group_of(after) == group_of(asked)
    return pages.NoticePage(
        title=_("Before you start – My page"),
        question=asked,
        language=questions.language,
        back=at(back or "list"),
        onward=at(after.id if after and same else "list"),
        other_language=other,
        danger=danger_before(questions, desk, asked),
    )


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
    problem: Invalid | Stale,
    other: OtherLanguage | None,
) -> tuple[str, int, dict[str, str]]:
    """The page again with what was typed still in the box, and what to do."""
    fitting, desk = own_desk(questions)
    if desk.sheet is None:
        raise NotReady(["notice"])
    if fitting.question(asked.id) is not None:
        questions = fitting  # else it stopped fitting while its page was open: the page stands, with the words
    desk, values = with_readers(desk, asked.id, saving.readers), tuple(saving.values)
    if isinstance(problem, Stale):
        stands = problem.current if isinstance(problem.current, Answer) else Answer(asked.id)
        words = asked.words_for(stands.value, not_sure(), not_saying())
        page = _question_page(
            questions, desk, asked, other, values=values, errors=(("answer", said_of_stale(stands)),),
            conflict=((words,) if words else ()) if stands.is_open(beside=family_viewer().beside) else None,
            # while typing nobody has seen both yet: only the whole page may lead to writing over the other
            version=saving.based_on if saving.auto else stands.version,
            late=saving.late,
        )  # fmt: skip
        return render("prepare/question.html", page, fragment="saved"), 409, names_the_save(saving, saved=False)
    field, said = said_of_fault(problem)
    # on what it was based, so that nothing newer is written over once the fault is mended
    page = _question_page(
        questions, desk, asked, other, values=values, errors=((field, said),), version=saving.based_on,
        late=saving.late,
    )  # fmt: skip
    return render("prepare/question.html", page, fragment="saved"), 422, names_the_save(saving, saved=False)
