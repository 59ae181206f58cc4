"""Whether an area's levels stand everywhere in one order, from the lowest to the highest.

The order is meaning: pages show the scale as it stands, and "when is the next one due" counts by it. A pack that
names its levels in two orders has one of them wrong, and only a person can say which.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from portal.domain.area import Area
from portal.domain.errors import Fault
from portal.library.files import read_yaml


def faults_in_order(content: Path, area: Area) -> Iterator[Fault]:
    """Levels twice or out of order, and times of nothing or less."""
    path = content / "areas" / area.id / "area.yaml"
    pack = read_yaml(path)
    scale = [level.id for level in area.scale]
    for double in sorted({ref for ref in scale if scale.count(ref) > 1}):
        yield Fault(f"{path}: scale", f"the level “{double}” stands twice: take one out.")
    lists = [(f"{path}: levels_with_meeting", pack["levels_with_meeting"])]
    for each in pack["invited"]:
        lists += [(f"{path}: invited/{each['role']}/{name}", each.get(name, ())) for name in ("levels", "always")]
    lists += [(f"{words}: levels", read_yaml(words)["levels"]) for words in path.parent.glob("*.yaml") if words != path]
    yield from _in_order(
        f"{path}: scale", scale, [(where, [ref for ref in named if ref in scale]) for where, named in lists]
    )
    for kind in ("review", "timescales"):
        for number, each in enumerate(pack[kind]):
            if each.get("at_most", 1) < 1:
                yield Fault(f"{path}: {kind}/{number}/at_most", f"“{each['at_most']}” is no time: write 1 or more.")


def _in_order(place: str, scale: list[str], lists: list[tuple[str, list[str]]]) -> Iterator[Fault]:
    """The lists that have another order than the scale; or the scale, where that is the odd one out."""
    several = [(where, named) for where, named in lists if len(named) > 1]
    wrong = [(where, named) for where, named in several if named != sorted(set(named), key=scale.index)]
    if len(wrong) * 2 > len(several):
        yield Fault(place, "has another order than the levels have everywhere else: write them from the lowest up.")
        return
    for where, named in wrong:
        right = ", ".join(sorted(set(named), key=scale.index))
        yield Fault(where, f"the order should be {right}: from the lowest up, as in scale.")
