"""What the preview's templates are given."""

from __future__ import annotations

from dataclasses import dataclass

from portal.library.lint import Measure


@dataclass(frozen=True)
class Listed:
    """`place`: language, area and name, as they stand in an address."""

    place: str
    title: str


@dataclass(frozen=True)
class PagesPage:
    """`groups`: an area's name and its pages. `faults`: what keeps the words from being shown, in lines."""

    title: str
    groups: tuple[tuple[str, tuple[Listed, ...]], ...]
    faults: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class SeePage:
    """`place`: what the frame shows, as in `Listed`; `stale`: it shows the words before the last ones."""

    title: str
    place: str
    stale: bool
    own: tuple[str, ...]
    elsewhere: tuple[str, ...]
    measures: tuple[Measure, ...]
    state: str
