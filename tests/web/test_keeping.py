"""The pages: what is kept, a legal hold, a file for somebody who asks; and on the phone who read what."""

from __future__ import annotations

import io
import zipfile

import pytest

from portal.access.viewer import CommandLine
from portal.domain.keeping import Periods
from portal.domain.people import WorkerRole
from portal.journeys.desk import keep
from tests.client import Browser
from tests.journeys.people import KIT, MUM
from tests.safety.test_leaks import write_and_share
from tests.world import World


@pytest.fixture
def desk(world: World) -> Browser:
    """Priya, the case worker of Kit, whose copies are published."""
    world.family_ready()
    return world.at_the_desk("priya")


def at_the_desk_of_a_manager(world: World) -> Browser:
    world.worker("moira", role=WorkerRole.MANAGER)
    return world.at_the_desk("moira")


def test_a_manager_holds_everything_and_every_page_of_the_child_says_so(world: World, desk: Browser) -> None:
    moira = at_the_desk_of_a_manager(world)
    assert "/hold" not in desk.get(f"/c/{KIT}/keeping").text
    wrong = moira.submit(f"/c/{KIT}/keeping", f"/c/{KIT}/hold", why=" ", review="2020-01-01")
    assert wrong.status_code == 422 and 'value="2020-01-01"' in wrong.text
    assert wrong.text.count("Say why, in a sentence") == 2 and wrong.text.count("Choose a day to come") == 2
    done = moira.submit(f"/c/{KIT}/keeping", f"/c/{KIT}/hold", why="a court <b>asked</b>", review="2026-12-01")
    assert "a court &lt;b&gt;asked&lt;/b&gt;" in moira.follow(done).text
    for path in ("", "/end"):
        assert "Legal hold" in desk.get(f"/c/{KIT}{path}").text
    assert "a court" not in desk.get(f"/c/{KIT}").text and "a court" in desk.get(f"/c/{KIT}/keeping").text
    assert "Look at it again now" not in desk.get(f"/c/{KIT}").text
    world.hands.move(days=10)
    moira = at_the_desk_again(world, "moira")
    assert "Look at it again now" in moira.get(f"/c/{KIT}").text and "Due now" in moira.get(f"/c/{KIT}/keeping").text
    moira.submit(f"/c/{KIT}/keeping", f"/c/{KIT}/hold/goes-on", review="2027-03-01")
    assert "Due now" not in moira.get(f"/c/{KIT}/keeping").text
    assert moira.submit(f"/c/{KIT}/keeping", f"/c/{KIT}/hold/lift", why="").status_code == 422
    moira.submit(f"/c/{KIT}/keeping", f"/c/{KIT}/hold/lift", why="closed")
    assert "Legal hold" not in moira.get(f"/c/{KIT}").text.replace("What is kept, legal hold", "")


def at_the_desk_again(world: World, sign_in: str) -> Browser:
    """The same worker, some days later."""
    del world.codes[sign_in]
    world.worker(sign_in, role=WorkerRole.MANAGER)
    return world.at_the_desk(sign_in)


def test_the_file_comes_with_a_name_that_tells_nothing_and_is_kept_nowhere(world: World, desk: Browser) -> None:
    made = desk.submit(f"/c/{KIT}/export/{MUM}")
    assert made.status_code == 200 and made.mimetype == "application/zip"
    assert made.headers["Content-Disposition"].startswith('attachment; filename="copy-')
    assert "Dawn" not in str(made.headers) and KIT not in str(made.headers)
    assert made.headers["Cache-Control"] == "no-store, max-age=0"
    with zipfile.ZipFile(io.BytesIO(made.data)) as whole:
        assert "review.html" in whole.namelist()


def test_a_worker_who_has_not_just_shown_that_it_is_them_is_asked_first(world: World, desk: Browser) -> None:
    world.hands.move(minutes=6)
    page = desk.get(f"/c/{KIT}/export/{MUM}")
    assert page.status_code == 401 and "Is it still you?" in page.text
    assert desk.post(f"/c/{KIT}/export/{MUM}", {"asked_on": "2026-11-21"}).status_code in (400, 401)


def test_the_sixth_file_within_an_hour_is_refused_and_a_day_to_come_is_a_mistake(world: World, desk: Browser) -> None:
    for _time in range(5):
        assert desk.submit(f"/c/{KIT}/export/{MUM}").status_code == 200
    wrong = desk.submit(f"/c/{KIT}/export/{MUM}", asked_on="2027-01-01", drafts="1")
    assert wrong.status_code == 422 and 'value="2027-01-01"' in wrong.text and "checked" in wrong.text
    assert desk.submit(f"/c/{KIT}/export/{MUM}").status_code == 429


