"""Whatever comes in whatever order – typing, saving, answers and requests lost or late, a second page, a session that
runs out, sending, taking back – nothing that was called saved is replaced unseen, and nothing is there twice.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.access.viewer import FamilyMember, Stranger
from portal.domain.errors import Stale
from portal.domain.preparation import Answer
from portal.journeys.family import come_in, late, prepare, sharing
from tests.conftest import Hands, both_sides
from tests.journeys.people import KIT, begin, cupboard, questions, share, standing, take_back, way_in
from tests.world import World

ASKED = "want-next"


@dataclass
class OnePage:
    """A page that is open with the question. `seen`: the versions whose words stood on it."""

    tab: str
    version: int
    words: str
    seen: set[int]
    turn: int = 0
    late: bool = False
    held: list[tuple[prepare.Saving, set[int]]] = field(default_factory=list)


class Model:
    """What somebody did, and what has to be true of it. `wrote` says which page saved a version, in which turn."""

    tabs = 0

    def __init__(self, world: World, name: str, words: str) -> None:
        self.world, self.family, self.name, self.passphrase = world, cupboard(world), name, words
        self.wrote: dict[int, tuple[str, int]] = {}
        self.texts: dict[int, str] = {}
        self.sign_in()
        stands = self.stands()
        self.texts[stands.version] = "".join(stands.value)
        self.sent = self.sent_now()
        self.pages = [self.open(), self.open()]

    def sign_in(self) -> None:
        self.ids = come_in.sign_in(self.family, Stranger(), self.name, self.passphrase)
        who = come_in.who_is_this(self.family, *self.ids)
        assert isinstance(who, FamilyMember)
        self.who = who

    def stands(self) -> Answer:
        return standing(self.world, self.who, ASKED)

    def sent_now(self) -> dict[str, str]:
        """What was sent and was not taken back."""
        return {piece.id: piece.words.answer for piece in sharing.read_back(self.family, self.who)}

    def open(self) -> OnePage:
        Model.tabs += 1
        stands = self.stands()
        waits = late.words_for(self.family, self.who, "young-person", stands)
        if waits is None:
            words = "" if stands.shared else "".join(stands.value)
            return OnePage(f"{Model.tabs:016x}", stands.version, words, {stands.version})
        return OnePage(f"{Model.tabs:016x}", waits.based_on, waits.values[0], {waits.based_on}, late=True)

    def saving(self, page: OnePage, auto: bool) -> prepare.Saving:
        page.turn += 1
        return prepare.Saving(
            ASKED, [page.words], None, page.version, page.tab, auto=auto, turn=page.turn, late=page.late
        )

    def arrives(self, saving: prepare.Saving, seen: set[int]) -> Answer | Stale:
        """A save reaches the server; all that has to be true of what it does there."""
        before = self.stands()
        try:
            kept = prepare.save_answer(self.family, self.who, questions(self.world), saving)
        except Stale as refused:
            assert self.stands() == before, "what is refused changes nothing"
            return refused
        after = self.stands()
        if after.version == before.version:
            shown = after.as_shown(beside=False)
            assert after == before and kept in (shown, replace(shown, version=saving.based_on))
            assert kept.version == after.version or after.shared, "a page stays behind only what was sent"
            return kept
        assert kept == after
        assert after.version == before.version + 1, "one save is one version"
        assert saving.values[0].strip() == "".join(after.value)
        page, turn = self.wrote.get(before.version, ("", 0))
        if self.texts.get(before.version) and before.version not in seen:
            assert page == saving.tab and turn < saving.turn, "words were replaced that its page had not shown"
        self.wrote[after.version] = saving.tab, saving.turn
        self.texts[after.version] = "".join(after.value)
        return kept

    def save(self, page: OnePage, auto: bool, lost: bool) -> None:
        saving = self.saving(page, auto)
        answer = self.arrives(saving, set(page.seen))
        if lost:
            page.held.append((saving, set(page.seen)))  # it may come again, however late
        elif isinstance(answer, Stale):
            assert isinstance(answer.current, Answer)
            if not auto:  # the whole page comes, with both
                page.seen.add(answer.current.version)
                page.version = answer.current.version
        else:
            page.version = answer.version
            page.seen.add(answer.version)

    def come_again(self, page: OnePage) -> None:
        """A request that was held up on the way, or sent twice by it."""
        if page.held:
            saving, seen = page.held.pop(0)
            newest = max([0, *(turn for tab, turn in self.wrote.values() if tab == saving.tab)])
            before = self.stands()
            answer = self.arrives(saving, seen)
            if self.wrote.get(before.version) == (saving.tab, saving.turn) and not before.shared:
                assert answer == before, "what is sent again is told the same, and saved once"
            if newest > saving.turn and self.wrote.get(before.version) == (saving.tab, newest):
                assert self.stands() == before, "never over what the same page saved later"

    def run_out(self, page: OnePage) -> None:
        """The session's time is over; what is sent then is kept, and given back after signing in."""
        self.world.hands.move(minutes=16)
        assert isinstance(come_in.who_is_this(self.family, *self.ids), Stranger)
        who = late.who_ran_out(self.family, *self.ids)
        assert who is not None
        before = self.stands()
        saving = self.saving(page, auto=False)
        kept = late.keep(self.family, who, self.ids[1], saving, lambda easy: questions(self.world))
        assert kept is bool(page.words.strip())
        assert self.stands() == before, "nothing is saved by somebody who is not signed in"
        self.sign_in()
        again = self.open()
        if page.words.strip() and (before.shared or "".join(before.value) != page.words.strip()):
            assert (again.words, again.version, again.late) == (page.words.strip(), page.version, True)
        self.pages[self.pages.index(page)] = again

    def send(self) -> None:
        stands = self.stands()
        if share(self.world, self.who, ASKED):
            new = {ref: words for ref, words in self.sent_now().items() if ref not in self.sent}
            assert list(new.values()) == list(stands.value), "sent once, as it stood"
            self.sent |= new
            sent = self.stands()
            assert (sent.version, sent.value, sent.shared) == (stands.version + 1, stands.value, True)
            self.texts[sent.version] = "".join(sent.value)

    def take_back(self) -> None:
        ref = next(iter(self.sent), None)
        if ref is not None and take_back(self.world, self.who, ref):
            del self.sent[ref]
            stands = self.stands()
            self.texts[stands.version] = "".join(stands.value)

    def check(self) -> None:
        assert self.sent_now() == self.sent, "what was sent never changes"
        stands = self.stands()
        assert stands.version in self.texts
        assert "".join(stands.value) == self.texts[stands.version], "a version is one text for good"


