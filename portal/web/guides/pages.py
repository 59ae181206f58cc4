"""What the guides' templates are given."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.area import Area, Helpline
from portal.domain.guide import Part
from portal.domain.walk import Walk
from portal.web.kit.locale import OtherLanguage


@dataclass(frozen=True)
class AreaLink:
    id: str
    name: str
    draft: bool


@dataclass(frozen=True)
class GuideLink:
    slug: str
    title: str
    summary: str
    language: str


@dataclass(frozen=True)
class WelcomePage:
    title: str
    language: str
    areas: tuple[AreaLink, ...]


@dataclass(frozen=True)
class AreasPage:
    title: str
    language: str
    areas: tuple[AreaLink, ...]
    here: str


@dataclass(frozen=True)
class IndexPage:
    title: str
    language: str
    area: str
    draft: bool
    groups: tuple[tuple[str, str, tuple[GuideLink, ...]], ...]  # heading, the walk's address, guides
    here: str
    other_language: OtherLanguage | None = None


@dataclass(frozen=True)
class WalkPage:
    """The meeting for one kind of reader, step by step. `area` is its name; `draft`: the council has not checked it."""

    title: str
    area: str
    draft: bool
    walk: Walk
    here: str
    other_language: OtherLanguage | None = None


@dataclass(frozen=True)
class GuidePage:
    title: str
    heading: str
    area: Area
    young: bool
    parts: tuple[Part, ...]
    helplines: tuple[Helpline, ...]
    next: GuideLink | None
    here: str
    easy: bool = False
    also: tuple[GuideLink, ...] = ()  # the same in easy read; from there, the longer guides
    other_language: OtherLanguage | None = None
    language: str = "en"  # that of the words
    slug: str = ""
    walk: str = ""  # the address of the walk to which it leads


@dataclass(frozen=True)
class NowPage:
    title: str
    groups: tuple[tuple[str, tuple[Helpline, ...]], ...]
    here: str
    other_language: OtherLanguage | None = None


@dataclass(frozen=True)
class LeavingPage:
    title: str
    here: str
