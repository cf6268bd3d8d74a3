"""Power states as dots on a log axis, with their shares of time and energy in words: their order is not known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Drawing

from datasheets.content.blocks import Column, Figure, Grid, Value
from datasheets.drawings.frame import GAP, LINE, SMALL, X_AXIS, Pen, decades, whisker, x_axis
from datasheets.drawings.shares import numbered, parts_of, power, power_spread, short
from datasheets.drawings.timeline import capture_figure
from datasheets.pdf import DASH, MUTED, TABLE_SIZE, fitted, text_width, wrapped
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.values import Quantity
from footprint import numbers

ROW = 15.0
WIDEST = 450.0
MOST_ROWS = 20  # of one figure
NAME_SHARE, LABEL_SHARE = 0.26, 0.42
_FIELDS = (("power_idle", "Idle"), ("power_active", "Active"), ("power_peak", "Peak"))


class State(NamedTuple):
    """One state; `duty` and `energy` are shares of time and of energy, None where they are not known. [mW]"""

    name: str
    mw: float
    low: float | None
    high: float | None
    duty: float | None
    energy: float | None
    status: str


def power_figures(sheet: Datasheet) -> tuple[Figure, ...]:
    """What the sensor draws: the trace of each capture; without one the states of each system, or the powers stated.

    Parameters
    ----------
    sheet : Datasheet
        Its artefacts are read.

    Raises
    ------
    InputError
        An artefact that cannot be read.
    """
    captures = sheet.artefacts.of_kind("capture")
    if captures:
        return tuple(capture_figure(a, sheet.artefacts.content(a.name)) for a in captures)
    found = []
    for artefact in sheet.artefacts.of_kind("system"):
        use = sheet.artefacts.content(artefact.name).system.use
        if use is not None and use.include and use.states:
            found += _figure(_of_system(use), artefact.file)
    return tuple(found or _figure(_of_sheet(sheet), _evidence(sheet)))


def _of_system(use: Any) -> list[State]:
    powers = {end: [mw for _, mw in use.state_powers_mw(end)] for end in ("low", "typical", "high")}
    whole = math.fsum(s.duty * mw for s, mw in zip(use.states, powers["typical"], strict=True))
    return [
        State(s.name, mw, low if s.has_bounds else None, high if s.has_bounds else None, s.duty,
              s.duty * mw / whole if whole > 0 else None, s.status or "calculated")
        for s, low, mw, high in zip(use.states, powers["low"], powers["typical"], powers["high"], strict=True)
    ]  # fmt: skip


def _quantities(sheet: Datasheet) -> list[tuple[str, Quantity]]:
    given = ((name, sheet.quantity(f"performance.{key}")) for key, name in _FIELDS)
    return [(name, q) for name, q in given if q is not None and q.value is not None]


def _of_sheet(sheet: Datasheet) -> list[State]:
    made = []
    for name, q in _quantities(sheet):
        low, high = (q.low, q.high) if q.low is not None else (q.minimum, q.maximum)
        least, most = (None, None) if low is None or high is None else (low.base * 1e3, high.base * 1e3)
        made.append(State(name, q.value.base * 1e3 if q.value else 0.0, least, most, None, None, q.status))
    return made if len(made) > 1 else []


def _evidence(sheet: Datasheet) -> str:
    return "; ".join(dict.fromkeys(q.evidence for _, q in _quantities(sheet) if q.evidence))


def _figure(states: Sequence[State], source: str) -> list[Figure]:
    """One figure, or none where no state draws anything."""
    drawn = [s for s in states if s.mw > 0]
    if not drawn:
        return []
    off = [s.name for s in states if s.mw <= 0]
    rest = f"Drawing nothing: {', '.join(off)}." if off else ""
    parts = parts_of(drawn, MOST_ROWS)
    return [
        Figure(
            title=numbered(finding(drawn), number, len(parts)),
            alt=_alt(part, rest),
            draw=partial(_draw, part, rest),
            source=source,
            table=_table(states) if number == 1 else None,
        )
        for number, part in enumerate(parts, 1)
    ]


def _alt(states: Sequence[State], rest: str) -> str:
    rows = "; ".join(f"{s.name} {_said(s)}" for s in states)
    return f"Dots on a logarithmic axis of power: {rows}. The order of the states is not known. {rest}".rstrip()


def finding(states: Sequence[State]) -> str:
    """The state that takes the most energy, with its shares; without shares how far the powers are apart."""
    known = [s for s in states if s.energy is not None]
    if known:
        most = max(known, key=lambda s: s.energy or 0.0)
        share, time = numbers.probability(most.energy or 0.0), numbers.probability(most.duty or 0.0)
        return f"{_upper(short(most.name))} takes {share} of the energy in {time} of the time ({most.status})"
    low, high = min(states, key=lambda s: s.mw), max(states, key=lambda s: s.mw)
    return (
        f"{_upper(short(high.name))} draws {numbers.times(high.mw / low.mw)} of {_lower(short(low.name))}: "
        f"{power(high.mw)} ({high.status}) against {power(low.mw)} ({low.status})"
    )


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _said(state: State) -> str:
    return ", ".join(_lines(state))


def _lines(state: State) -> list[str]:
    """What a state draws, and below it its shares."""
    drawn = power(state.mw)
    if state.low is not None and state.high is not None:
        drawn = power_spread(state.mw, state.low, state.high)
    shares = ((state.duty, "time"), (state.energy, "energy"))
    known = [f"{numbers.probability(share)} of the {of}" for share, of in shares if share is not None]
    return [f"{drawn}, {state.status}", *([", ".join(known)] if known else [])]


def _table(states: Sequence[State]) -> Grid:
    columns = (Column("State"), Column("Power"), Column("Low and high"), Column("Time"), Column("Energy"))
    rows = tuple(
        (
            Value(s.name),
            Value(power(s.mw), s.status),
            Value("no interval" if s.low is None or s.high is None else f"{power(s.low)} {DASH} {power(s.high)}"),
            Value("not known" if s.duty is None else numbers.probability(s.duty)),
            Value("not known" if s.energy is None else numbers.probability(s.energy)),
        )
        for s in states
    )
    return Grid("Power states in numbers", columns, rows)


def _draw(states: Sequence[State], rest: str, width: float) -> Drawing:
    width = min(width, WIDEST)
    names = [fitted(s.name, width * NAME_SHARE - GAP) for s in states]
    left = max(text_width(n) for n in names) + 2 * GAP
    parts = [[fitted(line, width * LABEL_SHARE, SMALL) for line in _lines(s)] for s in states]
    right = width - max(text_width(line, SMALL) for lines in parts for line in lines) - 2 * GAP
    notes = wrapped(f"The order of the states is not known, so no time axis is drawn. {rest}", width, 3, SMALL)
    heights = [ROW + LINE * (len(lines) - 1) for lines in parts]
    foot = X_AXIS + LINE * len(notes) + 2
    pen = Pen(width, foot + math.fsum(heights) + 3)
    values = [v for s in states for v in (s.mw, s.low, s.high) if v is not None and v > 0]
    scale = decades(values, left + 4, right - 8)
    ticks = scale.ticks()
    texts = [power(t) for t in ticks]
    x_axis(pen, scale, foot, pen.height - 3, "power, logarithmic axis", texts=texts)
    top = pen.height - 3
    for state, name, lines, height in zip(states, names, parts, heights, strict=True):
        middle = top - height / 2
        pen.text(left - GAP, middle - TABLE_SIZE * 0.36, name, anchor="end")
        if state.low is not None and state.high is not None and state.low > 0:
            whisker(pen, scale.at(state.low), scale.at(state.high), middle)
        pen.dot(scale.at(state.mw), middle)
        for i, line in enumerate(lines):
            base = middle - SMALL * 0.36 + LINE * ((len(lines) - 1) / 2 - i)
            pen.text(right + 2 * GAP, base, line, size=SMALL)
        top -= height
    for i, note in enumerate(notes):
        pen.text(0, foot - X_AXIS - LINE * (i + 1) + 3, note, size=SMALL, colour=MUTED)
    return pen.drawing
