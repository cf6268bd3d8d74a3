"""Charts as HTML that follows the theme: sorted bars with whiskers, and dots on a log axis.

Plain elements with percentages, no script: crisp on a phone, readable by a screen reader, and the
source of every bar one click away. Every text is escaped. Positions come from the axis functions
here and nowhere else, so that a tick and a bar can be checked against each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from footprint import tables
from footprint.factors import Factor, Interval
from footprint.findings import Compared, chance, interval_name, ratio
from footprint.numbers import (
    CO2E_TYPESET,
    column,
    duration,
    mass,
    mass_interval,
    percent,
    prefix,
    probability,
    significant,
    times,
)
from footprint.result import Contribution, Footprint
from footprint.scenarios import Scenario, Scenarios, Spread

if TYPE_CHECKING:
    from footprint.uncertainty import Difference

TICKS = 4
"""About how many intervals a linear axis has."""


def linear_axis(largest: float) -> tuple[float, list[float]]:
    """End and ticks of an axis from zero: ticks at 1, 2 or 5 times a power of ten."""
    if largest <= 0:
        return 1.0, [0.0, 1.0]
    raw = largest / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.999)
    count = math.ceil(largest / step - 1e-9)
    return count * step, [i * step for i in range(count + 1)]


def window_axis(low: float, high: float) -> tuple[float, float, list[float]]:
    """Both ends and the ticks of a linear axis that need not start at zero: ticks at 1, 2 or 5 times a power of ten."""
    raw = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return first * step, last * step, [i * step for i in range(first, last + 1)]


def log_axis(values: Sequence[float]) -> tuple[float, float, list[float]]:
    """Whole decades that hold all values: the exponents of both ends, and a tick per decade."""
    low = math.floor(math.log10(min(values)) + 1e-9)
    high = math.ceil(math.log10(max(values)) - 1e-9)
    if high == low:
        high += 1
    return low, high, [10.0**e for e in range(low, high + 1)]


LOG_WORDS = 6
"""How many ticks of a log axis have words, at most; the style sheet shows every second of them on a phone."""


def log_place(value: float, low: float, high: float) -> str:
    """Where a value stands between the exponents of both ends of a log axis."""
    return pct((math.log10(value) - low) / (high - low))


def log_axis_html(low: float, high: float, ticks: Sequence[float], say: Callable[[float], str]) -> str:
    """The line under dots on a log axis, with its ticks in words, evenly spread."""
    step = math.ceil(len(ticks) / LOG_WORDS)
    marks = "".join(
        f'<span style="left:{log_place(t, low, high)}" data-tick="{t:.12g}">{say(t)}</span>' for t in ticks[::step]
    )
    return f'<div class="fp-axis fp-log-axis" aria-hidden="true"><div>{marks}</div></div>'


def pct(share: float) -> str:
    """A share of a width or height, as a style sheet writes it."""
    return f"{min(max(share, 0.0), 1.0) * 100:.3f}%"


def contributions_html(result: Footprint, title: str) -> str:
    """Blocks as sorted bars with interval whiskers on one linear axis; each opens its sources."""
    bars = [c for c in result.contributions() if c.kg_co2e.high > 0]
    zero = [c for c in result.contributions() if c.kg_co2e.high == 0]
    unit, factor = prefix(max((c.kg_co2e.high for c in bars), default=0.0))
    end, ticks = linear_axis(max((c.kg_co2e.high for c in bars), default=0.0) / factor)
    _, amounts = column(c.kg_co2e.typical for c in bars)
    rows = [_bar(result, c, amount, unit, factor, end) for c, amount in zip(bars, amounts, strict=True)]
    spoken = "; ".join(f"{c.title} {mass(c.kg_co2e.typical)}" for c in bars)
    legend = "".join(
        f'<span class="fp-key"><i style="background:{tables.STAGES[s].colour}"></i>{tables.STAGES[s].title}</span>'
        for s in result.by_stage
        if any(c.stage == s for c in bars)
    )
    interval = f'<span class="fp-key"><b class="fp-mark"></b>interval ({interval_name(result)})</span>'
    nothing = ""
    if zero:
        listed = "".join(_details(result, c, "0 kg") for c in zero)
        nothing = f'<div class="fp-zero">Zero</div>{listed}'
    return f"""
