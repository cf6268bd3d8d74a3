"""The tables of a datasheet as grids: which columns stand, how wide, and how the numbers of a column go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from datasheets.content.blocks import Column, Grid, Value
from datasheets.content.reading import Reading
from datasheets.content.words import mark_of, numbers_of, unit_text
from datasheets.sheet.sheet import Place
from datasheets.sheet.template import Field
from datasheets.sheet.values import Quantity
from footprint.numbers import prefix, significant

_WEIGHTS = {"prose": 3.0, "text": 2.0, "url": 2.0, "quantity": 2.0, "list": 2.0, "image": 2.0}
"""Share of the width by kind; every other kind has 1."""
Rows = Sequence[dict[str, Any]]


def grid(reading: Reading, field: Field, rows: Rows, path: Place, title: str) -> Grid:
    """A table of the sheet. An optional column that no row fills is left out."""
    columns = [c for c in field.columns if c.need == "required" or any(c.key in row for row in rows)]
    heads: list[Column] = []
    cells: list[list[Value]] = [[] for _ in rows]
    notes = [reading.where_from(path)]
    for column in columns:
        if _spread(column, rows):
            heads += _span_heads(rows, column)
            for line, row in zip(cells, rows, strict=True):
                line += _span_cells(reading, row.get(column.key), bool(_unit_of_column(rows, column)))
            continue
        heads.append(Column(column.title, "decimal" if _quantities(rows, column) else "left", _weight(column)))
        level = _level(rows, column)
        if level:
            notes.append(f"Intervals in brackets hold {significant(level * 100)} %.")
        how = {"level": not level, "mass_unit": _mass_unit(rows, column)} if column.kind == "quantity" else {}
        for index, (line, row) in enumerate(zip(cells, rows, strict=True)):
            at = (*path, index, column.key)
            line.append(reading.value(column, row[column.key], at, **how) if column.key in row else Value(""))
    cells, remark = _shared_remark(cells)
    note = " ".join(n for n in (*notes, remark) if n)
    return Grid(title, tuple(heads), tuple(tuple(line) for line in cells), note)


def _weight(column: Field) -> float:
    return _WEIGHTS.get(column.kind, 1.0)


def _shared_remark(cells: list[list[Value]]) -> tuple[list[list[Value]], str]:
    """The remark of every row, said once below the table; the cells as they are where they differ."""
    noted = [{v.note for v in line if v.note} for line in cells]
    if len(cells) < 2 or any(len(notes) != 1 for notes in noted) or len(set.union(*noted)) != 1:
        return cells, ""
    remark = noted[0].pop()
    return [[replace(v, note="") for v in line] for line in cells], f"{remark[0].upper()}{remark[1:]}."


def _quantities(rows: Rows, column: Field) -> list[Quantity]:
    return [q for row in rows if isinstance(q := row.get(column.key), Quantity) and q.measures]


def _level(rows: Rows, column: Field) -> float | None:
    """The probability of all intervals of a column, where it is one."""
    if column.kind != "quantity":
        return None
    levels = {q.level for q in _quantities(rows, column) if q.low is not None}
    return levels.pop() if len(levels) == 1 else None


def _mass_unit(rows: Rows, column: Field) -> tuple[str, float] | None:
    """The prefix that the masses of a column share."""
    found = _quantities(rows, column)
    if not found or any(q.value is None or q.value.unit != "kgCO2e" for q in found):
        return None
    return prefix(max(abs(q.value.value) for q in found if q.value is not None))


def _spread(column: Field, rows: Rows) -> bool:
    """Whether least, typical and greatest value get a column each: where a table has ranges without intervals."""
    found = _quantities(rows, column) if column.kind == "quantity" and column.key == "value" else []
    ranges = any(q.minimum is not None or q.maximum is not None for q in found)
    return ranges and all(q.low is None and q.n is None for q in found)


def _unit_of_column(rows: Rows, column: Field) -> str:
    return "unit" if all(len({m.unit for m in q.measures}) == 1 for q in _quantities(rows, column)) else ""


def _span_heads(rows: Rows, column: Field) -> list[Column]:
    heads = [Column(name, "decimal", 1.0) for name in ("Min", "Typ", "Max")]
    return [*heads, Column("Unit")] if _unit_of_column(rows, column) else heads


def _span_cells(reading: Reading, given: Any, with_unit: bool) -> list[Value]:
    """Least, typical and greatest; the typical one holds the words where there is no number."""
    if not isinstance(given, Quantity) or not given.measures:
        words = reading.value(_PLAIN, given, ()) if mark_of(given) else Value("")
        return [Value(""), words, Value(""), *([Value("")] if with_unit else [])]
    ends = numbers_of(given)
    evidence = reading.sources.quantity(given)
    three = ((ends.minimum, given.minimum), (ends.value, given.value), (ends.maximum, given.maximum))
    last = max(i for i, (_, m) in enumerate(three) if m is not None)
    cells = []
    for index, (text, measure) in enumerate(three):
        if measure is None:
            cells.append(Value(""))
            continue
        shown = text if with_unit else f"{text} {unit_text(measure.unit)}".strip()
        cells.append(Value(shown, given.status, evidence, given.note if index == last else ""))
    return [*cells, Value(unit_text(given.measures[0].unit))] if with_unit else cells


_PLAIN = Field("value", "Value", "required", "quantity")
