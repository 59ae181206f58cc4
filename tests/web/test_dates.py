"""What a family member can do with their dates, on their pages; without a script, and from the desk's side too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from icalendar import Calendar

from portal.domain.people import WorkerRole
from portal.journeys.desk import withdraw
from tests import factories
from tests.client import Browser, form_fields
from tests.journeys.people import DAD, KIT, MUM
from tests.safety.crawl import HTMX, as_bytes
from tests.world import World

WORDS = "I work on Thursdays until four"
MOVED = {
    "state": "moved", "starts_at": "2026-11-27T13:30:00", "parents_from": "2026-11-27T14:05:00",
    "young_person_from": "2026-11-27T14:15:00", "ends_at": "2026-11-27T15:15:00",
}  # fmt: skip


@pytest.fixture
def mum(world: World) -> Browser:
    child = world.family_ready()
    return world.join(child, MUM)


def read(page: str) -> str:
    """What stands on a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])).split())


def meeting(browser: Browser) -> str:
    """The address of the next meeting."""
    found = re.search(r'class="next">.*?href="(/m/[0-9a-f]+)"', browser.get("/me").text, re.DOTALL)
    assert found
    return found[1]


def the(pattern: str, page: str) -> str:
    found = re.findall(pattern, page)
    assert len(found) == 1, found
    return str(found[0])


def again(world: World, **changes: Any) -> None:
    """The same case, with its next meeting changed, published."""
    tree = factories.example("norfolk")
    next(m for m in tree["meetings"] if m["state"] == "planned").update(changes)
    world.bring_in(data=factories.as_bytes(tree))
    assert "published" in {each.state for each in world.publish(KIT)}


# -- messages -----------------------------------------------------------------------------------------------


def test_i_cant_come_is_said_on_the_page_of_the_meeting_and_answered_there(world: World, mum: Browser) -> None:
    at = meeting(mum)
    answer = mum.submit(at, form=f"{at}/no", answer=WORDS)
    assert answer.headers["Location"] == f"{at}#told"
    page = mum.get(at).text
    assert "You told your worker on Saturday 21 November that you can't come." in read(page)
    assert WORDS in read(page)
    assert "Nobody has seen it yet." in read(page)
    assert "You can still have your say. What you share gets to the meeting without you. Get ready" in read(page)
    assert f'action="{at}/no"' not in page
    assert f'action="{at}/move"' in page

    tunde = world.at_the_desk("tunde")
    assert "1 not seen since Saturday 21 November" in read(tunde.get("/").text)
    child = tunde.get(f"/c/{KIT}").text
    assert "Dawn Example can't come Child planning meeting, Thursday 26 November, 2pm (in 5 days) " + WORDS in read(
        child
    )
    seen = the(rf'action="(/c/{KIT}/said/[0-9a-f]+)"', child)
    assert tunde.submit(f"/c/{KIT}", form=seen, answer="We look for another day.").status_code == 303
    assert "not seen" not in read(tunde.get("/").text)

    page = mum.get(at).text
    assert "Seen on Saturday 21 November. What Tunde Bello says: We look for another day." in read(page)
    assert "Take it back" not in page
    assert "We look for another day." in read(mum.get("/me").text), "an answer is seen on one's own page too"
    world.hands.move(days=14)
    assert "We look for another day." not in mum_again(world, mum).get("/me").text


def mum_again(world: World, browser: Browser) -> Browser:
    """Dawn signs in again."""
    assert browser.submit("/in", name=browser.name, words=browser.words).status_code == 303  # type: ignore[attr-defined]
    return browser


def test_it_can_be_taken_back_on_the_page(mum: Browser) -> None:
    at = meeting(mum)
    mum.submit(at, form=f"{at}/move", answer="")
    back = the(r'action="(/told/[0-9a-f]+)"', mum.get(at).text)
    assert mum.submit(at, form=back).headers["Location"] == f"{at}#told"
    page = mum.get(at).text
    assert "You asked your worker" not in page
    assert f'action="{at}/move"' in page
    assert mum.post(back, form_fields(page, f"{at}/move")).status_code == 404, "what is gone is gone"


