"""What every template has at hand: a handful of names, and how dates are said."""

from __future__ import annotations

from flask import Flask

from portal.web.kit import dates, explaining
from portal.web.kit.guides_host import at_family, canonical, on_guides_host
from portal.web.kit.headers import nonce
from portal.web.kit.locale import language
from portal.web.kit.render import htmx
from portal.web.kit.services import Services
from portal.web.kit.staying import beside, is_on_own_phone, staying


def put_templates_in(app: Flask, services: Services) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    htmx.init_app(app)
    app.jinja_env.globals.update(
        all_words=explaining.all_words,
        asset=services.asset,
        at_family=at_family,
        beside=beside,
        canonical=canonical,
        is_on_own_phone=is_on_own_phone,
        language=language,
        nonce=nonce,
        on_guides_host=on_guides_host,
        pieces=explaining.pieces,
        site=services,
        staying=staying,
        words_here=explaining.words_here,
        words_language=explaining.words_language,
    )
    app.jinja_env.filters.update(
        away=dates.away, day=dates.day, machine=dates.machine, moment=dates.moment, time=dates.time,
        with_words=explaining.with_words,
    )  # fmt: skip
