"""`portal content preview`: a small server on this machine alone, for who writes the words.

It knows no database, no secret and no family: it is neither of the two sides, and it opens nothing but the folder
of words.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.serving import make_server
from whitenoise import WhiteNoise

from portal.cli.content import content_folder, translations_folder
from portal.domain.clock import Clock
from portal.library.catalogues import compile_all, languages
from portal.library.shelf import Shelf
from portal.web.guides.routes import guides
from portal.web.kit import assets
from portal.web.kit.headers import put_headers_on
from portal.web.kit.locale import put_language_in
from portal.web.kit.services import Library, Services
from portal.web.kit.templates import put_templates_in
from portal.web.preview.routes import preview
from portal.web.preview.watching import Watching

HERE = "127.0.0.1"
NOTHING = Shelf(frozenset(), {"en": {}}, {}, {"en": {}}, {})
PORTAL = Path(__file__).resolve().parents[1]


def serve_preview(args: argparse.Namespace) -> int:
    app = create_preview(content_folder(), translations_folder())
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(HERE, args.port, app, threaded=True)
    print(f"http://{HERE}:{server.port}/preview", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


def create_preview(content: Path, translations: Path) -> Flask:
    """The guides as families read them, with the preview's own pages around them."""
    app = Flask("portal", root_path=str(PORTAL), static_folder=None, template_folder="templates")
    app.config["TRUSTED_HOSTS"] = ["localhost", HERE]  # another site's name for this machine opens nothing
    app.extensions["watching"] = Watching(content)
    names = assets.build(PORTAL / "static", PORTAL / "static" / "built")
    app.extensions["portal"] = services = Services(
        side="family",
        clock=Clock(),
        library=Library(NOTHING, Clock()),  # until the first request looks
        languages={found.tag: found for found in languages(translations)},
        asset=lambda name: assets.PREFIX + names[name],
        family=None,
        cookie={"language": "lang"},
    )
    app.after_request(_let_the_frame_in)  # the last to look at an answer
    compiled = translations / "compiled"
    compile_all(translations, compiled)
    put_language_in(app, str(compiled))
    put_templates_in(app, services)
    put_headers_on(app, https=False)
    for blueprint in (guides, preview):
        app.register_blueprint(blueprint)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(PORTAL / "static" / "built"), prefix=assets.PREFIX
    )
    return app


def _let_the_frame_in(response: Response) -> Response:
    """The policies of a public page, but that the preview may put one in a frame of its own; and nothing is kept."""
    policy = response.headers.get("Content-Security-Policy", "")
    if request.path.startswith("/g/"):
        response.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    elif response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
    response.headers["Cache-Control"] = "no-store"
    return response
