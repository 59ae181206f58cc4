"""Each kind of question on its page, what may be asked of its answer, and the list that they stand on."""

from __future__ import annotations

import re
from html import unescape

import pytest

from portal.domain.preparation import FACES
from portal.journeys.desk import read_views
from tests.client import Browser, form_fields
from tests.journeys.people import KIT
from tests.web.test_own_sets import begun, links, pieces, shared
from tests.world import World


@pytest.fixture
def mum(world_on_each: World) -> tuple[World, Browser]:
    world = world_on_each
    child = world.family_ready()
    return world, begun(world.join(child, "mum"))


def labels(page: str) -> dict[str, str]:
    """What each radio or tick box says, by its value."""
    found = re.findall(r'<input type="(?:radio|checkbox)" name="answer" id="([^"]+)" value="([^"]+)"', page)
    said = dict(re.findall(r'<label for="([^"]+)">(.*?)</label>', page, re.DOTALL))
    return {value: " ".join(unescape(re.sub(r"<[^>]+>", " ", said[ref])).split()) for ref, value in found}


def test_every_kind_is_answered_checked_and_comes_to_the_worker_in_words(mum: tuple[World, Browser]) -> None:
    world, browser = mum
    begun(browser, "/q/in/after-parent")
    shared(browser, "/q/in/after-parent", listened="7", understood="no", difference="a-bit", good="The <b>tea</b>")
    shared(browser, "/q", managing="struggling", take_part=["travel", "childcare"], times="After 6")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    said = {each.shared.question: (each.shared.words.answer, each.shared.words.value) for each in pieces(world)}
    assert said == {
        "listened": ("7", ("7",)),
        "understood": ("No, not all of it", ("no",)),
        "difference": ("Yes, a little", ("a-bit",)),
        "good": ("The <b>tea</b>", ("The <b>tea</b>",)),
        "managing": ("I am struggling", ("struggling",)),
        "take-part": ("Someone to look after my other children, Help with getting there", ("childcare", "travel")),
        "times": ("After 6", ("After 6",)),
    }


