"""The page of a fleet: its total, the largest groups as bars, stages, rows that count and rows that do not."""

from __future__ import annotations

from functools import partial
from typing import Any

from reportlab.platypus import Flowable

from datasheets import pdf
from datasheets.charts import LABEL_GAP, Bar, BarChart
from datasheets.context_pages import Page
from datasheets.layout import Limits, Section
from datasheets.page_parts import IN_JSON
from footprint import numbers, tables
from footprint.factors import Interval, load_set
from footprint.fleet import Fleet, Group
from footprint.fleet.findings import (
    EVERYTHING,
    interval_name,
    interval_words,
    main_finding,
    rows_words,
    share,
    short_title,
)
from footprint.numbers import CO2E_TYPESET

TITLE = "Fleet"
GROUPS, STAGES, ROWS = f"{TITLE}: groups", f"{TITLE}: stages", f"{TITLE}: rows"
BARS_MOST, REASONS_MOST = 30, 12
HEADS = ("Group", "Footprint and share", "Devices", "")
GROUP_WIDTHS = (160.0, 82.0, 62.0, 0.0)
REASON_WIDTHS = (150.0, 46.0)  # the example takes the rest
STAGE_WIDTHS = (100.0, 70.0, 100.0, 50.0)
COLOUR = "#6B7680"  # of a group that holds several stages
CELL_LINES = 2


def sections(found: Fleet) -> tuple[Section, ...]:
    """The sections of the page."""
    cited = [load_set(key).title for key in (found.factor_set, *found.provenance.get("fill_from", ()))]
    cited += [tables.about()[name]["source"] for name in found.provenance["tables"]]
    page = Page(TITLE, found, cited)
    typical, bounds = numbers.mass_interval(found.total_kg_co2e, pdf.DASH)
    one = found.devices == 1
    per = (
        f"{numbers.many(found.devices)} device{'' if one else 's'}, over {'its lifetime' if one else 'their lifetimes'}"
    )
    bars, reasons = min(len(found.groups), BARS_MOST), min(len(found.reasons), REASONS_MOST)
    return (
        page.head((f"{typical} {CO2E_TYPESET}", f"({bounds})", per), [interval_words(found)]),
        Section(GROUPS, partial(_groups, found), bars, min(bars, 8), min(bars, 3)),
        Section(STAGES, partial(_stages, found)),
        Section(ROWS, partial(_rows, found), reasons, min(reasons, 4), min(reasons, 1)),
        page.assumptions(),
        page.sources(),
    )


def _groups(found: Fleet, limits: Limits) -> list[Flowable]:
    """The finding, and a bar for each of the largest groups."""
    shown = found.largest(limits[GROUPS])
    by = ", ".join(found.by[:-1]) + " and " * (len(found.by) > 1) + "".join(found.by[-1:])
    parts = [
        pdf.paragraph(f"By {by}" if by else EVERYTHING, pdf.SECTION),
        pdf.paragraph(main_finding(found), pdf.FINDING, lines=CELL_LINES),
    ]
    if shown:
        shared = numbers.prefix(max(group.kg_co2e.typical for group in shown))
        bars = [_bar(found, group, shared) for group in shown]
        parts.append(BarChart(bars, CO2E_TYPESET, interval_name(found), HEADS, GROUP_WIDTHS))
    more = len(found.groups) - len(shown)
    if more:
        parts.append(pdf.paragraph(f"and {numbers.count(more)} smaller groups: {IN_JSON} and the CSV"))
    if "stage" in found.by:
        parts.append(pdf.paragraph("The same devices stand in one group for each stage."))
    return parts


def _bar(found: Fleet, group: Group, unit: tuple[str, float]) -> Bar:
    stage = str(group.key.get("stage", ""))
    colour = tables.STAGES[stage].colour if stage in tables.STAGES else COLOUR
    typical, bounds = _figures(group.kg_co2e, unit)
    said = f"{typical}, {numbers.percent(share(group.kg_co2e, found))}"
    title = short_title(group.key, GROUP_WIDTHS[0] - LABEL_GAP, pdf.text_width, pdf.fitted)
    return Bar(title, colour, group.kg_co2e, said, bounds, numbers.count(group.devices), "")


def _figures(kg_co2e: Interval, unit: tuple[str, float]) -> tuple[str, str]:
    """A value and its ends in the unit of their column, the ends with it."""
    typical, bounds = numbers.mass_interval(kg_co2e, pdf.DASH, unit)
    return typical, f"{bounds} {typical.split()[-1]}" if bounds[0].isdigit() else bounds


def _stages(found: Fleet, _: Limits) -> list[Flowable]:
    """The total by life-cycle stage."""
    shared = numbers.prefix(max((kg.typical for kg in found.by_stage.values()), default=0.0))
    head = ("Stage", CO2E_TYPESET, interval_name(found), "Share")
    rows: list[list[Any]] = [[pdf.paragraph(text, _cell(i, head=True)) for i, text in enumerate(head)]]
    for stage, kg in found.by_stage.items():
        typical, bounds = _figures(kg, shared)
        cells = (tables.STAGES[stage].title, typical, bounds, numbers.percent(share(kg, found)))
        rows.append([pdf.paragraph(text, _cell(i)) for i, text in enumerate(cells)])
    table = pdf.ruled_table(rows, STAGE_WIDTHS, ("ALIGN", (0, 0), (-1, -1), "LEFT"))
    table.hAlign = "LEFT"
    return [pdf.paragraph("Life-cycle stages", pdf.SECTION), table]


def _rows(found: Fleet, limits: Limits) -> list[Flowable]:
    """Rows of the inventory that count, and why others do not."""
    shown = found.reasons[: limits[ROWS]]
    parts = [
        pdf.paragraph("Rows of the inventory", pdf.SECTION),
        pdf.paragraph(f"{rows_words(found)}. Engine: {found.engine}."),
    ]
    if not shown:
        return parts
    widths = (*REASON_WIDTHS, pdf.TEXT_WIDTH - sum(REASON_WIDTHS))
    head = ("Why rejected", "Rows", "One of them")
    rows: list[list[Any]] = [[pdf.paragraph(text, _cell(i, i == 1, head=True)) for i, text in enumerate(head)]]
    for one in shown:
        cells = (one.reason, numbers.count(one.rows), one.example)
        rows.append([
            pdf.paragraph(text, _cell(i, i == 1), width=widths[i] - 6, lines=CELL_LINES)
            for i, text in enumerate(cells)
        ])  # fmt: skip
    parts.append(pdf.ruled_table(rows, widths))
    more = len(found.reasons) - len(shown)
    if more:
        parts.append(pdf.paragraph(f"and {more} more reasons: {IN_JSON}"))
    return parts


def _cell(column: int, numeric: bool | None = None, head: bool = False) -> Any:
    right = column > 0 if numeric is None else numeric
    if head:
        return pdf.HEAD_CELL_RIGHT if right else pdf.HEAD_CELL
    return pdf.SMALL_RIGHT if right else pdf.SMALL
