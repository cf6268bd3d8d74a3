"""Pictures of a fleet as HTML that follows the theme: stages, the largest groups, and the table behind them."""

from __future__ import annotations

from html import escape

from footprint import tables
from footprint.fleet import Fleet, Group
from footprint.fleet.findings import group_title, interval_name, main_finding, share, value_title
from footprint.numbers import CO2E_TYPESET, column, count, mass, mass_interval, percent
from footprint_app.charts import Total, pct, totals_html

BARS = 15
"""So many of the largest groups are drawn; the table has the others."""
ROWS = 200
"""So many rows has the table on the page; the CSV has all."""
COLOUR = "#6b7680"
"""Of a group that holds several stages."""
TITLES = {"country": "Country", "year": "Year", "preset": "Preset", "profile": "Profile", "stage": "Stage"}
"""What the keys of a roll-up are called."""


def stages_html(fleet: Fleet) -> str:
    """Life-cycle stages as one linear stacked bar, with mass and share in words."""
    shares = {stage: share(kg, fleet) for stage, kg in fleet.by_stage.items()}
    unit, amounts = column(kg.typical for kg in fleet.by_stage.values())
    segments = "".join(
        f'<span style="width:{pct(part)};background:{tables.STAGES[stage].colour}"></span>'
        for stage, part in shares.items()
    )
    words = "".join(
        f'<li><i style="background:{tables.STAGES[stage].colour}"></i>{tables.STAGES[stage].title} '
        f"<b>{escape(amount.strip()) if fleet.by_stage[stage].typical else 0} {unit}</b> {percent(part)}</li>"
        for (stage, part), amount in zip(shares.items(), amounts, strict=True)
    )
    return f'<div class="fp-stages"><div class="fp-stack" aria-hidden="true">{segments}</div><ul>{words}</ul></div>'


def groups_html(fleet: Fleet) -> str:
    """The largest groups as bars with whiskers on one linear axis from zero, and the table of all one click away."""
    largest = fleet.largest(BARS)
    rows, axis, unit = totals_html([_bar(fleet, group) for group in largest])
    spoken = "; ".join(f"{group_title(g.key)} {mass(g.kg_co2e.typical)}" for g in largest)
    more = len(fleet.groups) - len(largest)
    rest = f" {count(more)} smaller {'group is' if more == 1 else 'groups are'} in the table." if more else ""
    return f"""
<section class="fp-chart fp-products" aria-label="{escape(f"Groups: {spoken}")}">
<h2>{escape(main_finding(fleet))}</h2>
{"".join(rows)}
{axis}
<div class="fp-unit">{unit} {CO2E_TYPESET} over the lifetimes of the devices, linear axis; lines:
{interval_name(fleet)}.{rest} Source: {escape(fleet.name)}, factor set {escape(fleet.factor_set)}.</div>
</section>
<section class="fp-chart">{table_html(fleet)}</section>"""


def _bar(fleet: Fleet, group: Group) -> Total:
    stage = str(group.key.get("stage", ""))
    colour = tables.STAGES[stage].colour if stage in tables.STAGES else COLOUR
    typical, ends = mass_interval(group.kg_co2e, " to ")
    said = (
        f"{typical} {CO2E_TYPESET} ({ends}, {interval_name(fleet)}), {percent(share(group.kg_co2e, fleet))} of the "
        f"total. {count(group.devices)} devices."
    )
    return Total(group_title(group.key), percent(share(group.kg_co2e, fleet)), group.kg_co2e, colour, said)


def table_html(fleet: Fleet) -> str:
    """Groups as a table, the largest first, folded."""
    head = "".join(f'<th scope="col" class="fp-left">{TITLES[key]}</th>' for key in fleet.by)
    shown = fleet.largest(ROWS)
    unit, amounts = column(g.kg_co2e.typical for g in shown)
    lines = []
    for group, amount in zip(shown, amounts, strict=True):
        keys = "".join(f'<td class="fp-left">{escape(value_title(*item))}</td>' for item in group.key.items())
        ends = mass_interval(group.kg_co2e, "–")[1]
        lines.append(
            f"<tr>{keys}<td>{count(group.devices)}</td><td>{escape(amount.strip())} {unit}</td>"
            f'<td class="fp-wide">{escape(ends)}</td><td>{percent(share(group.kg_co2e, fleet))}</td></tr>'
        )
    more = len(fleet.groups) - len(shown)
    rest = f"<p>And {count(more)} smaller groups: in the CSV.</p>" if more else ""
    twice = "<p>The same devices stand in one row for each stage.</p>" if "stage" in fleet.by else ""
    return (
        '<details class="fp-row fp-plain"><summary><span class="fp-name">Table of the groups</span></summary>'
        f'<div class="fp-source"><table class="fp-table"><thead><tr>{head}<th scope="col">Devices</th>'
        f'<th scope="col">{CO2E_TYPESET}</th><th scope="col" class="fp-wide">{interval_name(fleet)}</th>'
        f'<th scope="col">Share</th></tr></thead><tbody>{"".join(lines)}</tbody></table>{twice}{rest}</div></details>'
    )


def reasons_html(fleet: Fleet) -> str:
    """Why rows were rejected, how many, and one of each."""
    lines = "".join(
        f'<tr><td class="fp-left">{escape(one.reason)}</td><td>{count(one.rows)}</td>'
        f'<td class="fp-left fp-example">{escape(one.example)}</td></tr>'
        for one in fleet.reasons
    )
    return (
        '<table class="fp-table"><thead><tr><th scope="col" class="fp-left">Reason</th><th scope="col">Rows</th>'
        f'<th scope="col" class="fp-left">One of them</th></tr></thead><tbody>{lines}</tbody></table>'
    )
