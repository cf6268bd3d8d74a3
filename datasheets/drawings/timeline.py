"""Power over time around a typical event of a capture: the least and the greatest sample of short stretches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor

from datasheets.content.blocks import Column, Figure, Grid, Value
from datasheets.drawings.frame import (
    GAP,
    LINE,
    SMALL,
    WIDEST,
    X_AXIS,
    Y_TITLE,
    Pen,
    Scale,
    notes_below,
    tick_texts,
    x_axis,
    y_axis,
)
from datasheets.drawings.shares import power, time
from datasheets.pdf import DASH, MUTED, fitted, text_width, wrapped
from datasheets.sheet.firmware_places import reading_options
from datasheets.uncertainty_charts import BAND
from firmware_profiles.capture import Window

TRACE, SPREAD = HexColor("#009E73"), HexColor("#BFE3D7")
AROUND = 0.5  # of the event's length, shown before and after it
TALL = 130.0  # of the plot [pt]
HEAD = 12.0  # for the name of the event, above the plot


def capture_figure(artefact: Any, events: Any) -> Figure:
    """The trace around the event of a capture that is closest to the medians, with peak and idle.

    Parameters
    ----------
    artefact : datasheets.sheet.artefacts.Artefact
        Of the kind ``capture``.
    events : firmware_profiles.events.Events
        What it holds.
    """
    from firmware_profiles import read_capture, summarise

    event = typical(events)
    around = AROUND * event.duration_s
    window = Window(event.start_s - around, event.start_s + event.duration_s + around)
    capture = read_capture(artefact.path, **reading_options(artefact.options))
    summary = summarise(capture, window=window)
    spans = ((max(g.start_s, window.start_s), min(g.start_s + g.length_s, window.end_s)) for g in capture.gaps)
    gaps = math.fsum(max(0.0, to - start) for start, to in spans)
    trace = summary.envelope
    end = min(window.end_s, trace.time_s[0] + summary.measured_s + gaps)  # the capture may end before the window
    idle, words = _idle(events)
    mean, peak = event.gross_energy_j / event.duration_s, event.peak_power_w
    length = time(event.duration_s)
    title = f"A typical event lasts {length} and draws {_mw(peak)} at its peak"
    said = (
        f"Typical of {len(events.complete)} complete events, told by the {events.how}. Lines: least and greatest "
        f"sample of {len(trace.time_s)} stretches."
    )
    alt = (
        f"Power over time, both axes linear, from half of the length of the event before it to as much after it. The "
        f"event, measured: {length}, mean {_mw(mean)}, peak {_mw(peak)}."
    )
    alt += f" Idle: {_mw(idle)}, {words}." if idle is not None else " The capture holds no idle level."
    levels = [(peak, f"peak {_mw(peak)}"), (mean, f"mean {_mw(mean)}")]
    if idle is not None:
        title += f", {_mw(idle)} idle ({words})"
        levels.append((idle, f"idle {_mw(idle)}, {words}"))
    return Figure(
        title=title,
        alt=f"{alt} {said}",
        draw=partial(_draw, trace, event, end, levels, said),
        source=events.source,
        table=_table(events, idle, words),
    )


def typical(events: Any) -> Any:
    """The complete event whose length and energy are closest to the medians, as ratios; of equals the first."""
    length, energy = events.duration_s.median, events.energy_j.median

    def away(event: Any) -> float:
        parts = ((event.duration_s, length), (event.energy_j, energy))
        return math.fsum(abs(one / middle - 1) for one, middle in parts if middle)

    return min(events.complete, key=away)


def _idle(events: Any) -> tuple[float | None, str]:
    if events.sleep is None:
        return None, ""
    return events.sleep.power_w, "declared" if events.sleep.given else "measured"


def _mw(watts: float) -> str:
    return power(watts * 1e3)


def _table(events: Any, idle: float | None, words: str) -> Grid:
    """The spread of all complete events; the numbers of the typical one are within it."""
    each = [e.gross_energy_j / e.duration_s for e in events.complete]
    spreads = [
        ("Length of an event", events.duration_s, time),
        ("Mean power of an event", type(events.duration_s).of(each), _mw),
        ("Peak power of an event", events.peak_power_w, _mw),
    ]
    rows = [
        (Value(name), Value(tell(s.median), "measured"),
         Value(f"{tell(s.min)} {DASH} {tell(s.max)}", "measured"))
        for name, s, tell in spreads
    ]  # fmt: skip
    if idle is not None:
        sleep = events.sleep
        ends = f"{_mw(sleep.low_w)} {DASH} {_mw(sleep.high_w)}" if sleep.high_w > sleep.low_w else "no interval"
        rows.append((Value("Power between events"), Value(_mw(idle), words), Value(ends)))
    columns = (Column("What", weight=1.4), Column("Median"), Column("Least and greatest"))
    return Grid("Events of the capture in numbers", columns, tuple(rows), f"{len(events.complete)} complete events.")


def _draw(
    trace: Any, event: Any, end_s: float, levels: Sequence[tuple[float, str]], said: str, width: float
) -> Drawing:  # fmt: skip
    """`end_s`: end of what is drawn, on the time base of the capture."""
    width = min(width, WIDEST)
    notes = wrapped(said, width, 3, SMALL)
    side = max(text_width(label, SMALL) for _, label in levels) + 2 * GAP
    foot = X_AXIS + LINE * len(notes) + 2
    pen = Pen(width, foot + TALL + HEAD + Y_TITLE)
    y = Scale(min(0.0, *trace.low_w) * 1e3, max(event.peak_power_w, *trace.high_w) * 1e3, foot, foot + TALL)
    left = max(text_width(t, SMALL) for t in tick_texts(y.ticks())) + 3 * GAP
    times = [t - event.start_s for t in (*trace.time_s, end_s)]
    x = Scale(times[0] * 1e3, times[-1] * 1e3, left, width - side)
    start, end = x.at(max(0.0, x.low)), x.at(event.duration_s * 1e3)
    pen.rect(start, foot, end - start, TALL, fill=BAND)
    x_axis(pen, x, foot, foot + TALL, "time from the start of the event [ms], linear axis", steps=6)
    y_axis(pen, y, left, x.end, "Power [mW], linear axis", above=HEAD + 5)
    name = fitted(f"event, {time(event.duration_s)}", max(end - start, 90.0), SMALL)
    at = min(max((start + end) / 2, left + text_width(name, SMALL) / 2), x.end - text_width(name, SMALL) / 2)
    pen.text(at, foot + TALL + 3, name, size=SMALL, colour=MUTED, anchor="middle")
    low, high = (
        [(x.at(at * 1e3), y.at(watts * 1e3)) for i, watts in enumerate(powers) for at in times[i : i + 2]]
        for powers in (trace.low_w, trace.high_w)
    )
    pen.area([*high, *reversed(low)], SPREAD)
    for line in (low, high):
        pen.path(line, TRACE, 0.7)
    _levels(pen, x, y, levels)
    notes_below(pen, notes, foot)
    return pen.drawing


def _levels(pen: Pen, x: Scale, y: Scale, levels: Sequence[tuple[float, str]]) -> None:
    """Levels named at the right, moved apart where they are close, each with a mark at its true height."""
    least, free, heights = SMALL + 1.5, y.start - SMALL, []
    for watts, _ in sorted(levels):
        free = max(y.at(watts * 1e3), free + least)
        heights.append(free)
    for above, (watts, label) in enumerate(sorted(levels, reverse=True)):
        height = min(heights.pop(), y.end - least * above)
        pen.line(x.end, y.at(watts * 1e3), x.end + GAP, height, MUTED, 0.6)
        pen.text(x.end + GAP + 2, height - SMALL * 0.36, label, size=SMALL)
