"""Who will read an answer, said in a sentence: computed from the rules, never written by hand."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from portal.domain.due import read_by
from portal.domain.preparation import MEETING, Circle, Readers
from portal.web.kit.dates import day
from portal.web.kit.services import services
from portal.web.prepare.pages import ReaderChoice


def reader_choice(circle: Circle, chosen: Readers, *, held: bool = False) -> ReaderChoice:
    sentence = readers_sentence(circle, chosen, held=held)
    return ReaderChoice(circle, chosen, sentence, circle.allows(chosen), held)


def readers_sentence(circle: Circle, chosen: Readers, *, held: bool = False) -> str:
    """“Only Tunde Bello sees this.” or “The workers at the meeting see this: …”, and family by name.

    `held`: the question is one that nobody reads out.
    """
    family = [name for ref, name in circle.family if ref in chosen.family]
    if chosen.worker != MEETING:
        name = circle.trusted[1] if circle.trusted and circle.trusted[0] == chosen.worker else ""
        said = _("Only %(name)s sees this.", name=name) if name else _("Choose who sees this.")
    elif held or not chosen.aloud:
        said = _("The workers at the meeting read this. Nobody reads it out.")
        if circle.workers:
            said += " " + _("%(names)s reads it first.", names=circle.workers[0])
    elif circle.workers:
        said = _("The workers at the meeting see this. %(names)s reads it first.", names=circle.workers[0])
    else:
        said = _("The workers at the meeting see this.")
    if family:
        said += " " + _("So will %(names)s, after a worker has read it.", names=_listed(family))
    return str(said)


def read_by_when(circle: Circle, chosen: list[str], shared_at: datetime) -> tuple[str, ...]:
    """Who reads answers that go to these readers (`Readers.worker`), and by which day; each once, in a sentence.

    While somebody is away it names who stands in for them; what is for them alone waits for them.
    """
    said: list[str] = []
    for worker in chosen:
        if worker == MEETING:
            said.append(_read_at_the_meeting(circle, shared_at))
        elif circle.trusted and circle.trusted[0] == worker:
            said.append(_read_alone(circle, circle.trusted[1], shared_at))
    return tuple(dict.fromkeys(said))


def _read_at_the_meeting(circle: Circle, shared_at: datetime) -> str:
    by = _by(shared_at)
    if not circle.workers:
        return str(_("The workers at the meeting read this by %(day)s.", day=by) if by else "")
    name = circle.workers[0]
    if cover := circle.cover_for(name, services().clock.today()):
        if by:
            return str(_("%(name)s is away. %(cover)s reads this by %(day)s.", name=name, cover=cover, day=by))
        return str(_("%(name)s is away. %(cover)s is asked to read it.", name=name, cover=cover))
    return _read_by(name, by)


def _read_alone(circle: Circle, name: str, shared_at: datetime) -> str:
    cover = circle.cover_for(name, services().clock.today())
    if not cover:
        return _read_by(name, _by(shared_at))
    return str(
        _("%(name)s is away. %(cover)s stands in, and sees that something waits here, not what it says. If it cannot"
          " wait, let the workers at the meeting read it.", name=name, cover=cover)
    )  # fmt: skip


def _read_by(name: str, by: str) -> str:
    return str(
        _("%(name)s reads this by %(day)s.", name=name, day=by) if by else _("%(name)s is asked to read it.", name=name)
    )


def _by(shared_at: datetime) -> str:
    """The day that is promised, or "" where the bank holidays that far ahead are not known."""
    found = services()
    holidays = next(iter(found.library.areas("en").values())).holidays
    by = read_by(shared_at, found.words_read_within, holidays)
    return day(by) if by else ""


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return str(_("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1]))


def not_sure() -> str:
    return str(_("I'm not sure"))


def not_saying() -> str:
    return str(_("I don't want to say"))
