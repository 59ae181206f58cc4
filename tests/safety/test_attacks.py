"""What somebody would really try: the ex-partner, the one who holds the child's phone, the curious worker."""

from __future__ import annotations

import io
import re
import threading
from typing import Any

import pytest

from portal.access.viewer import CommandLine, Stranger
from portal.domain.errors import NotAllowed
from portal.domain.people import Tie, WorkerRole
from portal.journeys.desk import bring_in as desk_bring_in
from portal.journeys.desk import come_in as desk_come_in
from portal.journeys.desk import see_children
from portal.journeys.family import come_in
from portal.store.family import editions, shared, ways_in
from tests import factories
from tests.client import HTTPS, Browser, form_fields
from tests.safety.test_leaks import write_and_share
from tests.world import World

WRONG = "wrong words that are wrong"


def token(browser: Browser, path: str = "/q") -> str:
    return str(form_fields(browser.get(path).text, path)["csrf_token"])


def copy_of(browser: Browser, app: Any = None) -> Browser:
    """Another browser that holds the same cookies: somebody took them."""
    other = Browser(browser.app, who=f"whoever took {browser.who}'s cookies")
    for name in ("__Host-s", "__Host-h", "__Host-w"):
        if value := browser.cookie(name):
            other.set_cookie(name, value)
    return other


def signed_in_to(browser: Browser) -> bool:
    return browser.get("/me" if browser.side == "family" else "/").status_code == 200


# -- sessions ---------------------------------------------------------------------------------------


def test_a_session_id_that_somebody_planted_is_worth_nothing_after_signing_in(world: World) -> None:
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    kit.get("/x")
    planted = "A" * 43
    for cookie in ("__Host-s", "__Host-h"):
        kit.set_cookie(cookie, planted)
    kit.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    assert signed_in_to(kit)
    assert kit.cookie("__Host-s") != planted != kit.cookie("__Host-h")
    thief = world.browser()
    for cookie in ("__Host-s", "__Host-h"):
        thief.set_cookie(cookie, planted)
    assert not signed_in_to(thief)


def test_the_session_changes_with_every_step_of_joining(world: World) -> None:
    child = world.family_ready("norfolk")
    browser = world.browser()
    page = browser.get("/j")
    ids = [browser.cookie("__Host-s")]
    browser.post("/j", {**form_fields(page.text, "/j"), "code": world.code(child, child)})
    ids.append(browser.cookie("__Host-s"))
    joining = copy_of(browser)
    world.match(child, child)
    page = browser.get("/j/words")
    fields = form_fields(page.text, "/j/words?")
    browser.post("/j/words", {**fields, "words": re.findall(r'name="phrase"[^>]*value="([^"]+)"', page.text)[0]})
    ids.append(browser.cookie("__Host-s"))
    assert len(set(ids)) == 3
    assert signed_in_to(browser)
    assert joining.get("/j/words").status_code == 303, "the one who watched the joining is out"


def test_cookies_taken_from_a_phone_are_worth_nothing_after_leaving(world: World) -> None:
    child = world.family_ready("norfolk")
    for leave in (lambda b: b.get("/x"), lambda b: b.post("/x", {"csrf_token": token(b)})):
        kit = world.join(child, child)
        thief = copy_of(kit)
        assert signed_in_to(thief)
        leave(kit)
        assert not signed_in_to(thief)
        assert thief.get("/me", headers={"HX-Request": "true"}).status_code == 401


def test_signing_in_somewhere_else_ends_the_session_that_somebody_kept(world: World) -> None:
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    again = world.browser()
    again.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    assert signed_in_to(again)
    assert not signed_in_to(kit)


def test_a_cookie_that_was_changed_by_a_letter_opens_nothing(world: World) -> None:
    child = world.family_ready("norfolk")
    kit, mum = world.join(child, child), world.join(child, "mum")
    assert signed_in_to(kit)
    session, companion = kit.cookie("__Host-s"), kit.cookie("__Host-h")
    assert session and companion
    other = "B" if session[0] != "B" else "C"
    bad = [(other + session[1:], companion), (session.lower(), companion), (session, other + companion[1:]),
           ("", companion), (companion, session), (session + "=", companion), (session[:-1], companion),
           (session, mum.cookie("__Host-h")), (mum.cookie("__Host-s"), companion), ("../../../etc/passwd", companion),
           ("' OR 1=1 --" + "x" * 32, companion), (session, "x" * 4000)]  # fmt: skip
    for s, h in bad:
        thief = world.browser()
        thief.set_cookie("__Host-s", s or "")
        thief.set_cookie("__Host-h", h or "")
        assert not signed_in_to(thief), (s, h)
    assert signed_in_to(kit)


