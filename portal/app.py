"""The front door: the only place where rooms are wired together, one side at a time.

The family side never imports what the desk needs: its imports stand inside its own function.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import OperationalError
from whitenoise import WhiteNoise

from portal.access.viewer import Viewer
from portal.config import Settings, Side
from portal.domain.clock import Clock, clock_starting_at
from portal.library.catalogues import compile_all, languages
from portal.store.audit import Trail
from portal.store.crypto import Keyring
from portal.store.database import Cupboard
from portal.store.gate import Gate, Signer
from portal.store.proofs import Hasher
from portal.web.kit import assets, dates
from portal.web.kit.doors import put_doors_in
from portal.web.kit.errors import put_errors_in
from portal.web.kit.headers import nonce, put_headers_on
from portal.web.kit.locale import language, put_language_in
from portal.web.kit.render import htmx
from portal.web.kit.services import Library, Services
from portal.web.kit.sessions import Sessions
from portal.web.kit.trust import put_trust_in

if TYPE_CHECKING:
    from portal.journeys.desk.room import Room

STATIC = Path(__file__).parent / "static"
WhoIsThis = Callable[[str, str], Viewer]


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """One side of the portal, as a WSGI app."""
    clock = clock or (clock_starting_at(settings.start_clock_at) if settings.start_clock_at else Clock())
    app = Flask(__name__, static_folder=None, template_folder="templates")
    app.secret_key = settings.secret_key
    app.testing = settings.testing
    app.config.update(
        MAX_CONTENT_LENGTH=(3 if settings.side is Side.DESK else 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        MAX_FORM_PARTS=200,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.https,
    )
    app.session_interface = Sessions()
    names = assets.build(STATIC, STATIC / "built")
    wire = _family_side if settings.side is Side.FAMILY else _desk_side
    services, who_is_this = wire(app, settings, clock, lambda name: assets.PREFIX + names[name])
    app.extensions["portal"] = services

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    compiled = settings.translations / "compiled"
    compile_all(settings.translations, compiled)
    put_language_in(app, str(compiled))
    CSRFProtect(app)
    htmx.init_app(app)
    put_trust_in(app)
    put_doors_in(app, who_is_this)
    put_headers_on(app, https=settings.https)
    put_errors_in(app, OperationalError)
    app.jinja_env.globals.update(asset=services.asset, nonce=nonce, language=language, site=services)
    app.jinja_env.filters.update(
        day=dates.day, time=dates.time, moment=dates.moment, away=dates.away, machine=dates.machine
    )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(STATIC / "built"),
        prefix=assets.PREFIX,
        immutable_file_test=lambda path, url: True,
        max_age=31_536_000,
        allow_all_origins=False,
        add_headers_function=lambda headers, path, url: _static_headers(headers),
    )
    _log_requests(app)
    return app


def open_family(settings: Settings, clock: Clock) -> Cupboard:
    """The family cupboard, with the keys that belong to it: through the gate on the family's side."""
    from portal.store.family.policy import own
    from portal.store.family.tables import audit

    gated = settings.side is Side.FAMILY
    key = settings.family_audit_key
    return Cupboard(
        settings.family_database_url,
        clock=clock,
        keyring=Keyring(settings.family_keys),
        trail=Trail(own.audit, key, own.audit_end) if gated else Trail(audit, key),
        pepper=settings.pepper,
        hasher=hasher(settings),
        gate=family_gate(settings.pepper) if gated else None,
    )


def family_gate(pepper: bytes) -> Gate:
    """The windows that families look through, and the key that says whose they are."""
    from portal.store.family.policy import WINDOWS

    return Gate(WINDOWS, Signer(pepper))


def hasher(settings: Settings) -> Hasher:
    """64 MiB and three rounds; next to nothing in tests, which hash hundreds of times."""
    return Hasher(settings.pepper, memory_kib=64, rounds=1) if settings.testing else Hasher(settings.pepper)


def _services(settings: Settings, clock: Clock, asset: Callable[[str], str], **more: Any) -> Services:
    prefix = "__Host-" if settings.https else ""
    family = settings.side is Side.FAMILY
    cookie = {"session": prefix + ("s" if family else "w"), "language": prefix + "lang"}
    if family:
        cookie["companion"] = prefix + "h"
    return Services(
        side=settings.side.value,
        clock=clock,
        library=Library(settings.content, clock),
        languages={
            found.tag: found
            for found in languages(settings.translations)
            if settings.testing or settings.demo or not found.pseudo
        },
        asset=asset,
        leave_to=settings.leave_to,
        https=settings.https,
        demo=settings.demo,
        family_address=settings.family_address,
        cookie=cookie,
        **more,
    )


def _family_side(
    app: Flask, settings: Settings, clock: Clock, asset: Callable[[str], str]
) -> tuple[Services, WhoIsThis]:
    from portal.journeys.family.come_in import who_is_this
    from portal.web.account.routes import account
    from portal.web.guides.routes import guides
    from portal.web.plan.routes import plan
    from portal.web.prepare.routes import prepare

    family = open_family(settings, clock)
    family.look()
    for blueprint in (guides, account, plan, prepare):
        app.register_blueprint(blueprint)
    services = _services(settings, clock, asset, family=family)
    return services, lambda session_id, companion: who_is_this(family, session_id, companion)


def _desk_side(app: Flask, settings: Settings, clock: Clock, asset: Callable[[str], str]) -> tuple[Services, WhoIsThis]:
    from portal.journeys.desk.come_in import who_is_this
    from portal.web.desk.routes import desk

    room = open_room(settings, clock)
    app.register_blueprint(desk)
    services = _services(settings, clock, asset, family=room.family, room=room)
    return services, lambda session_id, companion: who_is_this(room, session_id)


def open_room(settings: Settings, clock: Clock) -> Room:
    """The desk's room: both cupboards and the area packs."""
    from portal.journeys.desk.room import Room
    from portal.library.areas import read_areas, read_whole_areas
    from portal.store.casework.tables import audit

    assert settings.casework_database_url is not None
    casework = Cupboard(
        settings.casework_database_url,
        clock=clock,
        keyring=Keyring(settings.casework_keys),
        trail=Trail(audit, settings.casework_audit_key),
        pepper=settings.pepper,
        hasher=hasher(settings),
    )
    packs, translated = read_areas(settings.content), read_whole_areas(settings.content)
    return Room(casework, open_family(settings, clock), packs, translated)


def _static_headers(headers: object) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]
    headers["Cross-Origin-Resource-Policy"] = "same-origin"  # type: ignore[index]
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"  # type: ignore[index]


def _log_requests(app: Flask) -> None:
    log = logging.getLogger("portal")

    @app.after_request
    def say(response):  # type: ignore[no-untyped-def]
        log.info("request", extra={"endpoint": request.endpoint, "status": response.status_code})
        return response


def family() -> Flask:
    """For a WSGI server: the family side, out of the environment."""
    return create_app(Settings.from_env(os.environ, Side.FAMILY))


def desk() -> Flask:
    """For a WSGI server: the desk, out of the environment."""
    return create_app(Settings.from_env(os.environ, Side.DESK))
