"""The pages of one's own copy, with what one has said about its dates."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.domain.audience import Kind
from portal.domain.edition import Edition
from portal.domain.messages import MessageKind, last_said, may_say_missed, may_speak_of_meeting, still_to_say
from portal.domain.preparation import Notice
from portal.journeys.family import calendar, dates, read_plan
from portal.web.copy.pages import copy_view
from portal.web.kit.doors import family_viewer
from portal.web.kit.explaining import explain_words
from portal.web.kit.locale import language
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.plan.pages import Errors, MeetingPage, PlanPage, ToldLine, told_line


def short_notice(*, easy: bool) -> Notice:
    """What stands above every box on these pages: in easy words for who reads those, and in the language of the page
    where it is there. No draft of a machine carries it.
    """
    asked = language()
    tag = "en" if asked.draft else asked.tag
    return services().library.question_set(family_viewer().kind, tag, easy=easy).short_notice


def show_page(which: str = "", typed: str = "", errors: Errors = ()) -> str:
    """One's own copy; with words that could not be kept about a visit, where there are any."""
    found, who = services(), family_viewer()
    published = read_plan.open_plan(found.family, who)
    now, visits = found.clock.now(), published.edition.visits
    at = {visit.ref: visit.at for visit in visits}
    told: dict[str, tuple[ToldLine, ...]] = {}
    for message in published.said:
        if message.kind is MessageKind.DID_NOT_COME and message.about.ref in at:
            line = told_line(message, at[message.about.ref])
            told[message.about.ref] = (*told.get(message.about.ref, ()), line)
    may_tell = (
        visit.ref
        for visit in visits
        if may_say_missed(visit, now)
        and all(line.other_time or line.seen_at is not None for line in told.get(visit.ref, ()))
    )
    page = PlanPage(
        title=_("Error: What people do – My page") if errors else _("What people do – My page"),
        view=copy_view(published.edition, now),
        published_at=published.published_at,
        number=published.number,
        read_at=published.read_at,
        told=told,
        may_tell=tuple(may_tell),
        notice=short_notice(easy=published.reads_easy),
        telling=which,
        typed=typed,
        errors=errors,
        guide=_about_levels(published.edition),
    )
    _explain(published.edition)
    return render("plan/show.html", page)


def _explain(copy: Edition) -> None:
    """Mark the hard words of this page as this reader sees it: by what stands on it, and by nothing else."""
    explain_words(copy.area, copy.kind, copy.language)


def _about_levels(copy: Edition) -> str:
    """The guide that says how to question a level, if the area has it, or ""."""
    slug = "about-your-meeting" if copy.kind is Kind.YOUNG_PERSON else "the-levels"
    known = copy.level and slug in services().library.guides(copy.area, language().tag)
    return slug if known else ""


def meeting_page(ref: str, which: str = "", typed: str = "", errors: Errors = ()) -> str:
    """One meeting; with words that could not be kept about it, where there are any."""
    found, who = services(), family_viewer()
    published, opened = read_plan.open_meeting(found.family, who, ref)
    now = found.clock.now()
    said = [m for m in dates.said(found.family, who) if m.about.ref == ref and m.kind is not MessageKind.DID_NOT_COME]
    of_now = [message for message in said if message.about.at == opened.arrive_at]
    last = last_said(of_now, MessageKind.CANNOT_COME)
    keepable = calendar.find_keepable(found.family, who, ref)
    page = MeetingPage(
        title=_("Error: A date – My page") if errors else _("A date – My page"),
        meeting=opened,
        to_come=opened.is_to_come(now),
        young=published.edition.kind is Kind.YOUNG_PERSON,
        area=published.edition.area,
        language=published.edition.language,
        told=tuple(told_line(message, opened.arrive_at) for message in said),
        may_tell=tuple(kind.value for kind in still_to_say(of_now)) if may_speak_of_meeting(opened, now) else (),
        says_no=last is not None and last.kind is MessageKind.CANNOT_COME,
        notice=short_notice(easy=published.reads_easy),
        keep="" if keepable is None else "out" if keepable.cancelled else "put",
        telling=which,
        typed=typed,
        errors=errors,
    )
    _explain(published.edition)
    return render("plan/meeting.html", page)
