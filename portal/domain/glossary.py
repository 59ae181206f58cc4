"""A hard word of the field and what it means, in plain words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A word that workers use, for one area and one kind of reader.

    `also`: other forms of it, as they stand in a text. `number` is its place in `terms.yaml`. Pages link by it:
    an address stays in a phone's history, so no address may say which word somebody looked up.
    """

    number: int
    term: str
    plain: str
    also: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.term, *self.also)
