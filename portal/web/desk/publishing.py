"""Looking at everybody's copies side by side, and publishing them."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext as _

from portal.access.places import item_at
from portal.access.publishing_checks import Check
from portal.access.telling import News
from portal.domain.audience import Kind
from portal.domain.case import Case, ToTell
from portal.domain.errors import Fault, Invalid, NotReady, Stale
from portal.journeys.desk import publish, review, tell
from portal.web.copy.pages import copy_view
from portal.web.desk import pages
from portal.web.desk.ending import day_typed
from portal.web.desk.forms import PublishForm
from portal.web.desk.mend_lines import just_mended, path_of
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("publishing", __name__)


@views.get("/c/<ref>/copies")
@door(Door.WORKER)
def copies(ref: str) -> str:
    return render("desk/copies.html", _page(ref, {}))


def _page(
    ref: str,
    typed: dict[str, str],
    *,
    outcomes: dict[str, publish.Released] | None = None,
    errors: pages.Errors = (),
) -> pages.ReviewPage:
    """`typed` is what the form was sent with, by the names of its fields."""
    told, reasons = typed.get("told", ""), _of(typed, "reason-")
    each = {person: how for person, how in _of(typed, "told:").items() if how}
    found = review.review(room(), worker_viewer(), ref, told=bool(told), told_each=set(each))
    columns, asks = [], {}
    for copy in found.copies:
        done = (outcomes or {}).get(copy.person)
        checks = tuple(_line(check) for check in copy.checks)
        asks.update({check.id: check for check in checks if not check.hard})
        columns.append(
            pages.CopyColumn(
                person=copy.person,
                name=copy.name,
                young=copy.edition.kind is Kind.YOUNG_PERSON,
                changed=copy.changed,
                number=copy.previous.number if copy.previous else None,
                view=copy_view(copy.edition, services().clock.now()),
                checks=checks,
                outcome=done.state if done else "",
                mended=just_mended(found.kept.case, room().areas[found.kept.case.area], copy.person),
                taken_back=copy.taken_back,
                told=each.get(copy.person, ""),
                news=tuple(_news(found.kept.case, copy.person, news, typed) for news in copy.news),
            )
        )
    return pages.ReviewPage(
        title=_("Copies – Desk"),
        ref=ref,
        name=found.kept.case.child.preferred_name,
        revision=found.kept.revision,
        columns=tuple(columns),
        asks=tuple(asks.values()),
        told=told,
        reasons=reasons,
        cut_short=found.cut_short is not None,
        done=outcomes is not None,
        errors=errors,
        team=tuple(pages.TeamChoice(member.ref, member.name) for member in found.kept.case.team),
        ended=found.kept.ended_at is not None,
    )


def _of(typed: dict[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in typed.items() if name.startswith(prefix)}


def _news(case: Case, person: str, news: News, typed: dict[str, str]) -> pages.NewsLine:
    key, task = f"{news.meeting}:{person}", news.task
    member = case.team_member(task.worker) if task else None
    return pages.NewsLine(
        key=key if news.meeting else "",
        name=news.name,
        state=news.part.state,
        at=news.part.arrive_at,
        teller=(member.name if member else task.worker) if task else "",
        by=task.by if task else None,
        told_on=task.told_on if task else None,
        chosen=typed.get(f"teller:{key}", ""),
        day=typed.get(f"by:{key}", ""),
    )


@views.post("/c/<ref>/copies")
@door(Door.WORKER)
def publish_now(ref: str) -> str | tuple[str, int]:
    typed = {name: value.strip()[:1000] for name, value in request.form.items()}
    seen, only = PublishForm().revision.data or "", request.form.getlist("for")
    revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    if not only:
        return _again(ref, typed, "for", _("Tick at least one person."), 422)
    try:
        tasks = _tasks(typed, only)
        if tasks:
            revision = tell.plan_to_tell(room(), worker_viewer(), ref, revision, tasks)
        done = publish.publish(
            room(), worker_viewer(), ref, revision,
            told=typed.get("told", "")[:500], told_each=_of(typed, "told:"), reasons=_of(typed, "reason-"), only=only,
        )  # fmt: skip
    except Stale:
        said = _("The case changed since you opened this page. Nothing was published. Look at the copies again.")
        return _again(ref, typed, "for", said, 409)
    except NotReady:
        said = _("This case has ended, so nothing is published. A manager can open it again.")
        return _again(ref, typed, "for", said, 409)
    except Invalid as problem:
        said = _("To make it somebody's task, choose who tells them, and today or a day to come.")
        return _again(ref, typed, problem.faults[0].place or "for", said, 422)
    outcomes = {released.person: released for released in done}
    stopped = any(released.stopped_by for released in done)
    return render("desk/copies.html", _page(ref, typed, outcomes=outcomes)), 422 if stopped else 200


def _again(ref: str, typed: dict[str, str], field: str, said: str, status: int) -> tuple[str, int]:
    return render("desk/copies.html", _page(ref, typed, errors=((field, said),))), status


def _tasks(typed: dict[str, str], only: list[str]) -> list[ToTell]:
    """Who is to tell whom, for those whose copy is published now. Raises Invalid for what is no day."""
    found = []
    for key, teller in _of(typed, "teller:").items():
        meeting, _sep, person = key.partition(":")
        if teller and person in only:
            try:
                by = day_typed(typed.get(f"by:{key}", ""))
            except Invalid:
                raise Invalid([Fault(f"by:{key}", "is no day")]) from None
            found.append(ToTell(meeting, person, teller, by))
    return found


def _line(check: Check) -> pages.CheckLine:
    item = item_at(check.place)
    mend = path_of(item, check.person) if item else ""
    return pages.CheckLine(check.id, check.hard, check.place, check.sentence, check.matched, check.source, mend)
