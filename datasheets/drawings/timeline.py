"""Power over time around a typical event of a capture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor

from datasheets.content.blocks import Column, Figure, Grid, Value
from datasheets.drawings.frame import GAP, LINE, SMALL, X_AXIS, Y_TITLE, Pen, Scale, tick_texts, x_axis, y_axis
from datasheets.drawings.shares import power, time
from datasheets.drawings.trace import Trace, trace_around, typical
from datasheets.pdf import DASH, MUTED, fitted, text_width, wrapped
from datasheets.sheet.firmware_places import reading_options
from datasheets.uncertainty_charts import BAND
from footprint import numbers

TRACE, SPREAD = HexColor("#009E73"), HexColor("#BFE3D7")
TALL = 130.0  # of the plot [pt]
WIDEST = 450.0
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
    event = typical(events)
    reading = reading_options(artefact.options)
    trace = trace_around(artefact.path, reading, event)
    idle, words = _idle(events)
    peak = f"{_mw(event.peak_power_w)} at its peak"
    title = f"A typical event lasts {time(event.duration_s)} and draws {peak}"
    title += f", {_mw(idle)} idle ({words})" if idle is not None else ""
    mean = event.gross_energy_j / event.duration_s
    said = (
        f"Typical of {len(events.complete)} complete events, told by the {events.how}. Line: mean; area: least to "
        f"greatest sample; {len(trace.bins)} stretches."
    )
    alt = (
        f"Power over time, both axes linear, from {_ms(trace.first_s)} to {_ms(trace.last_s)} after the start of the "
        f"event. The event, measured: {time(event.duration_s)}, mean {_mw(mean)}, peak "
        f"{_mw(event.peak_power_w)}."
    )
    alt += f" Idle: {_mw(idle)}, {words}." if idle is not None else " The capture holds no idle level."
    return Figure(
        title=title,
        alt=f"{alt} {said}",
        draw=partial(_draw, trace, mean, event.peak_power_w, idle, words, said),
        source=events.source,
        table=_table(events, idle, words),
    )


def _idle(events: Any) -> tuple[float | None, str]:
    if events.sleep is None:
        return None, ""
    return events.sleep.power_w, "declared" if events.sleep.given else "measured"


def _mw(watts: float) -> str:
    return power(watts * 1e3)


def _ms(seconds: float) -> str:
    return f"{numbers.significant(seconds * 1e3)} ms"


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


def _draw(trace: Trace, mean: float, peak: float, idle: float | None, words: str, said: str, width: float) -> Drawing:
    width = min(width, WIDEST)
    highest = max(max(b.high_w for b in trace.bins), peak) * 1e3
    least = min(0.0, min(b.low_w for b in trace.bins) * 1e3)
    notes = wrapped(said, width, 3, SMALL)
    labels = [f"peak {_mw(peak)}", f"mean {_mw(mean)}", f"idle {_mw(idle)}, {words}" if idle is not None else ""]
    side = max(text_width(label, SMALL) for label in labels) + 2 * GAP
    foot = X_AXIS + LINE * len(notes) + 2
    pen = Pen(width, foot + TALL + HEAD + Y_TITLE)
    y = Scale(least, highest, foot, foot + TALL)
    left = max(text_width(t, SMALL) for t in tick_texts(y.ticks())) + 3 * GAP
    x = Scale(trace.first_s * 1e3, trace.last_s * 1e3, left, width - side)
    start, end = x.at(max(0.0, x.low)), x.at(min(trace.event_s * 1e3, x.high))
    pen.rect(start, foot, end - start, TALL, fill=BAND)
    x_axis(pen, x, foot, foot + TALL, "time from the start of the event [ms], linear axis", steps=6)
    y_axis(pen, y, left, x.end, "Power [mW], linear axis", above=HEAD + 5)
    name = fitted(f"event, {time(trace.event_s)}", max(end - start, 90.0), SMALL)
    at = min(max((start + end) / 2, left + text_width(name, SMALL) / 2), x.end - text_width(name, SMALL) / 2)
    pen.text(at, foot + TALL + 3, name, size=SMALL, colour=MUTED, anchor="middle")
    steps = _steps(trace)
    pen.area(_outline(steps, x, y), SPREAD)
    pen.path([(x.at(t * 1e3), y.at(m * 1e3)) for t, _, m, _ in steps], TRACE, 0.9)
    _levels(pen, x, y, [(peak, labels[0]), (mean, labels[1]), *([(idle, labels[2])] if idle is not None else [])])
    for i, note in enumerate(notes):
        pen.text(0, foot - X_AXIS - LINE * (i + 1) + 3, note, size=SMALL, colour=MUTED)
    return pen.drawing


def _steps(trace: Trace) -> list[tuple[float, float, float, float]]:
    """Time, least, mean and greatest at both ends of every stretch."""
    ends = [*(b.start_s for b in trace.bins[1:]), trace.last_s]
    return [(t, b.low_w, b.mean_w, b.high_w) for b, end in zip(trace.bins, ends, strict=True) for t in (b.start_s, end)]


def _outline(steps: Sequence[tuple[float, float, float, float]], x: Scale, y: Scale) -> list[tuple[float, float]]:
    up = [(x.at(t * 1e3), y.at(high * 1e3)) for t, _, _, high in steps]
    return up + [(x.at(t * 1e3), y.at(low * 1e3)) for t, low, _, _ in reversed(steps)]


def _levels(pen: Pen, x: Scale, y: Scale, levels: Sequence[tuple[float, str]]) -> None:
    """Levels named at the right, moved apart where they are close, each with a mark at its true height."""
    least = SMALL + 1.5
    free = y.start - SMALL
    placed = []
    for watts, label in sorted(levels):
        at = max(y.at(watts * 1e3), free + least)
        placed.append((watts, label, at))
        free = at
    over = max(free - y.end, 0.0)
    above = y.end + least
    for watts, label, at in reversed(placed):
        height = min(at, above - least) if over else at
        above = height
        mark = y.at(watts * 1e3)
        pen.line(x.end, mark, x.end + GAP, height, MUTED, 0.6)
        pen.text(x.end + GAP + 2, height - SMALL * 0.36, label, size=SMALL)
