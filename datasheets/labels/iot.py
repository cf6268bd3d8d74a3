"""The IoT security and privacy label in its two layers. Which fields it has is data, in ``data/cispl.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from datasheets.content.words import mark_of
from datasheets.labels.code import code_of
from datasheets.labels.label import Group, Label, Row
from datasheets.labels.reading import at, first, row_of, table
from datasheets.sheet.sheet import Datasheet
from footprint.numbers import count

KEYS = ("iot-1", "iot-2")
UNMADE = "Nothing is said about security or privacy that such a label holds."
_PARTS = re.compile(r"\s*[;,]\s*")


def iot_labels(sheet: Datasheet) -> tuple[Label, ...]:
    """Both layers; none where the sheet says nothing that they hold."""
    known = table("cispl")
    made = [_label(sheet, known, layer) for layer in known["layers"]]
    rows = [row for label in made for group in label.groups for row in group.rows]
    return tuple(made) if any(row.mark != "not provided" for row in rows) else ()


def _label(sheet: Datasheet, known: Any, layer: Mapping[str, Any]) -> Label:
    number = layer["layer"]
    beyond = _beyond(sheet, known)
    follows = known["name"] if not beyond else f"based on {known['name']}"
    header = tuple(at(sheet, f["title"], *f["places"]) for f in known["header"] if number in f["layers"])
    code = known["code"]
    return Label(
        key=layer["key"],
        title=layer["title"],
        subject="",
        basis=f"{layer['subtitle']}, layer {number} of {len(known['layers'])}, {follows}",
        header=header,
        groups=tuple(group for one in known["groups"] for group in _groups(sheet, known, one, number)),
        code=code_of(at(sheet, code["title"], code["place"]), sheet.get(code["printed"])),
        beyond=beyond,
        columns=number,
    )


def _groups(sheet: Datasheet, known: Any, group: Mapping[str, Any], layer: int) -> Iterator[Group]:
    if "columns" in group:
        yield from _sensors(sheet, known, group, layer)
        return
    rows = tuple(_field(sheet, f) for f in group["fields"] if layer in f["layers"])
    if rows:
        yield Group(group["title"], rows)


def _field(sheet: Datasheet, field: Mapping[str, Any]) -> Row:
    found = at(sheet, field["title"], *field["places"])
    if not found.mark or "parts" not in field:
        return found
    parts = [at(sheet, title, place) for title, place in field["parts"].items()]
    if any(not row.mark for row in parts):
        said = "; ".join(f"{row.title}: {row.text if not row.mark else row.words.lower()}" for row in parts)
        return Row(field["title"], said)
    return first([found, *(Row(field["title"], row.text, row.mark) for row in parts)])


def _sensors(sheet: Datasheet, known: Any, group: Mapping[str, Any], layer: int) -> Iterator[Group]:
    """One group for each kind of data; one row where the table is not there."""
    given = sheet.get(group["table"])
    if not isinstance(given, list) or not given:
        yield Group(group["title"], (row_of("Kinds of data", given),))
        return
    for line in given:
        rows = tuple(_cell(sheet, column, line) for column in group["columns"] if layer in column["layers"])
        yield Group(f"{group['title']}: {_kind(known, line[group['heads']]).lower()}", rows)


def _cell(sheet: Datasheet, column: Mapping[str, Any], line: Mapping[str, Any]) -> Row:
    """A cell of the table of sensors; where it is empty, what the sheet says of all data."""
    found = row_of(column["title"], line.get(column["key"]))
    if found.mark != "not provided" or "place" not in column:
        return found
    return first([found, at(sheet, column["title"], column["place"])])


def _kind(known: Any, kind: str) -> str:
    return str(known["kinds"].get(kind) or known["other_kinds"].get(kind) or kind)


def _beyond(sheet: Datasheet, known: Any) -> str:
    """How both layers differ from the published label: kinds of data, values, and how much has no value."""
    kinds, values, left = dict[str, None](), dict[str, None](), 0
    code = known["code"]
    rows = [(f, at(sheet, f["title"], *f["places"])) for f in known["header"]]
    rows.append((code, at(sheet, code["title"], code["place"])))
    for group in known["groups"]:
        rows += [(f, _field(sheet, f)) for f in group.get("fields", ())]
        if "columns" not in group:
            continue
        lines = sheet.rows(group["table"])
        left += not lines and row_of("", sheet.get(group["table"])).mark != "not disclosed"
        for line in lines:
            if mark_of(line[group["heads"]]):
                left += 1
            elif line[group["heads"]] not in known["kinds"]:
                kinds[_kind(known, line[group["heads"]]).lower()] = None
            rows += [(column, _cell(sheet, column, line)) for column in group["columns"]]
    for field, row in rows:
        if row.mark in ("not provided", "not applicable"):
            left += 1
        elif not row.mark and not _allowed(row.text, field.get("values")):
            values[field["title"].lower()] = None
    apart = (("kinds of data", kinds), ("values", values))
    parts = [f"Not among its {what}: {', '.join(found)}" for what, found in apart if found]
    if left:
        parts.append(f"{count(left)} {'field has' if left == 1 else 'fields have'} no value in its two layers")
    return f"Differs from {known['name']}. {'. '.join(parts)}." if parts else ""


def _allowed(text: str, values: Any) -> bool:
    """Whether a value is one that the label knows, or several of them; any is where they are not known."""
    if not values:
        return True
    known = {str(value).lower() for value in values}
    return all(part in known for part in _PARTS.split(text.strip(" .").lower()))
