"""What the pages of mending, and of a case by hand, are given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal.web.desk.pages import Errors


@dataclass(frozen=True)
class Option:
    """One choice of a field. `id` is the id of its control."""

    value: str
    label: str
    id: str
    chosen: bool = False


@dataclass(frozen=True)
class Field:
    """One field of a form. `kind`: line, words, day, moment, one (radios), pick (a list), some (ticks), tick."""

    kind: str
    name: str
    label: str
    value: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Group:
    """Fields that belong together, beside the professionals' words that they are about."""

    legend: str
    fields: tuple[Field, ...]
    professionals: str = ""


@dataclass(frozen=True)
class ChangeLine:
    what: str
    before: str
    now: str


@dataclass(frozen=True)
class MendPage:
    """A form for one item. `back` and `action` are addresses under the child's and under its mending.

    `is_stale`: somebody else saved meanwhile, and `changed` is what they changed in it. `kept`: what was
    typed for an item that is not there any more.
    """

    title: str
    ref: str
    name: str
    heading: str
    action: str
    back: str
    revision: int
    groups: tuple[Group, ...]
    take_out: str = ""
    is_stale: bool = False
    changed: tuple[ChangeLine, ...] = ()
    kept: tuple[str, ...] = ()
    errors: Errors = ()


def late(page: MendPage, changed: tuple[ChangeLine, ...] = ()) -> MendPage:
    """The same form, for somebody whose save came after another one."""
    return replace(page, is_stale=True, changed=changed)


@dataclass(frozen=True)
class ItemLine:
    label: str
    path: str
    words: str
    who: str
    anchor: str


@dataclass(frozen=True)
class ItemGroup:
    title: str
    items: tuple[ItemLine, ...]
    add: str
    sort: str


@dataclass(frozen=True)
class MendListPage:
    title: str
    ref: str
    name: str
    groups: tuple[ItemGroup, ...]
    marks: int


@dataclass(frozen=True)
class ByHandPage:
    title: str
    areas: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NewCasePage:
    title: str
    area: str
    area_name: str
    groups: tuple[Group, ...]
    errors: Errors = ()


@dataclass(frozen=True)
class DifferenceLine:
    """One thing that the desk and the file say differently. `chosen` is file, here or nothing yet."""

    place: str
    label: str
    file: str | None
    here: str | None
    chosen: str
    id: str


@dataclass(frozen=True)
class DifferencesPage:
    """What a worker decides before a newer file comes in. `held` is the file, packed; empty where it is too large,
    and then `asked` holds the questions."""

    title: str
    ref: str
    held: str
    sha: str
    revision: int
    lines: tuple[DifferenceLine, ...]
    asked: str = ""
    errors: Errors = ()
