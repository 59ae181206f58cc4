"""Which guides a search engine may find: those of areas that are ready, on the guides' host, in their own language."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from portal.domain.area import Area
from portal.domain.walk import ADDRESSES
from portal.web.kit.guides_host import guides_address, on_guides_host
from portal.web.kit.services import services


def may_be_found(tag: str, *spoken: str, area: Area | None = None) -> bool:
    """Whether a page may be found: its words are in the language of its address, and nobody calls them a draft."""
    language = services().languages[tag]
    whole = not language.draft and not language.pseudo and all(each == tag for each in spoken)
    return on_guides_host() and whole and (area is None or area.ready)


def robots_file() -> str:
    """Nothing on the families' host is to be read; on the guides' host everything is, and here it stands."""
    if not on_guides_host():
        return "User-agent: *\nDisallow: /\n"
    return f"User-agent: *\nAllow: /\n\nSitemap: {guides_address('/sitemap.xml')}\n"


def sitemap_file() -> str:
    """Every page that may be found."""
    listed = "".join(f"<url><loc>{escape(guides_address(path))}</loc></url>\n" for path in _to_be_found())
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{listed}</urlset>\n"


def _to_be_found() -> Iterator[str]:
    library = services().library
    yield "/"
    for tag in services().languages:
        areas = library.areas(tag)
        if not may_be_found(tag):
            continue
        yield f"/g/{tag}/"
        yield f"/g/{tag}/leaving"
        if may_be_found(tag, *(area.language for area in areas.values())):
            yield f"/g/{tag}/now"
        for area in areas.values():
            guides = library.guides(area.id, tag)
            if may_be_found(tag, area.language, *(guide.language for guide in guides.values()), area=area):
                yield f"/g/{tag}/{area.id}/"
            if may_be_found(tag, area.language, area=area):
                yield from (f"/g/{tag}/{area.id}/{address}" for address in ADDRESSES.values())
            for guide in guides.values():
                if may_be_found(tag, area.language, guide.language, area=area):
                    yield f"/g/{tag}/{area.id}/{guide.slug}"
