"""What draws say, as text for a terminal: percentiles with a histogram, and what drives an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.findings import rests_on
from footprint.numbers import CO2E, column, count, percent
from footprint.result import Per
from footprint_app.terminal_marks import WIDTH, bar_around, bold, columns, cut_inside, wrapped

if TYPE_CHECKING:
    from footprint.uncertainty import Drawn, Driver, Histogram, Sensitivity

HISTOGRAM_LINES = 6
MOST_DRIVERS = 12
SIDE = 7
"""Columns of a bar to each side of the deterministic value."""


def uncertainty_lines(result: Drawn, per: Per) -> list[str]:
    """P5, P50 and P95, how the draws lie, why P50 is not the deterministic value, and what the total rests on."""
    by = 1.0 / result.per_divisor(per)
    ends = result.total_kg_co2e
    marks = {"P5": ends.low, "P50": result.p50_kg_co2e, "P95": ends.high}
    unit, texts = column(kg * by for kg in marks.values())
    said = "   ".join(f"{name} {text.strip()}" for name, text in zip(marks, texts, strict=True))
    return [
        bold("Uncertainty"),
        f"  {said} {unit} {CO2E}",
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
    unit, (left, right) = column([low * by, high * by])
    left = f"{left.strip()} {unit}"
    outside, drawn = found.below + found.above, found.below + sum(found.counts) + found.above
    return [
        *(f"  {line}" for line in columns(found.counts, HISTOGRAM_LINES)),
        f"  {ticks}",
        f"  {names}",
        f"  {left}{f'{right.strip()} {unit}':>{wide - len(left)}}",
        f"  {count(outside)} of {count(drawn)} draws lie beyond these ends.",
    ]


def drivers_lines(result: Drawn, found: Sensitivity) -> list[str]:
    """The inputs that move the total, one line each, and in a sentence which of them make the interval."""
    moving = [d for d in found.drivers if d.swing_kg_co2e > 0]
    if not moving:
        return [bold("What drives it"), "  Nothing: no number of this system is uncertain."]
    shown = moving[:MOST_DRIVERS]
    typical = result.total_kg_co2e.typical
    unit, texts = column([*(d.kg_co2e.low for d in shown), *(d.kg_co2e.high for d in shown)])
    lows, highs = texts[: len(shown)], texts[len(shown) :]
    most = max(max(typical - d.kg_co2e.low, d.kg_co2e.high - typical) for d in shown)
    wide, side = max(map(len, texts)), 2 * SIDE + 1
    name = WIDTH - (2 * wide + side + 2 * 6 + 5)
    head = f"{'Input':<{name}} {'P5':>{wide}} {f'{unit} {CO2E}':^{side}} {'P95':<{wide}}"
    lines = [bold(wrapped(drivers_sentence(found), "")), "", f"{head} {'alone':>6} {'in all':>6}"]
    for driver, low, high in zip(shown, lows, highs, strict=True):
        below, above = ((typical - driver.kg_co2e.low) / most, (driver.kg_co2e.high - typical) / most)
        alone, in_all = (percent(max(i.value, 0.0)) if i else "-" for i in (driver.first_order, driver.total))
        title = cut_inside(driver.input.title, name)
        line = f"{title:<{name}} {low:>{wide}} {bar_around(below, above, SIDE)} {high:<{wide}}"
        lines.append(f"{line} {alone:>6} {in_all:>6}")
    if len(moving) > len(shown):
        lines.append(f"and {len(moving) - len(shown)} more")
    lines += [
        "",
        wrapped(
            "Bars: the total with one input at its P5 and at its P95 and every other at its typical value. Alone, in "
            "all: the share of the variance that an input makes by itself, and with what it makes together with "
            f"others. Alone the inputs add up to {percent(found.explained)}. Shares are estimates with a standard "
            f"error of up to {percent(max((d.total.error for d in moving if d.total), default=0.0))}.", "",
        ),
    ]  # fmt: skip
    if found.left_typical:
        lines.append(wrapped(f"Shares were not estimated for {found.left_typical} inputs that move it least.", ""))
    return lines


def drivers_sentence(found: Sensitivity) -> str:
    """Which inputs make the interval: ``Power supply and transport make 95 % of the variance.``"""
    (first, share), *others = ((d, d.first_order.value) for d in found.drivers if d.first_order)
    if share >= 0.6 or not others:
        return f"{_short(first)} makes {percent(share)} of the variance."
    second, more = others[0]
    other = _short(second)
    other = other if other[:2].isupper() else other[:1].lower() + other[1:]
    return f"{_short(first)} and {other} make {percent(share + more)} of the variance."


def _short(driver: Driver) -> str:
    """The title of an input; of a block value the block."""
    title = driver.input.title
    return title.partition(",")[0] if driver.input.kind == "factor" and driver.input.unit == "kgCO2e" else title
