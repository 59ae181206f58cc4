"""How somebody is greeted, and the letter that stands for their face."""

from __future__ import annotations

# A name that begins with one of these stays whole: "Hello Mrs" would be nobody.
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "rev",
        "sir",
        "dame",
        "pc",
        "dc",
        "ds",
        "di",
        "sgt",
        "insp",
        "nurse",
        "sister",
    ]
)


def _has_title(words: list[str]) -> bool:
    return len(words) > 1 and words[0].rstrip(".").casefold() in TITLES


def first_name(name: str) -> str:
    """What somebody is greeted by: the first name, or the whole name where it begins with a title."""
    words = name.split()
    return " ".join(words) if not words or _has_title(words) else words[0]


def initial_of(name: str) -> str:
    """The letter in somebody's circle: of the first name, or of the last where a title comes first."""
    words = name.split()
    if not words:
        return ""
    return (words[-1] if _has_title(words) else words[0])[0].upper()