PAGE = st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("type"), PAGE, st.sampled_from(["a", "I want to swim", "", "  ", "ę 🏊", "a\nb"])),
    st.tuples(st.just("save"), PAGE, st.booleans()),
    st.tuples(st.just("press"), PAGE, st.booleans()),
    st.tuples(st.just("again"), PAGE, st.none()),
    st.tuples(st.just("open"), PAGE, st.none()),
    st.tuples(st.just("run out"), PAGE, st.none()),
    st.tuples(st.just("send"), PAGE, st.none()),
    st.tuples(st.just("take back"), PAGE, st.none()),
)


@pytest.fixture(scope="module")
def kit(
    empty_sqlite: Path, keys: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, str, str]]:
    folder = tmp_path_factory.mktemp("model")
    for name in ("casework", "family"):
        shutil.copy(empty_sqlite / f"{name}.sqlite3", folder)
    urls = (f"sqlite:///{folder}/casework.sqlite3", f"sqlite:///{folder}/family.sqlite3")
    with contextmanager(both_sides)(urls, keys, Hands()) as world:
        who, name, words = way_in(world, world.family_ready(), KIT)
        begin(world, who)
        yield world, name, words


@given(steps=st.lists(STEPS, min_size=2, max_size=16))
@example(steps=[("type", 0, "a"), ("save", 0, True), ("type", 0, "a\nb"), ("save", 0, False), ("again", 0, None)])
@example(steps=[("type", 0, "a"), ("save", 0, False), ("type", 1, "a\nb"), ("press", 1, False), ("press", 1, False)])
@example(steps=[("type", 0, "a"), ("save", 0, True), ("open", 1, None), ("send", 0, None), ("press", 1, False),
                ("press", 0, False), ("type", 0, "a\nb"), ("save", 0, False)])  # fmt: skip
@example(steps=[("type", 0, "a"), ("run out", 0, None), ("press", 0, False), ("open", 0, None), ("send", 0, None)])
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_nothing_that_was_called_saved_is_replaced_unseen_and_nothing_is_there_twice(
    kit: tuple[World, str, str], steps: list[tuple[str, int, object]]
) -> None:
    model = Model(*kit)
    for what, which, more in steps:
        page = model.pages[which]
        if what == "type":
            page.words = str(more)
        elif what in ("save", "press"):
            model.save(page, auto=what == "save", lost=bool(more))
        elif what == "again":
            model.come_again(page)
        elif what == "open":
            model.pages[which] = model.open()
        elif what == "run out":
            model.run_out(page)
        elif what == "send":
            model.send()
        else:
            model.take_back()
        model.check()
