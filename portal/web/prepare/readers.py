"""Who will read an answer, said in a sentence: computed from the rules, never written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from portal.domain.audience import Kind
from portal.domain.due import read_by
from portal.domain.preparation import MEETING, Circle, Question, Readers, Task
from portal.domain.scales import opens_together
from portal.web.kit.dates import day
from portal.web.kit.doors import family_viewer
from portal.web.kit.easy_words import reads_easy
from portal.web.kit.services import services
from portal.web.prepare.pages import ReaderChoice


def reader_choice(circle: Circle, chosen: Readers, asked: Question | None = None) -> ReaderChoice:
    sentence = readers_sentence(circle, chosen, asked)
    return ReaderChoice(circle, chosen, sentence, circle.allows(chosen), asked is not None and asked.held)


def readers_sentence(
    circle: Circle, chosen: Readers, asked: Question | None = None, given: tuple[str, ...] = ()
) -> str:  # fmt: skip
    """“Only Tunde Bello sees this. …” or “The workers at the meeting see this. …”, and family by name.

    And who else is told that there is something to do: where an answer to what is `asked` can make a task, or the one
    `given` does.
    """
    said = _who_reads(circle, chosen, held=asked is not None and asked.held)
    tasks = [asked.task_of(given)] if asked and given else [task for _option, task in asked.tasks] if asked else []
    told = dict.fromkeys(_told_too(task, is_given=bool(given)) for task in tasks if task)
    return " ".join([said, *told])


def _told_too(task: Task, *, is_given: bool) -> str:
    """Whoever reads the words, a task is the case worker's too, and a manager's once its day is over."""
    if task is Task.RING:
        if is_given:
            said = _("Your case worker is told that you asked us to ring.")
        else:
            said = _("If you say yes, your case worker is told that you asked us to ring.")
        return f"{said} {_('If nobody rings in time, their manager is told too.')}"
    if is_given:
        said = _("Your case worker is told that you are not coming, so that someone asks you in another way.")
    else:
        said = _("If you say you are not coming, your case worker is told, so that someone asks you in another way.")
    return f"{said} {_('If nobody acts in time, their manager is told too.')}"


def _who_reads(circle: Circle, chosen: Readers, *, held: bool) -> str:
    family = [name for ref, name in circle.family if ref in chosen.family]
    if chosen.worker != MEETING:
        name = circle.trusted[1] if circle.trusted and circle.trusted[0] == chosen.worker else ""
        if not name:
            said = _("Choose who sees this.")
        else:
            said = _("Only %(name)s sees this.", name=name)
            said += " " + _("To keep somebody safe, another worker may have to see it.")
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


def waits_for_others(scale: str, worker: str) -> bool:
    """Whether what goes to this reader (`Readers.worker`) is a number that others are asked for too.

    Nobody waits for anybody where a young person alone is asked for it. A parent may have another one beside them. Of
    who reads easy words, or sits beside a worker, the desk may not know that they were asked: theirs waits for a press.
    """
    who = family_viewer()
    if not opens_together(scale, worker):
        return False
    if who.kind is Kind.PARENT or who.beside or reads_easy():
        return True
    return any(each.scale == scale for one in services().library.sets_for(Kind.PARENT) for each in one.questions)


def read_by_a_day(given: Iterable[tuple[str, str]]) -> list[str]:
    """Of pairs of scale ("" for none) and reader (`Readers.worker`): the readers of what is read by a promised day.
    A number that waits for those of others is promised to nobody by any day.
    """
    return [worker for scale, worker in given if not waits_for_others(scale, worker)]


def share_with(circle: Circle, chosen: list[Readers]) -> str:
    """What the button says that shares answers with these readers: with whom, where it is the same for all."""
    same = {(readers.worker, readers.family) for readers in chosen if readers.worker}
    if same == {(MEETING, ())}:
        return str(_("Share with the workers at the meeting"))
    if circle.trusted and same == {(circle.trusted[0], ())}:
        return str(_("Share with %(name)s", name=circle.trusted[1]))
    return str(_("Share with the people you chose"))


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