def test_a_manager_and_a_trusted_worker_get_no_file(world: World, desk: Browser) -> None:
    moira, tunde = at_the_desk_of_a_manager(world), world.at_the_desk("tunde")
    for browser in (moira, tunde):
        assert browser.get(f"/c/{KIT}/export/{MUM}").status_code == 404
    assert "/export/" not in moira.get(f"/c/{KIT}/keeping").text
    assert tunde.get(f"/c/{KIT}/keeping").status_code == 404


def test_recorded_is_pressed_for_one_or_for_all_and_the_author_sees_it(world: World, desk: Browser) -> None:
    kit = world.join(KIT, KIT)
    write_and_share(kit, "Something", readers={"reader": "meeting"})
    desk.submit(f"/c/{KIT}/words")
    page = desk.get(f"/c/{KIT}/words").text
    assert "not in Liquidlogic LCS yet" in page
    one = page.partition('action="/c/NK-4417/words/')[2]
    ref = next(iter(page.split('id="w-')[1:]))[:32]
    assert one
    desk.submit(f"/c/{KIT}/words", f"/c/{KIT}/words/{ref}/recorded")
    said = "In Liquidlogic LCS since Saturday 21 November, put there by Priya Nair"
    assert desk.get(f"/c/{KIT}/words").text.count(said) == 1
    desk.submit(f"/c/{KIT}/words", f"/c/{KIT}/words/recorded")
    assert "not in Liquidlogic LCS yet" not in desk.get(f"/c/{KIT}/words").text
    assert "In the council's own records since Saturday 21 November" in kit.get("/sent").text.replace("&#39;", "'")


# -- on the phone ------------------------------------------------------------------------------------


def test_below_each_piece_stands_who_opened_it_and_when(world: World, desk: Browser) -> None:
    kit = world.join(KIT, KIT)
    write_and_share(kit, "Something", readers={"reader": "meeting"})
    assert "Opened by" not in kit.get("/sent").text
    desk.submit(f"/c/{KIT}/words")
    desk.get(f"/c/{KIT}/words")
    assert "Opened by Priya Nair on Saturday 21 November" in kit.get("/sent").text, "as the case names who opened it"


def test_a_page_says_what_is_kept_and_takes_a_request_a_correction_and_a_complaint(world: World, desk: Browser) -> None:
    mum = world.join(KIT, MUM)
    assert 'href="/kept"' in mum.get("/me").text
    page = mum.get("/kept").text
    for said in ("60 days", "28 days", "30 days", "It never comes to a phone", "Nobody is allowed to make you"):
        assert said in page, said
    mum.follow(mum.submit("/kept", "/kept/copy"))
    for path in ("/kept/wrong", "/kept/complain"):
        assert mum.submit("/kept", path, answer=" ").status_code == 422
        long = mum.submit("/kept", path, answer="x" * 600)
        assert long.status_code == 422 and "x" * 600 in long.text
        mum.submit("/kept", path, answer="It was <i>not</i> so.")
    page = mum.get("/kept").text  # without her words: somebody else may hold the phone
    for said in ("You asked for a copy", "You said on", "You complained on"):
        assert said in page
    assert "not</i> so" not in page and "&lt;i&gt;not" not in page, (
        "her words are not shown again to who holds the phone"
    )
    seen = desk.get(f"/c/{KIT}").text
    for said in ("asks for a copy of what is kept", "says: something is not right", "complains", "within one month"):
        assert said in seen
    ref = page.partition('action="/told/')[2].partition('"')[0]
    assert mum.follow(mum.submit("/kept", f"/told/{ref}")).status_code == 200


def test_somebody_whose_draft_is_gone_is_told_in_one_line_until_they_say_all_right(world: World) -> None:
    child = world.family_ready()
    kit = world.join(child, child)
    kit.submit("/q")
    kit.submit("/q/worries", answer="never sent")
    assert "is gone now" not in kit.get("/me").text
    world.hands.move(days=61)
    keep.run(world.room, CommandLine(), Periods())
    assert kit.submit("/in", name=kit.name, words=kit.words).status_code == 303  # type: ignore[attr-defined]
    assert "is gone now" in kit.get("/me").text
    kit.submit("/me", "/me/noted")
    assert "is gone now" not in kit.get("/me").text