def test_they_did_not_come_is_one_tap_where_the_visit_stands(world: World, mum: Browser) -> None:
    page = mum.get("/p").text
    tap = the(r'action="(/v/[0-9a-f]+/missed)"', page)
    ref = tap.split("/")[2]
    assert mum.submit("/p", form=tap).headers["Location"] == f"/p#v-{ref}"
    page = mum.get("/p").text
    assert "You told your worker on Saturday 21 November that Priya Nair did not come." in read(page)
    assert tap not in page
    manager = world.worker("colin", role=WorkerRole.MANAGER)
    assert "Somebody did not come since Saturday 21 November" in read(
        world.at_the_desk(manager.name.lower()).get("/").text
    )
    back = the(r'action="(/told/[0-9a-f]+)"', page)
    assert mum.submit("/p", form=back).headers["Location"] == f"/p#v-{ref}"


def test_words_added_after_going_back_are_not_lost(world: World, mum: Browser) -> None:
    at = meeting(mum)
    before = form_fields(mum.get(at).text, f"{at}/no")
    assert mum.post(f"{at}/no", before).status_code == 303
    assert mum.post(f"{at}/no", before | {"answer": "I am in hospital until Friday"}).status_code == 303
    assert "I am in hospital until Friday" in read(mum.get(at).text)
    assert "I am in hospital until Friday" in read(world.at_the_desk("tunde").get(f"/c/{KIT}").text)


def test_once_it_was_seen_one_can_say_more_or_that_one_can_come_after_all(world: World, mum: Browser) -> None:
    at = meeting(mum)
    mum.submit(at, form=f"{at}/no", answer=WORDS)
    assert "I can come after all" not in read(mum.get(at).text)
    tunde = world.at_the_desk("tunde")
    tunde.submit(f"/c/{KIT}", form=the(rf'action="(/c/{KIT}/said/[0-9a-f]+)"', tunde.get(f"/c/{KIT}").text))
    world.hands.move(minutes=5)
    page = read(mum.get(at).text)
    assert "I can come after all" in page
    assert "Say more about it" in page
    assert mum.submit(at, form=f"{at}/yes", answer="").status_code == 303
    page = read(mum.get(at).text)
    assert "You told your worker on Saturday 21 November that you can come after all." in page
    assert "You can still have your say. What you share" not in page
    assert "Dawn Example can come after all" in read(tunde.get(f"/c/{KIT}").text)


def test_taking_it_back_too_late_says_so(world: World, mum: Browser) -> None:
    at = meeting(mum)
    mum.submit(at, form=f"{at}/no")
    mum.submit("/p", form=the(r'action="(/v/[0-9a-f]+/missed)"', mum.get("/p").text))
    pages = {page: mum.get(page).text for page in (at, "/p")}
    tunde = world.at_the_desk("tunde")
    for form in set(re.findall(rf'action="(/c/{KIT}/said/[0-9a-f]+)"', tunde.get(f"/c/{KIT}").text)):
        tunde.submit(f"/c/{KIT}", form=form)
    for page in pages.values():
        back = the(r'action="(/told/[0-9a-f]+)"', page)
        answer = mum.post(back, form_fields(page, back))
        assert answer.status_code == 409
        assert "Your worker had seen it already." in read(answer.text)


def test_an_answer_to_what_was_taken_back_meanwhile_is_not_lost(world: World, mum: Browser) -> None:
    at = meeting(mum)
    mum.submit(at, form=f"{at}/no")
    tunde = world.at_the_desk("tunde")
    page = tunde.get(f"/c/{KIT}").text
    form = the(rf'action="(/c/{KIT}/said/[0-9a-f]+)"', page)
    mum.submit(at, form=the(r'action="(/told/[0-9a-f]+)"', mum.get(at).text))
    answer = tunde.post(form, form_fields(page, form) | {"answer": "We ring you."})
    assert answer.status_code == 409
    assert "it was taken back or changed. Nothing was sent." in read(answer.text)
    assert "You wrote this, and it was not sent: We ring you." in read(answer.text)


