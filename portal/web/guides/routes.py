"""The guides' addresses. A page is rendered and compressed once for each version of its words."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable

from flask import Blueprint, Response, abort, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.area import Area, Helpline
from portal.domain.audience import Kind
from portal.domain.guide import Guide
from portal.domain.walk import ADDRESSES, walk_of
from portal.web.guides.pages import (
    AreaLink,
    AreasPage,
    GuideLink,
    GuidePage,
    IndexPage,
    LeavingPage,
    NowPage,
    WalkPage,
    WelcomePage,
)
from portal.web.guides.search import may_be_found, robots_file, sitemap_file
from portal.web.kit.doors import Door, door
from portal.web.kit.explaining import explain_words
from portal.web.kit.guides_host import guides_address, on_guides_host
from portal.web.kit.locale import in_english, language
from portal.web.kit.render import render
from portal.web.kit.services import services

guides = Blueprint("guides", __name__)


def _once(make: Callable[[], str], *, found: bool) -> Response:
    """The page under this address, rendered once a day at most, compressed once, with a strong ETag.

    `found`: whether a search engine may find it. On the guides' own host pages lead elsewhere, so they are others.
    """
    g.may_be_found = found
    kept, today = services().kept, services().clock.today()
    address = guides_address(request.path) if on_guides_host() else request.path
    page = kept.get((address, today))
    if page is None:
        for old in [key for key in list(kept) if key[1] != today]:  # others fill it at the same time
            kept.pop(old, None)
        made = make().encode()
        page = kept[address, today] = made, gzip.compress(made, 9, mtime=0), hashlib.sha256(made).hexdigest()[:24]
    body, small, tag = page
    zipped = request.accept_encodings["gzip"] > 0
    response = Response(small if zipped else body, mimetype="text/html")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(tag + ("-g" if zipped else ""))
    response.make_conditional(request)
    return response


@guides.get("/")
@door(Door.PUBLIC)
def welcome() -> Response:
    page = WelcomePage(_("Start"), language().tag, _areas())
    return _once(lambda: render("guides/welcome.html", page), found=may_be_found("en"))


@guides.get("/robots.txt")
@door(Door.PUBLIC)
def robots() -> Response:
    return Response(robots_file(), mimetype="text/plain")


@guides.get("/sitemap.xml")
@door(Door.PUBLIC)
def sitemap() -> Response:
    if not on_guides_host():
        abort(404)
    return Response(sitemap_file(), mimetype="application/xml")


@guides.get("/g/<language>/")
@door(Door.PUBLIC)
def areas(language: str) -> Response | AnyResponse:
    _known(language)
    page = AreasPage(_("Guides"), language, _areas(), "/g/{language}/")
    return _once(lambda: render("guides/areas.html", page), found=may_be_found(language))


@guides.get("/g/<language>/now")
@door(Door.PUBLIC)
def now(language: str) -> Response:
    """Who to ring. A draft translation never carries this page."""
    _known(language)

    def make() -> str:
        other = in_english(services().languages[language].draft)
        return render(
            "guides/now.html",
            NowPage(_("People to ring now"), _everybody(language), "/g/{language}/now", other),
        )

    spoken = (area.language for area in services().library.areas(language).values())
    return _once(make, found=may_be_found(language, *spoken))


@guides.get("/g/<language>/leaving")
@door(Door.PUBLIC)
def leaving(language: str) -> Response:
    _known(language)
    page = LeavingPage(_("Leaving quickly"), "/g/{language}/leaving")
    return _once(lambda: render("guides/leaving.html", page), found=may_be_found(language))


@guides.get("/g/<language>/<area>/")
@door(Door.PUBLIC)
def index(language: str, area: str) -> Response:
    found = _area(language, area)
    every = services().library.guides(area, language).values()

    def make() -> str:
        other = in_english(all(guide.language != language for guide in every))
        page = IndexPage(
            title=_("Guides for %(area)s", area=found.name),
            language="en" if other else language,
            area=found.name,
            draft=not found.ready,
            groups=(
                (
                    _("For parents and carers"),
                    ADDRESSES[Kind.PARENT],
                    _links(g for g in every if g.kind is Kind.PARENT),
                ),
                (
                    _("For young people"),
                    ADDRESSES[Kind.YOUNG_PERSON],
                    _links(g for g in every if g.kind is Kind.YOUNG_PERSON),
                ),
            ),
            here=f"/g/{{language}}/{area}/",
            other_language=other,
        )
        return render("guides/index.html", page)

    spoken = (guide.language for guide in every)
    return _once(make, found=may_be_found(language, found.language, *spoken, area=found))


@guides.get("/g/<language>/<area>/<slug>")
@door(Door.PUBLIC)
def guide(language: str, area: str, slug: str) -> Response:
    found = _area(language, area)
    every = services().library.guides(area, language)
    if slug not in every:
        abort(404)

    def make() -> str:
        it = every[slug]
        other = in_english(it.language != language or found.language != language)
        spoken = services().library.areas(it.language)[area] if other else found
        same = [g for g in every.values() if g.kind is it.kind and not g.easy_of]
        after = same[same.index(it) + 1] if it in same[:-1] else None
        also = [g for g in every.values() if slug in g.easy_of or g.slug in it.easy_of]
        page = GuidePage(
            title=_link(it).title,
            heading=it.title,
            area=spoken,
            young=it.kind is Kind.YOUNG_PERSON,
            parts=it.parts,
            helplines=tuple(line for line in spoken.helplines if it.kind in line.kinds)[:6],
            next=_link(after) if after else None,
            here=f"/g/{{language}}/{area}/{slug}",
            other_language=other,
            easy=bool(it.easy_of),
            also=_links(also),
            language=it.language,
            slug=slug,
            walk=ADDRESSES[it.kind] if it.walk else "",
        )
        explain_words(area, it.kind, it.language)
        return render("guides/guide.html", page)

    return _once(make, found=may_be_found(language, found.language, every[slug].language, area=found))


@guides.get("/g/<language>/<area>/walk")
@door(Door.PUBLIC)
def walk(language: str, area: str) -> Response:
    return _walk(language, area, Kind.PARENT)


@guides.get("/g/<language>/<area>/walk-young")
@door(Door.PUBLIC)
def walk_young(language: str, area: str) -> Response:
    return _walk(language, area, Kind.YOUNG_PERSON)


def _walk(tag: str, area: str, kind: Kind) -> Response:
    """The meeting, step by step, on one page."""
    found = _area(tag, area)

    def make() -> str:
        other = in_english(found.language != tag)
        page = WalkPage(
            title=_("Walk through the meeting") if kind is Kind.PARENT else _("Walk through your meeting"),
            area=found.name,
            draft=not found.ready,
            walk=walk_of(found, kind),
            here=f"/g/{{language}}/{area}/{ADDRESSES[kind]}",
            other_language=other,
        )
        explain_words(area, kind, found.language)
        return render("guides/walk.html", page)

    return _once(make, found=may_be_found(tag, found.language, area=found))


def _known(tag: str) -> None:
    if tag not in services().languages:
        abort(404)


def _area(tag: str, area: str) -> Area:
    _known(tag)
    found = services().library.areas(tag).get(area)
    if found is None:
        abort(404)
    return found


def _areas() -> tuple[AreaLink, ...]:
    every = services().library.areas(language().tag).values()
    return tuple(AreaLink(area.id, area.name, not area.ready) for area in sorted(every, key=lambda a: a.name))


def _link(it: Guide) -> GuideLink:
    title = _("Easy read: %(title)s", title=it.title) if it.easy_of else it.title
    return GuideLink(it.slug, title, it.summary, it.language)


def _links(guides: Iterable[Guide]) -> tuple[GuideLink, ...]:
    """A list of guides: easy read on top, where nobody has to look for it."""
    return tuple(_link(it) for it in sorted(guides, key=lambda guide: not guide.easy_of))


def _everybody(tag: str) -> tuple[tuple[str, tuple[Helpline, ...]], ...]:
    """Emergency first, then each area's own, each number once."""
    every = services().library.areas(tag).values()
    seen: dict[str, Helpline] = {line.id: line for area in every for line in area.helplines}
    urgent = tuple(line for line in seen.values() if line.emergency)
    young = tuple(x for x in seen.values() if not x.emergency and Kind.YOUNG_PERSON in x.kinds)
    adult = tuple(x for x in seen.values() if not x.emergency and Kind.PARENT in x.kinds and x not in young)
    return (
        (_("In danger now"), urgent),
        (_("For young people, and those who care for them"), young),
        (_("For parents and carers"), adult),
    )


@guides.get("/g/")
@door(Door.PUBLIC)
def anywhere() -> AnyResponse:
    return redirect(url_for("guides.areas", language="en"), 302)
