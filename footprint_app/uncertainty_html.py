"""What the draws of a result look like: a histogram with its percentiles, a tornado, and the cases beside them.

HTML that follows the theme, as in `charts`, whose axis functions give every position.
"""

from __future__ import annotations

import math
from html import escape

from footprint import tables
from footprint.factors import Interval
from footprint.findings import drivers_finding, rests_on
from footprint.numbers import CO2E_TYPESET, count, mass, mass_interval, percent, prefix, significant
from footprint.result import Row
from footprint.uncertainty import Drawn, Driver, Input, Sensitivity
from footprint.variability import Variability
from footprint_app.charts import Total, factor_html, items_html, pct, totals_html, window_axis

DRIVERS = 8
"""So many inputs are drawn; the others are counted."""
_SOURCES = 4
"""So many different sources of one input are written out."""
_WIDEST = 5
"""So many blocks are named."""
_NEUTRAL = "#6b7680"
"""What belongs to no life-cycle stage."""
_FAR = 0.65
"""A label that starts at its line further right than this would leave a narrow picture."""
_KINDS = {"factor": "Emission factor", "quantity": "Quantity", "declared": "Declared value"}


def _typeset(text: str) -> str:
    """A text with its units typeset."""
    return text.replace("mm2", "mm²").replace("cm2", "cm²")


def _title(one: Input) -> str:
    """What an input is called, with its unit typeset."""
    return _typeset(one.title)


def span(interval: Interval, dash: str = " to ") -> str:
    """Both ends with their unit, rounded as everywhere: ``2.3 to 3.2 kg``."""
    typical, ends = mass_interval(interval, dash)
    return f"{ends} {typical.rpartition(' ')[2]}"


def _axis(low: float, high: float) -> tuple[str, float, float, float, str]:
    """A linear axis that holds two masses: unit, kg in it, both ends in it, and the line with its ticks."""
    unit, factor = prefix(high)
    start, end, ticks = window_axis(low / factor, high / factor)
    step = ticks[1] - ticks[0]
    decimals = next(d for d in range(16) if abs(round(step, d) - step) < step * 1e-6)
    marks = "".join(
        f'<span style="left:{pct((t - start) / (end - start))}" data-tick="{t:.12g}">{t:.{decimals}f}</span>'
        for t in ticks
    )
    return unit, factor, start, end, f'<div class="fp-axis" aria-hidden="true"><div>{marks}</div></div>'


def _from(start: float, unit: str) -> str:
    """Where the axis starts, in words."""
    return "linear axis" if start == 0 else f"linear axis from {significant(start)} {unit}, not from zero"


def histogram_html(result: Drawn) -> str:
    """How often the total fell where, with P5, P50, P95 and the deterministic value named at their places."""
    found = result.histogram
    total = result.total_kg_co2e
    edges = found.edges_kg_co2e
    held = (*edges, total.low, total.typical, total.high)
    unit, factor, start, end, axis = _axis(min(held), max(held))

    def at(kg: float) -> float:
        return (kg / factor - start) / (end - start)

    most = max(found.counts)
    bars = "".join(
        f'<span class="{"fp-bin" if total.low <= (left + right) / 2 <= total.high else "fp-bin fp-tail"}" '
        f'style="left:{pct(at(left))};width:{pct(at(right) - at(left))};height:{pct(number / most)}"></span>'
        for left, right, number in zip(edges, edges[1:], found.counts, strict=False)
    )
    low, high = span(total, "|").split("|")
    ends = span(total)
    named = [
        ("p5", "P5", f"{low} {unit}", total.low), ("p95", "P95", high, total.high),
        ("p50", "P50", mass_interval(total._replace(typical=result.p50_kg_co2e))[0], result.p50_kg_co2e),
        ("typical", "Deterministic", mass_interval(total)[0], total.typical),
    ]  # fmt: skip
    lines = "".join(f'<span class="fp-line fp-{key}" style="left:{pct(at(kg))}"></span>' for key, _, _, kg in named)
    labels = "".join(
        f'<span class="fp-label fp-{key}" style="left:{pct(at(kg))};'
        f'transform:translateX(-{pct(_back(key, at(kg), at(total.typical)))})" '
        f'data-kg="{kg!r}">{name} <b>{escape(value)}</b></span>'
        for key, name, value, kg in named
    )
    spoken = (
        f"Histogram of {count(result.draws)} draws of the total: P5 {mass(total.low)}, P50 {mass(result.p50_kg_co2e)}, "
        f"P95 {mass(total.high)}, deterministic value {mass(total.typical)}"
    )
    beyond = found.below + found.above
    return f"""
<section class="fp-chart fp-draws">
<h2>Uncertainty: 90 % of the draws lie between {ends.replace(" to ", " and ")}</h2>
<div class="fp-histogram" role="img" aria-label="{escape(spoken)}">
<div class="fp-plot">{bars}</div>
{lines}{labels}
</div>
{axis}
<div class="fp-unit">{unit} {CO2E_TYPESET} per device, {_from(start, unit)}. Height: how many of {count(result.draws)}
draws (seed {result.seed}) fall there; {count(beyond)} lie beyond the ends. Fainter: outside P5 to P95.</div>
<p>{escape(result.middle_sentence)}</p>
<p>{escape(rests_on(result))}</p>
{_numbers(result)}
</section>"""