def test_a_phone_on_which_a_script_deleted_the_companion_cookie_is_signed_out(world: World) -> None:
    """What leaving does without a network."""
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    kit._client.delete_cookie("__Host-h", domain=HTTPS["family"].removeprefix("https://"))
    assert kit.cookie("__Host-s")
    assert not signed_in_to(kit)


def test_the_companion_brought_back_later_does_not_wake_the_session_again(world: World) -> None:
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    thief = copy_of(kit)
    kit._client.delete_cookie("__Host-h", domain=HTTPS["family"].removeprefix("https://"))
    assert not signed_in_to(kit)
    assert not signed_in_to(thief), "the session did not end for good"


def test_leaving_saves_the_last_words_and_ends_the_session_although_the_companion_cookie_is_gone(world: World) -> None:
    """The script deletes the companion before the last words are on their way, so they bring it themselves."""
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    kit.submit("/q")
    fields = form_fields(kit.get("/q/want-next").text, "/q/want-next")
    thief, companion = copy_of(kit), kit.cookie("__Host-h")
    kit._client.delete_cookie("__Host-h", domain=HTTPS["family"].removeprefix("https://"))
    kit.post("/x", {**fields, "answer": "The last words.", "companion": companion})
    assert not signed_in_to(thief), "the session did not end"
    kit.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    assert "The last words." in kit.get("/q/want-next").text


def test_a_companion_that_is_only_in_the_form_opens_nothing_but_the_way_out(world: World) -> None:
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    csrf, companion = token(kit), kit.cookie("__Host-h")
    kit._client.delete_cookie("__Host-h", domain=HTTPS["family"].removeprefix("https://"))
    answer = kit.post("/q", {"csrf_token": csrf, "companion": companion, "reader": "meeting"})
    assert answer.headers["Location"] == "/in"
    assert kit.get(f"/x?companion={companion}").status_code == 303


