"""Our own CSS, scripts and pictures under names that carry their content's hash, with gzip twins.

WhiteNoise serves what is built here. A name changes with its content, so a browser may keep a
file for ever and can never show an old one.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path

PREFIX = "/s/"
KEPT = (".css", ".js", ".svg", ".png", ".ico")


def build(source: Path, target: Path) -> dict[str, str]:
    """Build every file of `source` into `target` that is not there yet: name → hashed name."""
    target.mkdir(parents=True, exist_ok=True)
    names = {}
    for file in sorted(source.rglob("*")):
        if not file.is_file() or file.suffix not in KEPT or target in file.parents:
            continue
        data = file.read_bytes()
        digest = hashlib.sha256(data).hexdigest()[:12]
        name = f"{file.stem}.{digest}{file.suffix}"
        names[str(file.relative_to(source))] = name
        if not (target / name).exists():
            _write(target / f"{name}.gz", gzip.compress(data, 9, mtime=0))
            _write(target / name, data)
    return names


def _write(path: Path, data: bytes) -> None:
    """All at once, so that a second process never sees half a file."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)