<section class="fp-chart" aria-label="{escape(f"Contributions: {spoken}")}">
<h2>{escape(title)}</h2>
<div class="fp-legend">{legend}{interval}</div>
{"".join(rows)}
{_linear_axis(ticks, end)}
<div class="fp-unit">{unit} {CO2E_TYPESET} per device, linear axis. Open a row for its source.</div>
{nothing}
</section>"""


def _bar(result: Footprint, c: Contribution, amount: str, unit: str, factor: float, end: float) -> str:
    colour = tables.STAGES[c.stage].colour
    low, typical, high = (x / factor / end for x in c.kg_co2e)
    drawing = (
        f'<span class="fp-track"><span class="fp-bar" data-kg="{c.kg_co2e.typical!r}" '
        f'style="width:{pct(typical)};background:{colour}"></span>'
        f'<span class="fp-whisker" style="left:{pct(low)};width:{pct(high - low)}"></span></span>'
    )
    return _details(result, c, f"{amount.strip()} {unit}", drawing)


def _details(result: Footprint, c: Contribution, amount: str, drawing: str = "") -> str:
    """A row that opens the value, interval, status and source of everything in a block."""
    share = percent(c.share) if c.kg_co2e.high else ""
    css = "fp-row" if drawing else "fp-row fp-plain"
    return (
        f'<details class="{css}"><summary><span class="fp-name">{escape(c.title)}</span>{drawing}'
        f'<span class="fp-amount">{escape(amount)}<small>{share}</small></span></summary>'
        f'<div class="fp-source">{source_html(result, c.key)}</div></details>'
    )


def source_html(result: Footprint, block: str) -> str:
    """Where the numbers of a block come from: value, interval, status, source, year, licence."""
    out = []
    for row in (r for r in result.rows if r.block == block):
        typical, bounds = mass_interval(row.kg_co2e, "–")
        factor = result.factors.get(row.factor_key or "")
        lines = [
            f"<p><b>{escape(row.item)}</b>: {typical} {CO2E_TYPESET} ({escape(bounds)}), "
            f"<em>{escape(row.status)}</em>{_calculation(row.quantity, row.unit, factor)}</p>",
            f"<p>{escape(row.source)}</p>",
        ]
        if factor is not None:
            lines.append(factor_html(factor, f"filled from {row.factor_set}, " if row in result.filled else ""))
        else:
            lines.append("<p>Your own or the preset's declared value.</p>")
        out.append("".join(lines))
    return "".join(out)


def factor_html(factor: Factor, by: str = "") -> str:
    """Where a factor comes from: year, region, licence, key, how it was read, and the link."""
    about = f"{factor.year}, {factor.region}, {factor.licence}"
    url = escape(factor.url, quote=True)
    said = (
        f"<p>{escape(about)}. Factor {escape(factor.key)}, {escape(by)}read {escape(factor.reading)}. "
        f'<a href="{url}" target="_blank" rel="noopener">{url}</a></p>'
    )
    return said + (f"<p>Note: {escape(factor.note)}.</p>" if factor.note else "")


def _calculation(quantity: float, unit: str, factor: Factor | None) -> str:
    if factor is None or unit == "block":
        return ""
    per = factor.kg_co2e.typical
    return f", {significant(quantity)} {escape(unit)} × {mass(per)} {CO2E_TYPESET} per {escape(unit)}"


def stages_html(result: Footprint) -> str:
    """Life-cycle stages as one linear stacked bar, with kg and share in words, and what is left out."""
    found = {c.key: c for c in result.contributions("stage")}
    segments = "".join(
        f'<span style="width:{pct(found[s].share)};background:{tables.STAGES[s].colour}"></span>'
        for s in result.by_stage
    )
    unit, texts = column(c.kg_co2e.typical for c in found.values())
    amounts = dict(zip(found, texts, strict=True))
    words = []
    for boundary in result.boundary:
        stage = tables.STAGES.get(boundary.stage)
        if stage is None:  # a block that may be added; the list of what the result covers names it
            continue
        if boundary.included:
            c = found[boundary.stage]
            words.append(
                f'<li><i style="background:{stage.colour}"></i>{stage.title} '
                f"<b>{escape(amounts[c.key].strip()) if c.kg_co2e.typical else 0} {unit}</b> {percent(c.share)}</li>"
            )
        else:
            words.append(f"<li><i></i>{stage.title} <b>not included</b>: {escape(boundary.why)}</li>")
    stack = f'<div class="fp-stack" aria-hidden="true">{segments}</div>'
    return f'<div class="fp-stages">{stack}<ul>{"".join(words)}</ul></div>'


class Total(NamedTuple):
    """The device in another case or under other data, as a bar."""

    title: str
    small: str  # what stands under the title, if anything
    kg_co2e: Interval
    colour: str
    said: str  # what the opened row says
    amount: str = ""  # beside the bar, where it is not in the unit of the axis


def totals_html(totals: Sequence[Total]) -> tuple[list[str], str, str]:
    """Totals as bars with whiskers on one linear axis from zero: the rows, the axis, and its unit."""
    largest = max(t.kg_co2e.high for t in totals)
    unit, factor = prefix(largest)
    end, ticks = linear_axis(largest / factor)
    _, amounts = column(t.kg_co2e.typical for t in totals)
    rows = []
    for total, amount in zip(totals, amounts, strict=True):
        low, typical, high = (x / factor / end for x in total.kg_co2e)
        small = f"<small>{escape(total.small)}</small>" if total.small else ""
        small_one = 0 < total.kg_co2e.typical < factor / 10
        much = total.amount or (mass(total.kg_co2e.typical) if small_one else f"{amount.strip()} {unit}")
        rows.append(
            f'<details class="fp-row"><summary><span class="fp-name">{escape(total.title)}{small}</span>'
            f'<span class="fp-track"><span class="fp-bar" data-kg="{total.kg_co2e.typical!r}" '
            f'style="width:{pct(typical)};background:{total.colour}"></span>'
            f'<span class="fp-whisker" style="left:{pct(low)};width:{pct(high - low)}"></span></span>'
            f'<span class="fp-amount">{escape(much)}</span></summary>'
            f'<div class="fp-source"><p>{escape(total.said)}</p></div></details>'
        )
    return rows, _linear_axis(ticks, end), unit


def spread_html(known: Scenarios, widest: Sequence[Spread]) -> str:
    """The same device under each factor set, and under named scenarios, as bars on one linear axis from zero."""
    rows, axis, unit = totals_html([_scenario(s) for s in known.found])
    drawn = dict(zip((s.key for s in known.found), rows, strict=True))
    others = "".join(drawn[s.key] for s in known.named)
    spoken = "; ".join(f"{s.title} {mass(s.total_kg_co2e.typical)}" for s in known.found)
    return f"""
