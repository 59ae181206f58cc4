"""Author × kind of answer × whom they chose × reader × place: every cell computed from the rules, none by hand.

Four of a family write with every choice of readers that the rules offer them, and answer every other kind of question
for the meeting and for one worker alone. Then everybody looks everywhere: what they may read by `access.rules` and by
the choice has to be there, and nothing else of it anywhere.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from itertools import product
from pathlib import Path

import pytest

from portal.access.permissions import Permission
from portal.access.rules import allowed, could
from portal.access.viewer import FamilyMember, Stranger, Subject, Viewer
from portal.cli import main
from portal.domain.audience import Kind
from portal.domain.people import Tie, WorkerRole
from portal.domain.preparation import MEETING, Circle, Question, QuestionKind, Readers
from portal.journeys.desk import open_scales, read_views
from portal.journeys.family import prepare, sharing
from tests import factories
from tests.client import Browser, form_fields
from tests.journeys.people import KIT, NOT_SURE, begin, cupboard, questions
from tests.safety.crawl import HTMX
from tests.world import World

AUTHORS = (KIT, "mum", "dad", "step")
WORKERS = ("priya", "tunde", "carl", "oona", "moira", "ada")  # case, trusted, chair, of another child, manager, auditor
FORMATS = ("text", "json", "docx")
PACK = f"/c/{KIT}/pack/m7"
FAMILY_PAGES = ("/me", "/q", "/q/list", "/q/check", "/q/worries", "/kept", "/p", "/again", "/walk", "/way-in",
                "/nothing", "/sent/nothing")  # fmt: skip
DESK_PAGES = ("/", f"/c/{KIT}", f"/c/{KIT}/keeping", f"/c/{KIT}/copies", f"/c/{KIT}/shown", "/audit", "/people",
              f"/c/{KIT}/words/nothing/english", f"/c/{KIT}/pack/m5x", "/nothing")  # fmt: skip


KINDS = {
    "text": lambda q: q.is_text and not q.held and not q.asks,
    "held": lambda q: q.is_text and q.held,
    "task": lambda q: bool(q.tasks and q.options) and not q.held,
    "number": lambda q: q.scale == "out",
    "ask": lambda q: q.is_text and q.asks and not q.held,
}


@dataclass(frozen=True)
class Cell:
    """Some words: by whom, for whom, and the marker that stands in them or, where they are none, in their question."""

    author: str
    readers: Readers
    marker: str
    kind: str = "text"
    ref: str = ""

    @property
    def is_for_one(self) -> bool:
        return self.readers.worker != MEETING

    def question(self, like: Question) -> tuple[Question, str]:
        """A question as one of this kind, that nobody else is asked, and what is answered to it."""
        mine = replace(like, id=self.marker.lower())
        if like.is_text:
            return mine, f"{self.marker} words"
        value = "3" if like.kind is QuestionKind.SCALE else like.tasks[0][0]
        return replace(mine, ask=f"{self.marker}?"), value

    def __str__(self) -> str:
        worker = "the workers" if self.readers.worker == MEETING else f"{self.readers.worker} alone"
        aloud = "" if self.readers.aloud else ", not read out"
        return f"{self.author}, {self.kind} → {worker}{aloud}, opened to {len(self.readers.family)} of the family"


def choices(circle: Circle) -> Iterator[Readers]:
    """Every choice that the rules offer this author: of a worker, read out or not; of nobody or anybody at home."""
    workers = [(MEETING, True), (MEETING, False), *([(circle.trusted[0], True)] if circle.trusted else [])]
    others = [(), *((ref,) for ref, _name in circle.family)]
    for (worker, aloud), family in product(workers, others):
        chosen = Readers(worker, family, aloud)
        assert circle.allows(chosen)
        yield chosen


class Matrix:
    """The family, the desk, and everything that was written."""

    def __init__(self, world: World) -> None:
        self.world = world
        tree = factories.example("norfolk")
        dad = next(each for each in tree["people"] if each["ref"] == "dad")
        step = {**dad, "ref": "step", "name": "Neil Example", "relationship": "step-parent", "mobile": "07700 900119"}
        tree["people"].append(step)
        del dad["restrictions"]
        world.bring_in(data=factories.as_bytes(tree))
        world.bring_in("derby", by="oona")
        world.worker("carl", name="Colin Marsh")
        world.tie(KIT, "carl", Tie.CHAIR, "tm")
        world.worker("moira", role=WorkerRole.MANAGER)
        world.worker("ada", role=WorkerRole.AUDITOR)
        named = {person: {} if person == KIT else {"named": "yw"} for person in AUTHORS}
        self.family = {person: world.join(KIT, person, own_phone=True, **named[person]) for person in AUTHORS}
        self.cells = [cell for person in AUTHORS for cell in self._written_by(person)]
        self.by_marker = {cell.marker: cell for cell in self.cells}
        # one of each kind, for the meeting and for one alone, each of another author
        both = list(product(KINDS, (True, False)))
        self.some = [
            next(c for c in self.cells[place % 4 * 11 :] + self.cells if (c.kind, c.is_for_one) == wanted)
            for place, wanted in enumerate(both)
        ]

    def viewer(self, person: str) -> FamilyMember:
        ref, kind = self.world.room.person_id(KIT, person), Kind.YOUNG_PERSON if person == KIT else Kind.PARENT
        return FamilyMember(
            ref, self.world.room.child_id(KIT), kind, f"session of {person}", fresh=True, own_phone=True
        )

    def _written_by(self, person: str) -> list[Cell]:
        who, set_id = self.viewer(person), "young-person" if person == KIT else "parent"
        begin(self.world, who, set_id=set_id)
        circle = prepare.open_sheet(cupboard(self.world), who, set_id).member.circle
        whole = questions(self.world, set_id)
        like = {kind: next(filter(fits, whole.questions)) for kind, fits in KINDS.items()}
        wanted = [("text", readers) for readers in choices(circle)]
        # the step-parent gives no number for the meeting: or all would be open, since everybody has given theirs
        wanted += [(kind, readers) for kind in KINDS if kind != "text" for readers in (Readers(), Readers("yw"))
                   if (person, kind, readers.worker) != ("step", "number", MEETING)]  # fmt: skip
        cells = [
            Cell(person, readers, f"MARK{person[:2].upper()}{number:02}END", kind)
            for number, (kind, readers) in enumerate(wanted)
        ]
        asked = {cell.marker: cell.question(like[cell.kind]) for cell in cells}
        theirs = replace(whole, questions=tuple(question for question, _value in asked.values()))
        for number, cell in enumerate(cells):
            question, value = asked[cell.marker]
            saving = prepare.Saving(question.id, [value], cell.readers, 0, f"{number:016}")
            prepare.save_answer(cupboard(self.world), who, theirs, saving)
        sharing.share(cupboard(self.world), who, theirs, [each.id for each in theirs.questions], **NOT_SURE)
        refs = {each.question: each.id for each in sharing.read_back(cupboard(self.world), who)}
        return [replace(cell, ref=refs[cell.marker.lower()]) for cell in cells]

    # -- what the rules say --------------------------------------------------------------------------

    def desk_reads(self, viewer: Viewer) -> set[str]:
        """By access.rules: at the meeting, or the one it is for."""
        if not could(viewer, Permission.READ_VIEWS, Subject(child=KIT)):
            return set()
        return {
            cell.marker for cell in self.cells
            if cell.readers.worker == MEETING
            or allowed(viewer, Permission.READ_ADDRESSED, Subject(child=KIT, addressed_to=cell.readers.worker))
        }  # fmt: skip

    def leaves_the_screen(self, reads: set[str]) -> set[str]:
        """Of what somebody reads: nothing that is for them alone goes into a file."""
        return {marker for marker in reads if not self.by_marker[marker].is_for_one}

    def reads_back(self, person: str) -> set[str]:
        theirs = Subject(self.world.room.child_id(KIT), self.world.room.person_id(KIT, person))
        assert allowed(self.viewer(person), Permission.READ_BACK, theirs)
        return {cell.marker for cell in self.cells if cell.author == person}

    def opened_to(self, person: str) -> set[str]:
        ref = self.world.room.person_id(KIT, person)
        return {cell.marker for cell in self.cells if ref in cell.readers.family}

    # -- what is there -------------------------------------------------------------------------------

    def look(self, faults: list[str], reader: str, place: str, whole: bytes, may: set[str], must: set[str]) -> None:
        text = unescape(whole.decode(errors="replace")) + whole.decode(errors="replace")
        found = {marker for marker in self.by_marker if marker in text}
        faults += [f"LEAK {self.by_marker[each]}: {reader} reads it at {place}" for each in sorted(found - may)]
        faults += [f"MISSING {self.by_marker[each]}: {reader} does not at {place}" for each in sorted(must - found)]


def readable(whole: bytes) -> bytes:
    """What a document says; anything else as it is."""
    if whole[:2] != b"PK":
        return whole
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        return b"\n".join(opened.read(name) for name in opened.namelist())


@pytest.fixture
def matrix(world_on_each: World) -> Matrix:
    return Matrix(world_on_each)


def pass_everything_on(matrix: Matrix) -> None:
    """Workers open what is new and the numbers, and pass on all that was opened to somebody of the family."""
    room = matrix.world.room
    for sign_in in ("priya", "tunde"):
        read_views.open_new(room, matrix.world.worker(sign_in), KIT)
    assert open_scales.open_scale(room, matrix.world.worker("priya"), KIT, "out") == 3, "those for the meeting alone"
    for cell in matrix.cells:
        for person in cell.readers.family:
            read_views.pass_on(room, matrix.world.worker("tunde"), KIT, cell.ref, person)


def test_everybody_reads_what_was_meant_for_them_and_nothing_else_anywhere(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    world, faults = matrix.world, []  # type: World, list[str]
    desks = {sign_in: world.at_the_desk(sign_in) for sign_in in WORKERS} | {"a stranger": Browser(world.desk_app)}
    for person, browser in matrix.family.items():  # before a worker has done anything
        matrix.look(faults, person, "/with-me, too early", browser.get("/with-me").data, set(), set())
    numbers = {cell.marker for cell in matrix.cells if cell.kind == "number" and not cell.is_for_one}
    for sign_in, desk in desks.items():  # of a number that is closed the question stands there, for who may open it
        may = matrix.desk_reads(world.worker(sign_in) if sign_in in WORKERS else Stranger()) & numbers
        for path in (f"/c/{KIT}/words", PACK):
            matrix.look(faults, sign_in, f"{path}, not opened", desk.get(path).data, may, set())
    pass_everything_on(matrix)

    for person, browser in {**matrix.family, "a stranger": world.browser()}.items():
        known = person in matrix.family
        own, given = (matrix.reads_back(person), matrix.opened_to(person)) if known else (set(), set())
        for path, may, must in (("/sent", own, own), ("/with-me", given, given),
                                *((path, own, set()) for path in FAMILY_PAGES)):  # fmt: skip
            matrix.look(faults, person, path, browser.get(path).data, may, must)
            if must:
                matrix.look(faults, person, f"{path} in part", browser.get(path, headers=HTMX).data, may, must)

    for sign_in, desk in desks.items():
        viewer: Viewer = world.worker(sign_in) if sign_in in WORKERS else Stranger()
        reads = matrix.desk_reads(viewer)
        look, takes = partial(matrix.look, faults, sign_in), matrix.leaves_the_screen(reads)
        for path in (f"/c/{KIT}/words", PACK):
            look(path, desk.get(path).data, reads, reads)
            look(f"{path} in part", desk.get(path, headers=HTMX).data, reads, reads)
        for path in DESK_PAGES:
            look(path, desk.get(path).data, set(), set())
        for cell in matrix.some:
            mine = {cell.marker} & reads
            for page in ("english", "came"):
                look(f"{page}, {cell.kind}", desk.get(f"/c/{KIT}/words/{cell.ref}/{page}").data, mine, mine)
            if cell.kind == "task":
                look("a task", desk.get(f"/c/{KIT}/task/{cell.ref}").data, set(), set())
        token = csrf(desk)
        for kind in FORMATS:
            whole = readable(desk.post(f"{PACK}/file", {"csrf_token": token, "format": kind}).data)
            look(f"a file of {kind}", whole, takes, takes)
        alone = next(cell for cell in matrix.cells if cell.is_for_one)
        refused = desk.post(f"/c/{KIT}/words/{alone.ref}/open", {"csrf_token": token, "reason": ""})
        look(f"an error page, {refused.status_code}", refused.data, reads, set())
        if sign_in in WORKERS:
            monkeypatch.setattr("portal.cli.views.open_the_room", lambda: world.room)
            for kind in FORMATS:
                file = tmp_path / f"{sign_in}.{kind}"
                code = main(["views", KIT, "m7", "--as", sign_in, "--format", kind, "--to", str(file)])
                said = capsys.readouterr()
                whole = readable(file.read_bytes()) if file.exists() else b""
                look(f"portal views --format {kind}", whole + (said.out + said.err).encode(), takes, takes)
                assert code == (0 if could(viewer, Permission.READ_VIEWS, Subject(child=KIT)) else 1), (sign_in, kind)
    assert not faults, f"{len(faults)} cells:\n" + "\n".join(faults[:40])


def csrf(desk: Browser) -> str:
    """The token of this browser's own pages; "" for somebody who has none."""
    page = desk.get("/")
    return str(form_fields(page.text, "/out")["csrf_token"]) if page.status_code == 200 else ""


