"""Opening a page changes nothing but a session's last-seen and the audit."""

from __future__ import annotations

from sqlalchemy import select

from portal.domain.people import Tie
from portal.store.casework import tables as casework
from portal.store.family import tables as family
from tests.world import World

MAY_CHANGE = {"session", "audit"}
FAMILY = (
    "/me",
    "/p",
    "/q",
    "/q/list",
    "/q/safe-out",
    "/q/check",
    "/q/done?n=1",
    "/sent",
    "/with-me",
    "/again",
    "/in",
    "/j",
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
    "/c/{child}/words",
    "/c/{child}/mend",
    "/c/{child}/mend/goal/g1",
    "/c/{child}/mend/meeting/m7",
    "/c/{child}/mend/new/visit",
    "/c/{child}/mend/never-shown",
    "/by-hand",
    "/by-hand/norfolk",
)


def _everything(world: World) -> dict[str, list[tuple[object, ...]]]:
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
