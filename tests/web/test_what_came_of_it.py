"""From sharing to what came of it, page by page: who reads by when, what was asked, what happened, who told whom."""

from __future__ import annotations

import re
from html import unescape

import pytest

from portal.domain.mending import ItemRef, Sort
from portal.domain.people import Tie, WorkerRole
from portal.journeys.desk import mend, read_views
from portal.store.family import members
from tests import factories
from tests.client import Browser
from tests.journeys.people import KIT, MUM
from tests.world import World

ASKED = "somebody to ring me back at night"
FINE = "Somebody rings you back the same evening now."
SWIM = "I want to swim on Fridays"


@pytest.fixture
def family(world: World) -> str:
    return world.family_ready()


def says(browser: Browser, question: str, words: str, **more: str) -> None:
    """Answer one question and share it, by hand."""
    browser.submit("/q")
    assert browser.submit(f"/q/{question}", answer=words, **more).status_code == 303
    assert browser.submit("/q/check", one=[question]).status_code == 303


def plain(html: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def piece_of(desk: Browser) -> str:
    found = re.search(r'href="/c/NK-4417/words/([0-9a-f]+)/came"', desk.get(f"/c/{KIT}/words").text)
    assert found is not None
    return found[1]


def cover(world: World, who: str = "sw") -> None:
    """Colin stands in for somebody, and has an account."""
    world.worker("colin", name="Colin Marsh")
    world.tie(KIT, "colin", Tie.CHAIR, "tm")
    typed = {"audience": ["family"], "covers": [who]}
    revision = mend.look(world.room, world.worker("priya"), KIT).kept.revision
    mend.mend(world.room, world.worker("priya"), KIT, ItemRef(Sort.TEAM, "tm"), typed, revision)


# -- by when, or the named cover ---------------------------------------------------------------------


def test_before_sharing_and_after_it_the_page_says_who_reads_it_and_by_which_day(family: str, world: World) -> None:
    mum, kit = world.join(family, MUM), world.join(family, family)
    for browser, name in ((mum, "Priya Nair"), (kit, "Tunde Bello")):
        browser.submit("/q")
        browser.submit("/q/my-questions", answer="when is it?")
        said = f"{name} reads this by Tuesday 24 November."
        assert said in browser.get("/q/check").text
        assert said in browser.follow(browser.submit("/q/check", one=["my-questions"])).text


def test_a_bank_holiday_counts_for_nobody(world: World) -> None:
    world.hands.move(days=33)  # Christmas Eve
    child = world.family_ready()
    mum = world.join(child, MUM)
    mum.submit("/q")
    mum.submit("/q/my-questions", answer="when is it?")
    assert "Priya Nair reads this by Wednesday 30 December." in mum.get("/q/check").text


def test_while_somebody_is_away_the_family_is_told_who_reads_it_instead(family: str, world: World) -> None:
    cover(world)
    mum = world.join(family, MUM)
    mum.submit("/q")
    mum.submit("/q/my-questions", answer="when is it?")
    assert "Priya Nair is away. Colin Marsh reads this by Tuesday 24 November." in mum.get("/q/check").text


def test_what_is_for_one_worker_alone_waits_for_them_and_the_page_says_so(family: str, world: World) -> None:
    cover(world, "yw")
    kit = world.join(family, family)
    kit.submit("/q")
    kit.submit("/q/want-next", answer=SWIM)
    page = plain(kit.get("/q/check").text)
    assert "Tunde Bello is away. Colin Marsh stands in, and sees that something waits here, not what it says." in page
    assert "Colin Marsh reads this" not in page
    assert kit.submit("/q/check", one=["want-next"]).status_code == 303
    colins, priyas = world.at_the_desk("colin", never={SWIM}), world.at_the_desk("priya", never={SWIM})
    assert "for Tunde Bello alone" in plain(colins.get("/").text), "the promise is kept: who stands in sees it"
    assert "for Tunde Bello alone" not in plain(priyas.get("/").text), "and nobody else who cannot read it"
    world.hands.move(minutes=1)
    assert "Something for" not in plain(colins.get(f"/c/{KIT}/words").text)


WAITS = "Workers look at your number when all who are asked have given theirs"


def test_a_number_for_the_meeting_is_promised_to_nobody_by_a_day_and_the_page_says_what_not_to_wait_for(
    family: str, world: World
) -> None:
    mum = world.join(family, MUM)
    mum.submit("/q")
    mum.submit("/q/safe-out", answer="2")
    for page in (mum.get("/q/check").text, mum.follow(mum.submit("/q/check", one=["safe-out"])).text):
        said = plain(page)
        assert WAITS in said and "reads this by" not in said
        part = page[page.index(WAITS) : page.index("</p>", page.index(WAITS))]
        assert 'href="tel:999"' in part and part.count('href="tel:') == 2, "and somebody for this reader to ring"
    mum.submit("/q/my-questions", answer="when is it?")
    page = plain(mum.get("/q/check").text)
    assert "Priya Nair reads this by" in page and WAITS not in page, "the number is sent"


def test_a_number_for_one_worker_alone_is_read_by_the_promised_day_as_any_words(family: str, world: World) -> None:
    kit = world.join(family, family)
    kit.submit("/q")
    kit.submit("/q/safe-out", answer="0")
    for page in (kit.get("/q/check").text, kit.follow(kit.submit("/q/check", one=["safe-out"])).text):
        assert "Tunde Bello reads this by Tuesday 24 November." in page and WAITS not in page
    assert "1 new answer." in world.at_the_desk("tunde").get(f"/c/{KIT}/words").text


def test_unread_words_stand_at_the_top_of_the_desks_first_page_and_say_when_the_day_is_over(
    family: str, world: World
) -> None:
    world.worker("moira", role=WorkerRole.MANAGER)
    says(world.join(family, MUM), "most-want", ASKED)
    says(world.join(family, family), "want-next", SWIM)
    desks = {name: world.at_the_desk(name, never={ASKED, SWIM}) for name in ("priya", "moira", "tunde")}
    pages = {name: plain(desk.get("/").text) for name, desk in desks.items()}
    meeting = "for the workers at the meeting, Priya Nair first · the family was told: by Tuesday 24 November"
    alone = "for Tunde Bello alone · the family was told: by Tuesday 24 November"
    for name, page in pages.items():
        assert page.index("Not read yet") < page.index("Words from the family"), name
        assert meeting in page and "Over the promised day" not in page
        assert (alone in page) is (name != "priya"), (
            "what is for Tunde alone waits for Tunde, and a manager finds cover"
        )
    world.hands.move(days=4)
    for name in desks:
        page = plain(signed_in_again(world, name).get("/").text)
        assert "Over the promised day" in page, name


def signed_in_again(world: World, sign_in: str) -> Browser:
    browser = Browser(world.desk_app, who=sign_in, never={ASKED, SWIM})
    world.hands.move(minutes=1)
    answer = browser.submit(
        "/in", name=sign_in, words=f"{sign_in} keeps seven green kettles", digits=world.digits(sign_in)
    )
    assert answer.status_code == 303, answer.text
    return browser


def test_the_cover_stands_beside_the_name_on_the_desks_list(family: str, world: World) -> None:
    cover(world)
    says(world.join(family, MUM), "most-want", ASKED)
    assert "Colin Marsh stands in for Priya Nair" in plain(world.at_the_desk("priya").get("/").text)


# -- what was asked ----------------------------------------------------------------------------------


def test_what_was_asked_stands_first_in_the_next_round_until_it_is_answered(family: str, world: World) -> None:
    mum = world.join(family, MUM, own_phone=True)
    says(mum, "most-want", ASKED)
    page = mum.get("/q/list").text
    assert page.index("What you asked, and no answer yet") < page.index("Three things first")
    assert 'href="/q/most-want"' in page.split("Three things first")[0], "they can add to it"
    assert "What you asked, and no answer yet" in mum.get("/me").text
    assert "It has no answer yet" in mum.get("/sent").text
    desk = world.at_the_desk("priya")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    assert "1 ask without an answer since Saturday 21 November" in plain(desk.get("/").text)
    assert "1 ask has no answer yet , since Saturday 21 November" in plain(desk.get(f"/c/{KIT}").text)
    words = desk.get(f"/c/{KIT}/words").text
    assert "Asked, and not answered yet" in words and "Dawn Example, since Saturday 21 November" in words
    ref = piece_of(desk)
    answer = desk.submit(f"/c/{KIT}/words/{ref}/came", kind="happened", answer=FINE)
    assert answer.headers["Location"] == f"/c/{KIT}/words#w-{ref}"
    for browser, path in ((mum, "/me"), (mum, "/q/list"), (desk, f"/c/{KIT}"), (desk, "/")):
        page = plain(browser.get(path).text)
        assert "no answer" not in page and "without an answer" not in page, path


def test_a_young_persons_list_says_only_that_they_asked_on_that_day(family: str, world: World) -> None:
    kit = world.join(family, family)
    says(kit, "want-next", SWIM)
    world.hands.move(minutes=6)
    asked = kit.get("/q/list").text
    block = asked.split('id="asked"')[1].split("</section>")[0]
    assert "You asked for something on Saturday 21 November." in block
    assert "happen" not in block and SWIM not in asked
    assert "You asked for something on Saturday 21 November." in kit.get("/me").text


# -- what came of it ---------------------------------------------------------------------------------


def test_sent_read_taken_and_what_happened_stand_on_one_page_in_this_order(family: str, world: World) -> None:
    mum = world.join(family, MUM, own_phone=True)
    says(mum, "most-want", ASKED)
    desk = world.at_the_desk("priya")
    assert desk.post(f"/c/{KIT}/words", token(desk)).status_code == 303
    ref = piece_of(desk)
    desk.submit(f"/c/{KIT}/words", form=f"/c/{KIT}/words/{ref}/read")
    world.hands.move(days=6)
    desk, mum = signed_in_again_of(world, "priya"), world.join(family, MUM, own_phone=True)
    desk.submit(f"/c/{KIT}/words", form=f"/c/{KIT}/words/taken")
    desk.submit(f"/c/{KIT}/words/{ref}/came", kind="happened", answer=FINE)
    page = plain(mum.get("/sent").text)
    steps = ["Sent on Saturday 21 November", "Read by Priya Nair on Saturday 21 November",
             "Taken to the meeting on Thursday 26 November",
             "What happened · Priya Nair, Friday 27 November"]  # fmt: skip
    places = [page.index(step) for step in steps]
    assert places == sorted(places)
    assert FINE in page[places[-1] :]
    assert page.index("What changed because of what you said") < places[0]
    home = plain(mum.get("/me").text)
    assert "There is an answer to something you asked." in home and FINE in home
    assert "Taken to the meeting on Thursday 26 November" in home


def signed_in_again_of(world: World, sign_in: str) -> Browser:
    browser = signed_in_again(world, sign_in)
    browser.never = set()
    return browser


def token(browser: Browser) -> dict[str, str]:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(f"/c/{KIT}/words").text)
    assert found is not None
    return {"csrf_token": found[1]}


