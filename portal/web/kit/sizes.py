"""What a request may look like: its method, how large it is, what it is made of. Looked at before anything is read.

A form is sent as browsers send forms; a file goes where a view says `takes_a_file` and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar

from flask import Flask, Request, abort, current_app, g, request

METHODS = ("GET", "HEAD", "POST")
LARGEST_HEADERS = 16 * 1024
MOST_HEADERS = 100
LARGEST_BODY = 1024 * 1024
LARGEST_FIELD = 256 * 1024
MOST_FIELDS = 1000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")

View = TypeVar("View", bound=Callable[..., object])


def takes_a_file(largest: int) -> Callable[[View], View]:
    """Say that this view reads a file, and how large everything that comes with it may be."""

    def put(view: View) -> View:
        view.largest = largest  # type: ignore[attr-defined]
        return view

    return put


class InMemory(Request):
    """A request whose files are held in memory: 3 MB at most, and never in a folder for temporary files."""

    def _get_file_stream(self, *args: Any, **more: Any) -> IO[bytes]:
        return BytesIO()


def put_sizes_in(app: Flask) -> None:
    app.request_class = InMemory
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_FIELD, MAX_FORM_PARTS=200)

    @app.before_request
    def look_at_the_request() -> None:
        if request.method not in METHODS:
            _refuse(405, "method")
        if _CONTROL.search(request.path):
            _refuse(404, "address")  # there is no such address, and no page may repeat it
        names_and_values = list(request.headers.items())
        size = sum(len(name) + len(value) for name, value in names_and_values)
        if len(names_and_values) > MOST_HEADERS or size > LARGEST_HEADERS:
            _refuse(431, "headers")
        if request.method == "POST":
            _look_at_the_body()


def largest_here() -> int | None:
    """How large what comes with a file may be, where this view takes one."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), "largest", None)


def _look_at_the_body() -> None:
    largest = largest_here()
    if largest is not None:
        request.max_content_length = largest
    length = request.content_length
    if length is not None and length > (largest or LARGEST_BODY):
        _refuse(413, "body")
    if request.mimetype not in _FORMS:
        if length or request.mimetype:
            _refuse(415, "kind")
        return
    fields = list(request.form.items(multi=True))
    if request.files and largest is None:
        _refuse(400, "file")
    if len(fields) > MOST_FIELDS or any(len(name) > 200 or len(value) > LARGEST_FIELD for name, value in fields):
        _refuse(413, "fields")


def _refuse(status: int, reason: str) -> None:
    g.reason = reason
    abort(status)
