"""Ten thousand generated case files through import, publishing and reading, once: `benchmarks/generated_files.py N`.

Run from the repository with its environment. It goes in portions, each in a new pair of databases.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PORTION = 500


def portion(number: int, seed: int) -> Counter[str]:
    from cryptography.fernet import Fernet
    from sqlalchemy import create_engine

    from portal.store.migrations import upgrade
    from tests.conftest import Hands, _world
    from tests.generated_files import send_through

    with tempfile.TemporaryDirectory() as folder:
        urls = tuple(f"sqlite:///{folder}/{name}.sqlite3" for name in ("casework", "family"))
        for url, name in zip(urls, ("casework", "family"), strict=True):
            engine = create_engine(url)
            upgrade(engine, name)
            engine.dispose()
        keys = {name: Fernet.generate_key().decode() for name in ("family", "casework")}
        for world in _world((urls[0], urls[1]), keys, Hands()):
            done = send_through(world, number, seed)
    return done


def main(number: int) -> None:
    begun, done, seed = time.time(), Counter[str](), 1
    while sum(done.values()) < number:
        done += portion(min(PORTION, number - sum(done.values())), seed)
        seed += 1
        print(f"{sum(done.values()):6} {time.time() - begun:7.0f} s  {dict(sorted(done.items()))}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