@pytest.mark.parametrize(("person", "help_now"), [(MUM, "call 999"), (KIT, "Call Childline on 0800 1111")])
def test_right_above_each_box_stands_who_reads_it_and_what_it_may_be_used_for(
    world: World, person: str, help_now: str
) -> None:
    browser = world.join(world.family_ready(), person)
    at = meeting(browser)
    for path in (at, "/p"):
        page = browser.get(path).text
        boxes = re.findall(r'<textarea id="[^"]+" name="answer"[^>]*aria-describedby="([^"]+)"', page)
        assert boxes
        for box in boxes:
            above = page.partition(f'id="{box}"')[2].partition("<textarea")[0]
            for words in ("Your workers and their manager read this", "keep someone safe, or to stop a crime",
                          "names of people who", help_now):  # fmt: skip
                assert words in above
    assert "holds it against" not in page


def test_while_a_copy_is_taken_back_no_word_of_its_dates_stands_on_ones_own_page(world: World, mum: Browser) -> None:
    at = meeting(mum)
    mum.submit(at, form=f"{at}/no")
    tunde = world.at_the_desk("tunde")
    form = the(rf'action="(/c/{KIT}/said/[0-9a-f]+)"', tunde.get(f"/c/{KIT}").text)
    tunde.submit(f"/c/{KIT}", form=form, answer="We look for another day.")
    assert "Child planning meeting" in read(mum.get("/me").text)
    withdraw.withdraw(world.room, world.worker("priya"), KIT, MUM, 1, "A wrong date")
    page = read(mum.get("/me").text)
    assert "You were answered about a date that you cannot see here now." in page
    for gone in ("Child planning meeting", "26 November", "We look for another day."):
        assert gone not in page
    again(world, audience="professionals")
    page = read(mum.get("/me").text)
    assert "You were answered about a date that you cannot see here now." in page
    assert "26 November" not in page, "a copy without the date does not tell of it either"


def test_what_is_asked_about_an_answer_is_asked_on_the_page_with_the_words_kept(world: World, mum: Browser) -> None:
    at = meeting(mum)
    mum.submit(at, form=f"{at}/no")
    priya = world.at_the_desk("priya")
    form = the(rf'action="(/c/{KIT}/said/[0-9a-f]+)"', priya.get(f"/c/{KIT}").text)
    asked = priya.submit(f"/c/{KIT}", form=form, answer="She lives at 14 Sample Street now")
    assert asked.status_code == 422
    assert "This looks like a street" in read(asked.text)
    fields = form_fields(asked.text, form)
    assert fields["answer"] == "She lives at 14 Sample Street now"
    assert priya.post(form, fields | {"reason": "It is the office"}).status_code == 303
    assert "14 Sample Street" in read(mum.get(at).text)
    evidence = read(priya.get(f"/c/{KIT}/shown").text)
    assert "Answered a message on Saturday 21 November" in evidence
    assert "It is the office" in evidence


def test_words_that_are_too_long_stay_in_the_box(mum: Browser) -> None:
    at, words = meeting(mum), "x" * 501
    answer = mum.submit(at, form=f"{at}/move", answer=words)
    assert answer.status_code == 422
    assert "This is 1 letter too long. Your words are still here." in answer.text
    assert form_fields(answer.text, f"{at}/move")["answer"] == words
    assert form_fields(answer.text, f"{at}/no")["answer"] == ""
    assert "<title>Error: A date – My page</title>" in answer.text
    assert mum.post(f"{at}/move", form_fields(answer.text, f"{at}/move") | {"answer": words[:-1]}).status_code == 303
    tap = the(r'action="(/v/[0-9a-f]+/missed)"', mum.get("/p").text)
    answer = mum.submit("/p", form=tap, answer=words)
    assert answer.status_code == 422
    assert form_fields(answer.text, tap)["answer"] == words


HOSTILE = "</textarea><script>alert(1)</script> {{7*7}} %(name)s \u202e <b>x</b>"


def test_whatever_is_typed_is_shown_as_it_was_typed_on_both_sides(world: World, mum: Browser) -> None:
    at = meeting(mum)
    mum.submit(at, form=f"{at}/no", answer=HOSTILE)
    tunde = world.at_the_desk("tunde")
    child = tunde.get(f"/c/{KIT}").text
    seen = the(rf'action="(/c/{KIT}/said/[0-9a-f]+)"', child)
    tunde.submit(f"/c/{KIT}", form=seen, answer=HOSTILE)
    for page in (child, mum.get(at).text, mum.get("/me").text, tunde.get(f"/c/{KIT}").text):
        assert HOSTILE in unescape(page)
        assert "<script>alert" not in page


