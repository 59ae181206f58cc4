"""One time at which somebody is helped: a worker beside them, or a worker who types in what stands on paper."""

from __future__ import annotations

from dataclasses import dataclass

BESIDE = "+beside"
"""Ends the id of every paper that is filled in beside a worker."""


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
