"""What an answer asks workers to do: the page of one task, and what is written down about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.waiting import Errand, UnreadWords
from portal.domain.clock import day_in_london
from portal.domain.errands import Done, Gathered, Said
from portal.domain.errors import Fault, Invalid, Stale
from portal.journeys.desk import do_task
from portal.web.desk import waiting_pages as pages
from portal.web.desk.errand_pages import ErrandLine, UnreadLine
from portal.web.desk.forms import TaskForm
from portal.web.desk.pages import Errors
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.forms import words_in
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("doing", __name__)

NOTHING = Done()


@views.get("/c/<ref>/task/<piece>")
@door(Door.WORKER)
def task(ref: str, piece: str) -> str:
    return render("desk/task.html", _page(ref, piece))


@views.post("/c/<ref>/task/<piece>/gathered")
@door(Door.WORKER)
def gathered(ref: str, piece: str) -> tuple[str, int] | AnyResponse:
    how, present = request.form.getlist("how"), request.form.getlist("present")
    typed = words_in(TaskForm().answer.data)
    note = Gathered(tuple(how), tuple(present), typed, worker_viewer().name, services().clock.today())
    return _done(ref, piece, (*how, *present), Done(gathered=note), lambda: do_task.say_gathered(
        room(), worker_viewer(), ref, piece, how, present, typed))  # fmt: skip


@views.post("/c/<ref>/task/<piece>/told")
@door(Door.WORKER)
def told(ref: str, piece: str) -> tuple[str, int] | AnyResponse:
    form = TaskForm()
    by, how, on = form.by.data or "", form.how.data or "", _day(form.on.data or "")
    return _done(ref, piece, (by, how), Done(told=Said("", on, how)), lambda: do_task.say_told(
        room(), worker_viewer(), ref, piece, by, on, how))  # fmt: skip


@views.post("/c/<ref>/task/<piece>/rung")
@door(Door.WORKER)
def rung(ref: str, piece: str) -> tuple[str, int] | AnyResponse:
    form = TaskForm()
    typed, on = words_in(form.answer.data), _day(form.on.data or "")
    answered = form.answered.data or ""

    def write() -> None:
        if answered not in ("yes", "nobody"):
            raise Invalid([Fault("answered", _("Choose whether somebody answered."))])
        do_task.say_rung(room(), worker_viewer(), ref, piece, on, typed, answered=answered == "yes")

    return _done(ref, piece, (answered,), Done(rung=Said(worker_viewer().name, on, words=typed)), write)


def _day(typed: str) -> date:
    """The day that was chosen; what is no day lies in the future, and so is refused."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return date.max


def _done(
    ref: str, piece: str, chosen: tuple[str, ...], typed: Done, write: Callable[[], None]
) -> tuple[str, int] | AnyResponse:
    try:
        write()
    except Invalid as problem:
        errors = tuple((fault.place, fault.message) for fault in problem.faults)
        return render("desk/task.html", _page(ref, piece, errors, chosen, typed)), 422
    except Stale:
        errors = (("notes", _("Somebody wrote this down before you. Nothing was overwritten. Both are below.")),)
        return render("desk/task.html", _page(ref, piece, errors, unsaved=typed)), 409
    return redirect(url_for("desk.doing.task", ref=ref, piece=piece), 303)


def _page(
    ref: str, piece: str, errors: Errors = (), chosen: tuple[str, ...] = (), typed: Done = NOTHING,
    unsaved: Done = NOTHING,
) -> pages.TaskPage:  # fmt: skip
    """`typed` goes back into the boxes; `unsaved` stands beside what somebody else wrote."""
    found = do_task.look(room(), worker_viewer(), ref, piece)
    standing, note = found.errand.standing if found.errand else None, typed.gathered or typed.rung
    return pages.TaskPage(
        title=_("Error: To do – Desk") if errors else _("To do – Desk"),
        ref=ref,
        id=piece,
        what=found.what,
        stage="left" if found.has_left else standing.stage.value if standing else "done",
        person=found.person or _("Somebody in the family"),
        doer=found.errand.doer if found.errand else "",
        since=found.shared_at,
        by=standing.by if standing else None,
        overdue=found.errand.is_overdue if found.errand else False,
        met_on=found.met_on,
        notes=_notes(found.done),
        answers=tuple(pages.CameLine(s.kind.value, s.at, s.by, s.words, None) for s in found.answers),
        how=_offered(how_gathered()),
        present=_offered(who_was_there()),
        told_how=_offered(how_told()),
        tellers=_offered(dict(found.tellers)),
        me=worker_viewer().account,
        today=services().clock.today().isoformat(),
        to_ask=found.to_ask,
        tells=found.may_tell,
        unsaved=_notes(unsaved),
        chosen=chosen,
        typed=note.words if note else "",
        errors=errors,
    )


def _notes(done: Done) -> tuple[pages.NoteLine, ...]:
    lines = []
    if done.gathered:
        note, named, there = done.gathered, how_gathered(), who_was_there()
        how, present = tuple(named[h] for h in note.how), tuple(there[p] for p in note.present)
        lines.append(pages.NoteLine("gathered", note.by, note.on, how, present, note.words))
    for tried in done.tried:
        lines.append(pages.NoteLine("tried", tried.by, tried.on, (), (), tried.words))
    if done.rung:
        lines.append(pages.NoteLine("rung", done.rung.by, done.rung.on, (), (), done.rung.words))
    if done.told:
        lines.append(pages.NoteLine("told", done.told.by, done.told.on, (how_told()[done.told.how],), (), ""))
    return tuple(lines)


def _offered(named: dict[str, str]) -> tuple[pages.Choice, ...]:
    return tuple(pages.Choice(each, name) for each, name in named.items())


def how_gathered() -> dict[str, str]:
    return {
        "face-to-face": _("Face to face"), "phone": _("By phone"), "online": _("Online"),
        "drawing": _("Drawing or play"), "symbols": _("Pictures or symbols"), "interpreter": _("With an interpreter"),
        "their-place": _("In a place they chose"), "advocate": _("Through an advocate"),
        "asked-not-said": _("They were asked, and chose to say nothing"),
    }  # fmt: skip


def who_was_there() -> dict[str, str]:
    return {
        "nobody": _("Nobody else"), "parent": _("A parent or carer"), "trusted-adult": _("An adult they trust"),
        "another-worker": _("Another worker"), "interpreter": _("An interpreter"), "advocate": _("An advocate"),
        "not-known": _("Not known"),
    }  # fmt: skip


def how_told() -> dict[str, str]:
    return {
        "face-to-face": _("Face to face"), "phone": _("By phone"), "online": _("Online"),
        "advocate": _("Through an advocate"),
    }  # fmt: skip


def errand_line(errand: Errand) -> ErrandLine:
    standing = errand.standing
    return ErrandLine(
        errand.child_ref, errand.ref, errand.child, errand.what, standing.stage.value, errand.person, errand.doer,
        standing.by, day_in_london(standing.meeting) if standing.meeting else None, errand.is_overdue,
    )  # fmt: skip


def unread_line(words: UnreadWords) -> UnreadLine:
    return UnreadLine(
        words.child_ref, words.child, words.number, words.since, words.reader, words.is_for_one, words.cover, words.by,
        words.is_late,
    )  # fmt: skip
