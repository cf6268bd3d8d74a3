"""Lists in one field: parts, legs and disposals as compact JSON, one map of texts per row.

The field keeps what a link said, even where it is no list; a row that says nothing is passed over.
"""

from __future__ import annotations

import json
from typing import Any

from footprint import tables
from footprint.errors import InputError, nearest, shown
from footprint.quantities import UNITS, parse_quantity
from footprint_app.fields import FieldError, Fields, at, cell

Row = dict[str, Any]

MAX_ROWS = 40
"""More than these are left as the file says: a page is no place to edit hundreds."""
_NO_TEXTS = {"cost", "fab", "pedigree"}
PART_KEYS = ("part", "name", "quantity", "low", "high", "status", "source", "declared", "declared_low",
             "declared_high", "mass", "cost", "fab", "distribution", "pedigree")  # fmt: skip
KEYS = {
    "parts": PART_KEYS,
    "legs": ("mode", "distance", "mass", "status", "source"),
    "disposal": ("material", "route", "mass", "status", "source"),
}
"""Keys of a row, as in the system file, by the kind of list."""


def kind(field: str) -> str:
    """The kind of list that a field holds."""
    return field.rpartition("_")[2]


def write(rows: list[Row]) -> str:
    """Rows as the text of a field."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def read(field: str, text: str) -> list[Row]:
    """The rows that a field's text stands for.

    Raises
    ------
    FieldError
        The text is no list of maps with known keys.
    """
    hint = 'Write it like [{"part":"die-90nm","quantity":"10 mm2"}].' if kind(field) == "parts" else ""
    try:
        rows = json.loads(text) if text.strip() else []
    except (ValueError, RecursionError):
        raise at(field, InputError(f"{shown(text)} is no list", hint=hint)) from None
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise at(field, InputError(f"{shown(text)} is no list of rows", hint=hint))
    known = KEYS[kind(field)]
    for row in rows:
        for key, value in row.items():
            if key not in known:
                raise at(field, InputError(f"unknown key {shown(key)} in a row", valid=nearest(key, known)))
            if not isinstance(value, str) and key not in _NO_TEXTS:
                raise at(field, InputError(f"{key}: {shown(value)} is no text", hint="Write numbers with their unit."))
    return rows


def editable(entries: list[Row]) -> bool:
    """Whether the page can edit a list of a system file."""
    return len(entries) <= MAX_ROWS


def said(field: str, fields: Fields) -> list[tuple[int, Row]]:
    """The rows that say something, with their number on the page.

    Raises
    ------
    FieldError
        Not one row says anything, or a row lacks what it needs.
    """
    rows = [(i, {k: v for k, v in row.items() if v != ""}) for i, row in enumerate(read(field, fields[field]))]
    kept = [(i, row) for i, row in rows if row]
    needed = {"parts": ("quantity",), "legs": ("mode", "distance", "mass"), "disposal": ("material", "route", "mass")}
    examples = {"distance": "8000 km", "mass": "120 g"}
    if not kept:
        raise at(field, InputError("nothing is given yet", hint="Choose one in the first row, or another option."))
    for i, row in kept:
        if kind(field) == "parts" and not (row.get("part") or row.get("name")):
            raise at(cell(field, i, "part"), InputError("no part is chosen", hint="Choose one, or remove the row."))
        for key in needed[kind(field)]:
            if not row.get(key):
                example = example_of(str(row.get("part", ""))) if key == "quantity" else examples.get(key, "")
                hint = f"Write it like {example}." if example else "Choose one."
                raise at(cell(field, i, key), InputError("nothing is given", hint=hint))
    return kept


def example_of(part: str) -> str:
    """A quantity in a unit that a part is counted in."""
    examples = {"mm2": "10 mm2", "g": "50 g", "pcs": "1 pcs", "m": "1.5 m", "tkm": "0.4 tkm", "kWh": "5 Wh",
                "GB": "128 MB"}  # fmt: skip
    known = tables.parts().get(part)
    return examples[known.units[0]] if known else "1 pcs"


def unit_of(part: str, quantity: str) -> str | None:
    """The internal unit of a quantity, where it is one that a part may have."""
    known = tables.parts().get(part)
    try:
        return parse_quantity(quantity, *known.units).unit if known else None
    except InputError:
        return None


def with_cell(row: Row, key: str, value: str) -> Row:
    """A row with one cell changed; a part that is counted otherwise takes one of its own units.

    What the page cannot edit goes with what it is about: a distribution with its ends.
    """
    new = {k: v for k, v in {**row, key: value}.items() if v != ""}
    if key == "part" and value:
        for other in ("quantity", "low", "high"):
            if other in new and unit_of(value, new[other]) is None:
                del new[other]
        known = tables.parts().get(value)
        if "quantity" not in new and known and known.units[0] == "pcs":
            new["quantity"] = "1 pcs"
    if not {"part", "declared"} & new.keys():
        new.pop("pedigree", None)
    if not ({"part", "declared"} & new.keys() and {"low", "high", "declared_low", "declared_high"} & new.keys()):
        new.pop("distribution", None)
    if key == "material" and new.get("route") not in tables.waste_routes().get(value, ()):
        new.pop("route", None)
    return new


def of_level(block: str, choice: str) -> list[Row]:
    """The parts that a hardware specification level holds, as rows to start from."""
    level, _, case = choice.partition(".")
    rows = []
    for one in tables.hsl_spec().get((block, int(level)), ()) if level.isdecimal() else ():
        quantity = one.quantity(case)
        if one.part in tables.parts() and quantity:
            unit = one.unit if one.unit in {u for units in UNITS.values() for u in units} else "pcs"
            source = f"HSL-{level} {case}, Pirson and Bol 2021"
            rows.append({"part": one.part, "quantity": f"{quantity:g} {unit}", "source": source})
    return rows


def legs_of_level(choice: str) -> list[Row]:
    """The legs of a transport level: its shipped mass over each of its distances."""
    level, _, case = choice.partition(".")
    spec = tables.hsl_spec().get(("transport", int(level)), ()) if level.isdecimal() else ()
    amounts = {one.part: one.quantity(case) for one in spec}
    mass = amounts.pop("shipped-mass", None)
    source = f"HSL-{level} {case}, Pirson and Bol 2021"
    return [
        {"mode": part.removesuffix("-freight"), "distance": f"{km:g} km", "mass": f"{mass:g} g", "source": source}
        for part, km in amounts.items() if km and mass
    ]  # fmt: skip


def row_error(field: str, path: tuple[str | int, ...], fields: Fields, error: InputError) -> FieldError:
    """An error inside a list, at its row and cell."""
    row = int(path[0]) if path else 0
    try:
        row = said(field, fields)[row][0]
    except (FieldError, IndexError):
        return at(field, error)
    key = str(path[1]) if len(path) > 1 else ""
    return at(cell(field, row, key) if key else f"{field}.{row}", error)
