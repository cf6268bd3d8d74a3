"""The footprint as sorted bars with the whiskers of their intervals, by stage and by block."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color, HexColor

from datasheets.content.blocks import Figure
from datasheets.drawings.frame import GAP, LINE, SMALL, X_AXIS, Pen, Scale, mixed, whisker, x_axis
from datasheets.drawings.shares import numbered, parts_of, short
from datasheets.pdf import DASH, MUTED, TABLE_SIZE, text_width, wrapped
from datasheets.sheet.values import Quantity
from datasheets.uncertainty_charts import FILL
from footprint import numbers, tables
from footprint.factors import Interval

ROW, BAR = 14.0, 7.0  # height of a row and of its bar [pt]
NAME_SHARE = 0.28  # of the width, at most, for the names of the rows
NAME_LINES = 2
NOTE_LINES = 3
WIDEST = 430.0  # a wider chart says no more [pt]
MOST_ROWS = 21  # of one figure; with two lines each they stay below the height of a page
MAJOR = 0.5  # largest rows that together reach this share are named in the title
MOST_NAMED = 3


class Bar(NamedTuple):
    """One row: `low` and `high` are None where no interval is known. [kg CO2e]"""

    name: str
    kg: float
    low: float | None
    high: float | None
    share: float
    colour: Color
    stage: str = ""


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
    found = []
    for key, rows in (("stage", by_stage_rows), ("block", by_block_rows)):
        bars = _bars(key, rows, stage_of)
        if bars:
            found += _figures(key, bars, rows)
    return tuple(found)


def _stages(footprint: Any) -> dict[str, str]:
    """Title of a block to its stage."""
    if footprint is None:
        return {}
    return {tables.title(row.block): row.stage for row in footprint.rows}


def _bars(key: str, rows: Sequence[Mapping[str, Any]], stage_of: Mapping[str, str]) -> list[Bar]:
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
        kg = q.value.base / 1e3
        said = tables.STAGES[stage].title if key == "block" and stage else ""
        bars.append(
            Bar(
                name,
                kg,
                low,
                high,
                kg * 1e3 / total if total > 0 else 0.0,
                colour,
                "" if said == name else said.lower(),
            )
        )
    return bars


def _figures(key: str, bars: Sequence[Bar], rows: Sequence[Mapping[str, Any]]) -> list[Figure]:
    zero = [b.name for b in bars if not b.kg and not b.high]
    drawn = [b for b in bars if b.kg or b.high]
    if not drawn:
        return []
    parts = parts_of(drawn, MOST_ROWS)
    known = [r["value"] for r in rows if isinstance(r.get("value"), Quantity)]
    what = next((q.note for q in known if q.note and q.low is not None), "")
    source = "; ".join(dict.fromkeys(q.evidence for q in known if q.evidence))
    most = max(max(b.kg, b.high or 0.0) for b in bars)
    found = []
    for number, part in enumerate(parts, 1):
        rest = f"Zero: {', '.join(zero)}." if zero and number == len(parts) else ""
        found.append(
            Figure(
                title=numbered(finding(key, bars), number, len(parts)),
                alt=_alt(key, part, what, rest),
                draw=partial(_draw, part, most, (_whiskers(part, what), rest)),
                source=source,
            )
        )
    return found


def finding(key: str, bars: Sequence[Bar]) -> str:
    """What the bars show: the fewest of the largest that make at least half, at most three; else the largest."""
    if math.fsum(b.kg for b in bars) <= 0:
        return f"Footprint by {key}"
    named, share = list[Bar](), 0.0
    for bar in bars[:MOST_NAMED]:
        named.append(bar)
        share = math.fsum(b.share for b in named)
        if share >= MAJOR:
            break
    if share < MAJOR:
        return f"{short(bars[0].name)} is the largest {key}, with {numbers.percent(bars[0].share)} of the footprint"
    names = [short(b.name) if i == 0 else _inner(short(b.name)) for i, b in enumerate(named)]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb = "makes" if len(names) == 1 else "make"
    return f"{listed} {verb} {numbers.percent(min(share, 1.0))} of the footprint"


def _inner(name: str) -> str:
    """A name inside of a sentence: small, unless it is an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _alt(key: str, bars: Sequence[Bar], what: str, rest: str) -> str:
    rows = "; ".join(f"{b.name} {_amount(b)}, {numbers.percent(b.share)}" for b in bars)
    return f"Horizontal bars from zero, footprint by {key}: {rows}. {_whiskers(bars, what)} {rest}".rstrip()


