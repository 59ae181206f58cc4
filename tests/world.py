"""A small world for tests: workers at the desk, families on their phones, both through real pages and journeys."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.test import TestResponse

from portal.access.viewer import CommandLine, WorkerViewer
from portal.domain.people import Tie, WorkerRole
from portal.journeys.desk import allocate, bring_in, come_in, invite, matching, publish, review
from portal.journeys.desk.room import Room
from portal.store.casework import second_proofs, workers
from portal.store.family import invitations
from portal.store.totp import digits_at, step_at
from tests import factories
from tests.client import Browser, form_fields

if TYPE_CHECKING:
    from tests.conftest import Hands

# The child of each example, and who of the case's team the test's trusted worker is.
CHILD = {"norfolk": "NK-4417", "nottinghamshire": "NG-20931", "derby": "DE-0618", "refused-at-publishing": "NK-0000"}
TRUSTED = {"norfolk": "yw", "nottinghamshire": "yj", "derby": "eh"}
CASE_WORKER = {"norfolk": "sw", "nottinghamshire": "sw", "derby": "chair"}
UNDER_13 = {"DE-0618"}  # a way in of their own is for a manager to decide
REASON = "looked at with the team manager"


class World:
    """Both sides of the portal, and ways to put people in."""

    def __init__(self, family: Flask, desk: Flask, hands: Hands) -> None:
        self.family_app, self.desk_app, self.hands = family, desk, hands
        self.room: Room = desk.extensions["portal"].room
        self.codes: dict[str, str] = {}
        self.made: dict[str, tuple[str, str, invite.Invitation]] = {}

    # -- the desk --------------------------------------------------------------------------

    def worker(self, sign_in: str, *, name: str = "", role: WorkerRole = WorkerRole.WORKER) -> WorkerViewer:
        """An account at the desk (made if it is not there), as a viewer with its allocations of now."""
        if sign_in not in self.codes:
            code = come_in.add_worker(self.room, CommandLine(), sign_in, name or sign_in.title(), role)
            self.codes[sign_in] = code
        return come_in.act_as(self.room, CommandLine(), sign_in)

    def at_the_desk(self, sign_in: str, **more: Any) -> Browser:
        """The worker's browser, signed in through the page for the first time."""
        self.worker(sign_in)
        browser = Browser(self.desk_app, who=sign_in, **more)
        words = f"{sign_in} keeps seven green kettles"
        answer = browser.submit("/set-up", code=self.codes[sign_in], words=words, again=words)
        assert browser.follow(answer).status_code == 200
        answer = browser.submit("/enrol", digits=self.digits(sign_in))
        assert answer.status_code == 200, answer.text
        return browser

    def digits(self, sign_in: str) -> str:
        """The six digits that this worker's phone shows now."""
        with self.room.casework.reading() as db:
            account = workers.find(db, sign_in=sign_in)
            assert account is not None
            secret = second_proofs.secret_of(db, self.room.casework.keyring, account.id)
        assert secret is not None, f"{sign_in} has no way in yet"
        return digits_at(secret, step_at(self.hands.now))

    def show_again(self, browser: Browser, answer: TestResponse, sign_in: str) -> TestResponse:
        """Answer "Is it still you?" with the digits of now, and go on with what was asked for."""
        assert answer.status_code == 401 and "Is it still you?" in answer.text, answer.text
        action = re.search(r'<form method="post" action="([^"]+)" novalidate', answer.text)
        assert action is not None
        fields = form_fields(answer.text, unescape(action[1]))
        return browser.post(unescape(action[1]), {**fields, "proof": self.digits(sign_in)})

    def bring_in(self, example: str = "norfolk", data: bytes | None = None, *, by: str = "priya") -> str:
        """A case in the desk's cupboard, with a case and a trusted worker tied to it. Returns the child's ref."""
        self.worker(by, name="Priya Nair")
        child = bring_in.bring_in(self.room, self.worker(by), data or factories.example_bytes(example)).child_ref
        if example in TRUSTED:
            self.worker("tunde", name="Tunde Bello")
            self.tie(child, by, Tie.CASE, CASE_WORKER[example], by=by)
            self.tie(child, "tunde", Tie.TRUSTED, TRUSTED[example], by=by)
        return child

    def tie(self, child: str, sign_in: str, tie: Tie, team: str | None, *, by: str = "priya") -> None:
        allocate.allocate(self.room, self.worker(by), child, sign_in, tie, team)

    def publish(self, child: str, *, by: str = "priya", only: tuple[str, ...] = ()) -> tuple[publish.Released, ...]:
        """Publish with how they were told, and with a reason for everything that asks for one."""
        found = review.review(self.room, self.worker(by), child, told=True)
        asks = {check.id: REASON for copy in found.copies for check in copy.asks}
        return publish.publish(
            self.room,
            self.worker(by),
            child,
            found.kept.revision,
            told="by phone, 20 November",
            reasons=asks,
            only=only,
        )

    def invite(self, child: str, person: str, *, by: str = "priya", **more: Any) -> invite.Invitation:
        """A code for somebody; for a child of 11 or 12 a manager makes it, and never a card to take home.

        The world remembers whose it is.
        """
        if person == child and child in UNDER_13:
            self.worker("moira", role=WorkerRole.MANAGER)
            by, more = "moira", {"manager_says": REASON, **more, "take_home": False}
        made = invite.invite(self.room, self.worker(by), child, person, **more)
        self.made[made.code] = (child, person, made)
        return made

    def code(self, child: str, person: str, *, by: str = "priya", **more: Any) -> str:
        return self.invite(child, person, by=by, **more).code

    def match(self, child: str, person: str, *, by: str = "priya") -> None:
        """Their worker looks at the phone beside them, and says which number it shows."""
        with self.room.family.reading() as db:
            ref = self.room.person_id(child, person)
            code = invitations.standing(db, [ref], self.hands.now)[ref]
        matching.answer(self.room, self.worker(by), child, person, code.id, code.number)

    # -- the family ------------------------------------------------------------------------

    def browser(self, **more: Any) -> Browser:
        """A browser at the family side in which nobody has signed in."""
        return Browser(self.family_app, **more)

    def join(
        self, child: str, person: str, *, own_phone: bool = False, never: set[str] | None = None, **more: Any
    ) -> Browser:
        """A family member who has joined through the pages and is signed in. `browser.words`, `.name`: their way in."""
        browser = Browser(self.family_app, who=person, never=never or set())
        made = self.invite(child, person, **more)
        shows = browser.follow(browser.submit("/j", code=made.code))
        if made.take_home:
            browser.follow(shows)
            answer = browser.submit("/j/word", word=made.spoken.upper())
        else:
            self.match(child, person, by=more.get("by", "priya"))
            answer = browser.get("/j/match")
        assert browser.follow(answer).status_code == 200
        own = "?own=1" if own_phone else ""
        answer = browser.submit("/j/phone", phone="mine" if own_phone else "shared")
        assert answer.headers["Location"].endswith(f"/j/words{own}")
        page = browser.get(f"/j/words{own}")
        browser.words = re.findall(r'name="phrase"[^>]*value="([^"]+)"', page.text)[0]  # type: ignore[attr-defined]
        browser.name = re.search(r'id="given-name">([^<]+)<', page.text)[1]  # type: ignore[attr-defined,index]
        from tests.client import form_fields

        fields = form_fields(page.text, "/j/words?own=1&" if own_phone else "/j/words?")
        fields["words"] = browser.words  # type: ignore[attr-defined]
        answer = browser.post(f"/j/words{own}", fields)
        assert answer.status_code == 303, answer.text
        return browser

    def family_ready(self, example: str = "norfolk") -> str:
        """A case brought in and published for everyone with access. Returns the child's ref."""
        child = self.bring_in(example)
        done = self.publish(child)
        assert all(each.state == "published" for each in done), done
        return child
