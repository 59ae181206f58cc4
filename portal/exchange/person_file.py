"""What is held about one person, as a sealed file for their worker: data, a page to read, a list to decide by.

A ZIP with `data.json`, `index.html`, `review.html` and `manifest.json`, which names the SHA-256 of each and
carries a seal over all of it. `review.html` is the worker's own: it never goes out.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from portal.domain.clock import LONDON
from portal.domain.person_data import CANNOT_BE_READ, DraftHeld, Held, PersonData
from portal.domain.plain import to_plain
from portal.domain.preparation import MEETING
from portal.domain.sharing import Shared
from portal.exchange.pack_lines import how
from portal.exchange.person_pages import index_page, review_page

Seal = Callable[[bytes], str]
LARGEST = 64 * 1024 * 1024
MANIFEST = "manifest.json"
FILES = ("data.json", "index.html", "review.html")
_ALWAYS = (2000, 1, 1, 0, 0, 0)  # the moment is in the manifest; here it would only tell of the machine


def write(data: PersonData, seal: Seal) -> bytes:
    """The whole file."""
    plain = as_plain(data)
    files = {
        "data.json": json.dumps(plain, ensure_ascii=False, indent=1).encode(),
        "index.html": index_page(plain).encode(),
        "review.html": review_page(data, plain).encode(),
    }
    manifest: dict[str, Any] = {
        "made_at": data.made_at.isoformat(),
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in files.items()},
    }
    manifest["seal"] = seal(_canonical(manifest))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, body in {**files, MANIFEST: json.dumps(manifest, indent=1).encode()}.items():
            whole.writestr(zipfile.ZipInfo(name, _ALWAYS), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def check(whole: bytes, seal: Seal) -> list[str]:
    """What is not as it was written, a sentence each; nothing where all of it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as opened:
            if sorted(opened.namelist()) != sorted((*FILES, MANIFEST)):
                return ["It does not hold the files that the portal puts in."]
            if sum(each.file_size for each in opened.infolist()) > LARGEST:
                return ["It is larger than anything that the portal writes."]
            files = {name: opened.read(name) for name in (*FILES, MANIFEST)}
        manifest = json.loads(files.pop(MANIFEST))
        said, sums = manifest.pop("seal"), manifest["files"]
        wrong = [
            f"{name} was changed." for name, body in files.items() if sums.get(name) != hashlib.sha256(body).hexdigest()
        ]
        if not hmac.compare_digest(str(said), seal(_canonical(manifest))):
            wrong.append("The seal is not this portal's, or the list of files was changed.")
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError, NotImplementedError):
        return ["It cannot be read as a file of the portal's."]
    return wrong


def _canonical(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest, sort_keys=True).encode()


def as_plain(data: PersonData) -> dict[str, Any]:
    """What goes to the person, once it is decided: no id, no secret, no reason that somebody wrote for workers."""
    head = {
        "about": data.name,
        "asked_on": data.asked_on.isoformat(),
        "answer_by": data.answer_by.isoformat(),
        "put_together_at": _at(data.made_at),
        "put_together_by": data.made_by,
    }
    if data.held is None:
        return {**head, "kept_here": "Nothing is kept here about this person (any more)."}
    held = data.held
    return {
        **head,
        "way_in": _way_in(held),
        "own_words": [_words(piece, held) for piece in held.words],
        "own_words_taken_back": [_at(moment) for moment in held.taken_back],
        "not_sent": [_draft(draft, data.with_drafts) for draft in held.drafts],
        "messages": [
            {
                "about": each.about.name,
                "date_it_was_about": _at(each.about.at),
                "sent": _at(each.sent_at),
                "what": each.kind.value,
                "words": CANNOT_BE_READ if each.lost else each.words,
                "notice_shown": _notice(held, each.notice),
                "seen_by_a_worker": _at(each.seen_at),
                "answer": each.answer,
                "answered_by": each.answered_by,
                "answered": _at(each.answered_at),
            }
            for each in held.messages
        ],
        "copies_shown": [
            {
                "number": copy.number,
                "published": _at(copy.published_at),
                "taken_back": _at(copy.withdrawn_at),
                "said_that_they_read_it": _at(copy.read_at),
                "copy": copy.body,
            }
            for copy in held.copies
        ],
        "what_was_done": [{"when": _at(line.at), "by": line.by, "what": line.what} for line in data.done],
    }


def _way_in(held: Held) -> dict[str, Any]:
    facts = to_plain(held.facts)
    facts["codes"] = [{"made": _at(made), "used": _at(used)} for made, used in held.facts.codes]
    facts["sessions"] = [{"began": _at(began), "ended": _at(ended)} for began, ended in held.facts.sessions]
    facts["beside_a_worker"] = [
        {"began": _at(began), "ended": _at(ended), "with": helper or "a worker"}
        for began, ended, helper in held.facts.beside_a_worker
    ]
    facts["devices"] = [_at(known) for known in held.facts.devices]
    for name in ("joined_at", "confirmed_at", "last_here", "calendar_since"):
        facts[name] = _at(getattr(held.facts, name))
    return dict(facts)


def to_whom(piece: Shared) -> str:
    """Whom the author chose, in words."""
    worker = "the workers at the meeting" if piece.worker == MEETING else f"{piece.words.worker_name} alone"
    return ", ".join([worker, *(name for _ref, name in piece.words.family)])


def _words(piece: Shared, held: Held) -> dict[str, Any]:
    return {
        "question": piece.words.question,
        "answer": CANNOT_BE_READ if piece.lost else piece.words.answer,
        "language": piece.words.language,
        "how_it_was_given": how(piece.words),
        "chosen_readers": to_whom(piece),
        "notice_shown": _notice(held, piece.notice),
        "sent": _at(piece.shared_at),
        "opened": [
            {"by": each.name or "a worker", "when": _at(each.at), "with_a_reason": each.with_reason}
            for each in piece.openings
        ],
        "read_by": piece.read_by or ("a worker" if piece.read_at else ""),
        "read": _at(piece.read_at),
        "in_the_case_system_since": _at(piece.recorded_at),
        "what_came_of_it": [
            {
                "what": each.kind.value.replace("-", " "),
                "by": each.by or "a worker",
                "when": _at(each.at),
                "words": each.words,
            }
            for each in piece.outcomes
        ],
        "0_on_the_scale_is": piece.words.low,
        "10_on_the_scale_is": piece.words.high,
        "beside_it_in_another_language": [
            {"words": each.words, "language": each.language, "by": each.by or "a worker", "added": _at(each.at)}
            for each in piece.translations
        ],
    }


def _draft(draft: DraftHeld, whole: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"question": draft.question, "saved": _at(draft.saved_at), "never_sent": True}
    return {**said, "words": list(draft.value)} if whole else said


def _notice(held: Held, sha256: str) -> str:
    return dict(held.notices).get(sha256, "")


def _at(moment: datetime | date | None) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(LONDON).isoformat(timespec="minutes")
    return moment.isoformat() if moment else ""
