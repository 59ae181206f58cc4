"""One time at which somebody is helped: a worker beside them, or a worker who types in what stands on paper."""

from __future__ import annotations

from dataclasses import dataclass

BESIDE = "+beside"
"""Ends the id of every paper that is filled in beside a worker."""

PAPER = 8
"""A sitting's id begins with as many characters as name the papers that are filled in at it. So whatever is bound to
a sitting knows them too, and the windows of the family's database are cut by them."""


def on_paper_of(set_id: str, paper: str) -> str:
    """The id of a set as it stands on this paper: `young-person` on `1a2b3c4d` is `young-person+1a2b3c4d+beside`."""
    return f"{set_id}+{paper}{BESIDE}"


def set_and_paper(ref: str) -> tuple[str, str]:
    """The other way round. What somebody fills in alone stands on the paper ""."""
    set_id, _plus, rest = ref.partition("+")
    return set_id, rest.removesuffix(BESIDE)


def has_no_mark(ref: str) -> bool:
    """A paper that was filled in beside a worker before papers had a mark: no page opens it any more."""
    return ref.endswith(BESIDE) and ref.count("+") == 1


@dataclass(frozen=True)
class Sitting:
    """A worker helps one person of the family, on the worker's own screen.

    `helper` is the worker's name as this person may know it, "" where the case keeps it from them. `set_id` and
    `language` are what was chosen at the desk. `on_paper`: what they wrote on paper is typed in; `written_by` is then
    who held the pen, "" for the person themselves. `desk`: where the worker's own desk stands, to go back to.
    """

    id: str
    helper: str = ""
    set_id: str = ""
    language: str = "en"
    on_paper: bool = False
    written_by: str = ""
    desk: str = ""

    @property
    def paper(self) -> str:
        """Which papers are filled in: this helper's with this person, and apart from them what this helper types in
        from paper. Nothing that was put down with another helper stands on them.
        """
        return self.id[:PAPER]
