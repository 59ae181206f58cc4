"""Dataclass trees as plain JSON values and back, for what is stored whole: cases, editions, answers.

Dates and moments become ISO 8601, enums their value, sets a sorted list. A field that the type
does not know is an error (TypeError), so nothing is read back that was not meant to be there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints


def to_plain(value: Any) -> Any:
    """The value as str, int, bool, None, list and dict."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(to_plain(item) for item in value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_plain(kind: Any, value: Any) -> Any:
    """The way back from `to_plain`, into the type `kind`."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if value is None:
            return None
        return from_plain(next(option for option in get_args(kind) if option is not type(None)), value)
    if origin is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(from_plain(inner[0], item) for item in value)
        return tuple(from_plain(each, item) for each, item in zip(inner, value, strict=True))
    if origin is frozenset:
        return frozenset(from_plain(get_args(kind)[0], item) for item in value)
    if origin is dict:
        return {key: from_plain(get_args(kind)[1], item) for key, item in value.items()}
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        unknown = set(value) - set(hints)
        if unknown:
            raise TypeError(f"{getattr(kind, '__name__', kind)} has no field {', '.join(sorted(unknown))}")
        return kind(**{name: from_plain(hints[name], item) for name, item in value.items()})  # type: ignore[operator]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
