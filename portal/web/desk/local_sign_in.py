"""Ways in of the desk's own, which a council with its own provider can switch off (PORTAL_LOCAL_SIGN_IN=0)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort

from portal.web.kit.services import services

View = Callable[..., Any]


def of_our_own(view: View) -> View:
    """This way in is not there where only the provider lets people in."""

    @wraps(view)
    def guarded(*args: Any, **more: Any) -> Any:
        if not services().local_sign_in:
            abort(404)
        return view(*args, **more)

    return guarded