def test_an_answer_that_may_not_go_out_stays_in_its_box_and_says_why(world: World, mum: Browser) -> None:
    at = meeting(mum)
    mum.submit(at, form=f"{at}/no")
    priya, tunde = world.at_the_desk("priya"), world.at_the_desk("tunde")
    seen = the(rf'action="(/c/{KIT}/said/[0-9a-f]+)"', tunde.get(f"/c/{KIT}").text)
    words = "Ring DS Harlow on 07700 900123"
    answer = priya.submit(f"/c/{KIT}", form=seen, answer=words)
    assert answer.status_code == 422
    assert form_fields(answer.text, seen)["answer"] == words
    assert "A phone number, e-mail or postcode stands in this text" in answer.text
    assert "This names somebody whom the case keeps from this person" in answer.text
    answer = tunde.submit(f"/c/{KIT}", form=seen, answer=words)
    assert form_fields(answer.text, seen)["answer"] == words
    assert "This cannot go to them as it is." in answer.text
    assert "keeps from this person" not in answer.text, "who may not open the case learns nothing of it by trying"
    assert "Seen on" not in mum.get(at).text


def test_nothing_of_one_persons_messages_shows_on_anybody_elses_pages(world: World, mum: Browser) -> None:
    """Not a byte: dad and Kit get the very same pages before and after, and after the worker's answer."""
    others = [world.join(KIT, DAD), world.join(KIT, KIT)]

    def pages() -> list[bytes]:
        found = []
        for other in others:
            paths = ["/me", "/p", *sorted(set(re.findall(r'href="(/m/[0-9a-f]+)"', other.get("/p").text)))]
            found += [varying(as_bytes(other.get(path))) for path in paths]
        return found

    at, before = meeting(mum), pages()
    mum.submit(at, form=f"{at}/no", answer=WORDS)
    mum.submit("/p", form=the(r'action="(/v/[0-9a-f]+/missed)"', mum.get("/p").text))
    mum.submit("/p", form="/p/read")
    assert pages() == before
    tunde = world.at_the_desk("tunde")
    for form in set(re.findall(rf'action="(/c/{KIT}/said/[0-9a-f]+)"', tunde.get(f"/c/{KIT}").text)):
        assert tunde.submit(f"/c/{KIT}", form=form, answer="Thank you.").status_code == 303
    tunde.submit(f"/c/{KIT}", form=f"/c/{KIT}/calendar/{MUM}/on")
    assert pages() == before


def varying(answer: bytes) -> bytes:
    """Without what is new in every response or every session."""
    answer = re.sub(rb'name="csrf_token" value="[^"]*"|data-token="[^"]*"', b"TOKEN", answer)
    return re.sub(rb"nonce-[\w-]+|nonce=\"[\w-]+\"", b"NONCE", answer)


# -- I have read this --------------------------------------------------------------------------------------------


def test_what_changed_stays_until_it_was_read_and_folds_away_then(world: World, mum: Browser) -> None:
    again(world, **MOVED)
    page = mum.get("/p").text
    assert "<h2>What changed since last time</h2>" in page
    assert '<details class="folded">' not in page
    assert mum.submit("/p", form="/p/read").headers["Location"] == "/p#read"
    page = mum.get("/p").text
    assert "You said on Saturday 21 November that you have read this." in read(page)
    assert '<details class="folded"><summary>See again what changed</summary>' in page
    assert "/p/read" not in page
    tunde = world.at_the_desk("tunde")
    assert "They say that they read it on Saturday 21 November." in read(tunde.get(f"/c/{KIT}").text)
    assert "They have not said yet that they read it." in read(tunde.get(f"/c/{KIT}").text)


@pytest.mark.parametrize("number", ["", "0", "2", "-1", "one", "1e3", "9" * 30, "１"])
def test_a_number_that_no_page_of_ours_sends_is_answered_like_any_stranger(mum: Browser, number: str) -> None:
    fields = form_fields(mum.get("/p").text, "/p/read") | {"number": number}
    assert mum.post("/p/read", fields).status_code == 404
    assert "/p/read" in mum.get("/p").text


# -- the calendar file ---------------------------------------------------------------------------------------------


