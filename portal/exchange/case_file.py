"""Case file, format 1: one child's case as a council's case-management system hands it over.

The contract is the "Case file, format 1" of the councils' side (`case.schema.json`, our own copy).
A file is read whole or not at all; the answer to a broken one names every fault with its place and
repeats nothing that stands in it. Reading stores nothing and shows nobody anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.domain.area import Area
from portal.domain.case import Case
from portal.domain.errors import Fault, Invalid
from portal.exchange.case_parts import case_from_plain, case_to_plain
from portal.exchange.case_rules import faults_between
from portal.exchange.case_schema import faults_of_form
from portal.exchange.readable import read_json


def read_case_file(data: bytes, areas: Mapping[str, Area]) -> Case:
    """The case in a file, checked against the contract, its rules and the area's pack.

    Times are turned into UTC, text into what people see; an item with a family audience has its
    family words from its text, and nothing else has any.
    Raises: Invalid, with every fault.
    """
    tree, faults = read_json(data)
    faults += faults_of_form(tree)
    known = {fault.place for fault in faults}
    faults += [fault for fault in faults_between(tree, areas) if fault.place not in known]
    if faults:
        raise Invalid(sorted(set(faults), key=_in_order))
    return case_from_plain(tree)


def write_case_file(case: Case) -> dict[str, Any]:
    """The case as a case file again; reading it gives the same case.

    Family words that were mended at the desk are not part of the format and are left out.
    """
    return case_to_plain(case)


def _in_order(fault: Fault) -> tuple[list[tuple[int, str]], str]:
    """By place, lists in their own order: /meetings/2 before /meetings/10."""
    steps = [(int(step), "") if step.isdecimal() else (-1, step) for step in fault.place.split("/")]
    return steps, fault.message
