"""Pictures and tables of a scaled result for its page: each with its finding, units, source and the table behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape

import streamlit as st
from reportlab.graphics.shapes import Drawing

from datasheets import scale_charts as drawn
from datasheets.drawings.svg import drawing_svg
from footprint import tables
from footprint.findings import interval_name
from footprint.numbers import CO2E, CO2E_TYPESET, mass, mass_interval, percent, significant
from footprint.scaling import words
from footprint.scaling.totals import Scaled
from footprint_app import charts, pictures
from footprint_app.charts import Total, log_axis, log_axis_html, log_place

WIDE, NARROW = 350.0, 225.0
"""Widths that pictures are drawn in, so that their text keeps its size on a screen and on a phone. [pt]"""


def growth(found: Scaled) -> None:
    """Models with their milestones over the years."""
    _head(words.milestones_finding(found))
    alt = drawn.growth_alt(found)
    _picture("growth", _svgs(found, ""), alt)
    said = [words.counted_apart(), words.assumed_points(), drawn.beyond(found), *words.never(found)]
    _said(" ".join(filter(None, said)))
    _table("Table of milestones and models", _milestones_table(found), _models_list(found))


def flows(found: Scaled, model: str) -> None:
    """What a stock that follows a model emits in each year."""
    years = found.flow(model)
    _head(words.flows_finding(found.models[model], years).replace(CO2E, CO2E_TYPESET))
    _picture("flows", _svgs(found, model), drawn.flows_alt(found, model))
    kind = interval_name(found.members[0].result)
    _said(f"{words.IF_EVERY} Lines: {kind}. {words.ECHO} Source: {found.models[model].source}.")
    _table("Table of the flows", _flows_table(found, model))


@lru_cache(maxsize=32)
def _svgs(found: Scaled, model: str) -> tuple[str, str]:
    """A chart in both widths: growth, or the flows of a model."""

    def svg(make: Callable[[float], Drawing], title: str, alt: str) -> tuple[str, str]:
        wide, narrow = (drawing_svg(make(width), title, alt) for width in (WIDE, NARROW))
        return wide, narrow

    if model:
        return svg(lambda w: drawn.flows_chart(found, model, w), "Flows", drawn.flows_alt(found, model))
    return svg(lambda w: drawn.growth_chart(found, w), "Growth", drawn.growth_alt(found))


def _picture(key: str, svgs: tuple[str, str], alt: str) -> None:
    for width, svg in zip(("wide", "narrow"), svgs, strict=True):  # the style sheet shows one of them
        with st.container(key=f"scale_{width}_{key}"):
            st.image(pictures.uri(svg), alt=alt, width="stretch")


def _head(title: str) -> None:
    st.html(f'<section class="fp-chart"><h2>{escape(title)}</h2></section>')


def _said(text: str) -> None:
    st.html(f'<p class="fp-said">{escape(text)}</p>')


def _table(title: str, table: str, more: str = "") -> None:
    st.html(
        f'<section class="fp-chart"><details class="fp-row fp-plain"><summary><span class="fp-name">{title}</span>'
        f'</summary><div class="fp-source">{table}{more}</div></details></section>'
    )


def _rows_html(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="fp-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _milestones_table(found: Scaled) -> str:
    head = ["Billion", CO2E_TYPESET, "In a year", *(m.title for m in found.models.values())]
    rows = []
    for milestone, cells in zip(found.milestones, words.milestone_cells(found), strict=True):
        masses = [mass(kg.typical) for kg in (milestone.total_kg_co2e, milestone.per_year_kg_co2e)]
        rows.append([cells[0], *masses, *("never" if c == "-" else c for c in cells[1:])])
    return _rows_html(head, rows)


def _models_list(found: Scaled) -> str:
    items = [f"{m.title}: {words.formula(m)}; {m.says}. {m.source}." for m in found.models.values()]
    items += [f"{r.year}: {significant(r.billion)} billion, {r.kind}, {r.status}" for r in tables.iot_connections()]
    series = tables.iot_connections()[0].source
    lines = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f'<ul class="fp-list">{lines}</ul><p>Series of connections: {escape(series)}.</p>'


def _flows_table(found: Scaled, model: str) -> str:
    head = ["Year", "In service", "Made", "Replacing", "Retired", CO2E_TYPESET, "Interval"]
    rows = []
    for year in found.flow(model):
        counts = (year.stock_devices, year.produced_devices, year.replacing_devices, year.retired_devices)
        typical, ends = mass_interval(year.kg_co2e, "–")
        rows.append([str(year.year), *map(words.in_billions, counts), typical, ends])
    return f"<p>Billion devices.</p>{_rows_html(head, rows)}"


def stages_html(found: Scaled) -> str:
    """The total by life-cycle stage, as bars with intervals on one linear axis."""
    whole = found.total_kg_co2e.typical
    totals = []
    for stage, kg in sorted(found.by_stage.items(), key=lambda one: -one[1].typical):
        share = percent(kg.typical / whole) if whole else ""
        typical, ends = mass_interval(kg, "–")
        said = f"{typical} {CO2E_TYPESET} ({ends}), {share} of the total; its sources are in the Calculator"
        totals.append(Total(tables.STAGES[stage].title, share, kg, tables.STAGES[stage].colour, f"{said}."))
    if not whole:
        return ""
    rows, axis, unit = charts.totals_html(totals)
    spoken = "; ".join(f"{t.title} {mass(t.kg_co2e.typical)}" for t in totals)
    kind = interval_name(found.members[0].result)
    return f"""