@pytest.fixture
def allowed(world: World, mum: Browser) -> Browser:
    """Dawn, whose worker has allowed dates in her phone's calendar."""
    tunde = world.at_the_desk("tunde")
    assert tunde.submit(f"/c/{KIT}", form=f"/c/{KIT}/calendar/{MUM}/on").status_code == 303
    return mum


def event(browser: Browser, at: str) -> tuple[str, Any]:
    """The method and the one event of the file, as the icalendar library reads it."""
    answer = browser.get(f"{at}/appointment.ics")
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.data)
    (found,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), found


def test_it_is_off_until_a_worker_allows_it_and_off_again_when_they_stop_it(world: World, mum: Browser) -> None:
    at = meeting(mum)
    nothing = [mum.get(f"/m/{'0' * 16}{end}") for end in ("/calendar", "/appointment.ics")]
    tunde = world.at_the_desk("tunde")
    for switch, status in (("", 404), ("on", 200), ("off", 404)):
        if switch:
            assert tunde.submit(f"/c/{KIT}", form=f"/c/{KIT}/calendar/{MUM}/{switch}").status_code == 303
        answers = [mum.get(f"{at}{end}") for end in ("/calendar", "/appointment.ics")]
        assert [answer.status_code for answer in answers] == [status, status]
        assert (f'href="{at}/calendar"' in mum.get(at).text) == (status == 200)
        if status == 404:
            assert [varying(as_bytes(a)) for a in answers] == [varying(as_bytes(n)) for n in nothing]
    page = tunde.get(f"/c/{KIT}").text
    assert (
        tunde.post(f"/c/{KIT}/calendar/{MUM}/maybe", form_fields(page, f"/c/{KIT}/calendar/{MUM}/on")).status_code
        == 404
    )
    assert (
        tunde.post(f"/c/{KIT}/calendar/nobody/on", form_fields(page, f"/c/{KIT}/calendar/{MUM}/on")).status_code == 404
    )


def test_one_plain_warning_comes_first(allowed: Browser) -> None:
    at = meeting(allowed)
    assert "Put this date in your phone's calendar" in read(allowed.get(at).text)
    page = allowed.get(f"{at}/calendar")
    said = read(page.text)
    assert "Other people may see the calendar on your phone." in said
    assert "The file says only this: “Appointment”, Thursday 26 November, 2pm." in said
    assert "You can delete it" in said
    assert f'href="{at}/appointment.ics"' in page.text
    assert "Example Centre" not in page.text


