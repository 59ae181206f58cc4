"""Each kind of question, filled in by hand without a script, with whatever people may type."""

from __future__ import annotations

import re
from html import unescape

import pytest

from portal.journeys.desk import read_views
from tests.client import Browser, form_fields
from tests.journeys.people import KIT, MUM
from tests.world import World

HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a picture with a handler": "<img src=x onerror=alert(1)><svg/onload=alert(1)>",
    "a link that runs": "<a href=javascript:alert(1)>here</a>",
    "htmx": '<div hx-get=/x hx-trigger=load hx-on:click="x()">',
    "a way out of the box": "</textarea><script>alert(1)</script>",
    "a way out of an attribute": "\" autofocus onfocus=alert(1) x='",
    "a template": "{{config}} {% raw %} {{7*7}}",
    "placeholders": "%(name)s %s {0.__class__} ${x}",
    "a formula": '=HYPERLINK("http://x","y")',
    "written from right to left": "\u202eanother\u202c \u2066way\u2069 \u200d\ufeff",
    "a tower of marks": "Z" + "\u0301" * 500,
    "one long word": "x" * 1400,
    "pictures": "\U0001f600🏳️‍🌈👩‍👩‍👧" * 100,
    "Polish and Arabic": "Chcę pływać. أريد أن أسبح. Rwy'n hoffi nofio.",
    "lines": "one\n\n  two\n\tthree",
    "a header": "x\nSet-Cookie: a=b",
    "an entity": "&lt;b&gt; &amp; &#x27;",
    "zero": "0",
}


@pytest.fixture
def kit(world: World) -> Browser:
    """Kit, who has seen the notice."""
    child = world.family_ready()
    kit = world.join(child, child)
    assert kit.submit("/q").headers["Location"] == "/q/feeling"
    return kit


def typed(page: str, action: str) -> str:
    """What stands in the box of the question, as a browser would read it."""
    found: str = form_fields(page, action)["answer"]
    return found


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_somebody_types_comes_back_as_they_typed_it(kit: Browser, world: World, what: str) -> None:
    words = HOSTILE[what]
    assert kit.submit("/q/want-next", answer=words.replace("\n", "\r\n"), reader="meeting").status_code == 303
    again = kit.get("/q/want-next").text
    assert typed(again, "/q/want-next") == words
    checked = kit.get("/q/check").text
    assert words in unescape(checked)
    for page in (again, checked):
        assert not re.search(r"<(script(?! src=)|img|svg|a href=javascript|div hx-get)", page)
    assert kit.submit("/q/check", one=["want-next"]).status_code == 303
    assert words in unescape(kit.get("/sent").text)
    read_views.open_new(world.room, world.worker("priya"), KIT)
    _, pieces, _ = read_views.views(world.room, world.worker("priya"), KIT)
    assert pieces[0].shared.words.answer == words
    desk = world.at_the_desk("priya")
    assert words in unescape(desk.get(f"/c/{KIT}/words").text)


def test_each_kind_of_question_keeps_what_was_chosen(kit: Browser) -> None:
    for ref, chosen in (
        ("safe-out", "7"),
        ("safe-out", "0"),
        ("safe-out", "do-not-want-to-say"),
        ("coming", "part"),
        ("coming", "not-sure-yet"),
        ("where", ["school", "home"]),
        ("where", ["not-sure-yet"]),
        ("want-next", "I want to swim"),
    ):
        assert kit.submit(f"/q/{ref}", answer=chosen).status_code == 303
        stands = form_fields(kit.get(f"/q/{ref}").text, f"/q/{ref}")["answer"]
        assert stands == chosen


def test_nothing_is_chosen_before_somebody_chooses(kit: Browser) -> None:
    for ref in ("safe-out", "coming", "where"):
        assert "answer" not in form_fields(kit.get(f"/q/{ref}").text, f"/q/{ref}")


@pytest.mark.parametrize(
    ("ref", "value"),
    [("safe-out", "11"), ("safe-out", "-1"), ("safe-out", "5.5"), ("coming", "maybe"), ("where", "the moon")],
)
def test_what_was_not_offered_is_refused_and_nothing_is_kept(kit: Browser, ref: str, value: str) -> None:
    answer = kit.submit(f"/q/{ref}", answer=value)
    assert answer.status_code == 422
    assert "answer" not in form_fields(kit.get(f"/q/{ref}").text, f"/q/{ref}")


@pytest.mark.parametrize(
    ("words", "over"),
    [("x" * 1501, 1), ("word " * 400, 499), ("\U0001f600" * 20_000, 18_500), ("</textarea>" * 200, 700)],
)
def test_words_that_are_too_long_stay_on_the_page_and_it_says_by_how_much(kit: Browser, words: str, over: int) -> None:
    answer = kit.submit("/q/want-next", answer=words)
    assert answer.status_code == 422
    assert typed(answer.text, "/q/want-next") == words
    assert f"This is {over} letter" in answer.text
    assert typed(kit.get("/q/want-next").text, "/q/want-next") == ""
    assert (
        kit.post("/q/want-next", form_fields(answer.text, "/q/want-next") | {"answer": words[:1500]}).status_code == 303
    )


@pytest.mark.parametrize("letters", [256 * 1024 + 1, 1_100_000])
def test_more_than_a_page_can_send_is_refused_politely(kit: Browser, letters: int) -> None:
    answer = kit.submit("/q/want-next", answer="x" * letters)
    assert answer.status_code == 413
    assert "That is too much at once" in answer.text
    assert "Nothing was lost that was saved before. Go back and make it shorter." in answer.text