def test_faces_are_five_drawings_each_with_its_word_and_stand_for_no_number(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = begun(world.join(child, child))
    page = kit.get("/q/feeling").text
    assert re.findall(r'#face-([a-z-]+)" width="48" height="48" alt=""', page) == list(FACES)
    assert list(labels(page).items())[:5] == [
        ("very-good", "Really good"),
        ("good", "Good"),
        ("middle", "In the middle"),
        ("bad", "Not so good"),
        ("very-bad", "Bad"),
    ]
    assert {"not-sure-yet", "do-not-want-to-say"} < set(labels(page))
    assert "checked" not in page.partition("who-reads")[0], "nothing is chosen before somebody chooses"
    assert kit.submit("/q/feeling", answer="3").status_code == 422
    shared(kit, "/q", feeling="very-bad")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    (piece,) = pieces(world)
    assert (piece.shared.words.value, piece.shared.words.answer, piece.shared.scale) == (("very-bad",), "Bad", "")
    assert "Bad" in world.at_the_desk("priya").get(f"/c/{KIT}/words").text


def test_yes_no_and_not_sure_are_all_there_is_to_choose_from(mum: tuple[World, Browser]) -> None:
    _world, browser = mum
    page = browser.get("/q/ring-me").text
    assert list(labels(page)) == ["yes", "no", "not-sure-yet", "do-not-want-to-say"]
    assert browser.submit("/q/ring-me", answer="maybe").status_code == 422
    for answer in labels(page):
        assert browser.submit("/q/ring-me", answer=answer).status_code == 303
        assert form_fields(browser.get("/q/ring-me").text, "/q/ring-me")["answer"] == answer


def test_a_notice_is_read_above_its_question_and_in_the_list_and_has_no_answer(world: World) -> None:
    child = world.family_ready()
    mum = begun(world.join(child, "mum"))
    page = mum.get("/q/not-here").text
    assert "Please do not write who does harm, their car or where they are, anywhere on these pages" in page
    assert "Call 101 for the police" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert '<a class="button" href="/q/worries">Go on</a>' in page
    fields = form_fields(mum.get("/q/worries").text, "/q/worries")
    assert mum.post("/q/not-here", fields | {"answer": "A blue car"}).status_code == 404
    assert links(mum.get("/q/list").text)["/q/not-here"].endswith("anywhere on these pages To read")
    assert "their car" not in mum.get("/q/check").text
    # whoever comes to the question behind it reads it there, from wherever they come, and nothing counts it
    assert mum.submit("/q/going-well", answer="Maths").headers["Location"] == "/q/worries"
    asked = mum.get("/q/worries").text
    assert asked.index("Please do not write who does harm") < asked.index("What worries you most at the moment?")
    assert "2 of 4" in asked
    assert '<a href="/q/going-well">Back</a>' in asked
    assert "their car" not in mum.get("/q/going-well").text


def test_a_scale_has_words_above_the_numbers_and_nothing_chosen(world: World) -> None:
    child = world.family_ready()
    kit = begun(world.join(child, child))
    page = kit.get("/q/safe-out").text
    ends = [page.index(words) for words in ("0 is: Not safe at all", "5 is: in the middle", "10 is: Very safe")]
    assert ends == sorted(ends)
    assert ends[-1] < page.index('id="answer-0"')
    assert list(labels(page)) == [*(str(number) for number in range(11)), "not-sure-yet", "do-not-want-to-say"]
    assert "checked" not in page.partition("who-reads")[0]
    waits = "Workers look at this number when all who are asked have given theirs, or when one of them opens them all."
    assert "Only Tunde Bello sees this." in page and waits not in page, "it stands beside nobody's"
    kit.submit("/q", reader="meeting")
    assert waits in kit.get("/q/safe-out").text
    assert waits not in kit.get("/q/safe-school").text, "nobody else is asked for it"


def test_what_makes_a_number_is_asked_only_where_there_is_one(world: World) -> None:
    child = world.family_ready()
    kit = begun(world.join(child, child))
    assert kit.submit("/q/safe-out", answer="4").headers["Location"] == "/q/safe-out-why"
    assert "You said: 4" in kit.get("/q/safe-out-why").text
    assert kit.submit("/q/safe-out", answer="not-sure-yet").headers["Location"] == "/q/safe-home"
    assert kit.submit("/q/safe-out", skip="1").headers["Location"] == "/q/safe-home"
    assert kit.submit("/q/safe-home", answer="2").headers["Location"] == "/q/safe-home-why"
    assert "You said" not in kit.get("/q/safe-home-why").text, "what is answered alone is not shown again"


def test_under_every_box_it_says_that_nobody_has_to_be_named_and_every_question_can_be_skipped(world: World) -> None:
    child = world.family_ready()
    kit, mum = world.join(child, child), world.join(child, "mum")
    for set_id, questions in world.family_app.extensions["portal"].library.question_sets("en").items():
        somebody = begun(mum if set_id.endswith("parent") else kit, f"/q/in/{set_id}")
        for question in questions.asked:
            page = somebody.get(f"/q/in/{set_id}/{question.id}").text
            assert ("You do not need to name anybody." in page) is question.is_text, question.id
            assert 'name="skip"' in page
            assert " required" not in page
            assert page.count("who-reads") == 1, "who will read it stands under each"
            if not question.is_text:
                assert {"not-sure-yet", "do-not-want-to-say"} <= set(labels(page)), question.id


# -- the list -------------------------------------------------------------------------------------------


def test_the_list_says_where_each_task_stands_and_how_long_it_takes(world: World) -> None:
    child = world.family_ready()
    kit = begun(world.join(child, child))
    page = kit.get("/q/list").text
    assert "About 3 minutes." in page.partition("Three things first")[2].partition("</section>")[0]
    groups = [links(each) for each in re.findall(r'<ul class="rows">(.*?)</ul>', page, re.DOTALL)]
    assert len(groups) == 8
    assert all(1 <= len(tasks) <= 6 for tasks in groups)
    assert '<a class="button second" href="/q/check">Share what I have</a>' in page, "it is always there"
    assert "There is nothing to share yet." in kit.get("/q/check").text
    kit.submit("/q/safe-out", answer="4")
    kit.submit("/q/worries", answer="Maths")
    kit.submit("/q/changed", skip="1")
    shared(kit, "/q", going_well="Football")
    listed = links(kit.get("/q/list").text)
    assert listed["/q/safe-out"].endswith("Started"), "a number without its words"
    assert listed["/q/worries"] == "What worries you? Done, not shared yet"
    assert listed["/q/changed"] == "What has changed in the last few weeks? Skipped"
    assert listed["/q/going-well"] == "What is going well? Sent"
    assert listed["/q/want-next"] == "What do you want to happen next? Not started"
    assert "/q/safe-out-why" not in listed
    kit.submit("/q/safe-out-why", answer="x")
    assert links(kit.get("/q/list").text)["/q/safe-out"].endswith("Done, not shared yet")


# -- please don't read this out -------------------------------------------------------------------------


def test_please_dont_read_this_out_is_said_before_sharing_and_comes_to_the_worker(mum: tuple[World, Browser]) -> None:
    world, browser = mum
    page = browser.get("/q/worries").text
    assert "Please don't read this out at the meeting" in page
    assert "If somebody may be hurt, they may have to speak about it." in page, "the honest limit stands beside it"
    done = browser.submit("/q/worries", answer="The new friend", reader="meeting", quiet="1")
    assert done.status_code == 303
    assert form_fields(browser.get("/q/worries").text, "/q/worries")["quiet"] == ["1"]
    said = "The workers at the meeting read this. Nobody reads it out."
    assert said in browser.get("/q/worries").text
    assert said in browser.get("/q/check").text
    browser.submit("/q/changed", answer="Sleeps better", reader="meeting")
    assert browser.get("/q/check").text.count(said) == 1
    browser.submit("/q/check", one=["worries", "changed"])
    read_views.open_new(world.room, world.worker("priya"), KIT)
    assert {each.shared.question: each.step for each in pieces(world)} == {"changed": "updates", "worries": ""}
    page = world.at_the_desk("priya").get(f"/c/{KIT}/words").text
    assert page.count("Do not read this out") == 1
    assert page.index("Sleeps better") < page.index("The new friend") < page.index("Do not read this out")


def test_the_tick_can_be_made_for_everything_and_taken_off_for_one(world: World) -> None:
    child = world.family_ready()
    mum = world.join(child, "mum")
    begun_with = mum.submit("/q", reader="meeting", quiet="1")
    assert begun_with.status_code == 303
    said = "Nobody reads it out."
    assert said in mum.get("/q/worries").text
    mum.submit("/q/worries", answer="x", quiet=None)
    assert said not in mum.get("/q/worries").text
    assert said in mum.get("/q/changed").text


def test_beside_only_name_stands_what_may_still_happen(world: World) -> None:
    child = world.family_ready()
    page = begun(world.join(child, child)).get("/q/worries").text
    assert "Only Tunde Bello sees this. To keep somebody safe, another worker may have to see it." in page
    assert "Somebody else may open it only with a reason that is written down, and you can see who did." in page
    assert "It may have to be used to keep somebody safe." in page
    said = unescape(page).partition("<strong>Only Tunde Bello")[2].partition("</label>")[0]
    assert "Your worker may have to keep it in the council's own records." in said
    assert "There, other workers who help your family can read it." in said


def test_the_button_that_shares_says_with_whom(world: World) -> None:
    child = world.family_ready()
    kit = begun(world.join(child, child))

    def button() -> str:
        found = re.findall(r'<button class="button">(Share [^<]+)</button>', kit.get("/q/check").text)
        assert len(found) == 1
        return unescape(found[0])

    kit.submit("/q/worries", answer="Maths")
    assert button() == "Share with Tunde Bello"
    kit.submit("/q/changed", answer="Sleeping better", reader="meeting")
    assert button() == "Share with the people you chose"
    kit.submit("/q/worries", answer="Maths", reader="meeting")
    assert button() == "Share with the workers at the meeting"
    mum = re.search(r'name="family" id="family-1" value="([^"]+)"', kit.get("/q/worries").text)
    assert mum
    kit.submit("/q/worries", answer="Maths", reader="meeting", family=[mum[1]])
    assert button() == "Share with the people you chose"


def test_what_nobody_reads_out_has_no_tick_and_says_so(world: World) -> None:
    child = world.family_ready()
    kit = begun(world.join(child, child))
    page = kit.get("/q/not-in-front").text
    assert 'name="quiet"' not in page
    assert "Nobody reads this out at the meeting." in page
    kit.submit("/q/not-in-front", answer="My uncle", reader="meeting")
    assert "The workers at the meeting read this. Nobody reads it out." in kit.get("/q/check").text
