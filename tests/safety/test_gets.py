"""Opening a page changes nothing but a session's last-seen and the audit."""

from __future__ import annotations

from sqlalchemy import select

from portal.domain.people import Tie
from portal.store.casework import tables as casework
from portal.store.family import tables as family
from tests.conftest import Hands
from tests.provider import Council, council_with
from tests.world import World

MAY_CHANGE = {"session", "audit", "opening", "tally"}  # who read what, as its author sees it; how much is opened
# What changes something by being opened, and why it must.
ON_PURPOSE = {
    "/in/back": "A council's provider leads back by a link: it begins a session. Nothing comes of it but in the browser"
    " in which a button was pressed within ten minutes (a sealed cookie), with a code that works once.",
}
FAMILY = (
    "/me",
    "/p",
    "/q",
    "/q/list",
    "/q/safe-out",
    "/q/in/easy",
    "/q/in/easy/list",
    "/q/check",
    "/q/done?n=1",
    "/ask/your-say",
    "/walk",
    "/walk/1",
    "/sent",
    "/with-me",
    "/kept",
    "/again",
    "/way-in",
    "/way-in/words",
    "/way-in/close",
    "/bye/closed",
    "/in",
    "/j",
    "/j/match",
    "/j/word",
    "/together",
    "/together/over",
)
DESK = (
    "/",
    "/bring-in",
    "/c/{child}",
    "/c/{child}/copies",
    "/c/{child}/shown",
    "/c/{child}/shown/mum/1",
    "/c/{child}/print/mum",
    "/c/{child}/end",
    "/c/{child}/together/{child}",
    "/c/{child}/words",
    "/c/{child}/keeping",
    "/c/{child}/mend",
    "/c/{child}/mend/goal/g1",
    "/c/{child}/mend/meeting/m7",
    "/c/{child}/mend/new/visit",
    "/c/{child}/mend/never-shown",
    "/by-hand",
    "/by-hand/norfolk",
)


def _everything(world: World | Council) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for cupboard, metadata in ((world.room.casework, casework.metadata), (world.room.family, family.metadata)):
        with cupboard.reading() as db:
            for table in metadata.sorted_tables:
                if table.name not in MAY_CHANGE:
                    rows = [tuple(row) for row in db.execute(select(table))]
                    found[f"{id(metadata)}.{table.name}"] = sorted(rows, key=repr)
    return found


def test_no_page_that_is_only_opened_changes_anything(world: World) -> None:
    child = world.family_ready()
    sam = world.at_the_desk("sam")
    world.tie(child, "sam", Tie.CASE, None)
    kit = world.join(child, child)
    kit.submit("/q")
    kit.submit("/q/want-next", answer="More football", reader="meeting")
    kit.submit("/q/check")
    sam.submit(f"/c/{child}", form=f"/c/{child}/calendar/{child}/on")
    meeting = kit.get("/me").text.split('href="/m/')[1].split('"')[0]
    kit.submit(f"/m/{meeting}", form=f"/m/{meeting}/no")
    before = _everything(world)
    for path in (*FAMILY, f"/m/{meeting}", f"/m/{meeting}/calendar", f"/m/{meeting}/appointment.ics"):
        assert kit.get(path).status_code in (200, 303), path
    for path in DESK:
        assert sam.get(path.format(child=child)).status_code == 200, path
    assert _everything(world) == before


def test_the_one_address_that_changes_something_does_nothing_without_the_click_before(
    sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands
) -> None:
    (address,) = ON_PURPOSE
    with council_with(sqlite_urls, keys, hands) as council:
        sam, another = council.browser(), council.browser()
        back = council.sent_back(sam)
        before = _everything(council)
        for path in ("/in", "/in?left=1", "/in/onward"):
            assert sam.get(path).status_code == 200, path
        assert back.startswith(f"{address}?") and another.get(back).status_code == 403
        after = _everything(council)
        changed = {name.partition(".")[2] for name in before if before[name] != after[name]}
        assert changed <= {"tally"}, "how many refusals there were within the hour"
        assert sam.get(back).status_code == 303


def test_looking_at_a_number_that_waits_on_both_screens_answers_nothing(world: World) -> None:
    child = world.family_ready()
    sam = world.at_the_desk("sam")
    world.tie(child, "sam", Tie.CASE, None)
    mum, dad = world.browser(), world.browser()
    mum.submit("/j", code=world.code(child, "mum"))
    dad.submit("/j", code=world.code(child, "dad", take_home=True))
    sam.get(f"/c/{child}")  # that a worker has opened this child is counted once
    before = _everything(world)
    for path in ("/j/match", "/j/word", "/j/phone", "/j/words", "/j"):
        for phone in (mum, dad):
            assert phone.get(path).status_code in (200, 303), path
    for person in ("mum", "dad", child):
        assert sam.get(f"/c/{child}/match/{person}").status_code == 200
        assert sam.get(f"/c/{child}").status_code == 200
    assert _everything(world) == before
