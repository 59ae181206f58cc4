"""Made-up words that were offered and come back, and what may be typed instead of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import abort
from flask_babel import gettext as _
from itsdangerous import URLSafeTimedSerializer

from portal.web.kit.services import services
from portal.web.kit.sessions import secret_key

_OFFER_LASTS = 30 * 60


def make_offer(what: str, offered: list[Any]) -> str:
    """What was offered, signed, so that what comes back is what was offered."""
    return URLSafeTimedSerializer(secret_key(), salt=what).dumps(offered)


def offered(what: str, signed: str | None) -> list[Any]:
    """Raises BadSignature for an offer that we did not make, or made long ago."""
    found: list[Any] = URLSafeTimedSerializer(secret_key(), salt=what).loads(signed or "", max_age=_OFFER_LASTS)
    return found


def is_one_of(phrases: Iterable[str], typed: str) -> bool:
    return _plain(typed) in [_plain(phrase) for phrase in phrases]


def _plain(typed: str) -> str:
    return " ".join(typed.lower().replace("-", " ").split())


def readable(typed: str | None) -> str:
    """A name or a passphrase as it was typed. What no keyboard makes, and what is no text, is refused."""
    found = typed or ""
    if any(char == "\0" or char == "\ufffd" or "\ud800" <= char <= "\udfff" for char in found):
        abort(400)
    return found


def about_here() -> tuple[str, ...]:
    """Words that anybody would guess of a passphrase here: the names of the areas."""
    return tuple(word for ref, area in services().library.areas("en").items() for word in (ref, *area.name.split()))


def why_not(problem: str) -> str:
    """What is wrong with a passphrase, in a sentence."""
    return {
        "not-the-same": _("Those are not the four words. Look at them again and type them below."),
        "too-short": _("Make it 15 letters or more."),
        "too-long": _("Make it 128 letters or fewer."),
        "too-common": _("That one is easy to guess. Choose another."),
        "name-taken": _("Somebody took that name just now. Go back and get a new one."),
    }[problem]
