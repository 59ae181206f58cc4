"""A page, or one block of it for htmx: decided once, here. One template, two ways out."""

from __future__ import annotations

from flask import render_template, request
from flask_htmx import HTMX
from jinja2_fragments.flask import render_block

htmx = HTMX()


def render(template: str, page: object, *, fragment: str | None = None) -> str:
    """The whole page; or, where htmx asks for a part of it, the block of that name alone."""
    if fragment is not None and asks_for_fragment():
        block: str = render_block(template, fragment, page=page)
        return block
    return render_template(template, page=page)


def asks_for_fragment() -> bool:
    """Whether htmx asked for a part. The browser's headers never choose which."""
    return bool(htmx) and not htmx.history_restore_request and request.headers.get("HX-Request-Type") != "full"
