"""Dates as people say them: “Thursday 26 November, 2.15pm”, and beside it “in 5 days”."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import format_date, get_locale, gettext, ngettext
from flask_babel import format_time as babel_time

from portal.domain.clock import LONDON, day_in_london
from portal.web.kit.services import services


def day(value: date | datetime) -> str:
    """The day with its weekday, in London; with the year only when it is another one."""
    local = day_in_london(value) if isinstance(value, datetime) else value
    year = "" if local.year == services().clock.today().year else " y"
    if _english():
        return str(format_date(local, f"EEEE d MMMM{year}"))
    return str(format_date(local, "full"))


def time(value: datetime) -> str:
    """The time in London: “2.15pm”, “10am”; in other languages by their own habit."""
    local = value.astimezone(LONDON)
    if not _english():
        return str(babel_time(value, "short"))
    hour = local.hour % 12 or 12
    minutes = f".{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """The day and the time; in the hour that comes twice, as the clocks go back, which of the two."""
    said = f"{day(value)}, {time(value)}"
    local = value.astimezone(LONDON)
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return said
    first = local.fold == 0
    return f"{said}, {gettext('before the clocks go back') if first else gettext('after the clocks go back')}"


def away(value: date | datetime) -> str:
    """How far a day is from today, in words. It never stands alone."""
    local = day_in_london(value) if isinstance(value, datetime) else value
    days = (local - services().clock.today()).days
    if days == 0:
        return str(gettext("today"))
    if days == 1:
        return str(gettext("tomorrow"))
    if days == -1:
        return str(gettext("yesterday"))
    if days > 0:
        return str(ngettext("in %(num)d day", "in %(num)d days", days))
    return str(ngettext("%(num)d day ago", "%(num)d days ago", -days))


def machine(value: date | datetime) -> str:
    """For `<time datetime>`."""
    return value.astimezone(LONDON).isoformat() if isinstance(value, datetime) else value.isoformat()


def _english() -> bool:
    found = get_locale()
    return found is None or found.language == "en"