def test_to_a_young_person_the_first_page_says_only_that_there_is_news(family: str, world: World) -> None:
    kit = world.join(family, family)
    says(kit, "want-next", SWIM, reader="meeting")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    desk = world.at_the_desk("priya")
    world.hands.move(minutes=7)
    desk.submit(
        f"/c/{KIT}/words/{piece_of(desk)}/came", kind="not-done", answer="The pool is shut until spring, so not now."
    )
    page = kit.get("/me").text
    assert "There is news about something you sent." in page
    assert "pool" not in page and "answer to something you asked" not in page
    days = kit.get("/sent").text
    assert "pool" not in days and "type your words again" in days
    assert kit.submit("/again?to=/sent", form="/again", words=kit.words).status_code == 303  # type: ignore[attr-defined]
    assert "Not done, because" in kit.get("/sent").text and "pool" in kit.get("/sent").text


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("happened", "", "Say it in a sentence"),
        ("not-done", "no", "Say it in a sentence"),
        ("", FINE, "Choose one."),
        ("taken", FINE, "Choose one."),
    ],
)
def test_an_empty_answer_comes_back_with_what_was_typed(
    family: str, world: World, kind: str, words: str, said: str
) -> None:
    says(world.join(family, MUM), "most-want", ASKED)
    read_views.open_new(world.room, world.worker("priya"), KIT)
    desk = world.at_the_desk("priya")
    path = f"/c/{KIT}/words/{piece_of(desk)}/came"
    answer = desk.submit(path, kind=kind, answer=words)
    assert answer.status_code == 422 and said in answer.text and words in answer.text
    assert "Asked, and not answered yet" in desk.get(f"/c/{KIT}/words").text


