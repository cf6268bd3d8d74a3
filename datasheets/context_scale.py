"""The page of a scaled result: totals, milestones, flows of a growing stock, and the world beside them."""

from __future__ import annotations

from functools import partial
from typing import Any

from reportlab.platypus import Flowable, Table, TableStyle

from datasheets import pdf
from datasheets.context_pages import Page
from datasheets.layout import Limits, Section
from datasheets.scale_charts import flows_chart, growth_chart
from footprint.findings import interval_name
from footprint.numbers import CO2E, CO2E_TYPESET, mass, mass_interval
from footprint.scaling import words
from footprint.scaling.totals import Scaled

TITLE = "Scale"
YEARS = f"{TITLE}: over the years"
STEP = 10.0  # height of the plots is counted in these [pt]
BETWEEN = 14.0  # the two charts [pt]
FIGURE = 76.0  # width of a column of figures [pt]


def sections(found: Scaled) -> tuple[Section, ...]:
    """The sections of the page."""
    page = Page(TITLE, found, cited=found.sources)
    typical, bounds = mass_interval(found.total_kg_co2e, pdf.DASH)
    bounds = bounds if bounds == "no interval" else f"({bounds}, {interval_name(found.members[0].result)})"
    per = f"for {words.devices(found.devices)} over {words.lifetimes(found)}"
    return (
        page.head((f"{typical} {CO2E_TYPESET}", bounds, per), _sentences(found)),
        Section(YEARS, partial(_years, found), most=22, least=14, floor=10),
        Section(f"{TITLE}: beside the world", partial(_beside, found)),
        page.assumptions(),
        page.sources(),
    )


def _sentences(found: Scaled) -> list[str]:
    kind = interval_name(found.members[0].result)
    year, year_ends = mass_interval(found.per_year_kg_co2e, pdf.DASH)
    one, one_ends = mass_interval(found.per_device_kg_co2e, pdf.DASH)
    training = f" {found.training['note']}" if found.training else ""
    return [
        f"{year} {CO2E} ({year_ends}, {kind}) {words.PER_YEAR}; {one} ({one_ends}) per device. "
        f"{words.yearly_words(found)}",
        f"{words.SHARED}{training}",
    ]


def _years(found: Scaled, limits: Limits) -> list[Flowable]:
    """Growth with its milestones beside the flows of a growing stock, and the milestones as a table."""
    width, high = (pdf.TEXT_WIDTH - BETWEEN) / 2, STEP * limits[YEARS]
    key = "own" if "own" in found.flows else "exponential"
    finding = words.flows_finding(found.models[key], found.flows[key]).replace(CO2E, CO2E_TYPESET)
    charts = [
        [pdf.paragraph(f"{words.milestones_finding(found)}.", pdf.FINDING), pdf.paragraph(f"{finding}.", pdf.FINDING)],
        [growth_chart(found, width, high), flows_chart(found, key, width, high)],
    ]
    plain = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), BETWEEN / 2)]
    plain += [("RIGHTPADDING", (1, 0), (1, -1), 0), ("LEFTPADDING", (1, 0), (1, -1), BETWEEN / 2)]
    plain += [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]
    half = pdf.TEXT_WIDTH / 2
    note = " ".join([words.counted_apart(), *words.never(found), words.IF_EVERY, words.ECHO])
    return [
        pdf.paragraph("Over the years", pdf.SECTION),
        Table(charts, colWidths=(half, half), style=TableStyle([*plain, ("VALIGN", (0, 0), (-1, -1), "TOP")])),
        _milestones(found),
        pdf.paragraph(note, pdf.SMALL_QUIET),
    ]


def _milestones(found: Scaled) -> Flowable:
    """When each model reaches a milestone, and what as many devices emit."""
    models = list(found.models.values())
    widths = (pdf.TEXT_WIDTH - FIGURE * (len(models) + 2), *[FIGURE] * (len(models) + 2))
    head = ["Billion", f"Total {CO2E_TYPESET}", "In a year", *(m.title for m in models)]
    rows = [[pdf.paragraph(t, pdf.HEAD_CELL_RIGHT if i else pdf.HEAD_CELL) for i, t in enumerate(head)]]
    for milestone, cells in zip(found.milestones, words.milestone_cells(found), strict=True):
        masses = [mass(kg.typical) for kg in (milestone.total_kg_co2e, milestone.per_year_kg_co2e)]
        texts = [*masses, *("never" if c == "-" else c for c in cells[1:])]
        rows.append([pdf.paragraph(cells[0]), *(pdf.paragraph(t, pdf.SMALL_RIGHT) for t in texts)])
    return pdf.ruled_table(rows, widths)


def _beside(found: Scaled, _: Limits) -> list[Flowable]:
    """A year of the devices beside a year of the world and of the ICT sector."""
    widths = (pdf.TEXT_WIDTH - 3 * FIGURE - 110.0, FIGURE, FIGURE, 110.0, FIGURE)
    head = ("In a year", CO2E_TYPESET, "Status", "Of the world", "Devices of it")
    rows: list[list[Any]] = [
        [pdf.paragraph(t, pdf.HEAD_CELL_RIGHT if i == 1 else pdf.HEAD_CELL) for i, t in enumerate(head)]
    ]
    lines = [(words.devices(found.devices).capitalize(), found.per_year_kg_co2e.typical, "calculated", "", "")]
    for one in found.world:
        share, own = words.published_share(one), words.times_or_share(found.share_of(one))
        lines.append((f"{one.title}, {one.year}", one.kg_co2e.typical, one.status, share, own))
    for title, kg, *others in lines:
        rows.append([pdf.paragraph(title), pdf.paragraph(mass(kg), pdf.SMALL_RIGHT), *map(pdf.paragraph, others)])
    return [
        pdf.paragraph("Beside the world", pdf.SECTION),
        pdf.paragraph(f"{words.beside_finding(found)}.", pdf.FINDING),
        pdf.ruled_table(rows, widths),
        pdf.paragraph(words.BESIDE_NOTE, pdf.SMALL_QUIET),
    ]
