"""The look keeps its promises: contrast of every pair of tokens in use, logical properties, nothing too small."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "portal" / "static" / "css" / "portal.css").read_text()
BARE = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
TEMPLATES = sorted((ROOT / "portal" / "templates").rglob("*.html"))

# What is written in what, on what, and how strong it has to be (look.md; WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11).
GROUNDS = ("paper", "card")
QUIET = ("tint", "sky", "rose")
TEXT, BIG, EDGE = 5.8, 4.5, 3.0
PAIRS = (
    *((text, ground, TEXT) for text, ground in product(("ink", "soft"), GROUNDS)),
    *(("ink", ground, TEXT) for ground in QUIET),
    *(("act", ground, TEXT) for ground in GROUNDS),
    *(("act", ground, BIG) for ground in ("tint", "sky")),
    *(("soft", ground, BIG) for ground in QUIET),
    ("on-act", "act", TEXT),
    ("on-sun", "sun", TEXT),
    ("sun", "on-sun", TEXT),
    *(("error", ground, TEXT) for ground in GROUNDS),
    *(("line", ground, EDGE) for ground in GROUNDS),
    *(("act", ground, EDGE) for ground in (*GROUNDS, "tint")),
    *(("focus", ground, EDGE) for ground in (*GROUNDS, *QUIET)),
    *(("error", ground, EDGE) for ground in GROUNDS),
)


def tokens(theme: str) -> dict[str, str]:
    """The colours of one theme: the light ones, with the dark ones' over them."""
    roots = re.findall(r"(@media[^{]*\{\s*)?:root\s*\{(.*?)\}", BARE, re.DOTALL)
    found: dict[str, str] = {}
    for media, body in roots:
        if media and ("dark" not in media or theme != "dark"):
            continue
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})\b", body))
    return found


def light(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_both_themes_have_every_colour() -> None:
    light_ones = {name for _media, body in re.findall(r"()(?<!\{ )\n  :root\s*\{(.*?)\}", BARE, re.DOTALL)
                  for name in re.findall(r"--([\w-]+):\s*#", body)}  # fmt: skip
    dark = re.search(r"prefers-color-scheme: dark\)\s*\{\s*:root\s*\{(.*?)\}", BARE, re.DOTALL)
    assert dark
    assert len(light_ones) >= 15
    assert set(re.findall(r"--([\w-]+):\s*#", dark[1])) == light_ones


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS, ids=lambda part: str(part))
def test_what_is_written_can_be_read(theme: str, front: str, ground: str, least: float) -> None:
    found = tokens(theme)
    assert contrast(found[front], found[ground]) >= least


def rules() -> list[tuple[str, dict[str, str]]]:
    """Every rule of the sheet: its selector, and what it sets."""
    flat = re.sub(r"@(?:layer|media)[^{;]*\{", "", BARE)
    return [
        (" ".join(selector.split()), dict(re.findall(r"([\w-]+)\s*:\s*([^;{}]+?)\s*(?:;|$)", body)))
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", flat)
    ]


def test_every_pair_that_a_rule_sets_is_among_those_that_are_computed() -> None:
    """A rule that gives a text colour and a ground says a pair; a new pair has to be added above."""
    known = {(front, ground) for front, ground, _least in PAIRS} | {("ink", "paper"), ("paper", "ink")}
    new = set()
    for selector, sets in rules():
        front = re.fullmatch(r"var\(--([\w-]+)\)", sets.get("color", ""))
        ground = re.search(r"var\(--([\w-]+)\)", sets.get("background", "") + sets.get("background-color", ""))
        if front and ground and (front[1], ground[1]) not in known:
            new.add((selector, front[1], ground[1]))
    assert new == set()


def test_colours_come_from_the_tokens_alone() -> None:
    """So that dark, and later high contrast and cream, change all of them. A QR code stays black on white."""
    allowed = {".invite", "body"}  # on paper and in print
    loose = [
        (selector, name, value)
        for selector, sets in rules()
        for name, value in sets.items()
        if not name.startswith("--")
        and re.search(r"#[0-9A-Fa-f]{3,8}\b|\b(?:rgb|hsl|black|white|gr[ae]y)\b", value)
        and selector.split("} ")[-1] not in allowed
    ]
    assert loose == []


def test_nothing_is_smaller_than_sixteen_pixels() -> None:
    for selector, sets in rules():
        for name in ("font-size", "font"):
            for number, unit in re.findall(r"(?<![\d.])(\d*\.?\d+)(rem|px|em|pt|%)", sets.get(name, "")):
                size = float(number) * {"rem": 16, "em": 16, "px": 1, "pt": 4 / 3, "%": 0.16}[unit]
                assert size >= 16, f"{selector} has {name}: {sets[name]}"


PHYSICAL = re.compile(
    r"^(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-\w+)?"
    r"|left|right|top|bottom|width|height|(?:min|max)-(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)$"
)


def test_every_direction_is_logical() -> None:
    """Right-to-left comes free then."""
    found = [(selector, name) for selector, sets in rules() for name in sets if PHYSICAL.match(name)]
    found += [
        (selector, name) for selector, sets in rules() for name, value in sets.items()
        if name in ("text-align", "float", "clear", "justify-content") and re.search(r"\b(?:left|right)\b", value)
    ]  # fmt: skip
    for selector, sets in rules():
        for name in ("margin", "padding", "inset", "border-width"):
            sides = sets.get(name, "").split()
            if len(sides) == 4 and sides[1] != sides[3]:
                found.append((selector, f"{name}: {sets[name]}"))
    assert found == []


def test_no_template_has_a_style_of_its_own() -> None:
    assert len(TEMPLATES) > 30
    for file in TEMPLATES:
        assert not re.search(
            r"\sstyle=|<style\b|<(?!img\b|iframe\b)[^>]*\b(?:align|bgcolor|width|height)=\"", file.read_text()
        ), file


def test_no_template_has_a_script_or_a_handler_of_its_own() -> None:
    for file in TEMPLATES:
        source = file.read_text()
        assert not re.search(r"\son[a-z]+=|javascript:|hx-on", source), file
        assert not re.search(r"<script\b(?![^>]*\bsrc=)", source), file


def test_there_is_nothing_to_fetch_from_elsewhere() -> None:
    assert not re.search(r"@import|url\(|@font-face|https?:", BARE)


def test_motion_is_short_and_only_where_it_is_welcome() -> None:
    for part in re.findall(r"[^{}]*\b(?:transition|animation)\s*:[^;}]*", BARE):
        for number, unit in re.findall(r"(\d*\.?\d+)(ms|s)\b", part):
            assert float(number) * (1 if unit == "ms" else 1000) <= 150, part
    for at in [found.start() for found in re.finditer(r"\b(?:transition|animation)\s*:", BARE)]:
        opened = BARE.rfind("@media", 0, at)
        assert "prefers-reduced-motion: no-preference" in BARE[opened : BARE.index("{", opened)]


def test_nothing_shouts() -> None:
    for selector, sets in rules():
        assert sets.get("text-transform") in (None, "none"), selector
        assert sets.get("font-style") in (None, "normal"), selector
        assert sets.get("text-align") != "justify", selector
        assert sets.get("font-weight") in (None, "400", "600", "700", "inherit"), selector
