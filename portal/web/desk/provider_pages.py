"""What the pages of signing in with the council's own provider are given."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OnwardPage:
    """`address` is the provider's, for this one flow."""

    title: str
    address: str

    @property
    def refresh(self) -> str:
        return f"0; url={self.address}"


@dataclass(frozen=True)
class ComeBackPage:
    """Nobody was let in. `away`: the provider did not answer; `code` finds the line in the log.

    `still_in`: who was signed in before, and only had to show it again, is so still.
    """

    title: str
    away: bool
    code: str
    still_in: bool
