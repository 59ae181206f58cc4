"""What in a case leads to somebody: only whom nothing names may be taken out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from portal.domain.case import Case, Entry, ToTell
from portal.domain.matching import key_of

_NAMING = {"owner", "chair", "who", "covers", "person", "worker", "withhold_from", "with_", "arrivals"}


def places_naming(case: Case, ref: str) -> tuple[str, ...]:
    """The places of the items that name this person or worker, each once (`meetings/m7`).

    That somebody is not asked to a meeting, which every meeting made by hand says of everybody, names nobody.
    """
    found = (place for place, field, named in _named("", case) if named == ref and field in _NAMING)
    return tuple(dict.fromkeys("/".join(place.split("/")[:2]) for place in found))


def _named(place: str, value: Any, field: str = "") -> Iterator[tuple[str, str, str]]:
    if isinstance(value, str):
        yield place, field, value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _named(f"{place}/{each.name}".lstrip("/"), getattr(value, each.name), each.name)
    elif isinstance(value, dict):
        yield from ((place, field, who) for who, at in value.items() if at is not None)
    elif isinstance(value, (tuple, frozenset)):
        for number, item in enumerate(value, 1):
            if isinstance(item, ToTell):
                yield from _named(f"meetings/{item.meeting}", item, field)
            else:
                key = number if isinstance(item, (str, Entry)) else key_of(item)
                yield from _named(f"{place}/{key}", item, field)
