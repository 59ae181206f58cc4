"""Nothing for professionals and nothing of anybody else reaches a family member, by any address they can think of."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from portal.domain.audience import Kind
from portal.domain.people import Tie
from portal.journeys.desk import review
from portal.web.kit.services import services
from tests import factories
from tests.client import Browser, form_fields
from tests.factories import AREAS
from tests.safety.conftest import Dice, MakeWorld
from tests.safety.crawl import Crawl, addresses, as_bytes
from tests.world import CHILD, UNDER_13, World

BEGIN = ("/me", "/p", "/q", "/q/list", "/q/check", "/sent", "/with-me", "/again", "/q/done?n=3",
         "/ask/the-levels", "/ask/your-say", "/walk")  # fmt: skip


def planted(example: str) -> tuple[bytes, dict[str, set[str]]]:
    """The marked case, with markers in its online links as well, which are shown only where they are links."""
    data, never = factories.marked_case(example)
    tree = json.loads(data)
    for meeting in tree["meetings"]:
        text = meeting["join_link"]["text"].replace(" ", "-")
        meeting["join_link"]["text"] = text if text.startswith("https://") else f"https://meet.example.org/{text}"
    return factories.as_bytes(tree), never


def family(data: bytes) -> list[str]:
    tree = json.loads(data)
    return [tree["child"]["ref"], *(person["ref"] for person in tree["people"])]


def write_and_share(browser: Browser, words: str, *, readers: dict[str, Any] | None = None) -> list[str]:
    """Answer ten questions that take words and six others, and share all of it. Returns what was written."""
    browser.submit("/q", **(readers or {}))
    listed = browser.get("/q/list").text
    written: list[str] = []
    chosen = 0
    for ref in re.findall(r'href="(/q/[a-z0-9-]+)"', listed):
        page = browser.get(ref)
        if page.status_code != 200 or ref == "/q/check" or "Choose who sees this." in page.text:
            continue  # the list's other links; what is for one worker alone, where there is none
        if f'action="{ref}"' not in page.text:
            continue  # it is read, and has no answer
        if 'name="answer"' in page.text and re.search(r'<(textarea|input id="answer")', page.text):
            if len(written) == 10:
                continue
            text = f"{words} {ref.rpartition('/')[2]}"
            written.append(text)
            answer = browser.submit(ref, answer=text)
        elif chosen < 6:
            chosen += 1
            answer = browser.submit(ref, answer="not-sure-yet")
        else:
            continue
        assert answer.status_code == 303, (ref, answer.text)
    page = browser.get("/q/check")
    fields = form_fields(page.text, "/q/check")
    fields["one"] = re.findall(r'name="one"[^>]*value="([^"]+)"[^>]* checked', page.text)
    assert fields["one"]
    assert browser.post("/q/check", fields).status_code == 303
    return written


def crawl_all(browser: Browser, world: World, refs: tuple[str, ...] = ()) -> Crawl:
    crawl = Crawl(browser).walk(*BEGIN)
    crawl.try_everything_at(sorted({*crawl.known, *addresses(world.family_app, (*refs, "deadbeefdeadbeef"))}))
    return crawl.try_other_methods_at(addresses(world.family_app, ("x",)))


# -- every person, every address --------------------------------------------------------------------


@pytest.mark.parametrize("example", AREAS)
def test_a_person_without_the_worker_s_yes_sees_nothing_of_the_plan(world: World, example: str) -> None:
    data, never = planted(example)
    child = world.bring_in(example, data)
    world.publish(child)
    copies = {copy.person: copy.edition for copy in review.review(world.room, world.worker("priya"), child).copies}
    for person in family(data):
        copy = copies[person]
        theirs = {part.text for part in (*copy.goals, *copy.actions, *copy.safety)} | {m.ref for m in copy.meetings}
        assert len(theirs) > 2
        if person in UNDER_13:  # no card to take home: the code is typed, and the worker has not matched the number
            browser = world.browser(who=person, never=never[person] | theirs)
            assert browser.submit("/j", code=world.code(child, person)).headers["Location"] == "/j/match"
            without = 303
        else:
            browser = world.join(child, person, never=never[person] | theirs, take_home=True)
            without = 404
        assert browser.get("/p").status_code == without
        assert browser.get("/with-me").status_code == without
        browser.never -= {meeting.ref for meeting in copy.meetings}
        crawl_all(browser, world, tuple(meeting.ref for meeting in copy.meetings))


def test_what_is_not_published_yet_reaches_nobody(world: World) -> None:
    data, never = planted("norfolk")
    child = world.bring_in("norfolk", data)
    everything = set().union(*never.values()) | {"football", "Example Centre", "report and agree"}
    names = {person["ref"]: person["name"] for person in json.loads(data)["people"]}
    for person in family(data):
        hidden = {text for text in everything if text not in names.get(person, "")}
        assert len(hidden) >= len(everything) - 1
        crawl_all(world.join(child, person, never=hidden), world)


def test_a_later_case_file_reaches_nobody_until_it_is_published(world: World) -> None:
    child = world.family_ready("norfolk")
    mum = world.join(child, "mum", never={"NOT-YET"})
    tree = factories.example("norfolk")
    for part in (*tree["plan"]["goals"], *tree["plan"]["actions"], *tree["plan"]["safety"]):
        part["text"] = "NOT-YET " + part["text"]
    world.bring_in("norfolk", factories.as_bytes(tree))
    crawl_all(mum, world)


# -- one 404 for everything that is not there for you -------------------------------------------------


def test_forbidden_missing_and_unpublished_are_the_same_page_byte_for_byte(world_on_each: World, dice: Dice) -> None:
    world = world_on_each
    child = world.family_ready("norfolk")
    kit, dad = world.join(child, child), world.join(child, "dad")
    kits_meeting = re.search(r"/m/(\w+)", kit.get("/me").text + kit.get("/p").text)
    assert kits_meeting
    waiting = world.join(child, "mum", take_home=True)  # her plan is not hers yet
    never_published = world.bring_in("nottinghamshire")
    carer = world.join(never_published, "carer")

    for browser, paths in {
        dad: (f"/m/{kits_meeting[1]}", "/m/0000000000000000", "/q/no-such-question", "/nothing", "/c/NK-4417", "/m/"),
        waiting: ("/p", "/with-me", f"/m/{kits_meeting[1]}", "/m/0000000000000000", "/nothing"),
        carer: ("/p", f"/m/{kits_meeting[1]}", "/nothing"),
    }.items():
        for headers in ({}, {"HX-Request": "true"}):
            answers = set()
            for path in paths:
                dice("the same nonce")
                answers.add(as_bytes(browser.get(path, headers=headers)))
            assert len(answers) == 1, f"{browser.who} can tell these apart: {paths}"
            assert answers.pop().startswith(b"404")


def test_taking_back_anothers_words_and_words_that_never_were_look_the_same(world_on_each: World, dice: Dice) -> None:
    world = world_on_each
    child = world.family_ready("norfolk")
    kit, mum = world.join(child, child), world.join(child, "mum")
    write_and_share(kit, "kit says")
    theirs = re.search(r'action="/sent/(\w+)"', kit.get("/sent").text)
    assert theirs
    token = form_fields(mum.get("/q").text, "/q")["csrf_token"]
    answers = set()
    for ref in (theirs[1], "0" * 32, "x"):
        dice("the same nonce")
        answers.add(as_bytes(mum.post(f"/sent/{ref}", {"csrf_token": token})))
    assert len(answers) == 1
    assert f"/sent/{theirs[1]}" in kit.get("/sent").text, "kit's words still stand"


def test_to_a_worker_of_another_child_a_child_is_not_there(world: World, dice: Dice) -> None:
    child = world.family_ready("norfolk")
    kit = world.join(child, child)
    write_and_share(kit, "KITS-WORDS")
    other = world.bring_in("derby", by="omar")
    assert other == CHILD["derby"]
    piece = world.room.child_id(child)
    omar = world.at_the_desk("omar", never={"Kit", "KITS-WORDS", "Dawn", "Gary", "football"})
    token = form_fields(omar.get(f"/c/{other}").text, f"/c/{other}/tie")["csrf_token"]
    for rule in world.desk_app.url_map.iter_rules():
        if not rule.rule.startswith("/c/"):
            continue
        answers = set()
        for ref in (child, "NK-9999"):
            path = rule.rule.replace("<ref>", ref).replace("<piece>", piece).replace("<tie>", "case")
            path = path.replace("<person>", child).replace("<worker>", "x")
            dice("the same nonce")
            post = "POST" in (rule.methods or ())
            data = {"csrf_token": token, "tie": "case", "sign_in": "omar", "reason": "I would like to know.",
                    "for": [child], "revision": "1", "told": "by phone"}  # fmt: skip
            answers.add(as_bytes(omar.post(path, data) if post else omar.get(path)).replace(ref.encode(), b"REF"))
        assert len(answers) == 1, rule.rule
        assert answers.pop().startswith(b"404"), rule.rule


# -- twins --------------------------------------------------------------------------------------------


def mark_again(tree: Any, never: set[str]) -> Any:
    """The same case with other text in everything that this person must not see, and longer where there is room."""
    if isinstance(tree, dict):
        return {key: _again(value, never, key) if isinstance(value, str) else mark_again(value, never)
                for key, value in tree.items()}  # fmt: skip
    return [mark_again(each, never) for each in tree] if isinstance(tree, list) else tree


def _again(text: str, never: set[str], key: str) -> str:
    if not any(marker in text for marker in never):
        return text
    return (
        f"{text} and a good deal more about it"
        if key == "text"
        else text.translate(str.maketrans("123456789", "234567891"))
    )


def hide_more(tree: dict[str, Any], person: str) -> dict[str, Any]:
    """More things that this person must not see, put before everything that they may."""
    child, kind = tree["child"]["ref"], next(m["kind"] for m in tree["meetings"] if m.get("audience"))
    kinds = ({}, {"audience": "professionals"}, {"audience": "family", "withhold_from": [person]},
             {"audience": "young-person" if person != child else "parents"})  # fmt: skip
    for number, seen in enumerate(kinds):
        text = {"text": f"Something {number} that is not for everybody.", **seen}
        plan = tree["plan"]
        plan.setdefault("goals", []).insert(0, {"ref": f"more-g{number}", **text})
        plan["actions"].insert(0, {"ref": f"more-a{number}", "owner": tree["team"][0]["ref"], **text})
        plan.setdefault("safety", []).insert(0, dict(text))
        tree["meetings"].insert(0, {
            "kind": kind, "chair": tree["team"][0]["ref"], "attendees": [{"who": tree["team"][0]["ref"]}],
            "ref": f"more-m{number}", "starts_at": "2026-11-22T10:00:00", "parents_from": "2026-11-22T10:00:00",
            "young_person_from": "2026-11-22T10:00:00", "state": "planned", **seen,
        })  # fmt: skip
        tree.setdefault("visits", []).insert(0, {
            "ref": f"more-v{number}", "who": tree["team"][0]["ref"], "at": "2026-11-23T09:00:00", "with": [child],
            "state": "planned", **seen,
        })  # fmt: skip
        tree["team"].insert(
            0, {"ref": f"more-t{number}", "name": f"Zorvel Unmet {number}", "role": "social_worker", **seen}
        )
        tree.setdefault("risk_reviews", []).append({
            **{k: v for k, v in tree["risk_reviews"][-1].items() if k == "level"}, "date": "2026-11-20",
            "rationale": {"text": f"Reason {number}."}, **seen,
        })  # fmt: skip
    for meeting in tree["meetings"]:
        meeting.setdefault("minutes", []).insert(
            0, {"step": tree["meetings"][-1]["minutes"][0]["step"], "text": "Said."}
        )
    tree["child"]["notes"].insert(0, {"text": "Something was noted."})
    tree["child"]["full_name"] = "Another Fullname"
    return tree


CHANGES: dict[str, Callable[[dict[str, Any], str, set[str]], dict[str, Any]]] = {
    "other words in what is hidden": lambda tree, person, never: mark_again(tree, never),
    "more that is hidden": lambda tree, person, never: hide_more(tree, person),
}


def a_visit(world: World, dice: Dice, child: str, person: str) -> Browser:
    dice(f"{person} joins")
    browser = world.join(child, person)
    dice(f"the same for {person} from here")
    return browser


def their_pages(world: World, dice: Dice, browser: Browser) -> dict[tuple[str, ...], bytes]:
    dice(f"the same nonces for {browser.who}")
    crawl = Crawl(browser).walk(*BEGIN)
    return crawl.try_everything_at(sorted({*crawl.known, *addresses(world.family_app, ("x",))})).as_bytes()


def assert_twins(one: dict[tuple[str, ...], bytes], other: dict[tuple[str, ...], bytes]) -> None:
    assert set(one) == set(other)
    for asked, answer in one.items():
        if answer != other[asked]:
            lines = difflib.unified_diff(
                answer.decode().splitlines(), other[asked].decode().splitlines(), "one", "other", n=0
            )
            pytest.fail(f"{asked} tells that something hidden has changed:\n" + "\n".join(lines))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("example", AREAS)
def test_pages_do_not_change_when_what_is_hidden_from_their_reader_changes(
    make_world: MakeWorld, dice: Dice, example: str, change: str
) -> None:
    data, never = planted(example)

    def published(tree: dict[str, Any]) -> tuple[World, str]:
        world = make_world()
        child = world.bring_in(example, factories.as_bytes(tree))
        done = world.publish(child)
        assert all(each.state == "published" for each in done), done
        return world, child

    one, child = published(json.loads(data))
    for person in family(data):
        other, _child = published(CHANGES[change](json.loads(data), person, never[person]))
        twins = [their_pages(world, dice, a_visit(world, dice, child, person)) for world in (one, other)]
        assert len(twins[0]) > 100
        assert_twins(*twins)


def test_the_twins_are_not_blind(make_world: MakeWorld, dice: Dice) -> None:
    """A change that a person may see is seen: else the tests beside this one would prove nothing."""
    pages = []
    for text in ("One thing.", "Quite another."):
        tree = factories.example("norfolk")
        tree["plan"]["actions"].append({"ref": "new", "text": text, "owner": "sw", "audience": "parents"})
        world = make_world()
        child = world.bring_in("norfolk", factories.as_bytes(tree))
        world.publish(child)
        pages.append(their_pages(world, dice, a_visit(world, dice, child, "mum")))
    assert [asked for asked in pages[0] if pages[0][asked] != pages[1][asked]]


@pytest.mark.parametrize("example", AREAS)
def test_a_later_publishing_for_others_changes_nothing_on_ones_own_pages(
    make_world: MakeWorld, dice: Dice, example: str
) -> None:
    """Not the day, not the number, not what stands as new."""
    data, _never = planted(example)
    person = family(data)[1]
    twins = []
    for again in (False, True):
        world = make_world()
        child = world.bring_in(example, data)
        world.publish(child)
        browser = a_visit(world, dice, child, person)
        world.hands.move(minutes=5)
        if again:
            world.bring_in(example, factories.as_bytes(hide_more(json.loads(data), person)))
            states = {done.person: done.state for done in world.publish(child)}
            assert states[person] == "unchanged"
            assert "published" in states.values()
        twins.append(their_pages(world, dice, browser))
    assert_twins(*twins)


@pytest.mark.parametrize("example", AREAS)
def test_what_others_of_the_family_do_changes_nothing_on_ones_own_pages(
    make_world: MakeWorld, dice: Dice, example: str
) -> None:
    """The other parent and the young person join, fail to sign in, write, share, are read, and leave."""
    data = factories.example_bytes(example)
    everybody = family(data)
    for person in everybody[:2]:
        twins = []
        for busy in (False, True):
            world = make_world()
            child = world.bring_in(example, data)
            world.publish(child)
            browser = a_visit(world, dice, child, person)
            if busy:
                for other in everybody:
                    if other != person:
                        one = world.join(child, other)
                        write_and_share(one, f"words of {other}")
                        world.browser().submit("/in", name=one.name, words="wrong wrong wrong wrong")  # type: ignore[attr-defined]
                        one.get("/x")
                desk = world.at_the_desk("priya")
                page = desk.get(f"/c/{child}/words").text
                for action in re.findall(r'action="(/c/[^"]+/read)"', page):
                    assert desk.post(action, form_fields(page, action)).status_code == 303
            dice(f"the same for {person} from here")
            write_and_share(browser, "my own words")
            twins.append(their_pages(world, dice, browser))
        assert_twins(*twins)


def test_somebody_who_uses_the_same_sign_in_name_learns_nothing(world_on_each: World) -> None:
    """Two people may not share a name; who tries one sees the same whether it is taken or not."""
    world = world_on_each
    child = world.family_ready("norfolk")
    mum = world.join(child, "mum")
    stranger = world.browser()
    said = []
    for name in (mum.name, "nobody-has-this"):  # type: ignore[attr-defined]
        page = stranger.submit("/in", name=name, words="wrong wrong wrong wrong")
        said.append((page.status_code, re.sub(r"nonce[^ >]*|(?:value|data-token)=\"[^\"]*\"", "", page.text)))
    assert said[0] == said[1]


# -- words that a young person never reads --------------------------------------------------------------

NEVER_TO_A_YOUNG_PERSON = re.compile(r"exploit\w*|risk[- ]taking|victims?\b", re.IGNORECASE)


def readable(html: str) -> str:
    """The words of a page, less links and the names of helplines, which call themselves as they do."""
    html = re.sub(r"<a\b.*?</a>", " ", html, flags=re.DOTALL)
    html = re.sub(r'<ul class="lines">.*?</ul>', " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", html)


@pytest.mark.parametrize("example", AREAS)
def test_a_young_person_reads_none_of_the_words_that_blame(world: World, example: str) -> None:
    child = world.family_ready(example)
    young = world.join(child, child)
    crawl = Crawl(young).walk(*BEGIN)
    assert len([path for path in crawl.known if path.startswith("/q/")]) > 5
    with world.family_app.test_request_context("/"):
        guides = services().library.guides(example, "en").values()
    slugs = [guide.slug for guide in guides if guide.kind is Kind.YOUNG_PERSON]
    assert len(slugs) > 2
    for slug in slugs:
        crawl.ask("GET", f"/g/en/{example}/{slug}")
    found = {
        (asked[1], word)
        for asked, answer in crawl.seen.items()
        if answer.mimetype == "text/html"
        for word in NEVER_TO_A_YOUNG_PERSON.findall(readable(answer.text))
    }
    assert found == set()


def test_a_young_persons_words_do_not_reach_their_own_phone_again_without_the_passphrase(world: World) -> None:
    child = world.family_ready("norfolk")
    kit = world.join(child, child, own_phone=True)
    write_and_share(kit, "SEALED-AFTER-SENDING")
    world.hands.move(minutes=6)
    kit.never.add("SEALED-AFTER-SENDING")
    crawl_all(kit, world)
    kit.never.clear()
    kit.submit("/again?to=/sent", form="/again", words=kit.words)  # type: ignore[attr-defined]
    assert "SEALED-AFTER-SENDING" in kit.get("/sent").text


def test_a_worker_who_is_tied_as_another_kind_reads_no_more_than_that(world: World) -> None:
    """The trusted worker and the chair read words for the meeting, and nothing of the professionals' side."""
    data, never = planted("norfolk")
    child = world.bring_in("norfolk", data)
    world.publish(child)
    world.worker("chris", name="Chris Chair")
    world.tie(child, "chris", Tie.CHAIR, None)
    mum = world.join(child, "mum")
    write_and_share(mum, "FOR-THE-MEETING")
    professionals = {marker for marker in set().union(*never.values()) if factories.PROFESSIONALS_ONLY in marker}
    for sign_in in ("tunde", "chris"):
        desk = world.at_the_desk(sign_in, never=professionals)
        csrf = form_fields(desk.get("/").text, "/out")["csrf_token"]
        assert desk.post(f"/c/{child}/words", {"csrf_token": csrf}).status_code == 303
        assert "FOR-THE-MEETING" in desk.get(f"/c/{child}/words").text
        for path in ("/", f"/c/{child}", f"/c/{child}/words"):
            assert desk.get(path).status_code == 200
        assert desk.get(f"/c/{child}/copies").status_code == 404
