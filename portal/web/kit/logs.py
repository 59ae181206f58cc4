"""What the portal says about itself: a line of JSON for each event, out of a list of allowed fields.

A line never holds an address, a query, a body, a header, a cookie, a name, an id out of an address or
the words of an error: what is not on the list stays out, and what is on it must look like a code. Of an
error a line tells its kind and where it went through our code, without values.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from flask import Flask, Response, g, has_request_context, request

ALLOWED = ("side", "request", "endpoint", "method", "status", "ms", "reason", "kind", "where")
_EVENT = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)*")
_CODE = re.compile(r"[A-Za-z0-9_.:/<>-]{1,80}")
_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # none that is taken for another when it is read aloud
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT")
LOUD = (403, 413, 415, 429, 431)
log = logging.getLogger("portal")

happened: Counter[str] = Counter()
"""How often something happened that somebody should look at, by event; and lines that could not be written."""


class Lines(logging.Formatter):
    """A record as a line of JSON. What another library says becomes its name and its level, without its words."""

    def __init__(self, side: str = "") -> None:
        super().__init__()
        self.side = side

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name == "portal" and isinstance(record.msg, str) and _EVENT.fullmatch(record.msg)
        line: dict[str, object] = {
            "moment": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.msg if ours else "other." + re.sub(r"[^a-z0-9]+", "-", record.name.lower()).strip("-"),
            "side": self.side,
        }
        for name in ALLOWED if ours else ():
            value = getattr(record, name, None)
            if type(value) is int or (isinstance(value, str) and _CODE.fullmatch(value)):
                line[name] = value
        if record.exc_info and record.exc_info[0] is not None:
            line["kind"] = record.exc_info[0].__name__
            line["where"] = frames(record.exc_info[2])
        return json.dumps({name: value for name, value in line.items() if value != ""})


def frames(trace: TracebackType | None) -> list[str]:
    """File and line of the last frames, from the package on: no line of source, no value, no folder of the machine."""
    found = []
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename.replace("\\", "/")
        inside = re.search(r"(?:site-packages/|/(?=portal/))(.*)", file)
        found.append(f"{inside[1] if inside else file.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return found[-12:]


class Sink(logging.StreamHandler[TextIO]):
    """Writes lines. One that cannot be written breaks nothing and is counted."""

    def __init__(self, side: str, stream: TextIO | None = None) -> None:
        super().__init__(stream)
        self.setFormatter(Lines(side))

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING and record.name == "portal":
            happened[str(record.msg) if _EVENT.fullmatch(str(record.msg)) else "other"] += 1
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        happened["log.lost"] += 1


def set_up_logs(side: str, stream: TextIO | None = None) -> Sink:
    """Everything that this process says goes out as lines, to standard error, and nothing of it twice."""
    sink = Sink(side, stream or sys.stderr)
    root = logging.getLogger()
    root.handlers[:] = [sink]
    root.setLevel(logging.WARNING)
    log.setLevel(logging.INFO)
    log.propagate = True
    logging.captureWarnings(True)
    return sink


def server_log(side: str) -> dict[str, Any]:
    """What the server under us is told about logging: the same lines, and no log of addresses."""
    sink = {"()": "portal.web.kit.logs.Sink", "side": side}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {},
        "handlers": {"sink": sink},
        "loggers": {"_granian": {"handlers": ["sink"], "level": "WARNING", "propagate": False},
                    "granian.access": {"handlers": [], "level": "CRITICAL", "propagate": False}},
    }  # fmt: skip


def request_code() -> str:
    """This request's code: random, in its lines, and on the page of an error, where it can be read aloud."""
    if "request_code" not in g:
        g.request_code = "".join(secrets.choice(_LETTERS) for _ in range(6))
    found: str = g.request_code
    return found


def put_logs_in(app: Flask) -> None:
    """A line for each request: what was asked for by its name in our code, and what came of it."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def say(response: Response) -> Response:
        reason = g.get("reason", "")
        level = logging.WARNING if response.status_code in LOUD or reason == "token" else logging.INFO
        log.log(level, "refused" if level == logging.WARNING else "request", extra=about(response.status_code))
        return response


def about(status: int) -> dict[str, object]:
    """The fields of this request's line."""
    if not has_request_context():
        return {"status": status}
    return {
        "request": request_code(),
        "endpoint": request.endpoint or "",
        "method": request.method if request.method in _METHODS else "other",
        "status": status,
        "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000),
        "reason": g.get("reason", ""),
    }