def test_who_taps_share_twice_is_told_that_it_is_sent(kit: Browser) -> None:
    for ref in ("going-well", "worries"):
        assert kit.submit(f"/q/{ref}", answer="Football", reader="meeting").status_code == 303
    sent = form_fields(kit.get("/q/check").text, "/q/check") | {"one": ["going-well", "worries"]}
    taps = [kit.post("/q/check", sent) for _tap in range(2)]
    assert [tap.headers.get("Location") for tap in taps] == ["/q/done?n=2"] * 2
    assert kit.post("/q/check", sent | {"one": []}).status_code == 422
    assert kit.post("/q/check", sent | {"one": ["changed"]}).status_code == 422, "which was never answered"


@pytest.mark.parametrize("raw", [b"answer=\xff\xfe", b"answer=%FF%FE", b"answer=%ED%A0%80", b"answer=%00", b"\xff=1"])
@pytest.mark.parametrize("path", ["/in", "/j", "/q/want-next"])
def test_bytes_that_are_no_text_are_refused_and_nothing_falls_over(kit: Browser, path: str, raw: bytes) -> None:
    page = kit.get("/q/want-next").text
    sent = form_fields(page, "/q/want-next")
    rest = "&".join(f"{name}={sent[name]}" for name in ("csrf_token", "tab", "version"))
    answer = kit.post(path, rest.encode() + b"&" + raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (303, 400, 422)
    assert "\0" not in typed(kit.get("/q/want-next").text, "/q/want-next")


def test_skipping_keeps_nothing_and_goes_on(kit: Browser) -> None:
    answer = kit.submit("/q/want-next", answer="half a tho", skip="1")
    assert answer.headers["Location"] == "/q/coming"
    assert typed(kit.get("/q/want-next").text, "/q/want-next") == ""
    assert "Skipped" in kit.get("/q/list").text


def test_three_things_and_then_the_list_and_then_all_of_it(kit: Browser) -> None:
    assert kit.submit("/q/feeling", answer="middle").headers["Location"] == "/q/want-next"
    assert kit.submit("/q/want-next", answer="x").headers["Location"] == "/q/coming"
    assert kit.submit("/q/coming", answer="part").headers["Location"].startswith("/q/list")
    assert kit.submit("/q/worries", answer="x", finish="1").headers["Location"] == "/q/check"
    assert kit.submit("/q/worries", answer="y").headers["Location"] == "/q/changed"
    assert kit.submit("/q/changed", answer="x").headers["Location"] == "/q/list", "a group ends at the list"
    assert kit.submit("/q/anything-else", answer="x").headers["Location"] == "/q/good-to-hear"
    assert kit.submit("/q/good-to-hear", answer="x").headers["Location"] == "/q/check"


def test_the_same_field_twice_keeps_the_first_and_fields_that_nobody_asked_for_do_nothing(kit: Browser) -> None:
    answer = kit.submit("/q/want-next", answer=["first", "second"], is_worker="1", person_id="mum", shared="1")
    assert answer.status_code == 303
    assert typed(kit.get("/q/want-next").text, "/q/want-next") == "first"
    assert "You have not sent anything yet" in kit.get("/sent").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("version", "-1"), ("version", "1e9"), ("version", "٣"), ("version", ""), ("tab", "nonsense"), ("tab", "")],
)
def test_a_form_that_our_page_did_not_make_is_refused(kit: Browser, field: str, value: str) -> None:
    assert kit.submit("/q/want-next", answer="I want to swim", **{field: value}).status_code == 400
    assert typed(kit.get("/q/want-next").text, "/q/want-next") == ""


def test_two_tabs_end_with_both_texts_on_the_page_and_neither_lost(kit: Browser) -> None:
    here, there = (form_fields(kit.get("/q/want-next").text, "/q/want-next") for _ in range(2))
    assert kit.post("/q/want-next", here | {"answer": "words from here"}).status_code == 303
    answer = kit.post("/q/want-next", there | {"answer": "words from there"})
    assert answer.status_code == 409
    assert "words from here" in answer.text
    assert typed(answer.text, "/q/want-next") == "words from there"
    assert typed(kit.get("/q/want-next").text, "/q/want-next") == "words from here"
    assert kit.post("/q/want-next", form_fields(answer.text, "/q/want-next")).status_code == 303
    assert typed(kit.get("/q/want-next").text, "/q/want-next") == "words from there"


def test_two_tabs_with_a_choice_show_the_other_choice_in_words(kit: Browser) -> None:
    here, there = (form_fields(kit.get("/q/coming").text, "/q/coming") for _ in range(2))
    kit.post("/q/coming", here | {"answer": "part"})
    answer = kit.post("/q/coming", there | {"answer": "yes-online"})
    assert answer.status_code == 409
    kept = re.search(r'<p class="given"><bdi>(.*?)</bdi></p>', answer.text)
    assert kept
    assert kept[1] == "Yes, but just for part of it"


def test_one_press_shares_what_has_a_reader_and_what_nobody_was_chosen_to_read_waits(world: World) -> None:
    child = world.family_ready()
    mum = world.join(child, MUM)
    mum.submit("/q")
    for ref in ("most-want", "not-in-room", "tell-my-child"):
        assert mum.submit(f"/q/{ref}", answer=f"About {ref}").status_code == 303
    page = mum.get("/q/check").text
    assert page.count("Choose who sees this.") == 2
    assert re.findall(r'name="one" value="([^"]+)"[^>]* checked', page) == ["most-want"]
    refused = mum.post("/q/check", {**form_fields(page, "/q/check"), "one": ["most-want", "not-in-room"]})
    assert refused.status_code == 422 and 'href="#one-not-in-room"' in refused.text
    assert "Choose first who sees this, with “Change”." in refused.text
    assert mum.submit("/q/check").headers["Location"] == "/q/done?n=1"
    assert mum.get("/q/check").text.count("Choose who sees this.") == 2, "they wait"
