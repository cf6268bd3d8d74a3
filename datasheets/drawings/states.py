"""Power states as dots on a log axis, with their shares of time and energy in words: their order is not known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Drawing

from datasheets.content.blocks import Column, Figure, Grid, Value
from datasheets.drawings.frame import GAP, MOST_ROWS, SMALL, WIDEST, Rows, decades, whisker, x_axis
from datasheets.drawings.shares import in_parts, inner, power, power_spread, short, upper
from datasheets.drawings.timeline import capture_figure
from datasheets.pdf import DASH, text_width, wrapped
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.values import Quantity
from footprint import numbers

LABEL_SHARE = 0.42  # of the width, at most, for the words on the right
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
    found: list[Figure] = []
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


def _figure(states: Sequence[State], source: str) -> tuple[Figure, ...]:
    """The states on one axis; none where no state draws anything."""
    drawn = [s for s in states if s.mw > 0]
    if not drawn:
        return ()
    off = [s for s in states if s.mw <= 0]
    rest = f" Drawing nothing: {', '.join(s.name for s in off)}." if off else ""
    title = finding(drawn)
    return in_parts(
        drawn,
        MOST_ROWS,
        lambda _: title,
        partial(_alt, rest),
        partial(_draw, rest),
        source,
        lambda part: _table([*part, *off]),
    )


def _alt(rest: str, states: Sequence[State]) -> str:
    rows = "; ".join(f"{s.name} {', '.join(_lines(s))}" for s in states)
    return f"Dots on a logarithmic axis of power: {rows}. The order of the states is not known.{rest}"


def finding(states: Sequence[State]) -> str:
    """The state that takes the most energy, with its shares; without shares how far the powers are apart."""
    known = [s for s in states if s.energy is not None]
    if known:
        most = max(known, key=lambda s: s.energy or 0.0)
        share, time = numbers.probability(most.energy or 0.0), numbers.probability(most.duty or 0.0)
        return f"{upper(short(most.name))} takes {share} of the energy in {time} of the time ({most.status})"
    low, high = min(states, key=lambda s: s.mw), max(states, key=lambda s: s.mw)
    return (
        f"{upper(short(high.name))} draws {numbers.times(high.mw / low.mw)} of {inner(short(low.name))}: "
        f"{power(high.mw)} ({high.status}) against {power(low.mw)} ({low.status})"
    )


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


def _draw(rest: str, states: Sequence[State], width: float) -> Drawing:
    width = min(width, WIDEST)
    labels = [[part for line in _lines(s) for part in wrapped(line, width * LABEL_SHARE, 2, SMALL)] for s in states]
    notes = [f"The order of the states is not known, so no time axis is drawn.{rest}"]
    rows = Rows(width, [s.name for s in states], notes, max(len(lines) for lines in labels))
    pen = rows.pen
    right = width - max(text_width(line, SMALL) for lines in labels for line in lines) - 2 * GAP
    values = [v for s in states for v in (s.mw, s.low, s.high) if v is not None and v > 0]
    scale = decades(values, rows.left + 4, right - 8)
    texts = [power(t) for t in scale.ticks()]
    x_axis(pen, scale, rows.foot, rows.top, "power, logarithmic axis", texts=texts)
    for state, lines, middle in zip(states, labels, rows.middles(), strict=True):
        if state.low is not None and state.high is not None and state.low > 0:
            whisker(pen, scale.at(state.low), scale.at(state.high), middle)
        pen.dot(scale.at(state.mw), middle)
        pen.lines(right + 2 * GAP, middle, lines, SMALL)
    return pen.drawing