<section class="fp-chart fp-products" aria-label="{escape(f"Factor sets: {spoken}")}">
<h2>{escape(_spread_title(known))}</h2>
{"".join(drawn[s.key] for s in known.sets)}
{f"<h3>Named scenarios</h3>{others}" if others else ""}
{axis}
<div class="fp-unit">{unit} {CO2E_TYPESET} per device, linear axis; lines: bounds. What a set lacks is
filled from {escape(known.sets[0].key)} and the others. A spread is a scenario, and in no interval.</div>
{items_html("Blocks that differ most", _widest(widest))}
{items_html("Factor sets that cannot value it", [f"{key}: {why}" for key, why in known.left_out.items()])}
</section>"""


def _linear_axis(ticks: Sequence[float], end: float) -> str:
    """The line under bars, with its ticks."""
    marks = "".join(f'<span style="left:{pct(t / end)}" data-tick="{t:.12g}">{significant(t)}</span>' for t in ticks)
    return f'<div class="fp-axis" aria-hidden="true"><div>{marks}</div></div>'


def _scenario(s: Scenario) -> Total:
    """One factor set or named scenario: total, interval, and how much is the set's own."""
    said = [f"{mass(s.total_kg_co2e.typical)} {CO2E_TYPESET} ({mass_interval(s.total_kg_co2e, '–')[1]})"]
    if s.result is not None:
        said.append(f"{percent(s.own_share or 0)} of what factor sets value is the set's own")
        filled = list(dict.fromkeys(r.factor_set for r in s.result.filled if r.factor_set))
        said.append(f"the rest is from {', '.join(filled)}" if filled else "nothing was filled")
    else:
        said.append(s.source)
    small = "" if s.own_share is None else f"{percent(s.own_share)} its own"
    return Total(s.title, small, s.total_kg_co2e, "#0072B2" if s.result else "#D55E00", f"{'; '.join(said)}.")