def test_the_matrix_has_every_author_and_every_choice_that_the_rules_offer(world: World) -> None:
    """Or the test above would show nothing: every kind of choice is made by somebody, and every reader reads something
    and is kept from something, but for those who read nothing at all."""
    matrix = Matrix(world)
    texts = [{str(cell) for cell in matrix.cells if cell.author == p and cell.kind == "text"} for p in AUTHORS]
    assert {len(found) for found in texts} == {6, 3}
    others = {(cell.author, cell.kind, cell.is_for_one) for cell in matrix.cells if cell.kind != "text"}
    assert set(product(AUTHORS, set(KINDS) - {"text"}, (True, False))) - others == {("step", "number", False)}
    assert {(cell.kind, cell.is_for_one) for cell in matrix.some} == set(product(KINDS, (True, False)))
    assert any(cell.readers.worker == "yw" and cell.readers.family for cell in matrix.cells)
    every = set(matrix.by_marker)
    for sign_in in ("priya", "tunde", "carl"):
        reads = matrix.desk_reads(matrix.world.worker(sign_in))
        assert reads == every if sign_in == "tunde" else set() < reads < every
    for sign_in in ("oona", "moira", "ada"):
        assert matrix.desk_reads(matrix.world.worker(sign_in)) == set()
    assert matrix.opened_to(KIT) and matrix.opened_to("mum") and matrix.opened_to("dad")
    assert matrix.opened_to("step") == set(), "nobody can open anything to a parent with restrictions"
    assert not [cell for cell in matrix.cells if cell.author == "step" and cell.readers.family]


def test_a_leak_would_be_seen() -> None:
    faults: list[str] = []
    cell = Cell(KIT, Readers("yw"), "MARKNK00END")
    matrix = object.__new__(Matrix)
    matrix.by_marker = {cell.marker: cell}
    matrix.look(faults, "carl", "a page", f"<p>{cell.marker}</p>".encode(), set(), set())
    matrix.look(faults, "carl", "a page", b"", {cell.marker}, {cell.marker})
    assert [each.split()[0] for each in faults] == ["LEAK", "MISSING"]
    assert str(cell) in faults[0] and "carl" in faults[0] and "a page" in faults[0]
