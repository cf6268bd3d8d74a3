"""The chart of a capture: power over time as the lowest and highest of each stretch, events shaded, both axes with
units. Plain elements and one picture of the outline, which follow the theme; every number comes from a summary."""

from __future__ import annotations

import base64
import bisect
import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from firmware_profiles.capture import Gap, Window
from firmware_profiles.events import Event
from firmware_profiles.summary import Envelope, Summary
from footprint.numbers import fitting
from footprint_app.charts import linear_axis, log_axis, pct, window_axis
from footprint_app.firmware_words import SECONDS, WATTS, watt

COLOUR = "#009E73"
"""That of the use stage; seen on both grounds."""
MOST_DECADES = 7
"""A logarithmic axis does not reach further below its peak: what is lower stands at its edge."""
LEAST_TICKS = 4
"""Fewer ticks of the time axis than this are doubled."""
MOST_SHADES = 300
"""More events than this are shaded where they are close together as one."""
_WIDE, _HIGH = 2000.0, 1000.0
"""Size of the picture before it is stretched."""


class Scale(NamedTuple):
    """An axis of power: both ends (exponents where it is logarithmic), the ticks, and the unit with its factor."""

    low: float
    high: float
    ticks: list[float]
    log: bool
    unit: str
    by: float

    def place(self, watts: float) -> float:
        """How far up a power stands, 0 to 1."""
        value = watts * self.by
        if self.log:
            value = math.log10(value) if value > 0 else self.low
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


def scale(low_w: float, high_w: float, log: bool) -> Scale:
    """The axis for powers from `low_w` to `high_w`, the lowest above zero where it is logarithmic. [W]"""
    high_w = high_w if high_w > 0 else max(abs(low_w), 1e-9)
    unit, by = fitting(high_w, WATTS)
    if log:
        least = max(low_w if low_w > 0 else high_w / 1e3, high_w / 10**MOST_DECADES)
        low, high, ticks = log_axis([min(least, high_w / 2) * by, high_w * by])
        return Scale(low, high, ticks, True, unit, by)
    if low_w < 0:
        low, high, ticks = window_axis(low_w * by, high_w * by)
        return Scale(low, high, ticks, False, unit, by)
    end, ticks = linear_axis(high_w * by)
    return Scale(0.0, end, ticks, False, unit, by)


class Trace(NamedTuple):
    """What is drawn.

    Attributes
    ----------
    window : Window
        The stretch, on the capture's time base. [s]
    summary : Summary
        Of the stretch.
    events : sequence of Event
        Those of the whole capture.
    gaps : sequence of Gap
        Stretches without samples, in the order of time.
    log : bool
        Whether the axis of power is logarithmic.
    title : str
        What the chart shows, as a sentence.
    source : str
        The capture and its instrument.
    """

    window: Window
    summary: Summary
    events: Sequence[Event]
    gaps: Sequence[Gap]
    log: bool
    title: str
    source: str


def trace_html(trace: Trace) -> str:
    """The chart with its text alternative."""
    outline = trace.summary.envelope
    above = [w for w in outline.low_w if w > 0]
    low = min(outline.low_w) if not trace.log else min(above, default=0.0)
    axis = scale(low, max(outline.high_w), trace.log)
    length = trace.window.end_s - trace.window.start_s
    shades = "".join(
        f'<span class="fp-event" style="left:{pct(left)};width:{pct(right - left)}"></span>'
        for left, right in _shades(trace)
    )
    grid = "".join(
        f'<span class="fp-grid" style="bottom:{pct(at)}"></span>'
        f'<span class="fp-tick" style="bottom:{pct(at)}" data-tick="{watts!r}">{label}</span>'
        for at, label, watts in _power_ticks(axis)
    )
    unit, by, decimals, ticks = time_ticks(trace.window)
    places = [pct((t / by - trace.window.start_s) / length) for t in ticks]
    times = "".join(
        f'<span style="left:{place}" data-tick="{t / by!r}">{t:.{decimals}f}</span>'
        for place, t in zip(places, ticks, strict=True)
    )
    picture = base64.b64encode(_picture(outline, trace, axis).encode()).decode()
    kind = "logarithmic" if axis.log else "linear"
    note = " What is 0 or less stands at the lower edge." if axis.log and min(outline.low_w) <= 0 else ""
    shaded = f'<span class="fp-key"><i class="fp-event-key"></i>{_events_words(trace)}</span>' if trace.events else ""
    return f"""
<section class="fp-chart fp-trace" aria-label="{escape(spoken(trace), quote=True)}">
<h2>{escape(trace.title)}</h2>
<div class="fp-legend"><span class="fp-key"><i style="background:{COLOUR}"></i>power, lowest to highest of each
point</span>{shaded}</div>
<div class="fp-unit">{axis.unit}, {kind} axis</div>
<div class="fp-trace-plot">{shades}<img alt="" src="data:image/svg+xml;base64,{picture}">{grid}</div>
<div class="fp-trace-time">{times}</div>
<div class="fp-unit">time in {unit}. {escape(trace.source)}.{note}</div>
</section>"""


