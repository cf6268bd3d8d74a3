"""The two charts of a scaled result, for the app and the PDF: growth with its milestones, and flows over the years."""

from __future__ import annotations

from reportlab.graphics.shapes import Drawing

from datasheets.drawings import flows, growth
from datasheets.drawings.flows import Column, flows_drawing
from datasheets.drawings.growth import Apart, Crossing, Curve, Growth, Point, growth_drawing
from footprint import tables
from footprint.numbers import CO2E_TYPESET, mass, significant
from footprint.scaling.totals import Scaled
from footprint.scaling.words import milestone_cells, shown_years

AXIS = "billion IoT connections, log axis"


def growth_chart(found: Scaled, width: float, high: float = growth.HIGH) -> Drawing:
    """Models, data points and milestones in a width, the plot of a height. [pt]"""
    curves = [
        Curve(model.title, [(y, n) for y in model.years() if (n := model.at(y)) is not None])
        for model in found.models.values()
    ]
    points = [
        Point(r.year, r.billion, "assumed" if r.status == "assumed" else r.kind) for r in tables.iot_connections()
    ]
    crossings = [
        Crossing(one.year, milestone.billion)
        for milestone in found.milestones for one in milestone.reached.values() if one.year is not None
    ]  # fmt: skip
    named = tables.growth()["devices"]
    apart = Apart(named["year"], named["number"] / 1e9, f"{named['what']} {named['year']}: another count")
    milestones = [float(m.billion) for m in found.milestones]
    return growth_drawing(Growth(curves, points, milestones, crossings, apart, AXIS), width, high)


def growth_alt(found: Scaled) -> str:
    """The chart of growth in words."""
    titles = [model.title for model in found.models.values()]
    said = []
    for billion, *years in milestone_cells(found):
        by_model = zip(titles, years, strict=True)
        said.append(f"{billion} billion: {', '.join(f'{t} {y}' if y != '-' else f'{t} never' for t, y in by_model)}")
    return f"Lines over the years on a log axis. Year of as many IoT connections. {'; '.join(said)}."


def beyond(found: Scaled) -> str:
    """Which years of milestones lie beyond the chart, in a sentence; empty where none do."""
    last = max(model.years()[-1] for model in found.models.values())
    far = [
        f"{found.models[key].title.lower()} {significant(m.billion)} billion in {one.year}"
        for m in found.milestones for key, one in m.reached.items() if one.year is not None and one.year > last
    ]  # fmt: skip
    return f"Beyond the chart: {', '.join(far)}." if far else ""


def flows_chart(found: Scaled, model: str, width: float, high: float = flows.HIGH) -> Drawing:
    """The flows of one model in a width, the plot of a height. [pt]"""
    columns = [Column(y.year, y.kg_co2e, y.by_stage) for y in found.flow(model)]
    return flows_drawing(columns, f"{CO2E_TYPESET} in the year", width, high)


def flows_alt(found: Scaled, model: str) -> str:
    """The chart of flows in words."""
    said = ", ".join(f"{y.year} {mass(y.kg_co2e.typical)}" for y in shown_years(found.flow(model)))
    return f"Columns over the years on a linear axis, stacked by life-cycle stage: {said} CO2e."
