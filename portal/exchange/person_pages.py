"""The pages in the file about one person: one to read, and the list by which their worker decides.

Plain HTML that asks nothing of any network and prints well; everything that somebody typed is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any

from portal.domain.person_data import PersonData
from portal.domain.plain import to_plain

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "h1{line-height:1.2}dt{font-weight:600;margin-top:.5rem}dd{margin:0 0 0 1rem;white-space:pre-wrap}"
    "article{border:1px solid #767676;border-radius:.4rem;padding:.5rem 1rem;margin:1rem 0;break-inside:avoid}"
    ".box{display:inline-block;width:1rem;height:1rem;border:2px solid #111;margin:0 .4rem 0 1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #767676;padding:.2rem .5rem;text-align:left}"
)
_IN_A_LINE = 4
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?[+-]\d{2}:\d{2})?")
_FOR_MACHINES = ("ref", "goal", "scale", "kind", "area", "language", "is_you", "is_family", "does", "tag")
_TITLES = {
    "way_in": "The way in",
    "own_words": "Words that were shared",
    "own_words_taken_back": "Words that were taken back",
    "not_sent": "Words that were never sent",
    "messages": "Messages",
    "copies_shown": "Copies that were shown",
    "what_was_done": "What was done",
}


def index_page(plain: dict[str, Any]) -> str:
    """What is held, to be read on a screen or on paper."""
    parts = [
        f"<h1>What the portal keeps about {escape(plain['about'])}</h1>",
        f"<p>Asked for on {_day(plain['asked_on'])}, to be answered by {_day(plain['answer_by'])}. "
        f"Put together by {escape(plain['put_together_by'])}.</p>",
        "<p>The portal is not the record. The record is the council's case system: ask there for what it holds. "
        "What the words “sign-in name” and “passphrase” stand for is left out, because it lets people in. "
        "If something here is not right, say so, and it is put beside it.</p>",
    ]
    if "kept_here" in plain:
        parts.append(f"<p>{escape(plain['kept_here'])}</p>")
    for name, title in _TITLES.items():
        if name not in plain:
            continue
        parts.append(f"<h2>{title}</h2>")
        shown = _readable(plain[name]) if name == "copies_shown" else plain[name]
        parts.append(_value(shown) if shown else "<p>Nothing.</p>")
    return _page("What is kept", parts)


def review_page(data: PersonData, plain: dict[str, Any]) -> str:
    """The worker's list: every item, with what speaks for and against giving it. It never goes out."""
    parts = [
        f"<h1>To decide before anything goes to {escape(data.name)}</h1>",
        "<p><strong>For the worker alone. Do not hand over this page.</strong> Nothing is released by itself. "
        "Decide each item, strike it out of the other two files where it is withheld, and write down why.</p>",
        f"<p>Asked for on {_day(plain['asked_on'])}. <strong>To be answered by {_day(plain['answer_by'])}</strong>: "
        "one month.</p>",
        "<ul><li>Would it cause serious harm to the child or to somebody else (social work data)?</li>"
        "<li>Was it given in the belief that this reader would never see it, or against their wish?</li>"
        "<li>Does it speak of somebody else, who has not agreed?</li></ul>",
    ]
    if data.with_drafts:
        parts.append("<p>They asked for what they never sent, too. Nobody had read it before: read no more than you "
                     "need to hand it over.</p>")  # fmt: skip
    for number, (what, facts) in enumerate(_items(data, plain), 1):
        parts.append(f"<article><h2>{number}. {escape(what)}</h2>{_value(facts)}<p>Give it:"
                     '<span class="box"></span>yes<span class="box"></span>in part'
                     '<span class="box"></span>no &nbsp; Why: ____________________</p></article>')  # fmt: skip
    return _page("To decide", parts)


def _items(data: PersonData, plain: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if data.held is None:
        return
    author = {"author": data.name}
    for piece in plain["own_words"]:
        beside = [each["words"] for each in piece["beside_it_in_another_language"]]
        text = " ".join([piece["question"], piece["answer"], *beside])
        yield "Shared words", {**author, **piece, "others_to_check": others_in(text, data.others)}
    for draft in plain["not_sent"]:
        text = " ".join(draft.get("words", []))
        yield "Words never sent", {**author, **draft, "others_to_check": others_in(text, data.others)}
    for said in plain["messages"]:
        text = f"{said['words']} {said['answer']}"
        yield "Message", {**author, **said, "others_to_check": others_in(text, data.others)}
    for reason in data.held.reasons:
        yield "Why somebody opened their words (not in the other files: add it if it goes out)", {
            "author": reason.by or "a worker", "why": reason.why, "when": reason.at.isoformat(timespec="minutes"),
            "others_to_check": others_in(reason.why, data.others),
        }  # fmt: skip
    for question, done in data.held.errands:
        said = {name: note for name, note in to_plain(done).items() if note}
        tried = said.get("tried", [])
        text = " ".join(note["words"] for note in [*(n for name, n in said.items() if name != "tried"), *tried])
        yield "What workers did because of an answer (not in the other files: add it if it goes out)", {
            "question": question, **{name.replace("rung", "rang"): note for name, note in said.items()},
            "others_to_check": others_in(text, data.others),
        }  # fmt: skip
    for copy in plain["copies_shown"]:
        yield f"Copy {copy['number']}, which they have seen", {
            "author": "workers", "published": copy["published"], "taken_back": copy["taken_back"],
            "others_to_check": others_in(str(copy["copy"]), data.others),
        }  # fmt: skip


def _readable(value: Any) -> Any:
    """A copy without what only a machine reads; `data.json` has it whole."""
    if isinstance(value, dict):
        kept = {name: _readable(each) for name, each in value.items() if name not in _FOR_MACHINES}
        return {name: each for name, each in kept.items() if each not in (None, "", False, [], {})}
    if isinstance(value, list):
        return [_readable(each) for each in value]
    return value


def others_in(text: str, names: tuple[str, ...]) -> str:
    """Which of these names stand in a text, so that somebody looks: a hint and no promise."""
    found = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]
    return (", ".join(found) + "; and look for others") if found else "none that the case names; look for others"


def _value(value: Any) -> str:
    if (
        isinstance(value, dict)
        and len(value) <= _IN_A_LINE
        and not any(isinstance(v, (dict, list)) for v in value.values())
    ):
        said = (f"{escape(str(n).replace('_', ' '))}: {_value(v)}" for n, v in value.items() if v not in (None, ""))
        return "; ".join(said)
    if isinstance(value, dict):
        rows = "".join(
            f"<dt>{escape(str(name).replace('_', ' '))}</dt><dd>{_value(each)}</dd>"
            for name, each in value.items()
            if each not in (None, "", [], {})
        )
        return f"<dl>{rows}</dl>"
    if isinstance(value, list):
        return "<ul>" + "".join(f"<li>{_value(each)}</li>" for each in value) + "</ul>"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"<bdi>{escape(_day(value) if isinstance(value, str) else str(value))}</bdi>"


def _day(text: str) -> str:
    """A moment or a day as people write it; any other text as it is."""
    if not _MOMENT.fullmatch(text):
        return text
    at = datetime.fromisoformat(text)
    day = f"{at.day} {at:%B %Y}"
    return f"{day}, {at:%H:%M}" if "T" in text else day


def _page(title: str, parts: list[str]) -> str:
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en" dir="ltr"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<title>{title}</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body>" + "\n".join(parts) + "</body></html>\n"
    )
