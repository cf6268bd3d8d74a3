"""Results by condition and group: a dot with its interval for each group, one plot for each variable and metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import white

from datasheets.content.blocks import Figure
from datasheets.content.words import quantity_text
from datasheets.drawings.frame import GAP, MOST_ROWS, WIDEST, Rows, Scale, whisker, x_axis
from datasheets.drawings.shares import in_parts, level_words, short, status_note
from datasheets.lints.settings import setting
from datasheets.pdf import HEADING, INK, MUTED, TABLE_SIZE, fitted, text_width
from datasheets.sheet.units import parse_measure
from datasheets.sheet.values import Quantity
from footprint import numbers

LABEL_SHARE = 0.36  # of the width, at most, for the words on the right


class Row(NamedTuple):
    """One group; shares in percent, other values in `unit`."""

    name: str
    value: float
    low: float | None
    high: float | None
    text: str
    n: int | None
    small: str

    @property
    def said(self) -> str:
        """The value with its unit, as the row says it."""
        return self.text.partition(" (")[0].removesuffix(", no interval")


class Plot(NamedTuple):
    """What the figures of one variable and metric share: ends and title of the axis, the value of all, and notes."""

    low: float
    high: float
    axis: str
    overall: float | None
    notes: tuple[str, ...]


def slice_figures(
    rows: Sequence[Mapping[str, Any]],
    metrics: Sequence[Mapping[str, Any]] = (),
    people: Sequence[Mapping[str, Any]] = (),
) -> tuple[Figure, ...]:
    """One figure for each variable and metric of the slices, in parts where it has many groups.

    Parameters
    ----------
    rows : sequence of dict
        Of ``performance.slices``: ``variable``, ``group``, ``metric`` and ``value``. A row without a value is left to
        the table.
    metrics : sequence of dict
        Of ``performance.metrics``, for the value of all groups together.
    people : sequence of dict
        Of ``performance.groups``: ``variable``, ``group`` and ``count``, for the people of a group.
    """
    plots: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        value = row.get("value")
        if isinstance(value, Quantity) and value.value is not None:
            plots.setdefault((str(row["variable"]), str(row["metric"])), []).append(row)
    counted = _people(people)
    found: list[Figure] = []
    for (variable, metric), kept in plots.items():
        unit = _unit(kept)
        if unit is not None:
            found += _figures(variable, metric, kept, unit, _overall(metric, metrics, unit), counted)
    return tuple(found)


def _people(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """People of a group, where the datasheet counts them."""
    known = ((row, row.get("count")) for row in rows)
    return {
        (str(row["variable"]), str(row["group"])): round(count.value.base)
        for row, count in known
        if isinstance(count, Quantity) and count.value is not None
    }


def _unit(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """The unit that all rows share: % for shares; None where they measure different things."""
    measures = [row["value"].value for row in rows]
    if any(m.dimension != measures[0].dimension for m in measures):
        return None
    if measures[0].dimension == "dimensionless" and (
        any(m.unit == "%" for m in measures) or any(row["value"].count is not None for row in rows)
    ):
        return "%"
    return str(measures[0].unit)


def _in(measure: Any, unit: str) -> float:
    """A measure in percent, or in another unit of its kind."""
    if unit == "%":
        return float(measure.base * 100)
    zero, one = (parse_measure(f"{value} {unit}").base for value in (0, 1))
    return float((measure.base - zero) / (one - zero))


def _overall(metric: str, metrics: Sequence[Mapping[str, Any]], unit: str) -> float | None:
    """The value of the same metric over all samples, where one row of the metrics says it."""
    if unit not in ("%", ""):
        return None
    names = [str(m.get("name") or m.get("metric")) for m in metrics]
    same = [
        m["value"]
        for m, name in zip(metrics, names, strict=True)
        if name == metric and isinstance(m.get("value"), Quantity) and m["value"].value is not None
    ]
    if len(same) != 1 or same[0].value.dimension != "dimensionless":
        return None
    return float(same[0].value.base * (100 if unit == "%" else 1))


def _row(row: Mapping[str, Any], unit: str, counted: Mapping[tuple[str, str], int]) -> Row:
    q: Quantity = row["value"]
    ends = [None if m is None else _in(m, unit) for m in (q.value, q.low, q.high)]
    value, low, high = ends[0] or 0.0, ends[1], ends[2]
    text = quantity_text(replace(q, count=None, n=None), level=False)  # as its table says it
    if low is None or high is None:
        text += ", no interval"
    people = counted.get((str(row["variable"]), str(row["group"])))
    least = int(setting("small_group_people"))
    small = ""
    if people is not None and people < least:
        small = f"{people} people only"
    elif q.n is not None and q.n < least:
        small = "few samples"
    return Row(str(row["group"]), value, low, high, text, q.n, small)


def _figure(value: float) -> str:
    return numbers.significant(value, 3 if abs(value) < 100 else 4)


def _figures(
    variable: str, metric: str, kept: Sequence[Mapping[str, Any]], unit: str, overall: float | None,
    counted: Mapping[tuple[str, str], int],
) -> tuple[Figure, ...]:  # fmt: skip
    made = [_row(row, unit, counted) for row in kept]
    ends = [v for r in made for v in (r.value, r.low, r.high) if v is not None] + ([] if overall is None else [overall])
    share = unit == "%" and min(ends) >= 0 and max(ends) <= 100
    one = unit in ("", "1") and min(ends) >= 0 and max(ends) <= 1
    least, most = (0.0, 100.0) if share else (0.0, 1.0) if one else (min(0.0, *ends), max(0.0, *ends) or 1.0)
    axis = f"{metric} [{unit}]" if unit else metric
    levels = {row["value"].level for row in kept if row["value"].low is not None}
    notes = []
    if levels:
        known = [level_words(level) for level in sorted(v for v in levels if v is not None)]
        notes.append(f"Whiskers: {' or '.join(known)} interval." if known else "Whiskers: the stated interval.")
    if overall is not None:
        notes.append(f"Upright line: all groups, {_figure(overall)}{' ' + unit if unit else ''}.")
    notes.append(status_note((f"{row['group']}", row["value"].status) for row in kept))
    if any(r.small for r in made):
        notes.append(f"Hollow dots: fewer than {setting('small_group_people')} people or samples.")
    title = finding(variable, metric, made)
    plot = Plot(least, most, axis, overall, tuple(notes))
    source = "; ".join(dict.fromkeys(row["value"].evidence for row in kept if row["value"].evidence))
    alt = partial(_alt, f"{metric} by {variable}", notes)
    return in_parts(made, MOST_ROWS, lambda _: title, alt, partial(_draw, plot), source)


def finding(variable: str, metric: str, rows: Sequence[Row]) -> str:
    """The lowest and the highest group, and whether their intervals overlap; of one group its value."""
    metric = metric[:1].upper() + metric[1:]
    if len(rows) == 1:
        return f"{short(metric)} for {short(rows[0].name)}: {rows[0].text}"
    low, high = min(rows, key=lambda r: r.value), max(rows, key=lambda r: r.value)
    if low.value == high.value:
        return f"{short(metric)} is {low.said} for every {short(variable)}"
    text = (
        f"{short(metric)} by {short(variable)}: from {low.said} for {short(low.name)} "
        f"to {high.said} for {short(high.name)}"
    )
    if low.high is None or high.low is None:
        return text + ", intervals not known"
    return text + (", and their intervals overlap" if low.high >= high.low else ", and their intervals do not overlap")


def _alt(what: str, notes: Sequence[str], rows: Sequence[Row]) -> str:
    said = "; ".join(", ".join(w for w in (f"{r.name} {r.text}", _count(r), r.small) if w) for r in rows)
    return f"Dots with intervals, {what}: {said}. {' '.join(notes)}".rstrip()


def _count(row: Row) -> str:
    return "" if row.n is None else f"n = {numbers.count(row.n)}"


def _draw(plot: Plot, rows: Sequence[Row], width: float) -> Drawing:
    made = Rows(min(width, WIDEST), [r.name for r in rows], [" ".join(plot.notes)])
    pen = made.pen
    room = max(text_width(_count(r)) for r in rows)
    labels = [fitted(", ".join(w for w in (r.text, r.small) if w), pen.width * LABEL_SHARE) for r in rows]
    right = pen.width - max(text_width(label) for label in labels) - (room + 2 * GAP if room else 0.0) - 2 * GAP
    scale = Scale(plot.low, plot.high, made.left + 4, right - 4)
    steps = 5 if (plot.low, plot.high) in ((0.0, 100.0), (0.0, 1.0)) else 4
    x_axis(pen, scale, made.foot, made.top, plot.axis, steps=steps)
    if plot.overall is not None:
        pen.line(scale.at(plot.overall), made.foot, scale.at(plot.overall), made.top, HEADING, 1.0, (3, 2))
    for row, label, middle in zip(rows, labels, made.middles(), strict=True):
        if row.low is not None and row.high is not None:
            whisker(pen, scale.at(row.low), scale.at(row.high), middle)
        pen.dot(scale.at(row.value), middle, 2.6, fill=white if row.small else INK)
        pen.text(right + 2 * GAP, middle - TABLE_SIZE * 0.36, label)
        pen.text(pen.width, middle - TABLE_SIZE * 0.36, _count(row), colour=MUTED, anchor="end")
    return pen.drawing
