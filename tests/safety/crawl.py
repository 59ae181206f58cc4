"""Everything that one person can reach: every link and form on their pages, and what they might try at each address."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable
from html import unescape

from flask import Flask
from werkzeug.test import TestResponse

from tests.client import HTTPS, Browser, form_fields

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#main", "HX-Current-URL": "https://x/"}
RESTORE = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
# Leaving ends the crawl, and every wrong passphrase makes the next one wait.
NOT_PRESSED = ("/x", "/away", "/way-in", "/again", "/in", "/out", "/sent/", "/c/", "/bring-in", "/set-up")
# One page for each guide, each step, each question: our own words, and in the box one's own.
OURS = {"/ask": 4, "/walk": 4, "/q": 8}
# For machines that watch the portal: they say nothing of anybody, and their numbers go up with every request.
WATCHED = ("/metrics", "/readyz", "/healthz")
_NEW_EACH_TIME = re.compile(r'nonce="[^"]*"|name="tab" value="[^"]*"|nonce-[^\']*')
_OF_THIS_ANSWER = ("Date", "Set-Cookie", "Content-Length")
REFS = ("1", "deadbeefdeadbeef", "..%2f..%2fetc", "%00", "a" * 300)


def addresses(app: Flask, refs: Iterable[str] = REFS) -> list[str]:
    """Every address of the family's private side, with each of these references where one is asked for."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/g/") or rule.rule in ("/x", "/", *WATCHED):
            continue
        if not rule.arguments:
            found.append(rule.rule)
        for ref in refs if rule.arguments else ():
            found.append(re.sub(r"<[^>]+>", ref, rule.rule))
    return sorted(set(found))


def links(html: str, here: str) -> list[str]:
    """Where a page leads to: links, and what its forms and its htmx parts would ask."""
    found = []
    for target in re.findall(r'\b(?:href|action|src|hx-get|hx-post)="([^"]*)"', html):
        target = unescape(target).partition("#")[0]
        if not target or target.startswith(("http:", "https:", "tel:", "sms:", "mailto:", "data:")):
            continue
        found.append(target if target.startswith("/") else here.rpartition("/")[0] + "/" + target)
    return found


class Crawl:
    """A walk through all that one person reaches. `seen` holds every answer by what was asked."""

    def __init__(self, browser: Browser, *, guides: bool = False) -> None:
        self.browser, self.guides = browser, guides
        self.seen: dict[tuple[str, ...], TestResponse] = {}
        self._looked_at: set[int] = set()
        self._known_of: Counter[str] = Counter()

    def walk(self, *begin: str, forms: bool = True) -> Crawl:
        waiting, known = deque(begin), set(begin)
        while waiting:
            path = waiting.popleft()
            answer = self.ask("GET", path)
            if answer.mimetype != "text/html":
                continue
            for target in links(answer.text, path):
                if target not in known and self.wanted(target):
                    known.add(target)
                    waiting.append(target)
            if forms:
                self.press_every_button(answer.text, path)
        self.known = known
        return self

    def wanted(self, path: str) -> bool:
        if path.startswith("/g/"):
            return self.guides and path.startswith("/g/en/")
        return not path.startswith(("/x", "/s/", "/l/", "/out")) and self._is_new_enough(path)

    def _is_new_enough(self, path: str) -> bool:
        """Of pages that differ by our own words alone, a few tell as much as all of them."""
        kind = path.rpartition("/")[0]
        self._known_of[kind] += 1
        most = 2 if kind.startswith("/q/in/") else OURS.get(kind)
        return most is None or self._known_of[kind] <= most

    def press_every_button(self, html: str, path: str) -> None:
        """Send each form as it stands."""
        for action in re.findall(r'<form\b[^>]*\baction="([^"]*)"', html):
            target = unescape(action)
            if target.startswith(NOT_PRESSED) or ("POST", target) in self.seen:
                continue
            self.ask("POST", target, data=form_fields(html, target))
            self.ask("POST", target, headers=HTMX, data=form_fields(html, target))

    def try_everything_at(self, paths: Iterable[str]) -> Crawl:
        """Fragments and forms without their token: what somebody might try by hand."""
        for path in paths:
            self.ask("GET", path)
            self.ask("GET", path, headers=HTMX)
            self.ask("HEAD", path)
            self.ask("POST", path)
        return self

    def try_other_methods_at(self, paths: Iterable[str]) -> Crawl:
        for path in paths:
            self.ask("GET", path, headers=RESTORE)
            for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
                self.ask(method, path)
        return self

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **more: object) -> TestResponse:
        """As the only test client asks; what has been looked at once is only searched for what must not be there."""
        base = HTTPS[self.browser.side]
        sent = {"Referer": f"{base}/", **(headers or {})}
        answer = self.browser._client.open(path, method=method, base_url=base, headers=sent, **more)
        said = sorted(f"{name}: {value}" for name, value in answer.headers if name not in _OF_THIS_ANSWER)
        bare = hash(_NEW_EACH_TIME.sub("", f"{answer.status_code} {said} {answer.get_data(as_text=True)}"))
        if bare not in self._looked_at:
            self._looked_at.add(bare)
            self.browser.look_at(f"{method} {path}", answer)
        whole = unescape("\n".join(f"{k}: {v}" for k, v in answer.headers) + answer.get_data(as_text=True))
        for text in self.browser.never:
            assert text not in whole, f"{self.browser.who} can read “{text}” at {method} {path}"
        self.seen[(method, path, *(headers or {}))] = answer
        return answer

    def texts(self) -> str:
        return "\n".join(answer.get_data(as_text=True) for answer in self.seen.values())

    def as_bytes(self) -> dict[tuple[str, ...], bytes]:
        """Every answer, whole: status, headers, body."""
        return {asked: as_bytes(answer) for asked, answer in self.seen.items()}


def as_bytes(answer: TestResponse) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers if name != "Date")
    how_long_ones_own_session_lasts = re.compile(rb'data-left="\d+"')
    return f"{answer.status}\n{headers}\n\n".encode() + how_long_ones_own_session_lasts.sub(b"", answer.data)