def test_what_a_worker_writes_is_shown_as_it_was_typed_and_never_rendered(family: str, world: World) -> None:
    nasty = 'We asked for it. <script>alert(1)</script> {{7*7}} "quoted" & done'
    mum = world.join(family, MUM, own_phone=True)
    says(mum, "most-want", ASKED)
    read_views.open_new(world.room, world.worker("priya"), KIT)
    desk = world.at_the_desk("priya")
    path = f"/c/{KIT}/words/{piece_of(desk)}/came"
    answer = desk.submit(path, kind="happened", answer=nasty)
    if answer.status_code == 422:
        answer = desk.submit(path, kind="happened", answer=nasty, reason="a test of what is typed")
    for page in (mum.get("/sent").text, mum.get("/me").text):
        assert "<script>alert" not in page
        if answer.status_code == 303:
            assert nasty in unescape(page)


# -- not coming --------------------------------------------------------------------------------------


def test_not_coming_is_a_task_on_the_desks_first_page_and_is_closed_on_a_page_of_its_own(
    family: str, world: World
) -> None:
    kit = world.join(family, family)
    says(kit, "coming", "no-share-words")
    desk = world.at_the_desk("tunde")
    page = desk.get("/").text
    assert "Kit is not coming to the meeting: hear their views in another way" in page
    assert "a task for Tunde Bello, by Tuesday 24 November" in plain(page)
    path = re.search(rf'href="(/c/{KIT}/task/[0-9a-f]+)"', page)
    assert path is not None
    assert path[1] in desk.get(f"/c/{KIT}").text
    form = f"{path[1]}/gathered"
    empty = desk.submit(path[1], form=form)
    assert empty.status_code == 422 and empty.text.count('class="error"') == 3
    done = desk.submit(
        path[1], form=form, how=["phone"], present=["nobody"], answer="We talked on the way to football."
    )  # fmt: skip
    assert done.headers["Location"] == path[1]
    after = desk.get(path[1]).text
    assert "We talked on the way to football." in after and "After the meeting you can write here" in after
    assert f"{path[1]}/told" not in after
    assert (
        desk.post(f"{path[1]}/told", {**token(desk), "by": "", "on": "2026-11-21", "how": "phone"}).status_code == 422
    )
    world.hands.move(days=6)
    desk = signed_in_again_of(world, "tunde")
    assert "Tell Kit what happened at the meeting" in desk.get("/").text
    assert desk.submit(path[1], form=f"{path[1]}/told").status_code == 303
    assert "Done. Thank you." in desk.get(path[1]).text
    assert "To do because of an answer" not in desk.get("/").text
    assert factories.PROFESSIONALS_ONLY not in after


