"""My page, my plan, my meeting."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _

from portal.domain.audience import Kind
from portal.domain.names import first_name
from portal.journeys.family import read_plan
from portal.web.copy.pages import copy_view
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.plan.pages import HomePage, MeetingPage, PlanPage, SentLine

plan = Blueprint("plan", __name__)


@plan.get("/me")
@door(Door.FAMILY)
def home() -> str:
    found, who = services(), family_viewer()
    opened = read_plan.open_home(found.family, who, found.library.question_set(who.kind).id)
    view = copy_view(opened.published.edition, found.clock.now()) if opened.published else None
    sent = tuple(
        SentLine(
            s.shared_at,
            s.read_at if opened.may_read_back else None,
            s.read_by if opened.may_read_back else "",
        )
        for s in opened.sent
    )
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
    )
    return render("plan/home.html", page)


@plan.get("/p")
@door(Door.FAMILY)
def show() -> str:
    found = services()
    published = read_plan.open_plan(found.family, family_viewer())
    view = copy_view(published.edition, found.clock.now())
    page = PlanPage(_("What people do – My page"), view, published.published_at)
    return render("plan/show.html", page)


@plan.get("/m/<ref>")
@door(Door.FAMILY)
def meeting(ref: str) -> str:
    found = services()
    published, opened = read_plan.open_meeting(found.family, family_viewer(), ref)
    page = MeetingPage(
        title=_("A date – My page"),
        meeting=opened,
        to_come=opened.is_to_come(found.clock.now()),
        young=published.edition.kind is Kind.YOUNG_PERSON,
        area=published.edition.area,
    )
    return render("plan/meeting.html", page)
