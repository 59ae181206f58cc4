"""The preview's addresses. Nothing here is for families: it is no part of either side."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app

from portal.domain.walk import ADDRESSES
from portal.web.kit.doors import Door, door
from portal.web.kit.render import render
from portal.web.kit.services import Library, services
from portal.web.preview.pages import Listed, PagesPage, SeePage
from portal.web.preview.watching import Watching

preview = Blueprint("preview", __name__)


def watching() -> Watching:
    found: Watching = current_app.extensions["watching"]
    return found


@preview.before_app_request
def take_up_what_was_saved() -> None:
    """New words, and no page of the old ones."""
    watched = watching()
    if watched.look() and watched.shelf is not None:
        library = Library(watched.shelf, services().clock)
        current_app.extensions["portal"] = replace(services(), library=library, kept={})


@preview.get("/preview")
@door(Door.PUBLIC)
def pages() -> str:
    """Every page that can be looked at."""
    watched, groups = watching(), []
    for area in watched.shelf.areas["en"].values() if watched.shelf else ():
        assert watched.shelf is not None
        there = [("", "All guides of this area")]
        there += [(address, f"The walk for: {kind.value}") for kind, address in ADDRESSES.items()]
        there += [(guide.slug, guide.title) for guide in watched.shelf.guides["en", area.id].values()]
        listed = tuple(Listed(f"en/{area.id}/{slug}", title) for slug, title in there)
        groups.append((area.name, listed))
    faults = tuple(str(fault) for fault in watched.faults)
    return render("preview/pages.html", PagesPage("Preview", tuple(groups), faults, watched.state()))


@preview.get("/preview/state")
@door(Door.PUBLIC)
def state() -> Response:
    """What the page's script asks for, to see whether something was saved."""
    return Response(watching().state(), mimetype="text/plain")


@preview.get("/preview/<language>/<area>/", defaults={"slug": ""})
@preview.get("/preview/<language>/<area>/<slug>")
@door(Door.PUBLIC)
def see(language: str, area: str, slug: str) -> str:
    """One page at a phone's width, and what is to be mended beside it."""
    watched = watching()
    if watched.shelf is None or area not in watched.shelf.areas["en"] or language not in services().languages:
        abort(404)
    found = watched.lint(area, slug)
    return render(
        "preview/see.html",
        SeePage(
            title=f"{slug or area} – Preview",
            place=f"{language}/{area}/{slug}",
            stale=watched.is_stale,
            own=tuple(str(fault).removeprefix(f"{watched.content}/") for fault in found.own),
            elsewhere=tuple(str(fault).removeprefix(f"{watched.content}/") for fault in found.elsewhere),
            measures=found.measures,
            state=watched.state(),
        ),
    )
