"""Our own CSS, scripts and pictures under names that carry their content's hash, with gzip twins.

WhiteNoise serves what is built here. A name changes with its content, so a browser may keep a
file for ever and can never show an old one. The drawings of the guides come on one sheet, so that a page
with many of them costs one request.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from pathlib import Path

PREFIX = "/s/"
KEPT = (".css", ".js", ".svg", ".png", ".ico")
DRAWINGS, SHEET = "pictures", "pictures.svg"
_STEP = 80  # a drawing is 64 high, and none may look in at the edge of another
_DRAWN = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def build(source: Path, target: Path) -> dict[str, str]:
    """Build every file of `source` into `target` that is not there yet: name → hashed name."""
    target.mkdir(parents=True, exist_ok=True)
    files = {
        str(file.relative_to(source)): file.read_bytes()
        for file in sorted(source.rglob("*"))
        if file.is_file() and file.suffix in KEPT and not {target, source / DRAWINGS} & set(file.parents)
    }
    files[SHEET] = sheet(source / DRAWINGS)
    names = {}
    for place, data in files.items():
        path = Path(place)
        names[place] = name = f"{path.stem}.{hashlib.sha256(data).hexdigest()[:12]}{path.suffix}"
        if not (target / name).exists():
            _write(target / f"{name}.gz", gzip.compress(data, 9, mtime=0))
            _write(target / name, data)
    return names


def sheet(folder: Path) -> bytes:
    """The drawings of a folder one below the other; `#table` shows table.svg alone, no name shows none."""
    drawn = [
        f'<view id="{file.stem}" viewBox="0 {place * _STEP} 64 64"/>'
        f'<g transform="translate(0 {place * _STEP})">{found[1]}</g>\n'
        for place, file in enumerate(sorted(folder.glob("*.svg")))
        if (found := _DRAWN.search(file.read_text(encoding="utf-8")))
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -{_STEP} 64 64">\n'
    return f"{head}{''.join(drawn)}</svg>\n".encode()


def _write(path: Path, data: bytes) -> None:
    """All at once, so that a second process never sees half a file."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)
