"""The pack on the screen and as files; numbers opened with a press; words in English beside a family's own."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from portal.access.viewer import FamilyMember
from portal.app import STATIC
from portal.domain.preparation import MEETING, Readers
from portal.journeys.desk import read_views
from tests.client import Browser, form_fields
from tests.journeys.people import KIT, MUM, begin, joined, save, share
from tests.world import World

PACK = f"/c/{KIT}/pack/m7"
EVIL = '<script>alert(1)</script> =HYPERLINK("http://x.example")'
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def kits(world: World) -> tuple[World, FamilyMember, Browser]:
    """Kit has shared words with the meeting, and a number; Priya is at the desk."""
    child = world.family_ready()
    kit = joined(world, child, child)
    begin(world, kit)
    save(world, kit, "worries", EVIL, readers=Readers(MEETING))
    save(world, kit, "safe-out", "3", readers=Readers(MEETING))
    share(world, kit, "worries", "safe-out")
    return world, kit, world.at_the_desk("priya")


def take(desk: Browser, kind: str) -> object:
    return desk.submit(PACK, f"{PACK}/file", format=kind)


def test_the_words_page_leads_to_the_pack_of_the_next_meeting_and_of_the_last(
    kits: tuple[World, FamilyMember, Browser],
) -> None:
    _world, _kit, desk = kits
    page = desk.get(f"/c/{KIT}/words").text
    assert re.findall(r'href="/c/NK-4417/pack/([^"]+)"', page) == ["m7", "m6"]
    assert desk.get(PACK).status_code == 200
    for wrong in ("m5x", "nothing", "m7/", "M7"):
        assert desk.get(f"/c/{KIT}/pack/{wrong}").status_code == 404


def test_the_page_with_their_words_reminds_a_worker_that_somebody_may_have_stood_beside_them(
    kits: tuple[World, FamilyMember, Browser],
) -> None:
    _world, _kit, desk = kits
    assert "ask them alone" in desk.get(f"/c/{KIT}/words").text


def test_what_is_new_is_opened_by_a_press_first_and_then_stands_there_as_text(
    kits: tuple[World, FamilyMember, Browser],
) -> None:
    _world, _kit, desk = kits
    page = desk.get(PACK).text
    assert "1 new answer." in page and "alert(1)" not in page
    page = desk.follow(desk.submit(PACK)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =HYPERLINK" in page
    assert "<script>alert" not in page
    assert "Not with Dawn Example, Gary Example in the room" in page


def test_paper_has_everything_open_no_address_and_the_day(kits: tuple[World, FamilyMember, Browser]) -> None:
    _world, _kit, desk = kits
    desk.submit(PACK)
    page = desk.get(PACK).text
    main = page[page.index("<main") : page.index("</main>")]
    assert "<details" not in main and "http" not in main.replace("http://x.example", "")
    assert "Printed on 21 November 2026." in main
    assert "Kit" not in re.search(r"<title>(.*?)</title>", page)[1]  # type: ignore[index]
    for form in re.findall(r"<form\b[^>]*>", main):
        assert "screen" in form, "no button stands on paper"
    css = (STATIC / "css" / "portal.css").read_text(encoding="utf-8")
    assert "counter(page)" in css


@pytest.mark.parametrize(("kind", "ending", "type_"), [("docx", "docx", DOCX), ("text", "txt", "text/plain"),
                                                        ("json", "json", "application/json")])  # fmt: skip
def test_a_file_is_made_for_this_answer_under_a_name_that_tells_nothing(
    kits: tuple[World, FamilyMember, Browser], kind: str, ending: str, type_: str
) -> None:
    _world, _kit, desk = kits
    desk.submit(PACK)
    made = take(desk, kind)
    assert (made.status_code, made.mimetype) == (200, type_)  # type: ignore[attr-defined]
    name = made.headers["Content-Disposition"]  # type: ignore[attr-defined]
    assert re.fullmatch(rf'attachment; filename="views-[0-9a-f]{{16}}\.{ending}"', name)
    assert made.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"  # type: ignore[attr-defined]
    whole = made.get_data()  # type: ignore[attr-defined]
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(whole)) as opened:
            assert "alert(1)" in opened.read("word/document.xml").decode()
    elif kind == "json":
        assert EVIL in [each["answer"] for part in json.loads(whole)["sections"] for each in part["words"]]
    else:
        assert f"  {EVIL}\r\n" in whole.decode()


def test_a_screen_that_was_left_open_takes_nothing_away_and_six_digits_go_on_with_it(
    kits: tuple[World, FamilyMember, Browser],
) -> None:
    world, _kit, desk = kits
    desk.submit(PACK)
    world.hands.move(minutes=6)
    asked = take(desk, "text")
    made = world.show_again(desk, asked, "priya")  # type: ignore[arg-type]
    assert made.status_code == 200 and EVIL in made.get_data().decode()
    assert desk.get(PACK).status_code == 200


def test_a_kind_of_file_that_there_is_not_is_not_there(kits: tuple[World, FamilyMember, Browser]) -> None:
    _world, _kit, desk = kits
    for kind in ("exe", "", "../text"):
        assert take(desk, kind).status_code == 404  # type: ignore[attr-defined]


def test_what_is_for_its_reader_alone_stands_on_the_screen_and_on_no_paper(
    kits: tuple[World, FamilyMember, Browser],
) -> None:
    world, kit, desk = kits
    save(world, kit, "want-next", "only for Tunde", readers=Readers("yw"))
    share(world, kit, "want-next")
    tunde = world.at_the_desk("tunde")
    tunde.submit(PACK)
    page = tunde.get(PACK).text
    part = page[page.index("For you alone: do not read out") :]
    assert "only for Tunde" in part and "It is not printed with this page, and it is in none of the files." in part
    for heading, at in (("For you alone", page), ("For another worker alone", desk.get(PACK).text)):
        opening = at[: at.index(heading)].rindex("<section")
        assert at[opening:].startswith('<section class="screen">'), "no paper has it"
    assert "1 answer here is not in Liquidlogic LCS yet." in page, "what is in no file is not counted"
    tunde.submit(PACK, f"/c/{KIT}/words/recorded")
    assert re.findall(r"In Liquidlogic LCS since", tunde.get(PACK).text) == ["In Liquidlogic LCS since"]


def test_what_a_colleague_opened_meanwhile_is_not_said_to_be_in_the_case_system_or_at_the_meeting(
    kits: tuple[World, FamilyMember, Browser],
) -> None:
    world, kit, _desk = kits
    world.hands.move(days=5, hours=5)  # the meeting has begun
    desk = Browser(world.desk_app)
    desk.submit("/in", name="priya", words="priya keeps seven green kettles", digits=world.digits("priya"))
    desk.submit(PACK)
    stale = {path: desk.get(path).text for path in (PACK, f"/c/{KIT}/words")}
    save(world, kit, "anything-else", "opened by Tunde", readers=Readers(MEETING))
    share(world, kit, "anything-else")
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    for path, page in stale.items():
        for ours in (f"/c/{KIT}/words/recorded", f"/c/{KIT}/words/taken"):
            assert desk.post(ours, form_fields(page, ours)).status_code == 303, path
    page = desk.get(f"/c/{KIT}/words").text
    for said in ("In Liquidlogic LCS since", "Taken to the meeting on"):
        assert page.count(said) == 1, said
    assert "opened by Tunde" in page


def test_all_of_it_is_said_to_be_in_the_areas_own_case_system_at_once_with_who_and_when(
    kits: tuple[World, FamilyMember, Browser],
) -> None:
    _world, _kit, desk = kits
    desk.submit(PACK)
    assert "1 answer here is not in Liquidlogic LCS yet." in desk.get(PACK).text
    page = desk.follow(desk.submit(PACK, f"/c/{KIT}/words/recorded")).text
    assert "Words for the meeting" in page, "back on the page on which they pressed"
    assert "put there by Priya Nair" in page and "is not in Liquidlogic LCS yet" not in page
    assert "In Liquidlogic LCS since Saturday 21 November, put there by Priya Nair" in desk.get(f"/c/{KIT}/words").text


def test_numbers_stand_closed_on_every_page_until_a_press_that_says_what_it_does(
    kits: tuple[World, FamilyMember, Browser],
) -> None:
    _world, _kit, desk = kits
    desk.submit(PACK)
    for path in (PACK, f"/c/{KIT}/words"):
        page = desk.get(path).text
        assert "Given, and closed: Kit." in page
        assert page.count("Numbers open when everybody has given theirs") == 1, "said once, not per card"
        assert 'aria-describedby="opening-numbers"' in page and "Nobody has shared anything yet" not in page
        assert "<bdi>3</bdi>" not in page
    page = desk.follow(desk.submit(PACK, f"/c/{KIT}/scales/out")).text
    assert "<bdi>3</bdi>" in page and "0 is “" in page and "Given, and closed" not in page
    assert "Nothing is worked out of them. Opened together by Priya Nair on Saturday 21 November." in page
    fields = form_fields(page, f"{PACK}/file")
    assert desk.post(f"/c/{KIT}/scales/out", fields).status_code == 404, "there is nothing closed any more"


def test_somebody_who_reads_the_language_puts_english_beside_the_words(
    kits: tuple[World, FamilyMember, Browser],
) -> None:
    world, _kit, desk = kits
    desk.submit(PACK)
    path = re.search(rf'href="(/c/{KIT}/words/[0-9a-f]+/english)"', desk.get(PACK).text)[1]  # type: ignore[index]
    assert "&lt;script&gt;" in desk.get(path).text
    wrong = desk.submit(path, answer="   ")
    assert wrong.status_code == 422 and "Write the words in English" in wrong.text
    long = desk.submit(path, answer="x" * 20_001)
    assert long.status_code == 422 and "x" * 20_001 in long.text, "nothing that was typed is lost"
    page = desk.follow(desk.submit(path, answer="an alert")).text
    assert page.index("alert(1)") < page.index("an alert")
    assert "In English, by Priya Nair on Saturday 21 November" in desk.get(PACK).text


def test_the_author_looks_back_on_their_own_numbers_with_their_own_words_and_on_nobody_elses(world: World) -> None:
    child = world.family_ready()
    kit = world.join(child, child, never={"MUMS-WORDS"})
    mum = world.join(child, MUM, own_phone=True, never={"KITS-WORDS"})
    for browser, words in ((kit, "KITS-WORDS"), (mum, "MUMS-WORDS")):
        browser.submit("/q")
        for turn, number in enumerate(("2", "6")):
            browser.submit("/q/safe-out", answer=number)
            browser.submit("/q/safe-out-why", answer=f"{words} {turn}")
            fields = form_fields(browser.get("/q/check").text, "/q/check")
            assert browser.post("/q/check", {**fields, "one": ["safe-out", "safe-out-why"]}).status_code == 303
            world.hands.move(minutes=3)
    page = mum.get("/sent").text
    part = page[page.index("Your numbers so far") :]
    assert part.index(": 6</strong>") < part.index("MUMS-WORDS 1") < part.index(": 2</strong>"), "the newest first"
    assert part.index(": 2</strong>") < part.index("MUMS-WORDS 0") and "0 is “" in part
    assert "Your numbers so far" not in kit.get("/sent").text, "a young person types their words again first"
