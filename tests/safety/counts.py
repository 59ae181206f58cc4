"""The hazard log and the table of requirements, out of their data into pages that people read.

    python -m tests.safety.counts            says what would change, and ends with 1 if a page is stale
    python -m tests.safety.counts --write    writes docs/safety/hazards.md and docs/safety/asvs.md

What is counted is counted here, never by hand. The tests ask that both pages are as this writes them.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from tests.safety.named import SAFETY

Row = dict[str, Any]

STATES = ("met", "not met", "not applicable", "the operator's")
HAZARDS, ASVS = SAFETY / "hazards.yaml", SAFETY / "asvs.yaml"
WRITTEN = "<!-- Written by `python -m tests.safety.counts --write` out of {}. Change that file, not this page. -->"


def hazards() -> Row:
    found: Row = yaml.safe_load(HAZARDS.read_text(encoding="utf-8"))
    return found


def asvs() -> list[Row]:
    found: list[Row] = yaml.safe_load(ASVS.read_text(encoding="utf-8"))
    return found


def hazards_page() -> str:
    data = hazards()
    log: list[Row] = data["hazards"]
    tests = {control["test"] for row in log for control in row["controls"] if "test" in control}
    procedures = sum("procedure" in control for row in log for control in row["controls"])
    lines = [
        "# Hazard log",
        "",
        WRITTEN.format("hazards.yaml"),
        "",
        data["about"].strip(),
        "",
        f"{len(log)} hazards; {len(tests)} tests and {procedures} procedures stand against them.",
        "",
        "| score | means |",
        "|---|---|",
        *(f"| {score} | {means} |" for score, means in data["scores"].items()),
        "",
        "| hazard | | before | after |",
        "|---|---|---|---|",
        *(
            f"| [{row['id']}](#{row['id'].lower()}) | {row['hazard']} | {row['initial']} | {row['residual']} |"
            for row in log
        ),
    ]
    for row in log:
        lines += [
            "",
            f"## {row['id']}",
            "",
            f"**{row['hazard']}**",
            "",
            f"- Cause: {row['cause'].strip()}",
            f"- Worst harm: {row['worst_harm'].strip()}",
            f"- Score: {row['initial']} before, {row['residual']} after. {row['why_residual'].strip()}",
            f"- Owner: {row['owner']}",
            f"- Sign-off: {row['signed']}",
            "",
            "| what stands against it | shown by |",
            "|---|---|",
            *(
                f"| {control['what']} | {control.get('test') or 'procedure: ' + control['procedure']} |"
                for control in row["controls"]
            ),
        ]
    return "\n".join(lines) + "\n"


def asvs_page() -> str:
    table = asvs()
    states = Counter(row["state"] for row in table)
    ids = [number for row in table for number in row["asvs"]]
    tests = {test for row in table for test in row["tests"]}
    lines = [
        "# OWASP ASVS 5.0, level 2",
        "",
        WRITTEN.format("asvs.yaml"),
        "",
        "Each row is a requirement, or a few that one test shows, in our own words. *Met* means that the tests named"
        " beside it pass; a build in which one of them fails does not go out. *Not met* and *not applicable* say why;"
        " *the operator's* is what no program can do for the council that runs it.",
        "",
        f"{len(table)} rows for {len(set(ids))} of the standard's requirements, shown by {len(tests)} tests.",
        "",
        "| state | rows |",
        "|---|---|",
        *(f"| {state} | {states[state]} |" for state in STATES),
        "",
        "What has no row is absent from the portal as a whole: GraphQL, WebSockets, WebRTC, LDAP, XPath, LaTeX, SAML,"
        " running an identity provider, XML, mail. Tests that look for such doors stand in"
        " tests/safety/test_not_there.py. Nobody outside the team has looked at this table yet.",
        "",
        "| row | ASVS | what is asked | state | shown by, or why not |",
        "|---|---|---|---|---|",
    ]
    for row in table:
        shown = " ".join(filter(None, [", ".join(row["tests"]), (row.get("because") or "").strip()]))
        lines.append(f"| {row['id']} | {', '.join(row['asvs'])} | {row['says'].strip()} | {row['state']} | {shown} |")
    return "\n".join(lines) + "\n"


def pages() -> dict[Path, str]:
    return {SAFETY / "hazards.md": hazards_page(), SAFETY / "asvs.md": asvs_page()}


def stale() -> list[str]:
    """The pages that are not as their data says."""
    return [
        page.name for page, words in pages().items() if not page.is_file() or page.read_text(encoding="utf-8") != words
    ]


def main(arguments: list[str]) -> int:
    found = stale()
    if "--write" in arguments:
        for page, words in pages().items():
            page.write_text(words, encoding="utf-8")
    for row in asvs():
        if not row["tests"] and not row.get("because"):
            print(f"{row['id']}: no test and no reason")
    counted = Counter(row["state"] for row in asvs())
    print(*(f"{state}: {counted[state]}" for state in STATES), sep="\n")
    print(*(f"stale: {name}" for name in found), sep="\n")
    return 1 if found and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
