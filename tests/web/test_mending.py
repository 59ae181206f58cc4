"""Mending at the desk through its pages: where a check refused, back to where one came from, nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from portal.domain.audience import Audience
from portal.domain.case import Case
from portal.domain.mending import ItemRef, Sort
from portal.domain.people import Tie
from portal.journeys.desk import mend
from portal.store.family import members
from tests import factories
from tests.client import Browser, form_fields
from tests.world import World

KIT = "NK-4417"


def at_the_desk(world: World, sign_in: str = "sam", example: str = "norfolk") -> tuple[Browser, str]:
    child = world.bring_in(example)
    sam = world.at_the_desk(sign_in)
    world.tie(child, sign_in, Tie.CASE, None)
    return sam, child


def case_of(world: World, child: str = KIT) -> Case:
    return mend.look(world.room, world.worker("priya"), child).kept.case


def save(browser: Browser, path: str, **fields: Any) -> Any:
    """Open a form, change some of its fields as a person would, and send it."""
    page = browser.get(path)
    assert page.status_code == 200
    sent = form_fields(page.text, path)
    for select in re.findall(r'<select id="([^"]+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', select[1])
        sent[select[0]] = chosen[1] if chosen else sent[select[0]]
    sent |= {name.replace("__", "-"): value for name, value in fields.items()}
    return browser.post(path, {name: value for name, value in sent.items() if value is not None})


def test_a_check_that_refuses_leads_to_the_words_and_back_to_that_persons_copy(world: World) -> None:
    child = world.bring_in("refused-at-publishing")
    sam = world.at_the_desk("sam")
    world.tie(child, "sam", Tie.CASE, None)
    page = sam.get(f"/c/{child}/copies").text
    assert f'href="/c/{child}/mend/action/a2?for={child}"' in page
    mending = sam.get(f"/c/{child}/mend/action/a2?for={child}").text
    assert "For professionals; stays with you" in mending
    assert mending.count("Stay away from Dex.") == 2  # the professionals' words, and the family's to be mended
    done = save(sam, f"/c/{child}/mend/action/a2?for={child}", family_words="Stay with people whom you trust.")
    assert done.headers["Location"].endswith("#mended")
    back = sam.follow(done).text
    assert "Saved: Action a2" in back
    assert "Stay with people whom you trust." in back
    action = next(action for action in case_of(world, child).actions if action.ref == "a2")
    assert (action.entry.words, action.entry.family_words) == (
        "Stay away from Dex.",
        "Stay with people whom you trust.",
    )


def test_every_item_of_every_case_has_a_form_that_saves_as_it_stands_and_changes_nothing(world: World) -> None:
    for example in ("norfolk", "nottinghamshire", "derby", "refused-at-publishing"):
        child = world.bring_in(example)
        browser = world.at_the_desk(f"sam-{example}")
        world.tie(child, f"sam-{example}", Tie.CASE, None)
        before = case_of(world, child)
        listed = browser.get(f"/c/{child}/mend").text
        paths = sorted(set(re.findall(rf'href="(/c/{child}/mend/[^"?]+)"', listed)))
        assert len(paths) > 12
        for path in paths:
            if "/new/" in path:
                assert browser.get(path).status_code == 200
                continue
            assert save(browser, path).status_code == 303, path
        assert case_of(world, child) == before


def test_a_save_that_comes_too_late_keeps_what_was_typed_and_shows_what_changed(world: World) -> None:
    sam, child = at_the_desk(world)
    path = f"/c/{child}/mend/goal/g1"
    old = form_fields(sam.get(path).text, path)
    assert save(sam, path, family_words="Kit likes school.").status_code == 303
    late = sam.post(path, old | {"family_words": "Kit goes to school on most days."})
    assert late.status_code == 409
    assert "Kit goes to school on most days." in late.text
    assert "Kit likes school." in late.text
    assert case_of(world).goals[0].entry.family_words == "Kit likes school."
    again = form_fields(late.text, path)
    assert again["family_words"] == "Kit goes to school on most days."
    assert sam.post(path, again).status_code == 303
    assert case_of(world).goals[0].entry.family_words == "Kit goes to school on most days."


def test_words_for_an_item_that_was_taken_out_meanwhile_still_stand_on_the_page(world: World) -> None:
    sam, child = at_the_desk(world)
    path = f"/c/{child}/mend/goal/g1"
    old = form_fields(sam.get(path).text, path)
    sam.submit(path, f"{path}/out")
    late = sam.post(path, old | {"family_words": "Kit goes to school on most days."})
    assert late.status_code == 409
    assert "Kit goes to school on most days." in late.text
    assert sam.get(path).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-03-29T01:30", "does not exist"),
        ("2026-10-25T01:30", "comes twice"),
        ("2026-02-30T10:00", "no such day"),
        ("", "Write the day and the time"),
        ("tomorrow", "Write the time as"),
    ],
)
def test_a_time_that_is_no_time_is_refused_beside_its_field_and_everything_typed_stays(
    world: World, typed: str, said: str
) -> None:
    sam, child = at_the_desk(world)
    path = f"/c/{child}/mend/meeting/m7"
    answer = save(sam, path, asked__mum="own", at__mum=typed, reason_for_family="Workers talk about other children.")
    assert answer.status_code == 422
    error = re.search(r'id="at-mum-error">([^<]*)<', answer.text)
    assert error and said in error[1]
    assert f'name="at-mum" value="{typed}"' in answer.text
    assert "Workers talk about other children." in answer.text
    assert case_of(world) == factories.case("norfolk")


def test_each_person_has_their_own_time_and_the_file_can_have_it_back(world: World) -> None:
    sam, child = at_the_desk(world)
    path = f"/c/{child}/mend/meeting/m7"
    as_filed = case_of(world).meeting("m7")
    assert as_filed is not None
    save(sam, path, asked__mum="own", at__mum="2026-11-26T15:40", asked__dad="none")
    arrivals = case_of(world).meeting("m7").arrivals  # type: ignore[union-attr]
    assert arrivals["mum"].isoformat() == "2026-11-26T15:40:00+00:00"  # type: ignore[union-attr]
    assert arrivals["dad"] is None
    save(sam, path, asked__mum="file", asked__dad="file")
    assert case_of(world).meeting("m7").arrivals == as_filed.arrivals  # type: ignore[union-attr]


def test_a_time_that_was_written_but_not_chosen_is_never_dropped_in_silence(world: World) -> None:
    sam, child = at_the_desk(world)
    path = f"/c/{child}/mend/meeting/m7"
    answer = save(sam, path, asked__mum="file", at__mum="2026-11-26T15:40")
    assert (answer.status_code, "above, or take this time out" in answer.text) == (422, True)
    assert save(sam, path, asked__mum="own", at__mum="2026-11-26T15:40").status_code == 303
    assert save(sam, path, asked__mum="none").status_code == 303


def test_a_place_is_added_where_there_was_none_for_the_same_people(world: World) -> None:
    sam, child = at_the_desk(world)
    path = f"/c/{child}/mend/visit/v2"
    case = case_of(world)
    assert next(visit for visit in case.visits if visit.ref == "v2").place is None
    assert save(sam, path, place__words="The park").status_code == 303
    visit = next(visit for visit in case_of(world).visits if visit.ref == "v2")
    assert (visit.place.family_words, visit.place.shown) == ("The park", visit.shown)  # type: ignore[union-attr]


def test_a_night_with_two_half_past_ones_can_be_told_apart(world: World) -> None:
    sam, child = at_the_desk(world)
    path = f"/c/{child}/mend/meeting/m7"
    assert save(sam, path, asked__mum="own", at__mum="2026-10-25T01:30+01:00").status_code == 303
    assert 'type="text" id="at-mum" name="at-mum" value="2026-10-25T01:30+01:00"' in sam.get(path).text
    assert save(sam, path).status_code == 303
    arrivals = case_of(world).meeting("m7").arrivals  # type: ignore[union-attr]
    assert arrivals["mum"].isoformat() == "2026-10-25T00:30:00+00:00"  # type: ignore[union-attr]


def test_items_are_added_and_taken_out_by_hand(world: World) -> None:
    sam, child = at_the_desk(world)
    new = f"/c/{child}/mend/new"
    for path, fields in (
        (f"{new}/goal", {"words": "Kit sleeps well.", "audience": "family"}),
        (f"{new}/action", {"words": "Ring the school.", "owner": "sw", "due": "2026-12-01", "audience": "parents"}),
        (f"{new}/safety", {"words": "Ring Mum.", "audience": "young-person", "withhold": ["dad"]}),
        (f"{new}/visit", {"who": "sw", "at": "2026-12-02T16:00", "place__words": "The park", "audience": "family"}),
        (f"{new}/meeting", {"kind": "cpm", "starts_at": "2026-12-10T10:00", "at__mum": "2026-12-10T10:30",
                            "comes": ["sw"], "chair": "sw", "audience": "parents"}),
        (f"{new}/team", {"name": "Ada Fenn", "role": "youth_worker", "audience": "family"}),
        (f"{new}/person", {"name": "Jo Sample", "relationship": "grandparent"}),
    ):  # fmt: skip
        answer = save(sam, path, **fields)
        assert answer.status_code == 303, answer.text
    case = case_of(world)
    assert case.goals[-1].entry.family_words == "Kit sleeps well."
    assert (case.actions[-1].owner, case.actions[-1].entry.shown.audience) == ("sw", Audience.PARENTS)
    assert case.safety[-1].shown.withhold_from == {"dad"}
    assert case.visits[-1].place.family_words == "The park"  # type: ignore[union-attr]
    assert case.meetings[-1].arrivals[child] is None
    assert case.meetings[-1].chair == "sw"
    assert case.team[-1].name == "Ada Fenn"
    assert case.people[-1].portal_access is False
    out = f"/c/{child}/mend/goal/{case.goals[-1].ref}"
    assert sam.submit(out, f"{out}/out").status_code == 303
    assert case_of(world).goals == case.goals[:-1]


def test_the_rules_of_a_case_file_hold_at_the_desk(world: World) -> None:
    sam, child = at_the_desk(world)
    closed = f"/c/{child}/mend/new/meeting"
    fields = {"kind": "strategy_discussion", "starts_at": "2026-12-10T10:00", "audience": "parents"}
    answer = save(sam, closed, **fields)
    assert answer.status_code == 422
    assert "Families never see this kind of meeting" in answer.text
    for path, bad in (
        (f"/c/{child}/mend/goal/g1", {"withhold": ["nobody-here"]}),
        (f"/c/{child}/mend/goal/g1", {"audience": "everybody"}),
        (f"/c/{child}/mend/goal/g1", {"audience": "family", "family_words": "  "}),
        (f"/c/{child}/mend/goal/g1", {"audience": "family", "family_words": "x" * 20_001}),
        (f"/c/{child}/mend/new/action", {"words": "Ring.", "owner": "stranger"}),
        (f"/c/{child}/mend/new/action", {"words": "Ring.", "due": "2026-02-30"}),
        (f"/c/{child}/mend/new/goal", {"words": ""}),
        (f"/c/{child}/mend/new/goal", {"words": "e" + "\u0301" * 40}),
        (f"/c/{child}/mend/new/team", {"name": "Ada", "role": "astronaut"}),
    ):
        assert save(sam, path, **bad).status_code == 422, (path, bad)
    assert case_of(world) == factories.case("norfolk")


def test_what_must_never_stand_on_a_screen_is_marked_on_one_page(world: World) -> None:
    sam, child = at_the_desk(world)
    path = f"/c/{child}/mend/never-shown"
    assert save(sam, path, never_shown="purple kettle\r\n\r\n 4 Hidden Lane \r\n").status_code == 303
    assert case_of(world).never_shown == ("purple kettle", "4 Hidden Lane")
    assert "purple kettle" in sam.get(path).text
    assert save(sam, path, never_shown="\n".join(str(n) for n in range(80))).status_code == 422
    assert case_of(world).never_shown == ("purple kettle", "4 Hidden Lane")


def bare(html: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"|nonce="[^"]*"', "", html)


def test_who_may_not_mend_finds_nothing_there(world: World) -> None:
    child = world.bring_in()
    nobody = world.at_the_desk("nora").get("/c/x/mend")
    for sign_in in ("tunde2", "stranger"):
        browser = world.at_the_desk(sign_in)
        if sign_in == "tunde2":
            world.tie(child, sign_in, Tie.TRUSTED, None)
        for path in ("mend", "mend/goal/g1", "mend/new/goal", "mend/never-shown"):
            answer = browser.get(f"/c/{child}/{path}")
            assert (answer.status_code, bare(answer.text)) == (404, bare(nobody.text))
    assert Browser(world.desk_app).get(f"/c/{child}/mend").status_code == 303


def test_a_place_that_no_case_has_is_not_found(world: World) -> None:
    sam, child = at_the_desk(world)
    for path in ("goal/none", "nothing/g1", "safety/99", "minute/m1", "minute/m1:99", "new/level", "goal/g1?for=x%22y"):
        status = sam.get(f"/c/{child}/mend/{path}").status_code
        assert status == (200 if "?for" in path else 404), path


def test_the_form_of_somebody_asks_first_what_keeps_them_from_the_others_and_shows_it_to_no_family(
    world: World,
) -> None:
    sam, child = at_the_desk(world)
    path = f"/c/{child}/mend/person/mum"
    page = sam.get(path).text
    assert page.index("Anything that keeps this person from the others?") < page.index(">Name<")
    assert save(sam, path, restrictions="Must not know where Kit lives.", mobile="07700 900123").status_code == 303
    mum = case_of(world).person("mum")
    assert mum is not None
    assert (mum.restrictions, mum.mobile) == ("Must not know where Kit lives.", "07700 900123")
    wrong = save(sam, path, name="")
    assert wrong.status_code == 422
    assert 'id="name-error"' in wrong.text
    assert "these cannot be changed at the desk" in sam.get(f"/c/{child}/mend/child/{child}").text


def test_who_is_named_somewhere_is_not_taken_out_and_the_places_are_said(world: World) -> None:
    sam, child = at_the_desk(world)
    path = f"/c/{child}/mend/team/sw"
    refused = sam.post(f"{path}/out", form_fields(sam.get(path).text, f"{path}/out"))
    assert refused.status_code == 422
    assert "Meeting m7 still names them. Change that first." in refused.text
    assert case_of(world).team_member("sw") is not None


def test_a_meeting_that_is_kept_from_somebody_is_said_to_be_not_for_them_beside_their_time(world: World) -> None:
    sam, child = at_the_desk(world)
    page = sam.get(f"/c/{child}/mend/meeting/m7").text
    withheld = next(meeting for meeting in case_of(world).meetings if meeting.ref == "m7").shown.withhold_from
    assert withheld == {"dad"}
    assert page.count("As the file says: this meeting is not for them") == 1


def test_who_has_no_access_any_more_and_a_way_in_still_is_shown_with_a_way_to_shut_it(world: World) -> None:
    child = world.family_ready()
    mum = world.join(child, "mum")
    kept = mend.look(world.room, world.worker("priya"), child).kept
    mend.mend(world.room, world.worker("priya"), child, ItemRef(Sort.PERSON, "mum"), {}, kept.revision)
    with world.room.family.writing() as db:
        members.open_door(db, world.room.person_id(child, "mum"), world.room.family.clock.now())
    sam = world.at_the_desk("sam")
    world.tie(child, "sam", Tie.CASE, None)
    page = sam.get(f"/c/{child}").text
    assert "has no access in the case any more; their way in is still open." in page
    done = sam.post(f"/c/{child}/shut-left", form_fields(page, f"/c/{child}/shut-left"))
    assert done.status_code == 303
    assert "their way in is still open" not in sam.follow(done).text
    assert mum.get("/me").status_code == 303


def test_where_nobody_has_access_the_page_says_where_it_is_given(world: World) -> None:
    tree = factories.example("norfolk")
    tree["child"]["portal_access"] = False
    for person in tree["people"]:
        person["portal_access"] = False
    child = world.bring_in(data=factories.as_bytes(tree))
    sam = world.at_the_desk("sam")
    world.tie(child, "sam", Tie.CASE, None)
    for path in ("", "/copies"):
        page = sam.get(f"/c/{child}{path}").text
        assert f'href="/c/{child}/mend#child-{child}"' in page
        assert "portal_access" not in page
    assert f'id="child-{child}"' in sam.get(f"/c/{child}/mend").text