def test_sessions_end_by_themselves(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready("norfolk")
    shared, own = world.join(child, child), world.join(child, "mum", own_phone=True)
    world.hands.move(minutes=14, seconds=59)
    assert signed_in_to(shared)
    assert signed_in_to(own)
    world.hands.move(minutes=15, seconds=1)
    assert not signed_in_to(shared)
    assert signed_in_to(own)
    for _ in range(4):
        world.hands.move(minutes=20)
        still = signed_in_to(own)
    world.hands.move(minutes=20)
    assert still
    assert not signed_in_to(own), "two hours are the end, however busy"


def test_a_closed_way_in_bites_at_the_next_request_fragments_included(world: World) -> None:
    child = world.family_ready("norfolk")
    dad = world.join(child, "dad")
    dad.submit("/q")
    desk = world.at_the_desk("priya")
    desk.submit(f"/c/{child}", form=f"/c/{child}/shut/dad")
    assert dad.get("/p").status_code == 303
    assert dad.get("/p", headers={"HX-Request": "true"}).status_code == 401
    back = world.browser().submit("/in", name=dad.name, words=dad.words)  # type: ignore[attr-defined]
    assert back.status_code == 422


# -- codes ------------------------------------------------------------------------------------------


def test_a_code_works_once_and_looking_at_the_page_does_not_spend_it(world: World) -> None:
    child = world.family_ready("norfolk")
    code = world.code(child, child)
    bot = world.browser()
    for _ in range(3):
        assert bot.get(f"/j?code={code}").status_code == 200
        assert bot._open("HEAD", "/j").status_code == 200
    first = world.browser()
    assert first.submit("/j", code=code).status_code == 303
    for again in (first, world.browser()):
        assert again.submit("/j", code=code).status_code == 422


def test_a_wrong_a_spent_an_old_and_a_dead_code_give_the_same_answer(world: World) -> None:
    child = world.family_ready("norfolk")
    spent, dead = world.code(child, child), world.code(child, "mum")
    desk = world.at_the_desk("priya")
    world.browser().submit("/j", code=spent)
    old = world.code(child, "mum")
    world.hands.move(minutes=29)
    desk.get("/")
    world.hands.move(minutes=2)
    shut = world.code(child, "dad")
    desk.submit(f"/c/{child}", form=f"/c/{child}/shut/dad")
    browser = world.browser()
    said = set()
    for code in (spent, dead, old, shut, "0000000000"):
        page = browser.submit("/j", code=code)
        said.add((page.status_code, re.sub(r'nonce="[^"]*"|value="[^"]*"|data-token="[^"]*"', "", page.text)))
    assert len(said) == 1


def test_a_new_code_ends_a_joining_that_was_begun_with_the_old_one(world: World) -> None:
    """Somebody else used the card first; the worker makes a new one. The first must not go on and make the account."""
    child = world.family_ready("norfolk")
    thief = world.browser()
    thief.submit("/j", code=world.code(child, child))
    world.match(child, child)
    assert thief.get("/j/words").status_code == 200
    world.code(child, child)
    assert thief.get("/j/words").status_code == 303


def test_a_code_for_one_person_makes_an_account_for_nobody_else(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready("norfolk")
    dad = world.browser()
    dad.submit("/j", code=world.code(child, "dad"))
    world.match(child, "dad")
    kit = world.browser()
    kit.submit("/j", code=world.code(child, child))
    world.match(child, child)
    kits = form_fields(kit.get("/j/words").text, "/j/words?")
    fields = form_fields(dad.get("/j/words").text, "/j/words?")
    answer = dad.post("/j/words", {**fields, "offer": kits["offer"], "words": "any words at all"})
    assert answer.status_code == 422
    page = dad.get("/j/words").text
    fields = form_fields(page, "/j/words?")
    words = re.findall(r'name="phrase"[^>]*value="([^"]+)"', page)[0]
    stranger = {"person": child, "person_id": world.room.person_id(child, child), "child": "x", "kind": "young-person",
                "invitation": "x", "confirmed": "1"}  # fmt: skip
    assert dad.post("/j/words", {**fields, **stranger, "words": words}).status_code == 303
    assert "Gary" in dad.get("/me").text


def test_joining_opens_nothing_but_joining(world: World) -> None:
    child = world.family_ready("norfolk")
    browser = world.browser()
    browser.submit("/j", code=world.code(child, child))
    for path in ("/me", "/p", "/q", "/sent", "/with-me", "/again"):
        assert browser.get(path).status_code == 303, path
    mum = world.join(child, "mum")
    assert mum.get("/j/words").status_code == 303


# -- guessing ---------------------------------------------------------------------------------------


def test_guessing_behind_the_passphrase_door_has_to_wait_and_the_right_words_wait_too(world: World) -> None:
    """The one who holds the phone while it is signed in tries to read what was sent."""
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    write_and_share(kit, "SENT-WORDS")
    world.hands.move(minutes=6)
    for _ in range(3):
        assert kit.submit("/again", words=WRONG).status_code == 422
    assert kit.submit("/again", words=kit.words).status_code == 422  # type: ignore[attr-defined]
    assert "SENT-WORDS" not in kit.get("/sent").text
    world.hands.move(seconds=30)
    assert kit.submit("/again", words=kit.words).status_code == 303  # type: ignore[attr-defined]
    assert "SENT-WORDS" in kit.get("/sent").text


def test_ten_wrong_tries_shut_the_door_for_an_hour_and_not_for_ever(world: World) -> None:
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    kit.get("/x")
    for _ in range(10):
        world.browser().submit("/in", name=kit.name, words=WRONG)  # type: ignore[attr-defined]
        world.hands.move(minutes=5, seconds=1)
    assert kit.submit("/in", name=kit.name, words=kit.words).status_code == 422  # type: ignore[attr-defined]
    world.hands.move(hours=1)
    assert kit.submit("/in", name=kit.name, words=kit.words).status_code == 303  # type: ignore[attr-defined]


def test_tries_at_the_same_moment_are_all_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight wrong guesses that arrive together are eight, not one."""
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    family = world.family_app.extensions["portal"].family
    together = threading.Barrier(8)

    def verify(stored: str | None, known: str) -> bool:
        together.wait(timeout=10)
        return False

    monkeypatch.setattr(family.hasher, "verify", verify)

    def guess() -> None:
        with pytest.raises(NotAllowed):
            come_in.sign_in(family, Stranger(), kit.name, WRONG)  # type: ignore[attr-defined]

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with family.reading(world.room.person_id(child, child)) as db:
        account = ways_in.my_account(db)
    assert account is not None
    assert account.failures == 8


def test_a_wrong_name_and_wrong_words_and_a_wait_and_a_shut_door_look_the_same(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready("norfolk")
    kit, dad = world.join(child, child), world.join(child, "dad")
    world.at_the_desk("priya").submit(f"/c/{child}", form=f"/c/{child}/shut/dad")
    browser, said = world.browser(), set()
    tries = [("nobody-at-all", WRONG), *[(kit.name, WRONG)] * 4, (kit.name, kit.words), (dad.name, dad.words),  # type: ignore[attr-defined]
             ("x" * 5000, WRONG), (kit.name, "x" * 5000)]  # type: ignore[attr-defined]  # fmt: skip
    for name, words in tries:
        page = browser.submit("/in", name=name, words=words)
        said.add((page.status_code, re.sub(r'nonce="[^"]*"|value="[^"]*"|data-token="[^"]*"', "", page.text)))
    assert len(said) == 1


# -- forms that our pages did not make --------------------------------------------------------------


def test_a_form_with_another_sessions_token_or_none_changes_nothing(world: World) -> None:
    child = world.family_ready("norfolk")
    kit, dad = world.join(child, child), world.join(child, "dad")
    for csrf in (token(dad), "", "x" * 64, None):
        fields = {"reader": "meeting"} | ({} if csrf is None else {"csrf_token": csrf})
        assert kit.post("/q", fields).status_code == 400
    assert "Before you start" in kit.get("/q").text
    assert kit.get("/q/list").status_code == 303, "the sheet was not begun"


@pytest.mark.parametrize("side", ["family", "desk"])
def test_every_form_of_every_side_wants_a_token(world: World, side: str) -> None:
    child = world.family_ready("norfolk")
    browser = world.join(child, child) if side == "family" else world.at_the_desk("priya")
    tried = 0
    for rule in browser.app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            path = re.sub(r"<(\w+)>", lambda m: {"ref": child, "person": "mum"}.get(m[1], "x"), rule.rule)
            assert browser.post(path, {"x": "y"}).status_code == 400, path
            assert browser.post(path, {"x": "y"}, headers={"HX-Request": "true"}).status_code == 400, path
            tried += 1
    assert tried > 7
    assert signed_in_to(browser), "not even leaving"


def test_readers_whom_nobody_offered_are_refused(world: World) -> None:
    """A form with the ids of a stranger, of the other parent, of a worker: nothing is kept of it."""
    child = world.family_ready("norfolk")
    kit, mum = world.join(child, child), world.join(child, "mum")
    ids = {who: world.room.person_id(child, who) for who in (child, "mum", "dad")}
    desk = see_children.see_child(world.room, world.worker("priya"), child)
    for browser, strangers in ((kit, [ids["dad"], ids[child], "x", "mum"]), (mum, [ids["dad"], ids["mum"], child])):
        csrf = token(browser)
        for stranger in strangers:
            answer = browser.post("/q", {"csrf_token": csrf, "reader": "meeting", "family": [stranger]})
            assert answer.status_code == 400, stranger
        for worker in ("sw", "nobody", "dad", desk.tied[0].worker, ids["dad"], "meeting,yw"):
            assert browser.post("/q", {"csrf_token": csrf, "reader": worker}).status_code == 400, worker
        assert browser.get("/q/list").status_code == 303
        browser.submit("/q")
        question = re.search(r'href="(/q/(?!check)[a-z-]+)"', browser.get("/q/list").text.partition("<main")[2])
        assert question
        fields = form_fields(browser.get(question[1]).text, question[1])
        fields.pop("skip", None)
        for stranger in strangers:
            answer = browser.post(question[1], {**fields, "answer": "x", "reader": "meeting", "family": [stranger]})
            assert answer.status_code == 422, stranger


def test_ids_in_a_form_never_choose_whose_papers_are_opened(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready("norfolk")
    kit, dad = world.join(child, child, never={"DADS-WORDS"}), world.join(child, "dad", never={"KITS-WORDS"})
    others = {"sheet": "x", "sheet_id": "x", "person": "", "person_id": "", "child": child, "viewer": "", "author": "",
              "id": "1", "kind": "young-person", "version": "0", "shared": "1"}  # fmt: skip
    for browser, words, other in ((kit, "KITS-WORDS", "dad"), (dad, "DADS-WORDS", child)):
        theirs = "parent" if browser is kit else "young-person"
        assert browser.submit("/q", set=theirs).status_code == 404, "a paper of another kind of person is not there"
        target = world.room.person_id(child, other)
        aim = others | {"person": target, "person_id": target, "viewer": target, "author": target}
        browser.submit("/q", **{k: v for k, v in aim.items() if k not in ("version",)})
        questions = re.findall(r'href="(/q/(?!check)[a-z-]+)"', browser.get("/q/list").text.partition("<main")[2])
        assert len(questions) > 6
        for path in questions[:6]:
            if "<textarea" in browser.get(path).text:
                assert (
                    browser.submit(path, **{k: v for k, v in aim.items() if k != "version"}, answer=words).status_code
                    == 303
                )
    for browser in (kit, dad):
        for path in ("/me", "/q/list", "/q/check", "/sent"):
            for query in ("", f"?person={world.room.person_id(child, 'dad')}&sheet=1&child={child}"):
                browser.get(path + query)
    assert "KITS-WORDS" in kit.get("/q/check").text
    assert "DADS-WORDS" in dad.get("/q/check").text


def test_questions_of_others_and_of_nobody_are_not_there(world: World) -> None:
    child = world.family_ready("norfolk")
    kit, mum = world.join(child, child), world.join(child, "mum")
    kit.submit("/q")
    mum.submit("/q")
    of = {
        b: set(re.findall(r'href="/q/([a-z-]+)"', b.get("/q/list").text.partition("<main")[2])) - {"check", "list"}
        for b in (kit, mum)
    }
    assert of[mum] - of[kit]
    fields = form_fields(kit.get("/q/want-next").text, "/q/want-next")
    for ref in [
        *(of[mum] - of[kit]),
        "young-person",
        "parent",
        "0",
        "%2e%2e",
        "want-next%00",
        "WANT-NEXT",
        "x" * 500,
        "'",
    ]:
        assert kit.get(f"/q/{ref}").status_code == 404, ref
        assert kit.post(f"/q/{ref}", {**fields, "answer": "x"}).status_code == 404, ref
    for bad in ({"tab": "x"}, {"version": "-1"}, {"version": "9" * 40}, {"version": "1e3"}):
        assert kit.post("/q/want-next", {**fields, "answer": "x", **bad}).status_code == 400, bad


def test_a_request_that_pretends_to_be_from_htmx_gets_no_more_than_anybody(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready("norfolk")
    stranger, dad = world.browser(), world.join(child, "dad")
    blocks = ("saved", "main", "copies", "desk", "../desk/words.html", "header")
    for block in blocks:
        forged = {"HX-Request": "true", "HX-Target": block, "HX-Trigger": block, "HX-Trigger-Name": block,
                  "HX-Boosted": "true", "HX-Block": block, "HX-Fragment": block,
                  "HX-Current-URL": f"https://family.example.org/{block}"}  # fmt: skip
        assert stranger.get("/me", headers=forged).status_code == 401
        assert stranger.get("/p", headers=forged).status_code == 401
        assert dad.get("/p", headers=forged).text.count("<h1") == 1, "the block is never the browser's choice"
        assert dad.get("/c/NK-4417", headers=forged).status_code == 404


# -- the desk ---------------------------------------------------------------------------------------


@pytest.fixture
def addressed(world: World) -> tuple[World, str, str]:
    """Kit has sent something to Tunde alone. The child, and the id of what was sent."""
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    write_and_share(kit, "FOR-TUNDE-ALONE")
    with world.room.family.reading() as db:
        pieces = shared.for_desk(db, world.room.family.keyring, world.room.child_id(child))
    return world, child, next(p.id for p in pieces if "FOR-TUNDE" in p.words.answer and p.worker == "yw")


def open_what_is_new(desk: Browser, child: str) -> None:
    csrf = form_fields(desk.get("/").text, "/out")["csrf_token"]
    assert desk.post(f"/c/{child}/words", {"csrf_token": csrf}).status_code == 303


def test_words_for_one_worker_alone_are_closed_to_all_others_who_know_their_id(
    addressed: tuple[World, str, str],
) -> None:
    world, child, piece = addressed
    world.worker("chris", name="Chris Chair")
    world.tie(child, "chris", Tie.CHAIR, None)
    world.worker("maya", name="Maya Manager", role=WorkerRole.MANAGER)
    world.worker("ada", name="Ada Auditor", role=WorkerRole.AUDITOR)
    for sign_in, may_give_reason in (("chris", False), ("ada", False), ("maya", False), ("priya", True)):
        desk = world.at_the_desk(sign_in, never={"FOR-TUNDE-ALONE"})
        page = desk.get(f"/c/{child}/words")
        csrf = (
            desk.cookie("__Host-w") and form_fields(desk.get("/").text, "/out")["csrf_token"]
            if sign_in != "ada"
            else ""
        )
        if sign_in in ("ada", "maya"):
            assert page.status_code == 404
        if sign_in == "ada":
            continue
        for action in ("read", "pass-on/" + world.room.person_id(child, "mum")):
            assert desk.post(f"/c/{child}/words/{piece}/{action}", {"csrf_token": csrf}).status_code == 404, action
        for reason in ("", "because", " " * 40):
            refused = desk.post(f"/c/{child}/words/{piece}/open", {"csrf_token": csrf, "reason": reason})
            assert refused.status_code == (422 if may_give_reason else 404)
        desk.never.clear()
        opened = desk.post(
            f"/c/{child}/words/{piece}/open", {"csrf_token": csrf, "reason": "Tunde is away until Monday."}
        )
        assert ("FOR-TUNDE-ALONE" in opened.text) is may_give_reason
    tunde = world.at_the_desk("tunde")
    open_what_is_new(tunde, child)
    assert "FOR-TUNDE-ALONE" in tunde.get(f"/c/{child}/words").text


def test_a_piece_of_one_child_cannot_be_opened_by_way_of_another(addressed: tuple[World, str, str]) -> None:
    """Omar is the case worker of a child of his own, and has learned an id of Kit's."""
    world, child, piece = addressed
    other = world.bring_in("derby", by="omar")
    omar = world.at_the_desk("omar", never={"FOR-TUNDE-ALONE", "Kit"})
    csrf = form_fields(omar.get("/").text, "/out")["csrf_token"]
    for ref in (other, child):
        for action in ("read", "open", "pass-on/" + world.room.person_id(child, "mum")):
            answer = omar.post(
                f"/c/{ref}/words/{piece}/{action}", {"csrf_token": csrf, "reason": "I want to know it all."}
            )
            assert answer.status_code == 404, (ref, action)
    with world.room.family.reading() as db:
        found = shared.for_desk_one(db, world.room.family.keyring, piece)
    assert found is not None
    assert (found.opened_at, found.read_at, found.opened_by_others) == (None, None, ())


def test_words_are_passed_on_only_to_whom_their_author_chose_and_who_may_still_have_them(world: World) -> None:
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    mum = world.room.person_id(child, "mum")
    kit.submit("/q", reader="meeting", family=[mum])
    kit.submit("/q/want-next", answer="FOR-MUM-TOO", reader="meeting", family=[mum])
    fields = form_fields(kit.get("/q/check").text, "/q/check")
    assert kit.post("/q/check", {**fields, "one": ["want-next"]}).status_code == 303
    desk = world.at_the_desk("priya")
    open_what_is_new(desk, child)
    page = desk.get(f"/c/{child}/words").text
    csrf = form_fields(desk.get("/").text, "/out")["csrf_token"]
    action = re.search(r'action="(/c/[^"]+/pass-on/)[^"]+"', page)
    assert action
    for stranger in (world.room.person_id(child, "dad"), world.room.person_id(child, child), "mum", "x"):
        assert desk.post(action[1] + stranger, {"csrf_token": csrf}).status_code == 404, stranger
    # Meanwhile a court has decided: mum must not have contact.
    tree = factories.example("norfolk")
    next(person for person in tree["people"] if person["ref"] == "mum")["restrictions"] = (
        "No contact, by order of the court."
    )
    world.bring_in("norfolk", factories.as_bytes(tree))
    assert desk.post(action[1] + mum, {"csrf_token": csrf}).status_code in (404, 409)
    assert "FOR-MUM-TOO" not in world.join(child, "mum").get("/with-me").text


def test_nothing_is_published_for_somebody_without_access(world: World) -> None:
    tree = factories.example("norfolk")
    next(person for person in tree["people"] if person["ref"] == "dad")["portal_access"] = False
    child = world.bring_in("norfolk", factories.as_bytes(tree))
    desk = world.at_the_desk("priya")
    csrf = form_fields(desk.get("/").text, "/out")["csrf_token"]
    for who in (["dad"], ["mum", "dad"], ["nobody"], ["*"], [""]):
        answer = desk.post(f"/c/{child}/copies", {"csrf_token": csrf, "for": who, "revision": "1", "told": "by phone"})
        assert answer.status_code in (400, 404, 422), who
    with world.room.family.reading() as db:
        assert editions.written(db, [world.room.person_id(child, who) for who in ("dad", "mum", child)]) == []


def test_nobody_is_invited_who_has_no_access_or_is_another_workers(world: World) -> None:
    tree = factories.example("norfolk")
    next(person for person in tree["people"] if person["ref"] == "dad")["portal_access"] = False
    child = world.bring_in("norfolk", factories.as_bytes(tree))
    world.bring_in("derby", by="omar")
    priya, omar = world.at_the_desk("priya"), world.at_the_desk("omar")
    csrf = {desk: form_fields(desk.get("/").text, "/out")["csrf_token"] for desk in (priya, omar)}
    for person in ("dad", "sw", "nobody", "x" * 500):
        assert priya.post(f"/c/{child}/invite/{person}", {"csrf_token": csrf[priya]}).status_code == 422, person
        assert priya.post(f"/c/{child}/open/{person}", {"csrf_token": csrf[priya]}).status_code == 422, person
    for person in ("mum", child, "dad"):
        for action in ("invite", "confirm", "shut", "open"):
            assert omar.post(f"/c/{child}/{action}/{person}", {"csrf_token": csrf[omar]}).status_code == 404


def case_file(world: World, child: str) -> dict[str, object]:
    return desk_bring_in.export(world.room, world.worker("priya"), child)


def test_a_worker_cannot_tie_themselves_to_a_child_nor_replace_the_childs_file(world: World) -> None:
    child = world.family_ready("norfolk")
    world.bring_in("derby", by="omar")
    omar = world.at_the_desk("omar")
    csrf = form_fields(omar.get("/").text, "/out")["csrf_token"]
    assert omar.post(f"/c/{child}/tie", {"csrf_token": csrf, "sign_in": "omar", "tie": "case"}).status_code == 404
    before = case_file(world, child)
    for dry, status in (({}, 422), ({"dry_run": "on"}, 200)):  # a dry run answers as for any new child
        file = (io.BytesIO(factories.example_bytes("norfolk").replace(b"football", b"chess")), "case.json")
        answer = omar.post("/bring-in", {"csrf_token": csrf, "file": file, **dry}, content_type="multipart/form-data")
        assert answer.status_code == status
        assert "Priya" not in answer.text
    assert case_file(world, child) == before
    assert omar.get(f"/c/{child}").status_code == 404


def test_the_trusted_worker_cannot_climb(world: World) -> None:
    child = world.family_ready("norfolk")
    tunde = world.at_the_desk("tunde")
    csrf = form_fields(tunde.get("/").text, "/out")["csrf_token"]
    for path, data in ((f"/c/{child}/tie", {"sign_in": "tunde", "tie": "case"}),
                       (f"/c/{child}/copies", {"for": ["mum"], "revision": "1", "told": "x"}),
                       (f"/c/{child}/untie/x/case", {})):  # fmt: skip
        assert tunde.post(path, {"csrf_token": csrf, **data}).status_code == 404, path


def test_ending_a_tie_of_an_unknown_kind_ends_nothing(world: World) -> None:
    child = world.family_ready("norfolk")
    desk = world.at_the_desk("priya")
    csrf = form_fields(desk.get("/").text, "/out")["csrf_token"]
    me = world.worker("priya").account
    assert desk.post(f"/c/{child}/untie/{me}/no-such-kind", {"csrf_token": csrf}).status_code in (400, 404)
    assert world.worker("priya").ties(child) == {Tie.CASE}


def test_an_untied_worker_is_out_at_the_next_click(world: World) -> None:
    child = world.family_ready("norfolk")
    tunde = world.at_the_desk("tunde")
    assert tunde.get(f"/c/{child}/words").status_code == 200
    world.at_the_desk("priya").submit(f"/c/{child}", form=f"/c/{child}/untie/{world.worker('tunde').account}/trusted")
    assert tunde.get(f"/c/{child}/words").status_code == 404
    assert child not in tunde.get("/").text


def test_a_new_way_in_for_a_worker_ends_the_sessions_that_somebody_may_have_taken(world: World) -> None:
    """A laptop was stolen; the manager has a new way in made. The thief's session must not go on."""
    world.family_ready("norfolk")
    thief = copy_of(world.at_the_desk("priya"))
    assert signed_in_to(thief)
    code = desk_come_in.add_worker(world.room, CommandLine(), "priya", "Priya Nair", WorkerRole.WORKER)
    words = "another seven green kettles"
    assert Browser(world.desk_app).submit("/set-up", code=code, words=words, again=words).status_code == 303
    assert not signed_in_to(thief)


def test_an_auditor_sees_no_child_and_no_word(world: World) -> None:
    child = world.family_ready("norfolk")
    world.worker("ada", name="Ada Auditor", role=WorkerRole.AUDITOR)
    ada = world.at_the_desk("ada", never={"Kit", "football"})
    assert ada.get("/").headers["Location"] == "/audit", "which tells no name"
    for path in ("/bring-in", f"/c/{child}", f"/c/{child}/words", f"/c/{child}/copies", "/people", "/hand-over"):
        answer = ada.get(path)
        assert answer.status_code == 404 or path == "/bring-in", path


def test_a_familys_cookie_opens_nothing_at_the_desk_nor_the_other_way_round(world: World) -> None:
    child = world.family_ready("norfolk")
    kit, priya = world.join(child, child), world.at_the_desk("priya")
    desk, family = Browser(world.desk_app), world.browser()
    for name in ("__Host-w", "__Host-s", "__Host-h"):
        desk.set_cookie(name, kit.cookie("__Host-s") or "")
        family.set_cookie(name, priya.cookie("__Host-w") or "")
    assert not signed_in_to(desk)
    assert not signed_in_to(family)


def test_a_worker_whose_entry_is_kept_from_somebody_is_not_named_to_them_as_a_reader_either(
    world_on_each: World,
) -> None:
    world = world_on_each
    tree = factories.example("norfolk")
    officer = next(member for member in tree["team"] if member["ref"] == "pc")  # for the parents; and from now on
    officer["withhold_from"] = ["dad"]
    child = world.bring_in("norfolk", factories.as_bytes(tree))
    world.worker("ellen", name="Ellen Rudd")
    world.tie(child, "ellen", Tie.CHAIR, "pc")
    world.publish(child)
    assert "Ellen Rudd" in world.join(child, "mum").get("/q").text
    for person in (child, "dad"):
        browser = world.join(child, person, never={"Ellen Rudd"})
        write_and_share(browser, "some words")
        for path in ("/me", "/p", "/q", "/q/list", "/q/check", "/q/done", "/sent"):
            browser.get(path)


# -- what is typed is never run ---------------------------------------------------------------------

PAYLOADS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{ 7*7 }}{% print 7*7 %}", "javascript:alert(1)",
    "</textarea><svg onload=alert(1)>", "' onfocus=alert(1) autofocus='", "<div hx-get='/x' hx-trigger='load'>",
    "<!--", "]]>", "\u202eevil", "<b data-leave='//evil'>", "&lt;script&gt;", "<form action='//evil.example'>",
)  # fmt: skip