def test_the_file_says_when_and_nothing_else_and_no_header_tells_more(allowed: Browser) -> None:
    at = meeting(allowed)
    answer = allowed.get(f"{at}/appointment.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert answer.headers["Cache-Control"] == "no-store, max-age=0"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    method, found = event(allowed, at)
    assert method == "PUBLISH"
    assert found["SUMMARY"] == "Appointment"
    assert found["DTSTART"].dt.isoformat() == "2026-11-26T14:00:00+00:00", "her own time, not the professionals'"
    assert found["DTEND"].dt.isoformat() == "2026-11-26T15:15:00+00:00"
    for telling in (b"meeting", b"Kit", b"Dawn", b"Centre", b"norfolk", b"example.org", at.split("/")[2].encode()):
        assert telling.lower() not in answer.data.lower()
    assert allowed.get(f"{at}/appointment.ics").data == answer.data


def test_each_person_has_an_entry_of_their_own(world: World, allowed: Browser) -> None:
    kit = world.join(KIT, KIT)
    world.at_the_desk("priya").submit(f"/c/{KIT}", form=f"/c/{KIT}/calendar/{KIT}/on")
    _, hers = event(allowed, meeting(allowed))
    _, his = event(kit, meeting(kit))
    assert hers["UID"] != his["UID"]
    assert hers["DTSTART"].dt - his["DTSTART"].dt != timedelta(0), "to each their own time"
    assert kit.get(f"{meeting(allowed)}/appointment.ics").status_code == 404


def test_a_moved_date_updates_its_entry_and_one_that_is_called_off_takes_it_out(world: World, allowed: Browser) -> None:
    at = meeting(allowed)
    _, first = event(allowed, at)
    world.hands.move(hours=2)
    again(world, **MOVED)
    mum_again(world, allowed)
    method, moved = event(allowed, at)
    assert (method, moved["UID"]) == ("PUBLISH", first["UID"])
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert moved["DTSTAMP"].dt > first["DTSTAMP"].dt
    assert moved["DTSTART"].dt.isoformat() == "2026-11-27T14:05:00+00:00"
    again(world, **MOVED | {"state": "cancelled"})
    assert "Take this date out of your phone's calendar" in read(allowed.get(at).text)
    assert "This date was called off." in read(allowed.get(f"{at}/calendar").text)
    method, gone = event(allowed, at)
    assert (method, gone["STATUS"], gone["UID"]) == ("CANCEL", "CANCELLED", first["UID"])
    assert gone["SEQUENCE"] > moved["SEQUENCE"]


def test_what_is_over_or_has_no_time_of_theirs_is_not_for_the_calendar(world: World, allowed: Browser) -> None:
    at = meeting(allowed)
    past = next(ref for ref in re.findall(r'href="(/m/[0-9a-f]+)"', allowed.get("/p").text) if ref != at)
    assert allowed.get(f"{past}/calendar").status_code == 404
    again(world, parents_from=None)
    assert allowed.get(at).status_code == 200
    for end in ("/calendar", "/appointment.ics"):
        assert allowed.get(f"{at}{end}").status_code == 404


def test_nothing_that_only_professionals_see_moves_a_byte_of_the_file(world: World, allowed: Browser) -> None:
    at = meeting(allowed)
    before = allowed.get(f"{at}/appointment.ics").data
    world.hands.move(minutes=5)
    tree = factories.example("norfolk")
    planned = next(m for m in tree["meetings"] if m["state"] == "planned")
    planned["starts_at"] = "2026-11-26T12:00:00"
    planned["confidential_section"]["content"] = "Something else."
    world.bring_in(data=factories.as_bytes(tree))
    world.publish(KIT)
    assert allowed.get(f"{at}/appointment.ics").data == before


# -- a door that was shut --------------------------------------------------------------------------------------------


def test_the_next_request_fragment_file_and_form_of_a_shut_door_answer_like_a_strangers(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    mum, stranger = world.join(child, MUM), world.browser()
    priya = world.at_the_desk("priya")
    priya.submit(f"/c/{child}", form=f"/c/{child}/calendar/{MUM}/on")
    at = meeting(mum)
    visit = the(r'action="(/v/[0-9a-f]+/missed)"', mum.get("/p").text)
    mum.submit(at, form=f"{at}/no", answer=WORDS)
    back = the(r'action="(/told/[0-9a-f]+)"', mum.get(at).text)
    assert mum.get(f"{at}/appointment.ics").status_code == 200
    token = form_fields(mum.get("/p").text, "/p/read")["csrf_token"]
    strange = form_fields(stranger.get("/in").text, "/in")["csrf_token"]
    assert priya.submit(f"/c/{child}", form=f"/c/{child}/shut/{MUM}").status_code == 303

    asks: list[tuple[str, Callable[[Browser, str], Any]]] = []
    for path in ("/me", "/p", at, f"{at}/calendar", f"{at}/appointment.ics", f"/m/{'0' * 16}/appointment.ics"):
        asks.append((path, lambda browser, _token, path=path: browser.get(path)))  # type: ignore[misc]
        asks.append((f"{path} as a fragment", lambda browser, _token, path=path: browser.get(path, headers=HTMX)))  # type: ignore[misc]
    for path in (f"{at}/no", f"{at}/move", visit, back, "/p/read"):
        asks.append((  # with the token that each of them has
            f"POST {path}",
            lambda browser, token, path=path: browser.post(  # type: ignore[misc]
                path, {"csrf_token": token, "answer": "", "number": "1"}
            ),
        ))  # fmt: skip
    for what, ask in asks:
        theirs, strangers = ask(mum, token), ask(stranger, strange)
        assert theirs.status_code in (303, 400, 401), what
        assert varying(theirs.data) == varying(strangers.data), what
        assert theirs.status_code == strangers.status_code, what
        assert theirs.headers.get("Location") == strangers.headers.get("Location"), what
        assert WORDS not in theirs.text
    assert priya.get(f"/c/{child}").text.count(WORDS) == 1, "the workers keep what was said"
