"""The front door: the only place where rooms are wired together, one side at a time.

The family side never imports what the desk needs: its imports stand inside its own function.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal.access.viewer import Viewer
from portal.config import Settings, Side
from portal.domain.clock import Clock, clock_starting_at
from portal.domain.keeping import chosen
from portal.library.catalogues import compile_all, languages
from portal.library.taking_up import take_up
from portal.store import looks, wordlist
from portal.store.audit import Trail
from portal.store.crypto import Keyring
from portal.store.database import Cupboard
from portal.store.gate import Gate, Signer
from portal.store.ledger import Ledger
from portal.store.proofs import Hasher
from portal.store.starting import look
from portal.web.health.routes import health
from portal.web.kit import assets
from portal.web.kit.doors import put_doors_in
from portal.web.kit.errors import LastResort, put_errors_in
from portal.web.kit.figures import Figures
from portal.web.kit.guides_host import put_guides_host_in
from portal.web.kit.headers import put_headers_on
from portal.web.kit.limits import put_limits_in
from portal.web.kit.locale import put_language_in
from portal.web.kit.logs import put_logs_in, set_up_logs
from portal.web.kit.services import Library, Services
from portal.web.kit.sessions import Sessions
from portal.web.kit.sizes import put_sizes_in
from portal.web.kit.templates import put_templates_in
from portal.web.kit.trust import put_trust_in

if TYPE_CHECKING:
    from portal.exchange.provider.talk import Provider
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
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.https,
    )
    app.session_interface = Sessions()
    take_up(settings.content)  # nothing is opened for words that cannot be shown
    names = assets.build(STATIC, STATIC / "built")
    wire = _family_side if settings.side is Side.FAMILY else _desk_side
    services, who_is_this = wire(app, settings, clock, lambda name: assets.PREFIX + names[name])
    app.extensions["portal"] = services

    put_templates_in(app, services)
    compiled = settings.translations / "compiled"
    compile_all(settings.translations, compiled)
    put_language_in(app, str(compiled))
    app.after_request(services.figures.count)
    put_logs_in(app)  # from here on in the order in which a request is looked at
    put_limits_in(app, clock, settings.requests_a_second)
    put_sizes_in(app)
    put_guides_host_in(app)
    put_trust_in(app, tls_ends_before_us=settings.https and settings.proxies > 0)
    CSRFProtect(app)
    put_doors_in(app, who_is_this)
    put_headers_on(app, https=settings.https)
    put_errors_in(app, OperationalError)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(STATIC / "built"),
        prefix=assets.PREFIX,
        immutable_file_test=lambda path, url: True,
        max_age=31_536_000,
        allow_all_origins=False,
        add_headers_function=lambda headers, path, url: _static_headers(headers, settings.https),
    )
    app.wsgi_app = LastResort(app, https=settings.https)  # type: ignore[method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
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
        ledger=ledger(settings),
    )


def look_first(*cupboards: Cupboard, check_audit: bool = True) -> None:
    """Raises RuntimeError, with what to do, where a side must not start on these: damaged files, tables or
    windows of another version, keys that do not open what is stored.
    """
    from portal.store.family.policy import own

    try:
        for cupboard in cupboards:
            name = "casework" if "worker" in cupboard.tables.tables else "family"
            keys = own.key_check if cupboard.gate else cupboard.tables.tables["data_key"]
            look(cupboard, name, keys, check_audit=check_audit)
    except BaseException:
        for cupboard in cupboards:
            cupboard.close()
        raise


def ledger(settings: Settings) -> Ledger | None:
    """Where this side writes down what was revoked, with the audit key of its own."""
    if settings.ledger is None:
        return None
    desk = settings.side is Side.DESK
    key = settings.casework_audit_key if desk else settings.family_audit_key
    return Ledger(settings.ledger / f"{settings.side.value}.jsonl", key)


def ledgers(settings: Settings, folder: Path) -> list[Ledger]:
    """Every ledger in a folder: `family….jsonl` with the family's audit key, `desk….jsonl` with the casework's."""
    keys = {"family": settings.family_audit_key, "desk": settings.casework_audit_key}
    return [
        Ledger(file, key)
        for side, key in keys.items()
        for file in sorted(folder.glob(f"{side}*.jsonl"))
    ]  # fmt: skip


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
        cookie["device"] = prefix + "d"
    elif settings.provider is not None:
        cookie["provider"] = prefix + "oidc"
    return Services(
        side=settings.side.value,
        clock=clock,
        library=Library(take_up(settings.content), clock),
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
        guides_host=settings.guides_host,
        keep=chosen(settings.keep),
        cookie=cookie,
        figures=Figures(),
        monitor_token=settings.monitor_token,
        security_contact=settings.security_contact,
        local_sign_in=settings.local_sign_in,
        words_read_within=settings.words_read_within,
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

    wordlist.check()
    family = open_family(settings, clock)
    look_first(family)
    for blueprint in (guides, account, plan, prepare, health):
        app.register_blueprint(blueprint)
    services = _services(settings, clock, asset, family=family, ready=lambda: looks.ready(family))
    return services, lambda session_id, companion: who_is_this(family, session_id, companion)


def _desk_side(app: Flask, settings: Settings, clock: Clock, asset: Callable[[str], str]) -> tuple[Services, WhoIsThis]:
    from portal.journeys.desk.come_in import who_is_this
    from portal.web.desk.routes import desk

    room = replace(open_room(settings, clock), provider=open_provider(settings, clock))
    look_first(room.casework, room.family)
    for blueprint in (desk, health):
        app.register_blueprint(blueprint)
    services = _services(
        settings,
        clock,
        asset,
        family=room.family,
        room=room,
        ready=lambda: looks.ready(room.casework, room.family),
    )
    return services, lambda session_id, companion: who_is_this(room, session_id)


def open_provider(settings: Settings, clock: Clock) -> Provider | None:
    """The council's own sign-in, where the settings name one. Its packages are an extra."""
    if settings.provider is None:
        return None
    from portal.exchange.provider.talk import provider_of

    return provider_of(**asdict(settings.provider), clock=clock)