def test_what_a_family_member_types_is_text_on_every_page(world: World) -> None:
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    kit.submit("/q")
    for payload in PAYLOADS:
        assert kit.submit("/q/want-next", answer=payload, reader="meeting").status_code == 303
        for page in (kit.get("/q/want-next"), kit.get("/q/check")):
            assert_harmless(page.text, payload)
    kit.submit("/q/want-next", answer=" ".join(PAYLOADS), reader="meeting")
    fields = form_fields(kit.get("/q/check").text, "/q/check")
    assert kit.post("/q/check", {**fields, "one": ["want-next"]}).status_code == 303
    assert_harmless(kit.get("/sent").text, PAYLOADS[0])
    desk = world.at_the_desk("priya")
    assert_harmless(desk.get(f"/c/{child}/words").text, PAYLOADS[0])
    stranger = world.browser()
    for payload in PAYLOADS:
        assert_harmless(stranger.submit("/in", name=payload, words="x").text, payload)
        assert_harmless(stranger.submit("/j", code=payload).text, payload)


def assert_harmless(html: str, payload: str) -> None:
    if "<" in payload or '"' in payload:
        assert payload not in html
    inside = re.sub(r"<(?:script|a|form|input|textarea|link|meta)\b[^>]*>", "", html)
    assert not re.search(r"<(?:img|svg|b|div hx)\b[^>]*(?:onerror|onload|hx-get|data-leave)", inside)
    assert "<script>alert" not in html
    assert "49" not in re.sub(r"<[^>]*>", " ", html).split()


