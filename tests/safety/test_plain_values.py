"""What a copy and a page may hold: plain values and nothing that could open a cupboard or carry a whole case."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
import types
import typing
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from pathlib import Path

import pytest

from portal.domain import case as whole_case
from portal.domain import edition
from portal.domain.edition import Edition, Published

ROOT = Path(__file__).resolve().parents[2]
PLAIN = (str, int, bool, float, date, datetime, type(None))
# Words that would say that a field of a copy could hold what professionals write for one another.
SUSPICIOUS = re.compile(
    r"note|ration|restrict|source|audience|confiden|internal|professional|content|withh|family_words|own_words"
    r"|starts?_at|mobile|address|birth|full_name|intel|score|assess|history|raw|hidden|secret|reviewed_by|author"
)


def not_plain(hint: object, path: str, seen: set[object]) -> Iterator[str]:
    """Every place in a type that admits more than plain values."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if hint in PLAIN or hint is Ellipsis:
        return
    if origin in (typing.Union, types.UnionType, tuple):
        for part in inside:
            yield from not_plain(part, path, seen)
    elif origin is dict and inside[0] is str:  # by an id; what stands under it has to be plain as well
        yield from not_plain(inside[1], f"{path}[]", seen)
    elif isinstance(hint, type) and issubclass(hint, Enum):
        return
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
        if hint in seen:
            return
        seen.add(hint)
        if not hint.__dataclass_params__.frozen:  # type: ignore[attr-defined]
            yield f"{path} is {hint.__name__}, which can be changed"
        hints = typing.get_type_hints(hint)
        for field in dataclasses.fields(hint):
            yield from not_plain(hints[field.name], f"{path}.{field.name}", seen)
    else:
        yield f"{path} admits {hint}"


def types_in(root: type) -> set[type]:
    seen: set[object] = set()
    list(not_plain(root, root.__name__, seen))
    return typing.cast("set[type]", seen)


def page_classes() -> list[type]:
    found = []
    for file in sorted((ROOT / "portal" / "web").rglob("*pages.py")):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(name)
        found += [
            made for _, made in inspect.getmembers(module, inspect.isclass)
            if made.__module__ == name and made.__name__.endswith(("Page", "View"))
        ]  # fmt: skip
    return found


def test_there_are_pages_to_look_at() -> None:
    assert len(page_classes()) > 20


@pytest.mark.parametrize("holder", page_classes(), ids=lambda made: f"{made.__module__}.{made.__name__}")
def test_a_page_holds_plain_values_only(holder: type) -> None:
    assert dataclasses.is_dataclass(holder), "a page is a frozen dataclass"
    assert list(not_plain(holder, holder.__name__, set())) == []


@pytest.mark.parametrize("kept", [Edition, Published])
def test_a_copy_holds_plain_values_only(kept: type) -> None:
    assert list(not_plain(kept, kept.__name__, set())) == []


def test_every_type_of_a_copy_is_looked_at() -> None:
    here = {made for _, made in inspect.getmembers(edition, inspect.isclass) if made.__module__ == edition.__name__}
    assert here - {Published} == types_in(Edition)


def test_no_field_of_a_copy_is_named_like_something_for_professionals() -> None:
    named = [
        f"{made.__name__}.{field.name}"
        for made in types_in(Edition)
        for field in dataclasses.fields(made)
        if SUSPICIOUS.search(field.name)
    ]
    assert named == []


def test_a_copy_shares_no_type_with_a_whole_case() -> None:
    """Not even a small one: what is added to a case's types reaches nobody."""
    of_a_case = {
        made for _, made in inspect.getmembers(whole_case, inspect.isclass)
        if made.__module__ == whole_case.__name__ and dataclasses.is_dataclass(made)
    }  # fmt: skip
    assert len(of_a_case) > 5
    assert of_a_case & types_in(Edition) == set()
    for holder in page_classes():
        assert of_a_case & types_in(holder) == set(), holder


@dataclasses.dataclass
class _Loose:
    anything: object
    many: list[str]
    texts: dict[str, object]
    numbers: dict[int, str]


def test_the_walk_finds_what_is_not_plain() -> None:
    assert len(list(not_plain(_Loose, "Loose", set()))) == 5