# -- please ring me ----------------------------------------------------------------------------------


def test_who_asks_to_be_rung_is_told_by_when_then_who_tried_and_the_task_says_to_look_first_how_it_is_safe(
    family: str, world: World
) -> None:
    mum = world.join(family, MUM, own_phone=True)
    mum.submit("/q")
    mum.submit("/q/ring-me", answer="yes", reader="meeting")
    told = "Your case worker is told that you asked us to ring. If nobody rings in time, their manager is told too."
    assert told in mum.get("/q/check").text
    done = mum.follow(mum.submit("/q/check", one=["ring-me"])).text
    promise = "We should ring you by Monday 23 November. If it cannot wait, call 101. In danger, call 999."
    assert promise in done and promise in mum.get("/sent").text
    assert "ring you" not in mum.get("/me").text, "whoever opens her page first does not read it there"
    desk = world.at_the_desk("priya")
    path = re.search(rf'href="(/c/{KIT}/task/[0-9a-f]+)"', desk.get("/").text)
    assert path is not None
    task = desk.get(path[1]).text
    assert "Read first how it is safe to reach them." in task and "at the times they gave" not in task
    assert "If they ticked no way that is safe, ask a worker who sees them before you ring." in task
    assert f'href="/c/{KIT}/words"' in task
    form = f"{path[1]}/rung"
    early = desk.submit(path[1], form=form, answered="yes", on="2026-11-20", answer="We talked about <b>school</b>.")
    assert early.status_code == 422 and "They asked on a later day." in early.text
    assert "We talked about &lt;b&gt;school&lt;/b&gt;." in early.text
    assert "Choose whether somebody answered." in desk.submit(path[1], form=form, answered=None).text
    assert desk.submit(path[1], form=form, answered="nobody").status_code == 303
    assert "Rung, and nobody answered" in desk.get(path[1]).text and form in desk.get(path[1]).text
    tried = "Priya Nair tried to ring you on Saturday 21 November, and nobody answered. They should try again."
    page = mum.get("/sent").text
    assert tried in page and promise in page
    desk.submit(path[1], form=form, answered="yes", answer="We talked about school.")
    assert "Done. Thank you." in desk.get(path[1]).text and form not in desk.get(path[1]).text
    assert "We should ring you" not in mum.get("/sent").text
    assert "Priya Nair rang you on Saturday 21 November" in mum.get("/sent").text


