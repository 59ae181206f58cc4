"""One field of a form at the desk, and what an item of a case is called there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _

from portal.domain import mending
from portal.domain.area import Area
from portal.domain.audience import Audience
from portal.domain.case import Case, Entry, Shown
from portal.domain.mending import ItemRef, Sort
from portal.exchange.typed import Typed
from portal.web.desk.mending_pages import Field, Group, Option
from portal.web.desk.pages import Errors
from portal.web.kit.dates import moment as in_words


@dataclass(frozen=True)
class Form:
    """Makes fields; what was typed stands in them again, with the error beside it."""

    typed: Typed | None = None
    errors: Errors = ()

    def _made(self, kind: str, name: str, label: str, value: str = "", **more: Any) -> Field:
        if self.typed is not None:
            value = (self.typed.get(name) or ("",))[0]
        error = next((message for place, message in self.errors if place == name), "")
        return Field(kind, name, label, value, error=error, **more)

    def line(self, name: str, label: str, value: str = "", hint: str = "") -> Field:
        return self._made("line", name, label, value, hint=hint)

    def words(self, name: str, label: str, value: str = "", hint: str = "") -> Field:
        return self._made("words", name, label, value, hint=hint)

    def day(self, name: str, label: str, value: str = "", hint: str = "") -> Field:
        return self._made("day", name, label, value, hint=hint)

    def moment(self, name: str, label: str, value: str = "", hint: str = "") -> Field:
        made = self._made("moment", name, label, value, hint=hint)
        # A browser's own field holds no offset; the night the clocks go back needs one, typed.
        return replace(made, kind="line") if made.error or len(made.value) > 16 else made

    def tick(self, name: str, label: str, value: bool = False, hint: str = "") -> Field:
        ticked = name in self.typed if self.typed is not None else value
        return replace(self._made("tick", name, label, hint=hint), value="1" if ticked else "")

    def one(
        self, kind: str, name: str, label: str, options: Iterable[tuple[str, str]], value: str, hint: str = ""
    ) -> Field:
        made = self._made(kind, name, label, value, hint=hint)
        return replace(made, options=_options(name, options, {made.value}))

    def some(
        self, name: str, label: str, options: Iterable[tuple[str, str]], values: Iterable[str], hint: str = ""
    ) -> Field:
        chosen = set(self.typed.get(name, ()) if self.typed is not None else values)
        return replace(self._made("some", name, label, hint=hint), options=_options(name, options, chosen))

    def access(self, value: bool = False) -> Field:
        return self.tick("portal_access", _("May have a way in"), value)

    def role(self, name: str, area: Area, value: str = "") -> Field:
        known = [("", _("choose")), *((role.id, role.name) for role in area.roles.values())]
        return self.one("pick", name, _("What they do"), known, value)

    def restrictions(self, name: str, value: str = "") -> Field:
        asked = _("Anything that keeps this person from the others? Only workers see this.")
        hint = _("An order, an agreement, a risk. Each copy is checked against it.")
        return self.words(name, asked, value, hint)

    def plan(self, value: str = "none") -> Field:
        plans = [
            ("none", _("none yet")), ("early-help", _("early help")), ("child-in-need", _("child in need")),
            ("child-protection", _("child protection")), ("looked-after", _("looked after")),
        ]  # fmt: skip
        return self.one("pick", "plan_type", _("Plan"), plans, value)

    def relationship(self, name: str, value: str = "") -> Field:
        known = [
            ("", _("choose")), ("mother", _("mother")), ("father", _("father")), ("step-parent", _("step-parent")),
            ("carer", _("carer")), ("grandparent", _("grandparent")), ("guardian", _("guardian")),
            ("other", _("somebody else")),
        ]  # fmt: skip
        return self.one("pick", name, _("Who they are"), known, value)


@dataclass(frozen=True, kw_only=True)
class Fields(Form):
    """The same for one case, whose people, team and area they name. `file` is the last file's case."""

    case: Case
    area: Area
    file: Case | None = field(default=None, repr=False)

    @property
    def family(self) -> list[tuple[str, str]]:
        child = self.case.child
        return [(child.ref, child.preferred_name), *((person.ref, person.name) for person in self.case.people)]

    @property
    def team(self) -> list[tuple[str, str]]:
        return [(member.ref, member.name) for member in self.case.team]

    def audience(self, shown: Shown, start: str = "") -> tuple[Field, Field]:
        name = self.case.child.preferred_name
        options = [
            (Audience.PROFESSIONALS.value, _("Professionals only")),
            (Audience.PARENTS.value, _("Parents and carers")),
            (Audience.YOUNG_PERSON.value, _("%(name)s", name=name)),
            (Audience.FAMILY.value, _("Parents, carers and %(name)s", name=name)),
        ]
        who = self.one("one", f"{start}audience", _("Who sees it"), options, shown.audience.value)
        but = self.some(f"{start}withhold", _("But not"), self.family, shown.withhold_from)
        return who, but

    @property
    def name(self) -> str:
        return str(self.case.child.preferred_name)

    def trusted(self, value: bool = False) -> Field:
        return self.tick("trusted", _("Helps %(name)s to say what they think", name=self.name), value)

    def safe_place(self, value: bool = False) -> Field:
        return self.tick("place_for_child", _("The place is safe on %(name)s's phone", name=self.name), value)

    def entry(self, legend: str, entry: Entry, start: str = "") -> Group:
        words = self.words(
            f"{start}family_words",
            _("Words for the family"),
            entry.family_words or entry.words if entry.family_words is not None else "",
            _("This is what they read. Needed where anybody of the family sees it."),
        )
        return Group(legend, (words, *self.audience(entry.shown, start)), entry.words)


def _options(name: str, options: Iterable[tuple[str, str]], chosen: set[str]) -> tuple[Option, ...]:
    return tuple(
        Option(value, label, name if number == 1 else f"{name}-{number}", value in chosen)
        for number, (value, label) in enumerate(options, 1)
    )


def label_of(case: Case, area: Area, item: ItemRef) -> str:
    """What an item is called at the desk."""
    found = mending.find(case, item)
    match item.sort:
        case Sort.CHILD:
            return str(case.child.preferred_name)
        case Sort.PERSON | Sort.TEAM:
            return str(found.name)
        case Sort.LEVEL:
            level = area.level(found.level)
            return _("Level of %(day)s: %(level)s", day=found.date.isoformat(), level=level.label if level else "")
        case Sort.GOAL:
            return _("Goal %(ref)s", ref=found.ref)
        case Sort.ACTION:
            return _("Action %(ref)s", ref=found.ref)
        case Sort.SAFETY:
            return _("Safety step %(number)s", number=item.key)
        case Sort.MEETING:
            return _("Meeting %(ref)s, %(when)s", ref=found.ref, when=in_words(found.starts_at))
        case Sort.MINUTE:
            step = area.step(found.step)
            return _("Minute of meeting %(ref)s: %(step)s", ref=item.key, step=step.title if step else found.step)
        case Sort.VISIT:
            return _("Visit %(ref)s, %(when)s", ref=found.ref, when=in_words(found.at))
