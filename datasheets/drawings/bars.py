"""The footprint as sorted bars with the whiskers of their intervals, by stage and by block."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color, HexColor

from datasheets.content.blocks import Figure
from datasheets.drawings.frame import GAP, MOST_ROWS, WIDEST, Rows, Scale, mixed, whisker, x_axis
from datasheets.drawings.shares import in_parts, inner, short, status_note
from datasheets.pdf import DASH, TABLE_SIZE, text_width
from datasheets.sheet.values import Quantity
from datasheets.uncertainty_charts import FILL
from footprint import numbers, tables
from footprint.factors import Interval

BAR = 7.0  # height of a bar [pt]
MAJOR = 0.5  # largest rows that together reach this share are named in the title
MOST_NAMED = 3


class Bar(NamedTuple):
    """One row [kg CO2e]: `low` and `high` are None where no interval is known, `share` where all add up to nothing."""

    name: str
    kg: float
    low: float | None
    high: float | None
    share: float | None
    colour: Color
    stage: str
    status: str


def footprint_figures(
    by_stage_rows: Sequence[Mapping[str, Any]], by_block_rows: Sequence[Mapping[str, Any]], footprint: Any = None
) -> tuple[Figure, ...]:
    """The footprint by stage and by block as sorted bars; a chart that would have no bar is left out.

    Parameters
    ----------
    by_stage_rows, by_block_rows : sequence of dict
        Rows of ``environment.by_stage`` and ``environment.by_block``: ``stage`` or ``block``, and ``value``.
    footprint : Footprint, optional
        What the rows were taken from, which says what stage a block belongs to; without it blocks have one colour.
    """
    stage_of = _stages(footprint)
    found: list[Figure] = []
    for key, rows in (("stage", by_stage_rows), ("block", by_block_rows)):
        bars = bars_of(key, rows, stage_of)
        if bars:
            found += _figures(key, bars, rows)
    return tuple(found)


def _stages(footprint: Any) -> dict[str, str]:
    """Title of a block to its stage."""
    if footprint is None:
        return {}
    return {tables.title(row.block): row.stage for row in footprint.rows}


def bars_of(key: str, rows: Sequence[Mapping[str, Any]], stage_of: Mapping[str, str]) -> list[Bar]:
    """The rows of a table as bars, the largest first; `key` is ``stage`` or ``block``."""
    known = [(str(r[key]), r["value"]) for r in rows if isinstance(r.get("value"), Quantity) and r["value"].value]
    total = math.fsum(q.value.base for _, q in known)
    titles = {info.title: stage for stage, info in tables.STAGES.items()}
    ranks: dict[str, int] = {}
    bars = []
    for name, q in sorted(known, key=lambda item: -item[1].value.base):
        stage = titles.get(name) if key == "stage" else stage_of.get(name)
        colour = HexColor(tables.STAGES[stage].colour) if stage else FILL
        if key == "block" and stage:
            ranks[stage] = ranks.get(stage, -1) + 1
            colour = mixed(colour, max(0.35, 1 - 0.09 * ranks[stage]))
        low, high = (None, None) if q.low is None or q.high is None else (q.low.base / 1e3, q.high.base / 1e3)
        said = tables.STAGES[stage].title if stage else name
        share = q.value.base / total if total > 0 else None
        bars.append(
            Bar(name, q.value.base / 1e3, low, high, share, colour, "" if said == name else said.lower(), q.status)
        )
    return bars


def _figures(key: str, bars: Sequence[Bar], rows: Sequence[Mapping[str, Any]]) -> tuple[Figure, ...]:
    drawn = [b for b in bars if b.kg or b.high]
    if not drawn:
        return ()
    zero = [b.name for b in bars if b not in drawn]
    rest = f"Zero: {', '.join(zero)}." if zero else ""
    known = [r["value"] for r in rows if isinstance(r.get("value"), Quantity)]
    what = next((q.note for q in known if q.note and q.low is not None), "the interval that is stated with a value")
    none = all(b.low is None for b in drawn)
    status = status_note((b.name, b.status) for b in drawn)
    notes = ("No interval is known for any of these values." if none else f"Whiskers: {what}.", status, rest)
    title = finding(key, bars)
    return in_parts(
        drawn,
        MOST_ROWS,
        lambda _: title,
        partial(_alt, key, notes),
        partial(_draw, max(max(b.kg, b.high or 0.0) for b in bars), notes),
        "; ".join(dict.fromkeys(q.evidence for q in known if q.evidence)),
    )


def finding(key: str, bars: Sequence[Bar]) -> str:
    """What the bars show: the fewest of the largest that make at least half, at most three; else the largest."""
    shares = [b.share for b in bars if b.share is not None]
    if not shares:
        total = numbers.mass(math.fsum(b.kg for b in bars))
        return f"The footprint by {key} adds up to {total} {numbers.CO2E_TYPESET}"
    sums = [math.fsum(shares[: i + 1]) for i in range(min(MOST_NAMED, len(shares)))]
    major = next((i for i, share in enumerate(sums) if share >= MAJOR * (1 - 1e-9)), None)
    if major is None:
        return f"{short(bars[0].name)} is the largest {key}, with {numbers.percent(shares[0])} of the footprint"
    names = [short(b.name) if i == 0 else inner(short(b.name)) for i, b in enumerate(bars[: major + 1])]
    listed = f"{', '.join(names[:-1])} and {names[-1]} make" if major else f"{names[0]} makes"
    return f"{listed} {numbers.percent(min(sums[major], 1.0))} of the footprint"


def _alt(key: str, notes: Sequence[str], bars: Sequence[Bar]) -> str:
    rows = "; ".join(f"{b.name} {amount(b)}{_share(b)}" for b in bars)
    return f"Horizontal bars from zero, footprint by {key}: {rows}. {' '.join(notes)}".rstrip()


def _share(bar: Bar) -> str:
    return "" if bar.share is None else f", {numbers.percent(bar.share)}"


def amount(bar: Bar) -> str:
    """Its value with its interval, such as ``2.66 kg CO₂e (2.61–2.71)``."""
    if bar.low is None or bar.high is None:
        return f"{numbers.mass(bar.kg)} {numbers.CO2E_TYPESET} without interval"
    return numbers.headline(Interval(bar.low, bar.kg, bar.high), numbers.CO2E_TYPESET, DASH)


def _labels(bars: Sequence[Bar]) -> list[str]:
    """The words beside the bars, in one unit but for what is too little for it."""
    unit, factor = numbers.prefix(max(b.kg for b in bars))
    _, amounts = numbers.column(b.kg for b in bars)
    known = any(b.low is not None for b in bars)
    return [
        (numbers.mass(b.kg) if 0 < abs(b.kg) < factor / 100 else f"{text.strip()} {unit}")
        + _share(b)
        + (", no interval" if known and b.low is None else "")
        + (f" ({b.stage})" if b.stage else "")
        for b, text in zip(bars, amounts, strict=True)
    ]


def _draw(most: float, notes: Sequence[str], bars: Sequence[Bar], width: float) -> Drawing:
    rows = Rows(min(width, WIDEST), [b.name for b in bars], notes)
    pen, labels = rows.pen, _labels(bars)
    unit, factor = numbers.prefix(max(b.kg for b in bars))
    least = min(0.0, *(b.kg for b in bars), *(b.low for b in bars if b.low is not None))
    right = pen.width - max(text_width(t) for t in labels) - 2 * GAP
    scale = Scale(least / factor, most / factor if most > least else least / factor + 1.0, rows.left, right)
    x_axis(pen, scale, rows.foot, rows.top, f"{unit} {numbers.CO2E_TYPESET} per device, linear axis")
    zero = scale.at(0.0)
    for bar, label, middle in zip(bars, labels, rows.middles(), strict=True):
        end = scale.at(bar.kg / factor)
        pen.rect(min(zero, end), middle - BAR / 2, abs(end - zero), BAR, fill=bar.colour)
        if bar.low is not None and bar.high is not None and bar.high > bar.low:
            whisker(pen, scale.at(bar.low / factor), scale.at(bar.high / factor), middle)
            end = scale.at(bar.high / factor)
        pen.text(max(end, zero) + GAP, middle - TABLE_SIZE * 0.36, label, backed=True)
    pen.line(zero, rows.foot, zero, rows.top)
    return pen.drawing
