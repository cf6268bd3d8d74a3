"""What draws say, as text for a terminal: percentiles with a histogram, and what drives an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasheets.wording import why_no_shares
from footprint.findings import drivers_finding, rests_on
from footprint.numbers import CO2E, column, count, mass, percent
from footprint.result import Per
from footprint_app.terminal_marks import WIDTH, bar_around, bold, columns, cut_inside, wrapped

if TYPE_CHECKING:
    from footprint.uncertainty import Drawn, Histogram, Sensitivity

HISTOGRAM_LINES = 6
MOST_DRIVERS = 12
NAME_LEAST = 12
SIDE = 7
"""Columns of a bar to each side of the deterministic value."""


def uncertainty_lines(result: Drawn, per: Per) -> list[str]:
    """P5, P50 and P95, how the draws lie, why P50 is not the deterministic value, and what the total rests on."""
    by = 1.0 / result.per_divisor(per)
    ends = result.total_kg_co2e
    marks = {"P5": ends.low, "P50": result.p50_kg_co2e, "P95": ends.high}
    said = "   ".join(f"{name} {mass(kg * by)}" for name, kg in marks.items())
    return [
        bold("Uncertainty"),
        f"  {said} {CO2E}",
        "",
        *_histogram_lines(result.histogram, marks, by),
        "",
        wrapped(result.middle_words(per)),
        wrapped(rests_on(result)),
    ]


def _histogram_lines(found: Histogram, marks: dict[str, float], by: float) -> list[str]:
    """How often the total fell where, with the percentiles marked and the ends labelled."""
    low, high = found.edges_kg_co2e[0], found.edges_kg_co2e[-1]
    if low == high:
        return ["  Every draw gives the same value."]
    wide = len(found.counts)
    ticks = names = ""
    for name, kg in marks.items():
        at = min(max(int((kg - low) / (high - low) * wide), 0), wide - 1)
        if at >= len(ticks):
            ticks = f"{ticks:<{at}}|"
        names = f"{names:<{max(at - len(name) // 2, len(names) + bool(names))}}{name}"
    left, right = mass(low * by), mass(high * by)
    outside, drawn = found.below + found.above, found.below + sum(found.counts) + found.above
    return [
        *(f"  {line}" for line in columns(found.counts, HISTOGRAM_LINES)),
        f"  {ticks}",
        f"  {names}",
        f"  {left}  {right:>{max(wide - len(left) - 2, 0)}}",
        f"  {count(outside)} of {count(drawn)} draws lie beyond these ends.",
    ]


def drivers_lines(result: Drawn, found: Sensitivity) -> list[str]:
    """The inputs that move the total, one line each, and in a sentence which of them make the interval."""
    moving = tuple(d for d in found.drivers if d.swing_kg_co2e > 0)
    finding = drivers_finding(found._replace(drivers=moving))
    if not moving:
        return [bold("What drives it"), wrapped(finding)]
    shown = moving[:MOST_DRIVERS]
    typical = result.total_kg_co2e.typical
    unit, texts = column([*(d.kg_co2e.low for d in shown), *(d.kg_co2e.high for d in shown)])
    lows, highs = texts[: len(shown)], texts[len(shown) :]
    most = max(max(typical - d.kg_co2e.low, d.kg_co2e.high - typical) for d in shown)
    wide, side = max(map(len, texts)), 2 * SIDE + 1
    name = max(WIDTH - (2 * wide + side + 2 * 6 + 5), NAME_LEAST)
    head = f"{'Input':<{name}} {'P5':>{wide}} {f'{unit} {CO2E}':^{side}} {'P95':<{wide}}"
    lines = [bold(wrapped(finding, "")), "", f"{head} {'alone':>6} {'in all':>6}"]
    for driver, low, high in zip(shown, lows, highs, strict=True):
        below, above = ((typical - driver.kg_co2e.low) / most, (driver.kg_co2e.high - typical) / most)
        alone, in_all = (percent(max(i.value, 0.0)) if i else "-" for i in (driver.first_order, driver.total))
        title = cut_inside(driver.input.title, name)
        line = f"{title:<{name}} {low:>{wide}} {bar_around(below, above, SIDE)} {high:<{wide}}"
        lines.append(f"{line} {alone:>6} {in_all:>6}")
    if len(moving) > len(shown):
        lines.append(f"and {len(moving) - len(shown)} more")
    words = "Bars: the total with one input at its P5 and at its P95 and every other at its typical value. "
    return [*lines, "", wrapped(words + _shares_words(found), "")]


def _shares_words(found: Sensitivity) -> str:
    """What the shares of the variance are and how well they are known, or why there are none."""
    if not found.estimated:
        return why_no_shares(found)
    words = (
        "Alone, in all: the share of the variance that an input makes by itself, and with what it makes together with "
        f"others. Alone the inputs add up to {percent(found.explained)}. Shares are estimates with a standard error "
        f"of up to {percent(found.error)}."
    )
    left = f" They were not estimated for {count(found.left_typical)} inputs that move it least."
    return words + (left if found.left_typical else "")
