"""Area packs: `content/areas/<area>/`, with the roles and helplines that areas share.

One reader for all areas; a new one is a new folder. Raises Invalid with every fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from portal.domain.area import Area, BankHolidays, Helpline, Interval, Invited, Level, MeetingKind, Role, Step
from portal.domain.audience import Kind
from portal.domain.errors import Fault, Invalid
from portal.library.files import Reading, read_yaml, whole

ALWAYS_SHOWN = ("999", "101", "111", "0800 1111")
# What an area says in a sentence or several, each under a name of its own.
AREA_SENTENCES = (
    *("name", "council", "meeting", "meetings", "chair", "how_often", "private_part"),
    *("first_steps", "papers", "visits", "missing_talk"),
)
UNITS = ("days", "working_days", "working_hours", "weeks", "months")


def area_ids(content: Path) -> tuple[str, ...]:
    return tuple(sorted(folder.name for folder in (content / "areas").iterdir() if folder.is_dir()))


def languages_of(content: Path, area: str) -> tuple[str, ...]:
    return tuple(sorted(f.stem for f in (content / "areas" / area).glob("*.yaml") if f.stem != "area"))


def read_areas(content: Path, language: str = "en", *, today: date | None = None) -> dict[str, Area]:
    """Every area in one language; English where an area has no words in it yet.

    With `today` the numbers are those that may be shown on that day, else all of them.
    """
    faults: list[Fault] = []
    found = {}
    holidays = read_bank_holidays(content)
    for area in area_ids(content):
        spoken = language if language in languages_of(content, area) else "en"
        with whole(content / "areas" / area / "area.yaml", faults):
            found[area] = replace(_read_area(content, area, spoken, faults), holidays=holidays)
    if faults:
        raise Invalid(faults)
    return found if today is None else {ref: area.on(today) for ref, area in found.items()}


def read_whole_areas(content: Path) -> dict[str, dict[str, Area]]:
    """For each language but English, the areas that a copy can be written in: all of it is there, roles too.

    An area stands here only in a language that its `languages` name; that is how a council lets a
    translation out. One that is not whole is left out, and its readers get English: never half and half.
    """
    english = read_areas(content)
    found: dict[str, dict[str, Area]] = {}
    for area in english.values():
        for language in read_yaml(content / "areas" / area.id / "area.yaml")["languages"]:
            if language == "en" or not (content / "roles" / f"{language}.yaml").is_file():
                continue
            faults: list[Fault] = []
            with suppress(Invalid):
                spoken = _read_area(content, area.id, language, faults)
                says_all = [len(a.bring) + len(a.young_bring) for a in (area, spoken)]
                if not faults and says_all[0] == says_all[1]:
                    found.setdefault(language, {})[area.id] = replace(spoken, holidays=area.holidays)
    return found


def read_bank_holidays(content: Path) -> BankHolidays:
    """Days on which nobody works, Saturdays and Sundays aside. Raises Invalid."""
    path = content / "bank-holidays.yaml"
    faults: list[Fault] = []
    with whole(path, faults):
        known = read_yaml(path)
        return BankHolidays(known["since"], known["until"], tuple(known["days"]))
    raise Invalid(faults)


def _read_area(content: Path, area: str, language: str, faults: list[Fault]) -> Area:
    folder = content / "areas" / area
    pack = read_yaml(folder / "area.yaml")
    path = folder / f"{language}.yaml"
    words = Reading(path, read_yaml(path), faults)
    if pack.get("id") != area:
        faults.append(Fault(f"{folder / 'area.yaml'}: id", f"should be “{area}”, the name of the folder."))
    steps = tuple(_step(step, words) for step in pack.get("agenda", []))
    for topic, number in _counted(t for step in steps for t in step.topics).items():
        if number > 1:
            faults.append(Fault(f"{folder / 'area.yaml'}: agenda", f"the topic “{topic}” stands at {number} steps."))
    roles = _roles(content, area, language, faults)
    invited = tuple(Invited(i["role"], tuple(i["levels"]), tuple(i.get("always", ()))) for i in pack["invited"])
    for each in invited:
        if each.role not in roles:
            place = f"{folder / 'area.yaml'}: invited/{each.role}"
            faults.append(Fault(place, f"there is no role “{each.role}” in {area}: choose one of content/roles."))
    return Area(
        id=area,
        language=language,
        ready=pack.get("status") == "ready",
        name=words.text("name"),
        council=words.text("council"),
        meeting=words.text("meeting"),
        meetings=words.text("meetings"),
        chair=words.text("chair"),
        how_often=words.text("how_often"),
        private_part=words.text("private_part"),
        scale=tuple(_level(ref, words) for ref in pack["scale"]),
        kinds={ref: _kind(ref, kind, words) for ref, kind in pack["meeting_kinds"].items()},
        roles=roles,
        steps=steps,
        invited=invited,
        intervals=tuple(_intervals(folder, pack, faults)),
        helplines=_helplines(content, area, pack.get("contacts", []), language, faults),
        unknown=tuple(pack.get("unknown", [])),
        bring=words.texts("bring"),
        young_bring=words.texts("young_bring"),
        first_steps=words.text("first_steps"),
        papers=words.text("papers"),
        visits=words.text("visits"),
        missing_talk=words.text("missing_talk"),
        young_missing_talk=words.text("young_missing_talk"),
        case_system=str(pack.get("case_system", "")),
    )


def _counted(items: Any) -> dict[str, int]:
    counted: dict[str, int] = {}
    for item in items:
        counted[item] = counted.get(item, 0) + 1
    return counted


def _level(ref: str, words: Reading) -> Level:
    here = ("levels", ref)
    return Level(
        id=ref,
        label=words.text(*here, "label"),
        means=words.text(*here, "means"),
        does_not_mean=words.text(*here, "does_not_mean"),
        happens=words.text(*here, "happens"),
        young_label=words.text(*here, "young_label"),
        young_means=words.text(*here, "young_means"),
        also=words.texts(*here, "also"),
    )


def _kind(ref: str, kind: Mapping[str, Any], words: Reading) -> MeetingKind:
    if not kind["family"]:
        return MeetingKind(ref, family=False)
    here = ("kinds", ref)
    return MeetingKind(
        ref,
        family=True,
        main=bool(kind.get("main")),
        name=words.text(*here, "name"),
        young_name=words.text(*here, "young_name"),
        what=words.text(*here, "what"),
    )


def _step(step: Mapping[str, Any], words: Reading) -> Step:
    here = ("agenda", step["id"])
    return Step(
        id=step["id"],
        family=str(step["family"]),
        topics=tuple(step.get("topics", ())),
        title=words.text(*here, "title"),
        expect=words.text(*here, "expect"),
        prepare=words.texts(*here, "prepare"),
        young_title=words.text(*here, "young_title"),
        young_expect=words.text(*here, "young_expect"),
        say=words.texts(*here, "say"),
        young_say=words.texts(*here, "young_say"),
    )


def _intervals(folder: Path, pack: Mapping[str, Any], faults: list[Fault]) -> list[Interval]:
    found = []
    timescales = {each["id"] for each in pack.get("timescales", [])}
    for kind in ("review", "timescales"):
        for place, each in enumerate(pack.get(kind, [])):
            where = f"{folder / 'area.yaml'}: {kind}/{place}"
            at_most, first = each.get("at_most"), each.get("first")
            if each.get("unit") not in UNITS and at_most is not None:
                faults.append(Fault(where, f"the unit should be one of {', '.join(UNITS)}."))
            if first is not None and first not in timescales:
                faults.append(Fault(where, f"there is no timescale “{first}”."))
            found.append(
                Interval(
                    id=str(each.get("id", f"{kind}-{place}")),
                    at_most=None if at_most is None else int(at_most),
                    unit=str(each.get("unit", "")),
                    level=each.get("level"),
                    plan_type=each.get("plan_type"),
                    kind=each.get("kind"),
                    first=first,
                    is_before=bool(each.get("before")),
                )
            )
    return found


def _roles(content: Path, area: str, language: str, faults: list[Fault]) -> dict[str, Role]:
    folder = content / "roles"
    structure = read_yaml(folder / "roles.yaml")["roles"]
    path = folder / f"{language}.yaml" if (folder / f"{language}.yaml").is_file() else folder / "en.yaml"
    words = Reading(path, read_yaml(path), faults)
    return {
        ref: Role(
            id=ref,
            name=words.text("roles", ref, "name"),
            does=words.text("roles", ref, "does"),
            ask=words.texts("roles", ref, "ask"),
            young_name=words.text("roles", ref, "young_name"),
            young_does=words.text("roles", ref, "young_does"),
        )
        for ref, role in structure.items()
        if role["areas"] == "all" or area in role["areas"]
    }


def _helplines(content: Path, area: str, ids: list[str], language: str, faults: list[Fault]) -> tuple[Helpline, ...]:
    """The numbers of an area in order."""
    folder = content / "helplines"
    structure = read_yaml(folder / "helplines.yaml")["helplines"]
    path = folder / f"{language}.yaml" if (folder / f"{language}.yaml").is_file() else folder / "en.yaml"
    words = Reading(path, read_yaml(path), faults)
    found = []
    for ref in ids:
        line = structure.get(ref)
        if line is None:
            place = f"{content / 'areas' / area / 'area.yaml'}: contacts/{ref}"
            faults.append(Fault(place, f"there is no helpline “{ref}” in content/helplines: mend the name, or add it."))
            continue
        found.append(
            Helpline(
                id=ref,
                name=words.text("helplines", ref, "name"),
                phone=str(line["phone"] or ""),
                who=words.text("helplines", ref, "who"),
                hours=words.text("helplines", ref, "hours", default=""),
                cost=words.text("helplines", ref, "cost", default=""),
                kinds=tuple(Kind(kind) for kind in line["for"]),
                emergency=bool(line.get("emergency")),
                checked=line.get("checked_on") is not None,
                web=line.get("web"),
                note=words.text("helplines", ref, "note", default=""),
                text=str(line.get("text") or ""),
                check_by=line.get("check_by"),
                always=line["phone"] in ALWAYS_SHOWN,
                talk=str(line.get("talk", "")),
                day_and_night=line["hours"] == "always",
            )
        )
    return tuple(found)
