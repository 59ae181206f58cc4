"""The contract of a case file: what its fields look like, with a sentence for each way of missing it.

`case.schema.json` is this project's own copy of "Case file, format 1" (JSON Schema 2020-12), the
import contract that was agreed with the councils' case-management side.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from portal.domain.errors import Fault
from portal.exchange.readable import MOST_FAULTS, pointer

_KINDS = {
    "string": "text in quotation marks",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list, in square brackets",
    "object": "a group of fields, in curly brackets",
    "null": "null",
}
_SHAPES = {
    "ref": "A reference has letters, digits, full stops, dashes and underscores, at most 80 of them.",
    "language": "Write the language as its code: en, pl, pa-Guru.",
    "moment": "Write the time as 2026-11-26T14:00, with an offset behind it if you have one.",
    "area": "Write the id of an area: small letters, digits and dashes.",
}
_NO_SUCH_DAY = "There is no such day: write the date as 2026-11-26."


def faults_of_form(tree: Any) -> list[Fault]:
    """Every place where the file does not look as the contract says."""
    errors = list(islice(_validator().iter_errors(tree), MOST_FAULTS + 1))
    faults = [fault for error in errors[:MOST_FAULTS] for fault in _faults(error)]
    if len(errors) > MOST_FAULTS:
        faults.append(Fault("", f"There are more than {MOST_FAULTS} faults: mend these first."))
    return faults


@cache
def _validator() -> Any:
    schema = json.loads((files("portal.exchange") / "case.schema.json").read_text("utf-8"))
    dates = FormatChecker(formats=())
    dates.checks("date", raises=ValueError)(_is_date)
    # In JSON Schema `$` is the very end; Python's also stands before a last newline.
    whole: Any = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"pattern": _pattern}
    )
    return whole(schema, format_checker=dates)


def _pattern(_: Any, wanted: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not re.search(wanted.removesuffix("$") + r"\Z", instance):
        yield ValidationError("pattern")


def _is_date(instance: object) -> bool:
    if not isinstance(instance, str):
        return True
    return bool(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", instance) and date.fromisoformat(instance))


def _faults(error: ValidationError) -> Iterator[Fault]:
    """What one breach of the contract means to a worker. The instance itself is never quoted."""
    place = ""
    for step in error.absolute_path:
        place = pointer(place, step) if isinstance(step, str) else f"{place}/{step}"
    limit: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    match error.validator:
        case "additionalProperties":
            for key in instance:
                if key not in schema["properties"]:
                    yield Fault(pointer(place, key), "Case files have no such field here: take it out.")
        case "required":
            for key in limit:
                if key not in instance:
                    yield Fault(f"{place}/{key}", "This field is missing: add it.")
        case "anyOf":  # a moment, or null
            is_text = isinstance(instance, str)
            yield Fault(place, _SHAPES["moment"] if is_text else "Write a time, or null.")
        case "type":
            kinds = [limit] if isinstance(limit, str) else limit
            yield Fault(place, f"This should be {' or '.join(_KINDS[kind] for kind in kinds)}.")
        case "enum":
            yield Fault(place, f"Choose one of: {', '.join(limit)}.")
        case "const":
            yield Fault(place, f"This portal reads {limit} alone: export the case in that format.")
        case "pattern":
            yield Fault(place, _shape(error))
        case "format":
            yield Fault(place, _NO_SUCH_DAY)
        case "minLength":
            yield Fault(place, "There is nothing here to read: write something, or take the field out.")
        case "maxLength":
            yield Fault(place, f"This is longer than {limit} characters: shorten it.")
        case "maxItems":
            yield Fault(place, f"This list has more than {limit} entries: shorten it.")
        case "minimum" | "maximum":
            yield Fault(place, "Write a number from 0 to 10.")
        case _:
            yield Fault(place, "This is not as the contract of case files says: compare it with an example.")


def _shape(error: ValidationError) -> str:
    path = [str(step) for step in error.absolute_schema_path]
    if path[-2] == "area":
        return _SHAPES["area"]
    if "language" in path:
        return _SHAPES["language"]
    return _SHAPES["moment"] if "T" in str(error.validator_value) else _SHAPES["ref"]