def test_what_stands_in_a_case_file_is_text_in_every_copy(world: World) -> None:
    tree = factories.example("norfolk")
    for number, item in enumerate([*tree["plan"]["goals"], *tree["plan"]["actions"], *tree["plan"]["safety"]]):
        item["text"] = PAYLOADS[number % len(PAYLOADS)]
    tree["child"]["preferred_name"] = "<i>Kit</i>"
    tree["team"][0]["name"] = "<img src=x onerror=alert(1)>"
    child = world.bring_in("norfolk", factories.as_bytes(tree))
    assert "published" in {done.state for done in world.publish(child)}
    for person in (child, "mum"):
        browser = world.join(child, person)
        for path in ("/me", "/p", "/q"):
            html = browser.get(path).text if browser.get(path).status_code == 200 else ""
            for payload in PAYLOADS:
                assert_harmless(html, payload)
            assert "<i>Kit" not in html
    desk = world.at_the_desk("priya")
    for path in ("/", f"/c/{child}", f"/c/{child}/copies", f"/c/{child}/words"):
        html = desk.get(path).text
        assert "<i>Kit" not in html
        for payload in PAYLOADS:
            assert_harmless(html, payload)


NO_LINKS = ("javascript:alert(document.cookie)", "data:text/html,<script>1</script>", "//evil.example",
            "http://meet.example.org/x", " javascript:1", "https:evil", "https://x.example/ y", "/x")  # fmt: skip


