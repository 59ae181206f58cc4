"""My page, my plan, my meeting."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint
from flask_babel import gettext as _

from portal.domain.audience import Kind
from portal.domain.edition import Published
from portal.domain.names import first_name
from portal.domain.preparation import Circle
from portal.journeys.family import dates, my_way_in, read_plan
from portal.web.copy.pages import copy_view
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.errors import cannot_be_shown
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.plan import about_me, calendar, following, telling
from portal.web.plan.own_copy import meeting_page, show_page
from portal.web.plan.pages import HomePage, ToldLine, told_line

plan = Blueprint("plan", __name__)
for views in (telling.views, calendar.views, about_me.views):
    plan.register_blueprint(views)

STAYS_ON_MY_PAGE = timedelta(days=14)
"""For how long an answer to what was said about a date stands on one's own page."""


@plan.get("/me")
@door(Door.FAMILY)
def home() -> str:
    found, who = services(), family_viewer()
    opened = read_plan.open_home(found.family, who, found.library.sets_for(who.kind))
    view = copy_view(opened.published.edition, found.clock.now()) if opened.published else None
    sent = following.sent_lines(opened)
    way = my_way_in.open_way_in(found.family, who)
    told, answered = _answered_lately(opened.published, found.clock.now()) if opened.may_open_plan else ((), False)
    page = HomePage(
        title=_("My page"),
        name=first_name(opened.member.name),
        young=who.kind is Kind.YOUNG_PERSON,
        area=opened.member.area,
        view=view,
        waiting_for_worker=not opened.may_open_plan,
        begun=opened.begun,
        waiting=opened.waiting,
        sent=sent,
        shared_with_me=opened.opened_to_me,
        told=told,
        answered=answered,
        taken_back=opened.taken_back,
        lost=cannot_be_shown() if opened.is_lost else "",
        renewed_at=way.way.renewed_at if way.is_new else None,
        ended_another=way.way.ended_another,
        wrong_before=way.way.wrong_before,
        is_first=way.is_first,
        ask=_whom_to_ask(opened.member.circle),
        drafts_gone=opened.member.drafts_gone_at is not None,
        how_was_it=opened.how_was_it,
        asked=following.asked_lines(opened),
        changed=following.changed_lines(opened),
        news=following.news(opened),
        telling=following.telling(opened),
    )
    return render("plan/home.html", page)


def _whom_to_ask(circle: Circle) -> str:
    """The one whom they write to, or else the first of their workers; only names that they know already."""
    return circle.trusted[1] if circle.trusted else next(iter(circle.workers), "")


def _answered_lately(published: Published | None, now: datetime) -> tuple[tuple[ToldLine, ...], bool]:
    """What was answered not long ago, of dates that stand in the copy; and whether more was, of which no word shows.

    A copy may have been taken back for a date in it, or be without a date that this person may not know.
    """
    said = dates.said(services().family, family_viewer())
    lately = [m for m in said if m.answered_at and now < m.answered_at + STAYS_ON_MY_PAGE]
    copy = published.edition if published else None
    here = {m.ref for m in copy.meetings if m.arrive_at} | {v.ref for v in copy.visits} if copy else set()
    told = tuple(told_line(message, None) for message in lately if message.about.ref in here)
    return told, len(told) < len(lately)


@plan.get("/p")
@door(Door.FAMILY)
def show() -> str:
    return show_page()


@plan.get("/m/<ref>")
@door(Door.FAMILY)
def meeting(ref: str) -> str:
    return meeting_page(ref)