def _back(key: str, at: float, typical: float) -> float:
    """How far a label is moved back, as a share of its width: so that none leaves the picture.

    That of P50 stands on the far side of its line, off the line of the deterministic value that comes from above.
    """
    if key == "p50" and typical <= at < _FAR:
        return 0.0
    if key == "p50" and 1 - _FAR < at < typical:
        return 1.0
    return at


def _numbers(result: Drawn) -> str:
    """The numbers behind the histogram."""
    found = result.histogram
    bounds = result.bounds.total_kg_co2e
    said = [
        f"P5 {mass(result.total_kg_co2e.low)}", f"P50 {mass(result.p50_kg_co2e)}",
        f"P95 {mass(result.total_kg_co2e.high)}", f"mean {mass(result.mean_kg_co2e)}",
        f"deterministic {mass(bounds.typical)}", f"bounds {span(bounds)}",
    ]  # fmt: skip
    unit, factor = prefix(found.edges_kg_co2e[-1])
    edges = [edge / factor for edge in found.edges_kg_co2e]
    decimals = max(1 - math.floor(math.log10(edges[1] - edges[0])), 0)
    rows = "".join(
        f"<tr><td>{left:.{decimals}f}</td><td>{right:.{decimals}f}</td><td>{count(number)}</td></tr>"
        for left, right, number in zip(edges, edges[1:], found.counts, strict=False)
    )
    return (
        '<details class="fp-row fp-plain"><summary><span class="fp-name">Numbers behind it</span></summary>'
        f'<div class="fp-source"><p>{escape("; ".join(said))}.</p><table><thead><tr><th>from, {unit}</th>'
        f"<th>to, {unit}</th><th>draws</th></tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def tornado_html(result: Drawn, found: Sensitivity) -> str:
    """The total with one input at a time at its P5 and at its P95, as bars that open what is believed of the input."""
    drawn, rest = found.drivers[:DRIVERS], found.drivers[DRIVERS:]
    typical = result.total_kg_co2e.typical
    unit, factor, start, end, axis = _axis(min(d.kg_co2e.low for d in drawn), max(d.kg_co2e.high for d in drawn))
    middle = (typical / factor - start) / (end - start)
    rows = []
    for driver in drawn:
        low, high = ((kg / factor - start) / (end - start) for kg in (driver.kg_co2e.low, driver.kg_co2e.high))
        rows.append(
            f'<details class="fp-row"><summary><span class="fp-name">{escape(_title(driver.input))}</span>'
            f'<span class="fp-track"><span class="fp-swing" data-low="{driver.kg_co2e.low!r}" '
            f'data-high="{driver.kg_co2e.high!r}" style="left:{pct(low)};width:{pct(high - low)}"></span>'
            f'<span class="fp-middle" style="left:{pct(middle)}"></span></span>'
            f'<span class="fp-amount">{escape(span(driver.kg_co2e, "–"))}<small>{escape(_share(driver))}</small></span>'
            f'</summary><div class="fp-source">{_input_html(result, driver)}</div></details>'
        )
    spoken = "; ".join(f"{_title(d.input)} {span(d.kg_co2e)}, {_share(d)}" for d in drawn)
    more = ""
    if rest:
        inputs = "1 further input moves" if len(rest) == 1 else f"{len(rest)} further inputs move"
        more = f" {inputs} it less, each by at most {mass(max(d.swing_kg_co2e for d in rest))}."
    return f"""
<section class="fp-chart fp-tornado" aria-label="{escape(f"Inputs that move the total: {spoken}")}">
<h2>{escape(_typeset(drivers_finding(found)).rstrip("."))}</h2>
{"".join(rows)}
{axis}
<div class="fp-unit">{unit} {CO2E_TYPESET} per device with one input at its P5 and at its P95, {_from(start, unit)};
line: deterministic {mass(typical)}. {_shares_words(found)}{more} Open a row for its source.</div>
</section>"""


def _shares_words(found: Sensitivity) -> str:
    """What the shares beside the bars are, or why there are none."""
    if found.estimated:
        return "%: share of the variance (Sobol, total)."
    return f"Inputs are too skewed for shares of the variance to be told from {count(found.samples)} samples."


def _share(driver: Driver) -> str:
    """The share of the variance that an input makes with all others; an estimate may fall below zero."""
    if driver.total is None:
        return "–"
    share = max(driver.total.value, 0.0)
    return "<1 %" if share < 0.01 else f"{share * 100:.0f} %"


def _input_html(result: Drawn, driver: Driver) -> str:
    """What an input is believed to be, what it does, and where it comes from."""
    one = driver.input
    lines = [f"{_KINDS[one.kind]}, <em>{escape(one.status)}</em>: {escape(_believed(one))}."]
    if driver.total is not None and driver.first_order is not None:
        error = max(driver.total.error * 100, 0.1)
        shares = [percent(max(index.value, 0.0)) for index in (driver.total, driver.first_order)]
        lines.append(escape(
            f"Share of the variance (Sobol): {shares[0]} with others, give or take {significant(error, 2)} points; "
            f"{shares[1]} alone."
        ))  # fmt: skip
    rows = _rows_of(result, one)
    blocks = dict.fromkeys(tables.title(row.block) for row in rows)
    lines.append(f"Used in {escape(', '.join(blocks))}.")
    sources = list(dict.fromkeys(row.source for row in rows))
    lines += [escape(text) for text in sources[:_SOURCES]]
    if len(sources) > _SOURCES:
        lines.append(f"and {len(sources) - _SOURCES} more, in the CSV and JSON")
    html = "".join(f"<p>{line}</p>" for line in lines)
    known = dict.fromkeys(row.factor_key for row in rows if row.factor_key) if one.kind == "factor" else {}
    return html + "".join(factor_html(result.factors[key]) for key in list(known)[:1] if key in result.factors)


def _believed(one: Input) -> str:
    """The distribution of an input: its shape, its percentiles, and what widened it."""
    shape = one.distribution
    low, high = (significant(shape.quantile(p / 100)) for p in tables.uncertainty()["percentiles"][::2])
    unit = one.unit.replace("kgCO2e", f"kg {CO2E_TYPESET}")
    said = f"{shape.kind}, P5 {low}, typical {significant(shape.typical)}, P95 {high} {unit}"
    if shape.sigma:
        stated = "no width of its own" if shape.low == shape.high else (
            f"{significant(shape.low, 4)} to {significant(shape.high, 4)}")  # fmt: skip
        said += f"; from {stated}, widened by pedigree or status (σ {significant(shape.sigma, 2)})"
    return said


def _rows_of(result: Drawn, one: Input) -> list[Row]:
    """The rows that an input is in."""
    return [
        row for row, term in zip(result.bounds.rows, result.model.terms, strict=True)
        if any(key == one.key for key, _ in term.draws)
    ]  # fmt: skip


def variability_html(found: Variability) -> str:
    """The device with every level at its best, typical and worst case, as bars on one linear axis from zero."""
    cases = {"Best": found.best_kg_co2e, "Typical": found.typical_kg_co2e, "Worst": found.worst_kg_co2e}
    said = "Every block given by a level is in this case; {} {} ({}), bounds as interval."
    totals = [
        Total(f"{case} case", "", kg, _NEUTRAL, said.format(mass(kg.typical), CO2E_TYPESET, span(kg)))
        for case, kg in cases.items()
    ]
    rows, axis, unit = totals_html(totals)
    spoken = "; ".join(f"{t.title} {mass(t.kg_co2e.typical)}" for t in totals)
    widest = []
    for block in found.by_block[:_WIDEST]:
        known = [k.typical for k in (block.best_kg_co2e, block.typical_kg_co2e, block.worst_kg_co2e) if k is not None]
        widest.append(f"{block.title}, HSL-{block.hsl}: {mass(min(known))} to {mass(max(known))} (here {block.case})")
    left = [f"{one.title}, {one.case} case: {one.why}. It stays as it is." for one in found.left_out]
    return f"""
<section class="fp-chart fp-products" aria-label="{escape(f"Cases: {spoken}")}">
<h2>{mass(found.best_kg_co2e.typical)} to {mass(found.worst_kg_co2e.typical)}, by case</h2>
{"".join(rows)}
{axis}
<div class="fp-unit">{unit} {CO2E_TYPESET} per device, linear axis; lines: bounds. Cases are other devices of the same
kind: variability, and in no interval.</div>
{items_html("Blocks that differ most", widest)}
{items_html("Cases that cannot be valued", left)}
</section>"""