@pytest.mark.parametrize("link", NO_LINKS)
def test_a_link_to_a_meeting_is_https_or_nothing(world: World, link: str) -> None:
    tree = factories.example("nottinghamshire")
    for meeting in tree["meetings"]:
        if "join_link" in meeting:
            meeting["join_link"]["text"] = link
    child = world.bring_in("nottinghamshire", factories.as_bytes(tree))
    world.publish(child)
    carer = world.join(child, "carer")
    pages = [carer.get(path) for path in ("/me", "/p", *set(re.findall(r'href="(/m/\w+)"', carer.get("/p").text)))]
    assert len(pages) > 2
    for page in pages:
        assert "Join online" not in page.text
        assert link.strip() not in re.findall(r'href="([^"]*)"', page.text) or link == "/x"


def test_a_link_to_a_meeting_that_is_one_is_shown(world: World) -> None:
    child = world.family_ready("nottinghamshire")
    carer = world.join(child, "carer")
    refs = set(re.findall(r'href="(/m/\w+)"', carer.get("/me").text + carer.get("/p").text))
    assert any('href="https://meet.example.org/asha-family" rel="noreferrer"' in carer.get(ref).text for ref in refs)


def test_a_viewer_cannot_be_made_out_of_a_request(world: World) -> None:
    """The rules see a viewer that the store has made; whatever a request says of itself, it stays the same."""
    child = world.family_ready("norfolk")
    dad = world.join(child, "dad", take_home=True)
    forged = {"X-User": "mum", "X-Forwarded-User": "mum", "Authorization": "Basic bXVtOm11bQ==", "X-Person": child,
              "Remote-User": "mum", "X-Confirmed": "1"}  # fmt: skip
    assert dad.get("/p", headers=forged).status_code == 404
    assert dad.get("/p?confirmed=1&fresh=1&own_phone=1", headers=forged).status_code == 404
    assert "Gary" in dad.get("/me", headers=forged).text
