"""The only test client. Whatever a test is about, every answer it gets is looked at.

An answer to somebody who may not see a marker must not hold it anywhere: body, headers,
cookies. A page must be valid HTML with one h1, a title, a language and a direction, a CSRF
field in each form that changes something, and the headers that protect it.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable
from html import unescape
from typing import Any

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

HTTPS = {"family": "https://family.example.org", "desk": "https://desk.example.org"}
_FIELD = re.compile(r"<(input|textarea|select)\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_KNOWN_QUIRKS = {
    # html5lib knows an older standard than browsers do
    "expected-doctype-but-got-start-tag",
}


class Browser:
    """Somebody's browser at one side of the portal. `never` are texts that must not reach it."""

    def __init__(self, app: Flask, *, never: Iterable[str] = (), who: str = "somebody") -> None:
        self.app, self.who = app, who
        self.never = set(never)
        self.side = app.extensions["portal"].side
        self._client = app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        return self._open("GET", path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        return self._open("POST", path, data=data or {}, **more)

    def follow(self, response: TestResponse) -> TestResponse:
        """Go where a 303 leads, as browsers do."""
        assert response.status_code == 303, f"{self.who} expected to be led on, got {response.status_code}"
        return self.get(response.headers["Location"])

    def submit(self, path: str, form: str | None = None, **fields: Any) -> TestResponse:
        """Open a page, fill in its form (the one with this action), and send it."""
        page = self.get(path)
        assert page.status_code == 200, f"{path} gave {self.who} {page.status_code}"
        sent = form_fields(page.text, form or path.split("?")[0])
        for name, value in fields.items():
            sent[name] = value
        return self.post(form or path, {name: value for name, value in sent.items() if value is not None})

    def cookie(self, name: str) -> str | None:
        found = self._client.get_cookie(name, domain=HTTPS[self.side].removeprefix("https://"))
        return found.value if found else None

    def set_cookie(self, name: str, value: str) -> None:
        self._client.set_cookie(name, value, domain=HTTPS[self.side].removeprefix("https://"), secure=True)

    def _open(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Referer": HTTPS[self.side] + "/", **more.pop("headers", {})}
        response = self._client.open(path, method=method, base_url=HTTPS[self.side], headers=headers, **more)
        self.look_at(path, response)
        return response

    def look_at(self, path: str, response: TestResponse) -> None:
        """Every check that every answer has to pass."""
        whole = _text_of(response) + "\n" + "\n".join(f"{k}: {v}" for k, v in response.headers)
        plain = unescape(whole) if self.never else ""
        for text in self.never:
            assert text not in whole, f"{self.who} can read “{text}” at {path}"
            assert text not in plain, f"{self.who} can read “{text}” at {path}"
        assert response.status_code < 500 or response.status_code == 503, f"{path} fell over"
        if path.startswith("/s/"):
            return
        headers = response.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        public = headers.get("Cache-Control", "").startswith("public")
        if public:
            assert "Set-Cookie" not in headers, f"{path} is public and sets a cookie"
        else:
            assert headers["Cache-Control"] == "no-store, max-age=0"
            assert "ETag" not in headers
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 304, 308):
            once(path, response.text, public=public)


def _text_of(response: TestResponse) -> str:
    """The body, whatever it is; of a ZIP what its files say."""
    if response.mimetype != "application/zip":
        return response.get_data().decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(response.get_data())) as opened:
        return "\n".join(f"{name}\n{opened.read(name).decode()}" for name in opened.namelist())


_ANEW = re.compile(r'(?<! id=)"[A-Za-z0-9_.-]{16,}"')  # a nonce, a token, a reference: new each time
_CHECKED: set[bytes] = set()


def once(path: str, html: str, *, public: bool) -> None:
    """Check a page, unless the same one was checked in this run, but for what is new each time."""
    bare = hashlib.sha256(f"{public}{_ANEW.sub('', html)}".encode()).digest()
    if bare not in _CHECKED:
        check_html(path, html, public=public, fragment="<!doctype html>" not in html[:40])
        _CHECKED.add(bare)


def check_html(path: str, html: str, *, public: bool, fragment: bool) -> None:
    """Valid HTML; on a whole page one h1, a title, a language and a direction; safe forms."""
    parser = html5lib.HTMLParser(strict=False)
    (parser.parseFragment if fragment else parser.parse)(html)
    errors = [error for _place, error, _more in parser.errors if error not in _KNOWN_QUIRKS]
    assert not errors, f"{path} is not valid HTML: {parser.errors[:3]}"
    for form in re.findall(r"<form\b.*?</form>", html, re.DOTALL):
        if 'method="post"' in form:
            assert 'name="csrf_token"' in form, f"a form at {path} has no CSRF field"
            assert 'action="/' in form, f"a form at {path} does not say where it goes"
    for tag in re.findall(r"<(?:input|textarea)\b[^>]*>", html):
        if 'name="answer"' in tag:
            assert 'autocomplete="off"' in tag, f"the browser may keep what is typed at {path}"
    tags = re.sub(r'"[^"]*"', '""', " ".join(re.findall(r'<[a-z](?:[^">]|"[^"]*")*>', html)))  # without anybody's words
    assert " style=" not in tags, f"{path} has a style attribute"
    assert not re.search(r"\son[a-z]+=", tags), f"{path} has an inline handler"
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), f"an id stands twice at {path}: {sorted(i for i in ids if ids.count(i) > 1)}"
    if fragment:
        return
    assert len(re.findall(r"<h1\b", html)) == 1, f"{path} needs one h1"
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert title and title[1].strip(), f"{path} needs a title"
    assert re.search(r'<html lang="[a-zA-Z-]+" dir="(ltr|rtl)">', html), f"{path} needs lang and dir"
    if public:
        assert "<script" not in html, f"{path} is public and has a script"


def form_fields(html: str, action: str) -> dict[str, Any]:
    """What a browser would send of the form with this action, if nobody touched it."""
    forms = re.findall(r"<form\b(.*?)>(.*?)</form>", html, re.DOTALL)
    inside = next((body for head, body in forms if f'action="{action}"' in unescape(head)), None)
    assert inside is not None, f"there is no form that goes to {action}"
    sent: dict[str, Any] = {}
    for match in re.finditer(r"<input\b([^>]*)>", inside):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        name, kind = attributes.get("name"), attributes.get("type", "text")
        if not name or kind in ("submit", "file"):
            continue
        if kind in ("radio", "checkbox") and not re.search(r"\bchecked\b", match[1]):
            continue
        value = unescape(attributes.get("value", "on" if kind == "checkbox" else ""))
        if kind == "checkbox":
            sent.setdefault(name, []).append(value)
        else:
            sent[name] = value
    for match in re.finditer(r"<textarea\b([^>]*)>\n?(.*?)</textarea>", inside, re.DOTALL):
        sent[dict(_ATTRIBUTE.findall(match[1]))["name"]] = unescape(match[2])
    for match in re.finditer(r"<select\b([^>]*)>(.*?)</select>", inside, re.DOTALL):
        first = re.search(r'<option value="([^"]*)"', match[2])
        sent[dict(_ATTRIBUTE.findall(match[1]))["name"]] = unescape(first[1]) if first else ""
    return sent
