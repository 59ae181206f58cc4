"""Who will read an answer, said in a sentence: computed from the rules, never written by hand."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.domain.preparation import MEETING, Circle, Readers
from portal.web.prepare.pages import ReaderChoice


def reader_choice(circle: Circle, chosen: Readers) -> ReaderChoice:
    return ReaderChoice(circle, chosen, readers_sentence(circle, chosen), circle.allows(chosen))


def readers_sentence(circle: Circle, chosen: Readers) -> str:
    """“Only Tunde Bello sees this.” or “The workers at the meeting see this: …”, and family by name."""
    family = [name for ref, name in circle.family if ref in chosen.family]
    if chosen.worker != MEETING:
        name = circle.trusted[1] if circle.trusted and circle.trusted[0] == chosen.worker else ""
        said = _("Only %(name)s sees this.", name=name) if name else _("Choose who sees this.")
    elif circle.workers:
        said = _("The workers at the meeting see this. %(names)s reads it first.", names=circle.workers[0])
    else:
        said = _("The workers at the meeting see this.")
    if family:
        said += " " + _("So will %(names)s, after a worker has read it.", names=_listed(family))
    return str(said)


def asked_to_read(circle: Circle, chosen: list[str]) -> tuple[str, ...]:
    """Who is asked to read answers that go to these readers (`Readers.worker`), by name, each once."""
    names: list[str] = []
    for worker in chosen:
        if worker == MEETING:
            names += circle.workers[:1]
        elif circle.trusted and circle.trusted[0] == worker:
            names.append(circle.trusted[1])
    return tuple(dict.fromkeys(names))


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return str(_("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1]))