<section class="fp-chart fp-products" aria-label="{escape(f"By stage: {spoken}", quote=True)}">
<h2>{escape(f"{totals[0].title} makes {totals[0].small} of the total")}</h2>
{"".join(rows)}
{axis}
<div class="fp-unit">{unit} {CO2E_TYPESET} over the lifetimes, linear axis; lines: {kind}.</div>
</section>"""


def beside_html(found: Scaled) -> str:
    """A year of the devices, of the ICT sector and of the world as dots on one log axis."""
    rows = [("These devices", "a year of service", found.per_year_kg_co2e.typical, "calculated", "fp-dot fp-device")]
    details = [f"{words.yearly_words(found)} Interval: {mass_interval(found.per_year_kg_co2e, ' to ')[1]}."]
    for one in found.world:
        rows.append((one.title, f"{one.year}, {one.status}", one.kg_co2e.typical, one.status, "fp-dot"))
        said = words.beside_words(found, one)
        details.append(f"{said[0].upper()}{said[1:]}. {one.source}; {one.note}.")
    known = [kg for _, _, kg, _, _ in rows if kg > 0]
    low, high, ticks = log_axis(known)
    lines = []
    for (title, small, kg, _, css), said in zip(rows, details, strict=True):
        dot = f'<span class="{css}" data-kg="{kg!r}" style="left:{log_place(kg, low, high)}"></span>' if kg > 0 else ""
        lines.append(
            f'<details class="fp-row"><summary><span class="fp-name">{escape(title)}<small>{escape(small)}</small>'
            f'</span><span class="fp-track fp-log">{dot}</span><span class="fp-amount">{mass(kg)}</span></summary>'
            f'<div class="fp-source"><p>{escape(said)}</p></div></details>'
        )
    spoken = "; ".join(f"{title} {mass(kg)}" for title, _, kg, _, _ in rows)
    return f"""
<section class="fp-chart fp-products" aria-label="{escape(f"In a year: {spoken}", quote=True)}">
<h2>{escape(words.beside_finding(found))}</h2>
{"".join(lines)}
{log_axis_html(low, high, ticks, mass)}
<div class="fp-unit">{CO2E_TYPESET} in a year, log axis. {escape(words.BESIDE_NOTE)} Open a row for its source.</div>
</section>"""