def _spread_title(known: Scenarios) -> str:
    totals = [s.total_kg_co2e.typical for s in known.sets]
    least, most = mass(min(totals)), mass(max(totals))
    return f"{least} whichever factor set" if least == most else f"{least} to {most}, by factor set"


def items_html(title: str, items: Sequence[str]) -> str:
    """A heading and a list under it, if there is anything to list."""
    lines = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f'<h3>{escape(title)}</h3><ul class="fp-list">{lines}</ul>' if lines else ""


def _widest(widest: Sequence[Spread]) -> list[str]:
    """The blocks that the factor sets disagree on most."""
    return [
        f"{tables.title(w.block)}: {mass(w.least_kg_co2e)} ({w.least_set}) to {mass(w.most_kg_co2e)} ({w.most_set})"
        + (f", {times(w.ratio)}" if w.ratio and w.ratio >= 1.05 else "")
        for w in widest[:5]
    ]


def _chance(found: Difference) -> str:
    """In how many draws the device is below a product, in few words."""
    for word, share in (("below", found.below), ("above", found.above), ("equal", found.equal)):
        if share == 1:
            return f"device {word} in all draws"
    return f"device below with {probability(found.below)}"


def products_html(items: Sequence[Compared], differences: Mapping[str, Difference], draws: int) -> str:
    """Systems and products as dots on one log axis; the first one is the device.

    With draws each product says with what probability the device is below it.
    """
    device = items[0]
    drawn = [i for i in items if i.kg_co2e.typical > 0]
    if device not in drawn or len(drawn) < 2:
        return ""
    low, high, ticks = log_axis([i.kg_co2e.typical for i in drawn])
    rows = []
    for item in sorted(drawn, key=lambda i: i.kg_co2e.typical):
        many = "" if item is device else f"<small>{times(ratio(item.kg_co2e, device.kg_co2e))}</small>"
        css = "fp-dot fp-device" if item is device else "fp-dot"
        yearly = mass(item.per_year_kg_co2e.typical)
        tip = f"{item.source}. Over {duration(item.lifetime_years)}: {yearly} a year."
        sure = ""
        if item.key in differences:
            found = differences[item.key]
            sure = f"<small>{escape(_chance(found))}</small>"
            tip += f" {chance(found, 'This device', item.name, draws)}"
        rows.append(
            f'<details class="fp-row"><summary><span class="fp-name">{escape(item.name)}{sure}</span>'
            f'<span class="fp-track fp-log"><span class="{css}" data-kg="{item.kg_co2e.typical!r}" '
            f'style="left:{log_place(item.kg_co2e.typical, low, high)}"></span></span>'
            f'<span class="fp-amount">{mass(item.kg_co2e.typical)}{many}</span></summary>'
            f'<div class="fp-source"><p>{escape(tip)}</p></div></details>'
        )
    spoken = "; ".join(f"{i.name} {mass(i.kg_co2e.typical)}" for i in drawn)
    return f"""
<section class="fp-chart fp-products" aria-label="{escape(f"Compared: {spoken}")}">
<h2>{escape(_products_title(device, drawn))}</h2>
{"".join(rows)}
{log_axis_html(low, high, ticks, mass)}
<div class="fp-unit">{CO2E_TYPESET} over each lifetime, log axis; × of this device. Open a row for its source.</div>
</section>"""


def _products_title(device: Compared, drawn: Sequence[Compared]) -> str:
    nearest = min((i for i in drawn if i is not device), key=lambda i: abs(math.log(ratio(i.kg_co2e, device.kg_co2e))))
    many = ratio(nearest.kg_co2e, device.kg_co2e)
    if many >= 1:
        return f"{nearest.name} has {times(many).replace('x', ' times')} this footprint"
    return f"This device has {times(1 / many).replace('x', ' times')} the footprint of {nearest.name}"