def spoken(trace: Trace) -> str:
    """The chart in words."""
    found, window = trace.summary, trace.window
    return (
        f"Power from {stretch_words(window)}: {watt(found.least_power_w)} to "
        f"{watt(found.peak_power_w)}, {watt(found.average_power_w)} on average. {_events_words(trace)}."
    )


def stretch_words(window: Window) -> str:
    """Both ends of a stretch in one unit, to a thousandth of its length: ``1.1475 to 1.3225 s``."""
    unit, by = fitting(max(abs(window.start_s), abs(window.end_s)), SECONDS)
    length = (window.end_s - window.start_s) * by
    decimals = max(0, 3 - math.floor(math.log10(length)))
    start, end = (f"{t * by:.{decimals}f}" for t in window)
    if "." in end:
        while start[-1] == end[-1] == "0":
            start, end = start[:-1], end[:-1]
    return f"{start.rstrip('.')} to {end.rstrip('.')} {unit}"


def _events_words(trace: Trace) -> str:
    """How many events touch the stretch."""
    count = sum(1 for _ in _touching(trace))
    return f"{count or 'no'} {'event' if count == 1 else 'events'}"


def _touching(trace: Trace) -> list[Event]:
    start, end = trace.window
    return [e for e in trace.events if e.start_s < end and e.start_s + e.duration_s > start]


def _shades(trace: Trace) -> list[tuple[float, float]]:
    """Both ends of each shaded stretch, as shares of the width; close ones together where there are many."""
    start, length = trace.window.start_s, trace.window.end_s - trace.window.start_s
    found = _touching(trace)
    apart = 0.002 if len(found) > MOST_SHADES else 0.0
    out: list[tuple[float, float]] = []
    for event in found:
        left = max((event.start_s - start) / length, 0.0)
        right = min((event.start_s + event.duration_s - start) / length, 1.0)
        if out and left - out[-1][1] < apart:
            out[-1] = (out[-1][0], right)
        else:
            out.append((left, right))
    return out


def _power_ticks(axis: Scale) -> list[tuple[float, str, float]]:
    """Place, label and power [W] of each tick."""
    ticks = axis.ticks
    if axis.log and len(ticks) > 6:
        ticks = ticks[:: math.ceil(len(ticks) / 6)]
    labels = [f"{t:.10g}" if abs(t) < 1e6 and (abs(t) >= 1e-4 or not t) else f"{t:.0e}" for t in ticks]
    return [(axis.place(t / axis.by), label, t / axis.by) for t, label in zip(ticks, labels, strict=True)]


def time_ticks(window: Window) -> tuple[str, float, int, list[float]]:
    """Unit of the axis of time, how many of it a second is, decimals of its labels, and the ticks in the window."""
    unit, by = fitting(max(abs(window.start_s), abs(window.end_s)), SECONDS)
    low, high = window.start_s * by, window.end_s * by
    first, last, ticks = window_axis(low, high)
    step = ticks[1] - ticks[0]
    if sum(low <= t <= high for t in ticks) < LEAST_TICKS:
        step /= 2
        ticks = [first + i * step for i in range(round((last - first) / step) + 1)]
    slack = step * 1e-6
    decimals = next(d for d in range(20) if abs(step * 10**d - round(step * 10**d)) < 1e-6 * step * 10**d)
    return unit, by, decimals, [t for t in ticks if low - slack <= t <= high + slack]


def _runs(outline: Envelope, trace: Trace) -> Iterator[tuple[int, int, float]]:
    """First and last point of what is drawn without a break, and where its last point ends."""
    times, starts = outline.time_s, [g.start_s for g in trace.gaps]
    first = 0
    for at in range(1, len(times) + 1):
        gap = bisect.bisect_left(starts, times[at - 1])
        until = times[at] if at < len(times) else trace.window.end_s
        if gap < len(starts) and starts[gap] < until:
            yield first, at, starts[gap]
            first = at
        elif at == len(times):
            yield first, at, until


def _picture(outline: Envelope, trace: Trace, axis: Scale) -> str:
    """The outline as steps, as each point holds until the next; a gap leaves it open."""
    start, end = trace.window
    paths = []
    for first, stop, last in _runs(outline, trace):
        xs = [f"{(t - start) / (end - start) * _WIDE:.1f}" for t in (*outline.time_s[first:stop], last)]
        tops, floors = (
            [f"{(1 - axis.place(w)) * _HIGH:.1f}" for w in ends[first:stop]] for ends in (outline.high_w, outline.low_w)
        )
        over = "".join(f"V{y}H{x}" for y, x in zip(tops, xs[1:], strict=True))
        back = "".join(f"V{y}H{x}" for y, x in zip(reversed(floors), reversed(xs[:-1]), strict=True))
        paths.append(f"M{xs[0]} {tops[0]}{over}{back}Z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:.0f} {_HIGH:.0f}" preserveAspectRatio="none">'
        f'<path d="{"".join(paths)}" fill="{COLOUR}" stroke="{COLOUR}" stroke-width="1.3" stroke-linejoin="round" '
        'vector-effect="non-scaling-stroke"/></svg>'
    )
