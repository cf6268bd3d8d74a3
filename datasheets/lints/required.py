"""Rules: what has to be in a datasheet and is not, and its versions and dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import combinations, pairwise
from typing import Any

from datasheets.lints.rules import Context, Found, rule
from datasheets.lints.settings import setting
from datasheets.sheet.sheet import Datasheet, Place, place_of
from datasheets.sheet.template import Field, template
from datasheets.sheet.values import NOT_APPLICABLE, NOT_DISCLOSED, Quantity, is_missing, says_not
from footprint.errors import shown

_SCALES = {"accuracy", "precision", "recall", "F1", "specificity", "AUROC", "average precision"}
"""Metrics of a model that tells classes apart."""


def _answered(sheet: Datasheet, *places: str) -> bool:
    """Whether one of the fields holds something other than words that it does not."""
    return any(not says_not(sheet.get(p)) and sheet.get(p) != [] for p in places)


def _names(sheet: Datasheet, place: str, words: Iterable[str]) -> bool:
    """Whether an item of a list names one of the words."""
    items = sheet.get(place)
    text = " ".join(items) if isinstance(items, list) else ""
    return any(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", text, re.IGNORECASE) for w in words)


def _footprint(sheet: Datasheet) -> bool:
    whole = sheet.get("environment.footprint")
    given = bool(whole.measures) if isinstance(whole, Quantity) else not says_not(whole)
    return given or _answered(sheet, "environment.by_block", "environment.by_stage")


def _trained(sheet: Datasheet) -> bool:
    return _answered(
        sheet, "data_and_model.training_data", "data_and_model.training_procedure", "data_and_model.training_energy"
    )


def _people(sheet: Datasheet) -> bool:
    taken_part = sheet.quantity("performance.participants")
    some = taken_part is not None and any(m.value > 0 for m in taken_part.measures)
    return some or _answered(sheet, "performance.groups")


def _port(sheet: Datasheet) -> bool:
    fitted = [r for r in sheet.rows("hardware.debug_ports") if r.get("state") != "not fitted"]
    return bool(fitted) or _answered(sheet, "hardware.connectors", "hardware.radio", "hardware.interfaces")


_CONDITIONS: dict[str, Callable[[Datasheet], bool]] = {
    "A footprint is given": _footprint,
    "The model was trained by the makers of the sensor": _trained,
    "As training data": _trained,
    "Anything is stored": lambda s: s.get("security_and_privacy.stored") in (
        "de-identified", "pseudonymised", "identifiable"
    ),
    "People took part in an evaluation": _people,
    "People are sensed": lambda s: (
        _people(s) or s.get("security_and_privacy.identifiable") in ("possible", "collected")
    ),
    "The model tells classes apart": lambda s: any(
        r["metric"] in _SCALES for r in s.rows("performance.metrics")
    ),
    "The sensor has a port or a radio": _port,
    "Other devices talk to the sensor": lambda s: _answered(s, "hardware.bus_address", "hardware.data_rate"),
    "The sensor has a serial interface": lambda s: _answered(s, "hardware.bus_address")
    or _names(s, "hardware.interfaces", setting("serial_interfaces")["serial"]),
    "The sensor is addressed on a bus": lambda s: _names(
        s, "hardware.interfaces", setting("serial_interfaces")["addressed"]
    ),
    "The sensor has a radio": lambda s: _names(s, "hardware.interfaces", setting("serial_interfaces")["radio"]),
    "The sensor has pins or a connector": lambda s: _answered(s, "hardware.connectors"),
}  # fmt: skip
"""What conditional fields depend on, as the template words it, where other fields decide it."""

UNDECIDED = (
    "A regulation, a standard or a certificate is named anywhere", "Anything runs or is stored off the device",
    "The sensor has a connector", "The sensor has registers", "The board has a debug port",
    "It is fitted and not used",  # of a column, see `missing_cells`
)  # fmt: skip
"""The other conditions: only a person can tell whether they hold."""


@rule("required-missing", "error", "Every required field says something")
def required_missing(context: Context) -> Iterator[Found]:
    """A required field that is left out or not provided; a conditional one if other fields say that it applies."""
    sheet = context.sheet
    for path, field, value in _fields(sheet):
        if (not is_missing(value) and value != []) or place_of(path) in setting("with_own_rule"):
            continue
        if field.need == "required" or (field.need == "conditional" and _applies(sheet, field)):
            because = "it is required" if field.need == "required" else f"it is required where {_when(field)}"
            words = "an empty table or list" if value == [] else "not provided" if value is not None else "left out"
            yield f"{field.title} ({place_of(path)}) is {words}, and {because}", (context.quote(path, words),)


@rule("required-cell-missing", "error", "Every required cell of a table says something")
def missing_cells(context: Context) -> Iterator[Found]:
    """A cell that is not provided, where no rule of its own says so."""
    for entry in context.sheet.entries():
        column = ".".join(str(p) for p in entry.path if isinstance(p, str))
        open_ = len(entry.path) == 4 and entry.field.need == "required" and is_missing(entry.value)
        if open_ and column not in setting("with_own_rule"):
            message = (
                f"{entry.field.title} in row {int(entry.path[2]) + 1} of {place_of(entry.path[:2])} is not provided"
            )
            yield message, (context.quote(entry.path, "not provided"),)


@rule("conditional-open", "warning", "A conditional field says something, or why it does not apply")
def conditional_open(context: Context) -> Iterator[Found]:
    """A conditional field that is not provided, where nothing else in the file decides whether it applies."""
    for path, field, value in _fields(context.sheet):
        open_ = value is not None and is_missing(value) and field.need == "conditional"
        if open_ and not _applies(context.sheet, field):
            yield (
                f"{field.title} ({place_of(path)}) is not provided: fill it if {_when(field)}, or say why it "
                "does not apply",
                (context.quote(path, "not provided"),),
            )


@rule("required-not-disclosed", "warning", "A required field is disclosed")
def not_disclosed(context: Context) -> Iterator[Found]:
    """A required field of which the maker says that they will not say."""
    for path, field, value in _fields(context.sheet):
        if value == NOT_DISCLOSED and field.need == "required" and place_of(path) not in setting("with_own_rule"):
            yield (
                f"{field.title} ({place_of(path)}) is required and not disclosed",
                (context.quote(path, NOT_DISCLOSED),),
            )


@rule("empty-table", "error", "A table or list that is given has rows")
def empty(context: Context) -> Iterator[Found]:
    """An optional table or list without rows: leave it out, or say why it does not apply."""
    for path, field, value in _fields(context.sheet):
        if value == [] and not (
            field.need == "required" or (field.need == "conditional" and _applies(context.sheet, field))
        ):
            yield f"{field.title} ({place_of(path)}) is given and holds nothing", (context.quote(path, "[]"),)


@rule("always-applies", "error", "Not applicable stands only where a field may not apply")
def always_applies(context: Context) -> Iterator[Found]:
    """A field that applies to every sensor, said not to apply."""
    for place in setting("always_apply"):
        value = context.sheet.get(place)
        if isinstance(value, str) and value.startswith(NOT_APPLICABLE):
            section, _, key = place.partition(".")
            yield (
                f"{place} applies to every sensor, but it says {shown(value)}",
                (context.quote((section, key), value),),
            )


@rule("change-log-duplicate", "error", "A version stands once in the change log")
def duplicated_versions(context: Context) -> Iterator[Found]:
    """Two rows of the change log with one version."""
    rows = _versions(context.sheet)
    for (first, one), (second, other) in combinations(rows, 2):
        if one == other:
            message = f"version {shown(one)} stands twice in the change log, in rows {first + 1} and {second + 1}"
            yield message, (context.quote(_row(second, "version"), other), context.quote(_row(first, "version"), one))


@rule("version-not-in-change-log", "error", "The change log has the version of the title page")
def version_logged(context: Context) -> Iterator[Found]:
    """The version of the title page, absent from a change log that has rows."""
    version, rows = context.sheet.get("title_page.version"), _versions(context.sheet)
    if not says_not(version) and rows and version not in [v for _, v in rows]:
        last = rows[-1]
        yield (
            f"version {shown(version)} of the title page is not in the change log, which has "
            + ", ".join(shown(v) for _, v in rows),
            (context.quote(("title_page", "version"), version), context.quote(_row(last[0], "version"), last[1])),
        )


_ORDER = (
    ("title_page.release_date", "title_page.last_updated"),
    ("title_page.release_date", "security_and_privacy.support_until"),
    ("title_page.last_updated", "environment.valid_until"),
)
"""Dates of which the first is not after the second."""


@rule("dates-out-of-order", "error", "Dates follow each other")
def dates(context: Context) -> Iterator[Found]:
    """Dates of the title page, of support and validity, and those of the change log."""
    sheet = context.sheet
    for first, second in _ORDER:
        one, other = sheet.get(first), sheet.get(second)
        if isinstance(one, date) and isinstance(other, date) and one > other:
            yield (
                f"{first} is {one}, after {second}, {other}",
                (context.quote(_path(first), str(one)), context.quote(_path(second), str(other))),
            )
    logged = [(i, r["date"]) for i, r in enumerate(sheet.rows("title_page.change_log")) if isinstance(r["date"], date)]
    updated = sheet.get("title_page.last_updated")
    for index, day in logged:
        if isinstance(updated, date) and day > updated:
            yield (
                f"title_page.last_updated is {updated}, before row {index + 1} of the change log, {day}",
                (
                    context.quote(("title_page", "last_updated"), str(updated)),
                    context.quote(_row(index, "date"), str(day)),
                ),
            )
    steps = [(one, other) for one, other in pairwise(logged) if one[1] != other[1]]
    if steps and len({one[1] < other[1] for one, other in steps}) == 2:
        rising = steps[0][0][1] < steps[0][1][1]
        one, other = next((a, b) for a, b in steps if (a[1] < b[1]) != rising)
        yield (
            f"the change log goes neither up nor down: row {one[0] + 1} is of {one[1]}, row "
            f"{other[0] + 1} of {other[1]}",
            (context.quote(_row(other[0], "date"), str(other[1])), context.quote(_row(one[0], "date"), str(one[1]))),
        )


def _fields(sheet: Datasheet) -> Iterator[tuple[Place, Field, Any]]:
    """Every field of the template with what the sheet says; None where it says nothing."""
    for part in template():
        given = sheet.sections.get(part.key, {})
        for field in part.fields:
            value = given.get(field.key)
            if isinstance(value, Quantity) and not value.measures:
                value = "not assessed"  # an answer: it names a status and can say why
            yield (part.key, field.key), field, value


def _applies(sheet: Datasheet, field: Field) -> bool:
    condition = _CONDITIONS.get(field.when)
    return condition is not None and condition(sheet)


def _versions(sheet: Datasheet) -> list[tuple[int, str]]:
    rows = sheet.rows("title_page.change_log")
    return [(i, r["version"]) for i, r in enumerate(rows) if not says_not(r["version"])]


def _row(index: int, key: str) -> Place:
    return ("title_page", "change_log", index, key)


def _path(place: str) -> Place:
    return tuple(place.split("."))


def _when(field: Field) -> str:
    """The condition within a sentence."""
    words = "training data are told" if field.when == "As training data" else field.when
    return words[:1].lower() + words[1:]
