"""Case files with something wrong in them: in the tree, or in the bytes."""

from __future__ import annotations

import json
from random import Random
from typing import Any

ODD = (
    "", " ", "\u00a0", "a\u0000b", "\ud800", "\udfff", "\u202egnirts", "e" + "\u0301" * 200, "👩‍👩‍👧‍👦", "ﬁ",
    "İstanbul", "<script>alert(1)</script>", "{{ 7*7 }}", "'; DROP TABLE person; --", "../../etc/passwd",
    "%00", "\u2028", "x" * 25_000,
    "https://example.org/", "PROFESSIONALS-ONLY", "null", "NaN", "1e999", "\ufeff", "\u0007", "𝓴𝓲𝓽",
)  # fmt: skip
TIMES = (
    "2026-03-29T01:30:00", "2026-10-25T01:30:00", "2026-02-30T10:00:00", "0000-01-01T00:00:00", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00", "2026-11-26T24:00:00", "2026-11-26T14:00:60", "2026-11-26",
    "soon", "2026-11-26T14:00:00+99:99",
)  # fmt: skip
NUMBERS = (-1, 11, 10**30, 6.0, 6.5, -0.0, 1e308, True, 2**63)


def broken(tree: Any, random: Random) -> bytes:
    """One to four things wrong in the tree, and now and then in the bytes."""
    for _ in range(random.randint(1, 4)):
        _break(tree, random)
    data = json.dumps(tree, ensure_ascii=random.random() < 0.5).encode(errors="surrogatepass")
    return _break_bytes(data, random) if random.random() < 0.25 else data


def _break(tree: Any, random: Random) -> None:
    holder, key = random.choice(list(_places(tree)))
    one = random.choice((_another, _another, _take_out, _add, _double, _nest, _ref))
    one(holder, key, random)


def _places(node: Any) -> Any:
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from _places(node[key])


def _another(holder: Any, key: Any, random: Random) -> None:
    values = (
        random.choice(ODD),
        random.choice(TIMES),
        random.choice(NUMBERS),
        None,
        [],
        {},
        [None],
        {"text": 1},
        False,
    )
    holder[key] = random.choice(values)


def _take_out(holder: Any, key: Any, random: Random) -> None:
    del holder[key]


def _add(holder: Any, key: Any, random: Random) -> None:
    """A field that no contract has. A fault may repeat what looks like a field's name, never what stands in it."""
    if isinstance(holder, dict):
        odd = [name for name in ODD if "ONLY" not in name]
        holder[random.choice(("text", "audience", "withhold_from", "__proto__", "family_words", *odd))] = random.choice(
            (*ODD, 1, None, [], {})
        )


def _double(holder: Any, key: Any, random: Random) -> None:
    """The same entry twice, its ref with it; or very often."""
    if isinstance(holder, list):
        holder.extend([holder[key]] * random.choice((1, 1, 3, 2100)))


def _nest(holder: Any, key: Any, random: Random) -> None:
    for _ in range(random.choice((3, 40, 400))):
        holder[key] = [holder[key]] if random.random() < 0.5 else {"text": holder[key]}


def _ref(holder: Any, key: Any, random: Random) -> None:
    """A reference that leads nowhere, or to something of another kind."""
    if isinstance(holder, dict):
        for name in ("ref", "who", "owner", "goal", "chair", "kind", "role", "level", "step", "area"):
            if name in holder:
                holder[name] = random.choice(("nowhere", "sw", "mum", "m7", "g1", "NK-4417", "", "x" * 81, "é"))


def _break_bytes(data: bytes, random: Random) -> bytes:
    at, text = random.randrange(len(data)), data.decode(errors="replace")
    return random.choice((
        data[:at], data[at:], data[:at] + bytes([random.randrange(256)]) + data[at + 1 :], b"\xff\xfe" + data,
        text.encode("utf-16"), text.encode("utf-32"), b"\xef\xbb\xbf" + data,
        data + b"\x00", data.replace(b'"ref"', b'"ref": 1, "ref"', 1), b"", b"[" * 100_000,
        data + data, b"\x1f\x8b" + data,
        data.replace(b": true", b": NaN"), data.replace(b": true", b": 1" + b"0" * 5000),
    ))  # fmt: skip