def _amount(bar: Bar) -> str:
    if bar.low is None or bar.high is None:
        return f"{numbers.mass(bar.kg)} {numbers.CO2E_TYPESET} without interval"
    return numbers.headline(Interval(bar.low, bar.kg, bar.high), numbers.CO2E_TYPESET, DASH)


def _label(bar: Bar, amount: str, factor: float, some: bool) -> str:
    parts = [numbers.mass(bar.kg) if 0 < abs(bar.kg) < factor / 100 else amount, numbers.percent(bar.share)]
    if some and bar.low is None:
        parts.append("no interval")
    return ", ".join(parts) + (f" ({bar.stage})" if bar.stage else "")


def _whiskers(bars: Sequence[Bar], what: str) -> str:
    """What the whiskers are, or that there are none."""
    if all(b.low is None for b in bars):
        return "No interval is known for any of these values."
    return f"Whiskers: {what}." if what else "Whiskers: the interval that is stated with a value."


def _draw(bars: Sequence[Bar], most: float, words: Sequence[str], width: float) -> Drawing:
    width = min(width, WIDEST)
    names = [wrapped(b.name, width * NAME_SHARE - GAP, NAME_LINES) for b in bars]
    left = max(text_width(line) for lines in names for line in lines) + 2 * GAP
    unit, factor = numbers.prefix(max(b.kg for b in bars))
    some = any(b.low is None for b in bars) and not all(b.low is None for b in bars)
    _, amounts = numbers.column(b.kg for b in bars)
    labels = [_label(b, f"{text.strip()} {unit}", factor, some) for b, text in zip(bars, amounts, strict=True)]
    notes = [line for word in words if word for line in wrapped(word, width, NOTE_LINES, SMALL)]
    right = width - max(text_width(t) for t in labels) - 2 * GAP
    heights = [ROW + LINE * (len(lines) - 1) for lines in names]
    foot = X_AXIS + LINE * len(notes) + 2
    pen = Pen(width, foot + math.fsum(heights) + 2)
    least = min(0.0, *(b.kg for b in bars), *(b.low for b in bars if b.low is not None))
    scale = Scale(least / factor, most / factor if most > least else least / factor + 1.0, left, right)
    x_axis(pen, scale, foot, pen.height - 2, f"{unit} {numbers.CO2E_TYPESET} per device, linear axis")
    top, zero = pen.height - 2, scale.at(0.0)
    for bar, lines, height, label in zip(bars, names, heights, labels, strict=True):
        middle = top - height / 2
        for i, line in enumerate(lines):
            base = middle - TABLE_SIZE * 0.36 + LINE * ((len(lines) - 1) / 2 - i)
            pen.text(left - GAP, base, line, anchor="end")
        end = scale.at(bar.kg / factor)
        pen.rect(min(zero, end), middle - BAR / 2, abs(end - zero), BAR, fill=bar.colour)
        if bar.low is not None and bar.high is not None and bar.high > bar.low:
            whisker(pen, scale.at(bar.low / factor), scale.at(bar.high / factor), middle)
            end = scale.at(bar.high / factor)
        pen.text(max(end, zero) + GAP, middle - TABLE_SIZE * 0.36, label, backed=True)
        top -= height
    pen.line(zero, foot, zero, pen.height - 2)
    for i, note in enumerate(notes):
        pen.text(0, foot - X_AXIS - LINE * (i + 1) + 3, note, size=SMALL, colour=MUTED)
    return pen.drawing
