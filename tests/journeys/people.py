"""People for journeys, without pages: family members with an account, and what they write."""

from __future__ import annotations

from typing import Any

from portal.access.viewer import FamilyMember, Joining, Stranger
from portal.domain.preparation import Answer, QuestionSet, Readers
from portal.journeys.family import come_in, join, prepare, sharing
from portal.store.database import Cupboard
from portal.store.family import answers
from tests.world import World

TAB, OTHER_TAB = "a" * 16, "b" * 16
NOT_SURE = {"not_sure": "I'm not sure", "not_saying": "I don't want to say", "language": "en"}
KIT, MUM, DAD = "NK-4417", "mum", "dad"


def cupboard(world: World) -> Cupboard:
    """The family's cupboard, as the family side has it."""
    found: Cupboard = world.family_app.extensions["portal"].family
    return found


def questions(world: World, set_id: str = "young-person") -> QuestionSet:
    found: QuestionSet = world.family_app.extensions["portal"].library.question_sets("en")[set_id]
    return found


def sets_of(world: World, who: FamilyMember) -> tuple[QuestionSet, ...]:
    """Every question set that is for this person."""
    found: tuple[QuestionSet, ...] = world.family_app.extensions["portal"].library.sets_for(who.kind)
    return found


def joining(world: World, code: str) -> Joining:
    """Somebody whose code was accepted just now, and who has shown that it is in the right hands."""
    family = cupboard(world)
    ids = join.use_code(family, Stranger(), code)
    viewer = come_in.who_is_this(family, *ids)
    assert isinstance(viewer, Joining)
    child, person, made = world.made[code]
    if made.take_home:
        assert join.say_word(family, viewer, made.spoken) is None
    else:
        world.match(child, person)
    viewer = come_in.who_is_this(family, *ids)
    assert isinstance(viewer, Joining)
    return viewer


def joined(world: World, child: str, person: str, *, own_phone: bool = False, **invitation: Any) -> FamilyMember:
    """A family member who has an account and is signed in."""
    return way_in(world, child, person, own_phone=own_phone, **invitation)[0]


def way_in(
    world: World, child: str, person: str, *, own_phone: bool = False, **invitation: Any
) -> tuple[FamilyMember, str, str]:
    """The same, with their sign-in name and their four words."""
    family = cupboard(world)
    somebody = joining(world, world.code(child, person, **invitation))
    name, phrases = join.offer(family, somebody)
    ids = join.finish(family, somebody, name, phrases[0], own_words=False, own_phone=own_phone)
    viewer = come_in.who_is_this(family, *ids)
    assert isinstance(viewer, FamilyMember)
    return viewer, name, phrases[0]


def save(
    world: World,
    who: FamilyMember,
    question: str,
    *values: str,
    based_on: int = 0,
    set_id: str = "young-person",
    tab: str = TAB,
    readers: Readers | None = None,
    **more: Any,
) -> Answer:
    """Save one answer, as the page would."""
    saving = prepare.Saving(question, list(values), readers, based_on, tab, **more)
    return prepare.save_answer(cupboard(world), who, questions(world, set_id), saving)


def begin(world: World, who: FamilyMember, readers: Readers | None = None, set_id: str = "young-person") -> None:
    prepare.begin(cupboard(world), who, questions(world, set_id), readers)


def share(world: World, who: FamilyMember, *chosen: str, set_id: str = "young-person") -> int:
    return sharing.share(cupboard(world), who, questions(world, set_id), list(chosen), **NOT_SURE)


def standing(world: World, who: FamilyMember, question: str, set_id: str = "young-person") -> Answer:
    """The answer as it stands on this person's sheet, also where it is shown on no page any more."""
    family = cupboard(world)
    with family.reading(who.person) as db:
        sheet = answers.find_sheet(db, family.keyring, set_id)
    assert sheet is not None
    return sheet.answer(question)


def take_back(world: World, who: FamilyMember, ref: str) -> bool:
    """Take back what was shared, as the page does."""
    return sharing.take_back(cupboard(world), who, sets_of(world, who), ref)
