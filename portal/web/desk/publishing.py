"""Looking at everybody's copies side by side, publishing them, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.places import item_at
from portal.access.publishing_checks import Check
from portal.access.telling import News
from portal.domain.audience import Kind
from portal.domain.case import Case, ToTell
from portal.domain.errors import Fault, Invalid, NotReady, Stale
from portal.journeys.desk import publish, published, review, tell
from portal.web.copy.pages import copy_view
from portal.web.desk import pages
from portal.web.desk.check_places import place_of_check, source_of_check
from portal.web.desk.ending import day_typed
from portal.web.desk.mend_lines import just_mended, path_of
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.forms import number_in, words_in
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("publishing", __name__)


# Where there are restrictions, what is right for one person is not said of another.
_OF_ONE_PERSON = frozenset(["restricted-new-item", "restricted-meeting"])


@dataclass(frozen=True)
class _Sent:
    """What the form was sent with: its fields by name, and who was ticked; None where it was not sent yet."""

    fields: dict[str, str] = field(default_factory=dict)
    people: tuple[str, ...] | None = None

    def of(self, prefix: str) -> dict[str, str]:
        return {name.removeprefix(prefix): value for name, value in self.fields.items() if name.startswith(prefix)}

    @property
    def reasons(self) -> dict[str, str]:
        """By the check, for all copies; by check@person for a copy whose reason was asked for by name."""
        given, found = self.of("reason-"), {}
        for key, why in given.items():
            check, _dashes, person = key.partition("--")
            alone = [each for each in given if each.startswith(f"{check}--")]
            if person:
                found[f"{check}@{person}"] = why
            elif not alone:
                found[check] = why
            else:
                others = (each for each in self.people or () if f"{check}--{each}" not in alone)
                found |= {f"{check}@{each}": why for each in others}
        return found


@views.get("/c/<ref>/copies")
@door(Door.WORKER)
def copies(ref: str) -> str:
    """With `done`, a publishing of this case: what became of each person. Nobody is ticked then."""
    done = request.args.get("done")
    if not done:
        return render("desk/copies.html", _page(ref, _Sent()))
    found = published.published(room(), worker_viewer(), ref, done)
    return render("desk/copies.html", _page(ref, _Sent(people=()), done=found.people, done_at=found.at))


def _page(
    ref: str,
    sent: _Sent,
    *,
    done: Sequence[publish.Released | published.Became] = (),
    done_at: datetime | None = None,
    errors: pages.Errors = (),
) -> pages.ReviewPage:
    told = sent.fields.get("told", "")
    each = {person: how for person, how in sent.of("told:").items() if how}
    found = review.review(room(), worker_viewer(), ref, told=bool(told), told_each=set(each))
    case = found.kept.case
    columns, asks = [], {}
    for copy in found.copies:
        known = case.person(copy.person)
        is_restricted = bool(known and known.restrictions)
        for check in copy.asks:
            is_alone = is_restricted and check.id in _OF_ONE_PERSON
            key = f"{check.id}--{copy.person}" if is_alone else check.id
            name, typed = copy.name if is_alone else "", sent.fields.get(f"reason-{key}", "")
            asks[key] = pages.AskLine(key, check.sentence, name, typed)
        may_tick = copy.person in sent.people if sent.people is not None else not (copy.stops or is_restricted)
        columns.append(
            pages.CopyColumn(
                person=copy.person,
                name=copy.name,
                young=copy.edition.kind is Kind.YOUNG_PERSON,
                changed=copy.changed,
                number=copy.previous.number if copy.previous else None,
                view=copy_view(copy.edition, services().clock.now()),
                checks=tuple(_line(case, check) for check in copy.checks),
                ticked=may_tick,
                restricted=is_restricted,
                mended=just_mended(case, room().areas[case.area], copy.person),
                taken_back=copy.taken_back,
                stands=tuple(_line(case, check) for check in copy.stands),
                told=each.get(copy.person, ""),
                news=tuple(_news(case, copy.person, news, sent.fields) for news in copy.news),
            )
        )
    return pages.ReviewPage(
        title=_("Error: %(title)s", title=_("Copies – Desk")) if errors else _("Copies – Desk"),
        ref=ref,
        name=case.child.preferred_name,
        revision=found.kept.revision,
        columns=tuple(columns),
        asks=tuple(asks.values()),
        told=told,
        cut_short=found.cut_short is not None,
        done=tuple(pages.DoneLine(one.name, one.state, one.number) for one in done),
        done_at=done_at,
        errors=errors,
        team=tuple(pages.TeamChoice(member.ref, member.name) for member in case.team),
        ended=found.kept.ended_at is not None,
    )


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
def publish_now(ref: str) -> tuple[str, int] | AnyResponse:
    fields = {name: words_in(value).strip()[:1000] for name, value in request.form.items()}
    only = request.form.getlist("for")
    sent, revision = _Sent(fields, tuple(only)), number_in(fields.get("revision"))
    if not only:
        return _again(ref, sent, "for", _("Tick at least one person."), 422)
    try:
        tasks = _tasks(sent, only)
        if tasks:
            revision = tell.plan_to_tell(room(), worker_viewer(), ref, revision, tasks)
        done = publish.publish(
            room(), worker_viewer(), ref, revision,
            told=fields.get("told", "")[:500], told_each=sent.of("told:"), reasons=sent.reasons, only=only,
        )  # fmt: skip
    except Stale:
        return _too_late(ref, sent, only)
    except NotReady:
        said = _("This case has ended, so nothing is published. A manager can open it again.")
        return _again(ref, sent, "for", said, 409)
    except Invalid as problem:
        said = _("To make it somebody's task, choose who tells them, and today or a day to come.")
        return _again(ref, sent, problem.faults[0].place or "for", said, 422)
    if any(released.stopped_by for released in done):
        return render("desk/copies.html", _page(ref, sent, done=done)), 422
    found = published.newest(room(), worker_viewer(), ref, only)
    return redirect(url_for("desk.publishing.copies", ref=ref, done=found.id if found else None, _anchor="done"), 303)


def _too_late(ref: str, sent: _Sent, only: list[str]) -> tuple[str, int] | AnyResponse:
    """Somebody else changed the case; or it was this worker, whose press came twice: then what the first one did."""
    first = published.a_moment_ago(room(), worker_viewer(), ref)
    got = {one.person for one in first.people} if first else set()
    if first and got.issuperset(only):
        return redirect(url_for("desk.publishing.copies", ref=ref, done=first.id, _anchor="done"), 303)
    if first and got.intersection(only):
        return render("desk/copies.html", _page(ref, sent, done=first.people, done_at=first.at)), 409
    said = _("The case changed since you opened this page, so this press published nothing. Look at the copies again.")
    return _again(ref, sent, "for", said, 409)


def _again(ref: str, sent: _Sent, place: str, said: str, status: int) -> tuple[str, int]:
    return render("desk/copies.html", _page(ref, sent, errors=((place, said),))), status


def _tasks(sent: _Sent, only: list[str]) -> list[ToTell]:
    """Who is to tell whom, for those whose copy is published now. Raises Invalid for what is no day."""
    found = []
    for key, teller in sent.of("teller:").items():
        meeting, _sep, person = key.partition(":")
        if teller and person in only:
            try:
                by = day_typed(sent.fields.get(f"by:{key}", ""))
            except Invalid:
                raise Invalid([Fault(f"by:{key}", "is no day")]) from None
            found.append(ToTell(meeting, person, teller, by))
    return found


def _line(case: Case, check: Check) -> pages.CheckLine:
    item = item_at(check.place)
    mend = path_of(item, check.person) if item else ""
    place, source = place_of_check(case, check.place), source_of_check(case, check.source)
    return pages.CheckLine(check.id, check.hard, place, check.sentence, check.matched, source, mend)
