"""What the guides' templates are given."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.area import Area, Helpline
from portal.domain.guide import Prose, Slot
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
    groups: tuple[tuple[str, tuple[GuideLink, ...]], ...]
    here: str
    other_language: OtherLanguage | None = None


@dataclass(frozen=True)
class GuidePage:
    title: str
    heading: str
    area: Area
    young: bool
    parts: tuple[Prose | Slot, ...]
    helplines: tuple[Helpline, ...]
    next: GuideLink | None
    here: str
    other_language: OtherLanguage | None = None


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
