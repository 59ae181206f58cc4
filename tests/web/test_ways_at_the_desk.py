"""The desk's side of a way in: the card, the number to match, making it safe, reading back, a wait that is lifted."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from portal.access.viewer import Stranger
from portal.domain.errors import NotAllowed
from portal.domain.people import Tie, WorkerRole
from portal.journeys.desk import matching
from portal.journeys.family import come_in
from portal.store.family import tables
from tests.client import Browser, form_fields
from tests.journeys.people import KIT, MUM, cupboard
from tests.safety.test_leaks import write_and_share
from tests.world import World

WORDS = "seven green kettles sing here"


@pytest.fixture
def desk(world: World) -> Browser:
    """Sam's browser, a case worker of Kit's."""
    world.family_ready()
    sam = world.at_the_desk("sam")
    world.tie(KIT, "sam", Tie.CASE, None)
    return sam


def press(desk: Browser, action: str, person: str = KIT, **fields: str) -> str:
    """Press a button on Kit's page; the page that it leads to."""
    answer = desk.submit(f"/c/{KIT}", form=f"/c/{KIT}/{action.format(person)}", **fields)
    return unescape((desk.follow(answer) if answer.status_code == 303 else answer).text)


def of(page: str, person: str) -> str:
    """One person's part of the child's page, as it is read."""
    part = page.split(f'id="invite-{person}"')[1].split('<div class="card person"')[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def printed(page: str) -> str:
    """What stays on paper: less what is for the screen alone, and less every page's head and foot."""
    main = page.split('<main id="main">')[1].split("</main>")[0]
    return re.sub(r'<(\w+) class="[^"]*\bscreen\b[^"]*".*?</\1>', "", main, flags=re.DOTALL)


def test_a_card_holds_the_code_and_nothing_that_says_whose_it_is_or_what_for(desk: Browser) -> None:
    page = press(desk, "invite/{}", MUM, take_home="1", named="")
    code = re.findall(r'id="code">([0-9A-Z-]{11})<', page)[0]
    paper = printed(page)
    assert code in paper
    assert "https://family.example.org/j" in paper
    for telling in ("Dawn", "Kit", "NK-4417", "case", "worker", "council", "plan"):
        assert telling not in re.sub(r"<[^>]+>", " ", paper), telling
    # nor is the word that is said aloud: with another one the paper reads as before, but for the code
    another = press(desk, "invite/{}", MUM, take_home="1", named="")
    codes = [re.findall(r'id="code">([0-9A-Z-]{11})<', each)[0] for each in (page, another)]
    words = [re.findall(r'id="spoken">([a-z]+)<', each)[0] for each in (page, another)]
    read = [
        re.sub(r"<[^>]+>", " ", printed(each)).replace(code, "")
        for each, code in zip((page, another), codes, strict=True)
    ]
    assert all(words) and read[0] == read[1]
    assert f"/j?{code}" not in page
    assert "code=" not in page
    assert 'id="spoken"' not in desk.get(f"/c/{KIT}").text
    assert code not in unescape(desk.get(f"/c/{KIT}").text), "it is shown once"


def test_a_card_to_take_home_lasts_as_long_as_was_chosen(desk: Browser) -> None:
    assert "Tuesday 24 November, 9am" in press(desk, "invite/{}", MUM, take_home="1")
    assert "Saturday 28 November, 9am" in press(desk, "invite/{}", MUM, take_home="1", days="7")
    for wrong in ("8", "99", "0"):
        assert "1 to 7 days" in press(desk, "invite/{}", MUM, take_home="1", days=wrong)


def test_the_page_of_a_code_asks_which_number_it_is_as_soon_as_it_was_typed(desk: Browser, world: World) -> None:
    page = press(desk, "invite/{}", named="")
    code = re.findall(r'id="code">([0-9A-Z-]{11})<', page)[0]
    assert "was not typed yet" in page
    asks = {"HX-Request": "true", "HX-Request-Type": "partial"}
    look = f"/c/{KIT}/match/{KIT}?seen=open"
    assert desk.get(look, headers=asks).status_code == 204
    kit = world.browser()
    kit.submit("/j", code=code)
    number = re.findall(r'class="code number">(\d\d)<', kit.get("/j/match").text)[0]
    fragment = desk.get(look, headers=asks).text
    assert fragment.lstrip().startswith('<div id="match"')
    assert "Which number is on their screen?" in fragment
    choices = re.findall(r'name="number" value="(\w+)"', fragment)
    assert len(choices) == 4
    assert (number in choices, choices[3]) == (True, "none")
    assert "Match the number now." in of(desk.get(f"/c/{KIT}").text, KIT)
    page = press(desk, "match/{}", number=number)
    assert "The number was matched: Saturday 21 November, 9am" in of(page, KIT)
    assert kit.get("/j/match").headers["Location"] == "/j/phone"


@pytest.mark.parametrize("answer", ["wrong", "none"])
def test_a_wrong_answer_ends_it_and_the_desk_says_so(desk: Browser, world: World, answer: str) -> None:
    kit = world.browser()
    kit.submit("/j", code=world.code(KIT, KIT))
    right = int(re.findall(r'class="code number">(\d\d)<', kit.get("/j/match").text)[0])
    others = [n for n in matching.ask(world.room, world.worker("sam"), KIT, KIT).choices if n != right]
    page = press(desk, "match/{}", number=str(others[0]) if answer == "wrong" else "none")
    assert "That was not the number on their screen" in page
    assert "because the number on the screen was not the right one" in of(desk.get(f"/c/{KIT}").text, KIT)
    assert "Ask your worker for a new code" in kit.get("/j/match").text


@pytest.mark.parametrize("number", [None, "", "4", "047", "²²", "x", "-1"])
def test_an_answer_that_is_no_number_changes_nothing(desk: Browser, world: World, number: str | None) -> None:
    kit = world.browser()
    kit.submit("/j", code=world.code(KIT, KIT))
    sent = form_fields(desk.get(f"/c/{KIT}").text, f"/c/{KIT}/match/{KIT}")
    answer = desk.post(f"/c/{KIT}/match/{KIT}", sent | ({} if number is None else {"number": number}))
    assert answer.status_code == 422
    assert "Choose a number" in answer.text
    world.match(KIT, KIT)


def test_for_a_child_of_11_or_12_a_worker_is_told_that_a_manager_decides(world: World) -> None:
    child = world.family_ready("derby")
    mo = world.at_the_desk("mo")
    world.tie(child, "mo", Tie.CASE, None)
    page = mo.get(f"/c/{child}").text
    assert "An account of their own is for a manager to decide" in page
    assert f'action="/c/{child}/invite/{child}"' not in page
    world.worker("moira", role=WorkerRole.MANAGER)
    moira = world.at_the_desk("moira")
    action = f"/c/{child}/invite/{child}"
    assert "why an account of their own is right" in moira.submit(f"/c/{child}", form=action).text
    made = moira.submit(f"/c/{child}", form=action, manager_says="Robin asked for it.")
    assert 'id="code"' in made.text
    assert "take_home" not in moira.get(f"/c/{child}").text.split(f'id="invite-{child}"')[1].split("</form>")[0]


# -- a phone that was lost or taken ---------------------------------------------------------------------


def test_made_safe_with_one_press_and_it_bites_at_the_next_request(desk: Browser, world: World) -> None:
    kit = world.join(KIT, KIT)
    write_and_share(kit, "More football")
    page = of(press(desk, "safe/{}"), KIT)
    assert "Made safe: Saturday 21 November, 9am" in page
    assert "Does not see what they sent." in page
    asks = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert (kit.get("/me").status_code, kit.get("/p", headers=asks).status_code) == (303, 401)
    with pytest.raises(NotAllowed):
        come_in.sign_in(cupboard(world), Stranger(), kit.name, kit.words)  # type: ignore[attr-defined]
    again = world.join(KIT, KIT)
    assert "More football" not in again.get("/sent").text
    again.submit("/again", words=again.words, to="/sent")  # type: ignore[attr-defined]
    sent = again.get("/sent").text
    assert "Sent on Saturday 21 November" in sent
    assert "More football" not in sent
    assert "ask your worker" in sent


def test_reading_back_can_be_switched_off_and_on(desk: Browser, world: World) -> None:
    kit = world.join(KIT, KIT)
    write_and_share(kit, "More football")
    kit.submit("/again", words=kit.words, to="/sent")  # type: ignore[attr-defined]
    page = kit.get("/sent").text
    assert "More football" in page
    back = re.findall(r'action="(/sent/\w+)"', page)[0]
    token = form_fields(page, back)
    press(desk, "reading-back/{}/off")
    kit.never.add("More football")
    assert "ask your worker" in kit.get("/sent").text
    assert kit.post(back, token).headers["Location"] == "/sent", "taken back it would stand in the draft"
    assert "/again?to=" not in kit.get("/sent").text
    kit.never.clear()
    press(desk, "reading-back/{}/on")
    assert "More football" in kit.get("/sent").text


def test_a_wait_that_somebody_else_caused_is_lifted_with_one_press(desk: Browser, world: World) -> None:
    kit = world.join(KIT, KIT)
    kit.get("/x")
    for _ in range(10):
        with pytest.raises(NotAllowed):
            come_in.sign_in(cupboard(world), Stranger(), kit.name, "these are not it")  # type: ignore[attr-defined]
        world.hands.move(minutes=6)
    world.hands.move(minutes=-6)
    desk = world.at_the_desk("sal")
    world.tie(KIT, "sal", Tie.CHAIR, None)
    assert "they wait until 10.54am" in of(desk.get(f"/c/{KIT}").text, KIT)
    with pytest.raises(NotAllowed):
        come_in.sign_in(cupboard(world), Stranger(), kit.name, kit.words)  # type: ignore[attr-defined]
    assert "they wait until" not in of(press(desk, "lift/{}"), KIT)
    assert come_in.sign_in(cupboard(world), Stranger(), kit.name, kit.words)  # type: ignore[attr-defined]


def test_who_may_make_safe_switch_reading_back_and_lift_a_wait(desk: Browser, world: World) -> None:
    world.join(KIT, KIT)
    chair = world.at_the_desk("carl")
    world.tie(KIT, "carl", Tie.CHAIR, "tm")
    stranger = world.at_the_desk("somebody")
    token = {"csrf_token": form_fields(stranger.get("/").text, "/out")["csrf_token"]}
    for action in ("safe/{}", "lift/{}", "reading-back/{}/off", "reading-back/{}/on", "match/{}", "word/{}"):
        path = f"/c/{KIT}/{action.format(KIT)}"
        assert stranger.post(path, token | {"number": "none"}).status_code == 404, path
    page = chair.get(f"/c/{KIT}").text
    token = {"csrf_token": form_fields(page, "/out")["csrf_token"]}
    assert "reading-back" not in page
    for action in ("reading-back/{}/off", "match/{}", "word/{}"):
        assert chair.post(f"/c/{KIT}/{action.format(KIT)}", token | {"number": "none"}).status_code == 404
    assert chair.post(f"/c/{KIT}/lift/{KIT}", token).status_code == 303
    assert chair.post(f"/c/{KIT}/safe/{KIT}", token).status_code == 303
    assert chair.post(f"/c/{KIT}/safe/nobody", token).status_code == 404


def test_worker_cannot_set_passphrase(desk: Browser, world: World) -> None:
    """T-41: whatever a worker types into any form of the child's page, no family's passphrase is made of it."""
    kit = world.join(KIT, KIT)

    def proofs() -> list[tuple[object, ...]]:
        with world.room.family.reading() as db:
            rows = db.execute(select(tables.account.c.person_id, tables.account.c.sign_in, tables.account.c.passphrase))
            return [tuple(row) for row in rows]

    before = proofs()
    typed = dict.fromkeys(("words", "word", "passphrase", "password", "again", "spoken", "phrase", "name"), WORDS)
    forms = [rule for rule in world.desk_app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    tried = 0
    for rule in forms:
        if "<ref>" not in rule.rule or any(part in rule.rule for part in ("/safe/", "/end", "/shut", "/paper")):
            continue
        path = re.sub(r"<[^>]+>", KIT, rule.rule)
        token = {"csrf_token": form_fields(desk.get(f"/c/{KIT}").text, "/out")["csrf_token"]}
        answer = desk.post(path, token | typed)
        assert answer.status_code < 500
        tried += 1
    assert tried > 15
    assert proofs() == before
    with pytest.raises(NotAllowed):
        come_in.sign_in(cupboard(world), Stranger(), kit.name, WORDS)  # type: ignore[attr-defined]
    page = desk.get(f"/c/{KIT}").text
    assert 'type="password"' not in page
    assert not re.search(r"<input[^>]*name=\"(?:words|passphrase|password)", page)