def open_room(settings: Settings, clock: Clock) -> Room:
    """The desk's room: both cupboards and the area packs."""
    from portal.domain.scales import scales_of
    from portal.journeys.desk.room import Room
    from portal.library.areas import read_areas, read_whole_areas
    from portal.library.question_sets import read_question_sets
    from portal.store.casework.tables import audit
    from portal.store.totp import secret_from

    assert settings.casework_database_url is not None
    casework = Cupboard(
        settings.casework_database_url,
        clock=clock,
        keyring=Keyring(settings.casework_keys),
        trail=Trail(audit, settings.casework_audit_key),
        pepper=settings.pepper,
        hasher=hasher(settings),
        ledger=ledger(settings),
    )
    packs, translated = read_areas(settings.content), read_whole_areas(settings.content)
    demo_secret = secret_from(settings.pepper) if settings.demo else ""
    return Room(
        casework, open_family(settings, clock), packs, translated, demo_secret,
        scales=scales_of(read_question_sets(settings.content)), words_read_within=settings.words_read_within,
    )  # fmt: skip


def _static_headers(headers: object, https: bool) -> None:
    if https:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"  # type: ignore[index]
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]
    headers["Cross-Origin-Resource-Policy"] = "same-origin"  # type: ignore[index]
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"  # type: ignore[index]


def family() -> Flask:
    """For a WSGI server: the family side, out of the environment."""
    set_up_logs("family")
    return create_app(Settings.from_env(os.environ, Side.FAMILY))


def desk() -> Flask:
    """For a WSGI server: the desk, out of the environment."""
    set_up_logs("desk")
    return create_app(Settings.from_env(os.environ, Side.DESK))
