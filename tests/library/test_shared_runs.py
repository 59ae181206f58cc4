"""A sentence out of a source is found, although no source stands here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.library import shared_runs
from portal.library.checks import check_content
from portal.library.shared_runs import HASHES, RUN, SIZE, hashes_of, write
from tests.library.test_content import CONTENT, change

# Made up for this test: nobody's words.
SOURCE = "The lamp keeper wrote down every ship that passed the point, and at dawn he counted the sails again."

SHIP = "ship That passed the POINT and at dawn he counted"


@pytest.fixture
def learnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody had one source, and made the file of hashes out of it."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.txt").write_text(SOURCE, encoding="utf-8")
    made = tmp_path / "runs.bin"
    assert write(tmp_path / "sources", made) == len(SOURCE.split()) - RUN + 1
    monkeypatch.setattr(shared_runs, "HASHES", made)
    shared_runs._known.cache_clear()
    yield
    shared_runs._known.cache_clear()


@pytest.mark.usefixtures("learnt")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SOURCE, [SOURCE.replace(",", "").rstrip(".")]),
        ("We say that **he counted the sails again**.", []),
        ("# A ship\n\nThat passed\nthe POINT – and at dawn he counted.", [SHIP]),
        ("the sails again he wrote down every ship and went home", []),
        ("the lamp keeper wrote down every ship that went home", ["the lamp keeper wrote down every ship that"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_long_run_of_the_same_words_is_found_whatever_stands_between_them(text: str, found: list[str]) -> None:
    assert list(shared_runs.shared_runs(text)) == found


@pytest.mark.usefixtures("learnt")
def test_the_check_names_the_file_the_line_and_what_to_do(tmp_path: Path) -> None:
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    change(
        content / "guides" / "how-often" / "en.md", "## Help now", "At dawn he counted the sails again.\n\n## Help now"
    )
    change(content / "guides" / "who-comes" / "en.md", "## Help now", f"{SOURCE[:61]}\n\n## Help now")
    faults = [fault for fault in check_content(content) if "same words" in fault.message]
    line = (CONTENT / "guides" / "who-comes" / "en.md").read_text(encoding="utf-8").split("\n").index("## Help now") + 1
    assert [(Path(fault.place).parent.name, fault.line) for fault in faults] == [("who-comes", line)]
    assert "say it in your own" in faults[0].message


def test_what_ships_knows_the_sources_and_no_word_of_them() -> None:
    """Hashes of a few bytes, in their own order: nothing of them can be read, and nothing says where it stood."""
    data = HASHES.read_bytes()
    runs = [data[at : at + SIZE] for at in range(0, len(data), SIZE)]
    assert len(data) % SIZE == 0
    assert len(runs) > 10_000
    assert runs == sorted(set(runs))
    assert not hashes_of(SOURCE) & set(runs)
