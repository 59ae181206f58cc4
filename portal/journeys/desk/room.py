"""What a worker's journey is handed: both cupboards and the area packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from portal.access.circle import circle_of
from portal.access.viewer import WorkerViewer
from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.case import Case, KeptCase
from portal.domain.errors import NotFound, NotReady
from portal.domain.people import Member, Tied
from portal.domain.preparation import Circle
from portal.domain.scales import Scales
from portal.store.audit import Event
from portal.store.casework import cases, workers
from portal.store.crypto import fingerprint
from portal.store.database import Cupboard
from portal.store.family import members, shared

if TYPE_CHECKING:
    from portal.exchange.provider.talk import Provider


@dataclass(frozen=True)
class Room:
    """The desk's room. `areas` is the packs by id, in English; `translated` the same by language,
    as far as an area is whole in it (`library.areas.read_whole_areas`). `demo_secret`: of the six digits that
    everybody of a demo shares, and in real life nobody has. `provider`: the council's own sign-in, where there is one.
    `scales`: which scales are asked of whom.
    `words_read_within`: in so many working days words are read, as families are told.
    """

    casework: Cupboard
    family: Cupboard
    areas: Mapping[str, Area]
    translated: Mapping[str, Mapping[str, Area]] = field(default_factory=dict)
    demo_secret: str = ""
    provider: Provider | None = None
    scales: Scales = field(default_factory=dict)
    words_read_within: int = 2

    def area_for(self, case: Case, person: str) -> Area:
        """The area in the language of this person of the case; in English where it is not whole in it."""
        known = case.person(person)
        language = case.child.language if known is None else known.language
        return self.translated.get(language, {}).get(case.area) or self.areas[case.area]

    def child_id(self, child_ref: str) -> str:
        return members.child_id(self.family.pepper, child_ref)

    def person_id(self, child_ref: str, person_ref: str) -> str:
        return members.person_id(self.family.pepper, child_ref, person_ref)

    def public_ref(self, child_ref: str, person_ref: str, what: str, ref: str) -> str:
        """A reference in one person's copy: it tells nothing, and nothing hidden shifts it."""
        return fingerprint(self.family.pepper, "public", child_ref, person_ref, what, ref)[:16]

    def find_case(self, db: Connection, child_ref: str) -> KeptCase:
        """The case as it stands. Raises NotFound."""
        kept = cases.find(db, self.casework.keyring, child_ref)
        if kept is None:
            raise NotFound
        return kept

    def event(self, viewer: WorkerViewer, action: str, child_ref: str, thing: str = "", outcome: str = "done") -> Event:
        return Event(viewer.account, action, thing, self.child_id(child_ref), outcome)

    def circle(self, case: Case, person: str, tied: list[Tied], named: str | None) -> Circle:
        return circle_of(case, person, tied, lambda ref: self.person_id(case.child.ref, ref), named)

    def member(self, case: Case, person: str, circle: Circle) -> Member:
        """A family member of the case, as the family cupboard is to know them."""
        known = case.person(person)
        young = person == case.child.ref
        return Member(
            id=self.person_id(case.child.ref, person),
            child=self.child_id(case.child.ref),
            kind=Kind.YOUNG_PERSON if young else Kind.PARENT,
            area=case.area,
            name=case.child.preferred_name if known is None else known.name,
            language=case.child.language if known is None else known.language,
            easy_read=young and case.child.format_needs == "easy",
            circle=circle,
        )

    def name_for(self, viewer: WorkerViewer, child_ref: str, person: str) -> str:
        """What this person of the family may call this worker; "" for one whose name the case keeps from them."""
        with self.family.reading() as db:
            member = members.find(db, self.family.keyring, person)
        with self.casework.reading() as db:
            case = self.find_case(db, child_ref).case
        if member is None:
            return ""
        known = {*member.circle.workers, *(name for _ref, name in [member.circle.trusted or ("", "")])}
        ties = [a.team_ref for a in viewer.allocations if a.child_ref == child_ref and a.team_ref]
        team = [entry.name for ref in ties if (entry := case.team_member(ref))]
        return next((name for name in [*team, viewer.name] if name in known), "")

    def everybody_kept(self, case: Case) -> dict[str, tuple[str, str]]:
        """Of whom something can be kept: (id, name) by their ref in the case; whoever does not stand in it any
        more, and has things in the family cupboard still, by their id.
        """
        child = case.child
        in_case = [(child.ref, child.preferred_name), *((person.ref, person.name) for person in case.people)]
        found = {ref: (self.person_id(child.ref, ref), name) for ref, name in in_case}
        known = {ref for ref, _name in found.values()}
        with self.family.reading() as db:
            for ref in members.of_child(db, self.child_id(child.ref)):
                if ref not in known and (member := members.find(db, self.family.keyring, ref)) is not None:
                    found[ref] = ref, member.name
        return found

    def shut_doors_of_those_who_left(self, case: Case) -> None:
        """The case has changed: who has no access in it any more loses their way in at the next request."""
        may = {self.person_id(case.child.ref, person) for person in case.with_access()}
        with self.family.writing() as db:
            for ref in members.of_child(db, self.child_id(case.child.ref)):
                if ref not in may:
                    members.shut_door(db, ref, self.family.clock.now(), "left")

    def know_everybody(self, db: Connection, case: Case, now: datetime, *, only: str | None = None) -> None:
        """Put those with access, or one of them, into the family cupboard, where they are not there yet."""
        for person in case.with_access():
            ref = self.person_id(case.child.ref, person)
            if only in (None, person) and members.find(db, self.family.keyring, ref) is None:
                members.keep(db, self.family.keyring, self.member(case, person, Circle()), now)

    def renew_circles(self, child_ref: str) -> None:
        """Who reads has changed: tell everybody who is already in the family cupboard."""
        with self.casework.reading() as db:
            kept = self.find_case(db, child_ref)
            tied = workers.tied(db, child_ref)
        with self.family.writing() as db:
            for person in kept.case.with_access():
                known = members.find(db, self.family.keyring, self.person_id(child_ref, person))
                if known is not None:
                    named = known.circle.trusted[0] if known.circle.trusted and known.kind is Kind.PARENT else None
                    circle = self.circle(kept.case, person, tied, named)
                    circle = replace(circle, asked_to_meet=known.circle.asked_to_meet)
                    members.set_circle(db, self.family.keyring, known.id, circle, self.family.clock.now())
                    shared.close_to_all_but(db, known.id, [ref for ref, _name in circle.family])


def refuse_ended(kept: KeptCase) -> None:
    """Raises NotReady where the case has ended: nobody gets a copy or a way in any more."""
    if kept.ended_at is not None:
        raise NotReady(["This case has ended. A manager can open it again first, if that is right."])


def ask_as_before_any_copy(room: Room, db: Connection, ref: str, now: datetime) -> None:
    """The questions that they are asked must not tell of a meeting that only a copy taken back told of, or of none."""
    member = members.find(db, room.family.keyring, ref)
    if member is not None:
        circle = replace(member.circle, asked_to_meet=True)
        members.set_circle(db, room.family.keyring, ref, circle, now)