def test_when_nobody_rang_in_time_their_page_says_whom_to_ask(family: str, world: World) -> None:
    mum = world.join(family, MUM, own_phone=True)
    mum.submit("/q")
    says(mum, "ring-me", "yes", reader="meeting")
    world.hands.move(days=3)
    page = world.join(family, MUM, own_phone=True).get("/sent").text
    assert "Nobody has written here yet that they rang you. Ask Priya Nair, or ask for their manager." in page
    assert "We should ring you" not in page


def test_on_a_phone_that_others_use_nothing_says_that_somebody_asked_to_be_rung_before_the_words_are_typed_again(
    family: str, world: World
) -> None:
    mum = world.join(family, MUM)
    mum.submit("/q")
    says(mum, "ring-me", "yes", reader="meeting")
    promise = "We should ring you by"
    world.hands.move(minutes=6)
    for path in ("/q/done?n=1", "/q/done", "/me", "/sent", "/q/list", "/q/check"):
        assert promise not in plain(mum.get(path).text), path
    assert "It is sent" in mum.get("/q/done").text
    mum.submit("/again", to="/sent", words=mum.words)  # type: ignore[attr-defined]
    assert promise in mum.get("/sent").text and promise in mum.get("/q/done").text
    desk = world.at_the_desk("priya")
    desk.submit(f"/c/{KIT}", form=f"/c/{KIT}/reading-back/{MUM}/off")
    assert promise not in mum.get("/q/done").text and promise not in mum.get("/sent").text


# -- who is told that there is something to do -------------------------------------------------------


def test_who_chooses_only_one_reader_is_told_that_not_coming_is_a_task_for_others_too(
    family: str, world: World
) -> None:
    kit = world.join(family, family)
    kit.submit("/q")
    if_not = "If you say you are not coming, your case worker is told, so that someone asks you in another way."
    given = "Your case worker is told that you are not coming, so that someone asks you in another way."
    manager = "If nobody acts in time, their manager is told too."
    limit = "To keep somebody safe, another worker may have to see it."
    page = kit.get("/q/coming").text
    assert f"Only Tunde Bello sees this. {limit} {if_not} {manager}" in page
    assert "is told" not in kit.get("/q/want-next").text
    kit.submit("/q/coming", answer="no-share-words")
    assert f"Only Tunde Bello sees this. {limit} {given} {manager}" in kit.get("/q/check").text
    kit.submit("/q/coming", answer="yes-in-person")
    assert "is told" not in kit.get("/q/check").text


# -- who does not read it on a page ------------------------------------------------------------------


def test_the_form_says_that_somebody_has_to_tell_who_has_no_page(family: str, world: World) -> None:
    says(world.join(family, MUM), "most-want", ASKED)
    read_views.open_new(world.room, world.worker("priya"), KIT)
    desk = world.at_the_desk("priya")
    path = f"/c/{KIT}/words/{piece_of(desk)}/came"
    page = desk.get(path).text
    assert "Dawn Example reads this as you write it" in page and "Say it to Dawn Example" in page
    with world.room.family.writing() as db:
        members.set_reads_back(db, world.room.person_id(KIT, MUM), False)
    page = desk.get(path).text
    assert "Dawn Example has no page to read it on: somebody has to tell them." in page
    assert "Save it. Somebody still has to tell Dawn Example" in page and "reads this as you write it" not in page
