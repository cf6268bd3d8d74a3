"""The page of a comparison with the cloud: both options by part, where they break even, the radio, and trainings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from reportlab.platypus import Flowable

from datasheets import pdf
from datasheets.charts import Bar, BarChart
from datasheets.context_pages import Page
from datasheets.layout import Limits, Section, split
from footprint import numbers, tables
from footprint.baselines.break_even import sentences
from footprint.baselines.compare import CloudComparison
from footprint.baselines.parts import Part, Side
from footprint.baselines.training import Yardstick
from footprint.numbers import CO2E_TYPESET

TITLE = "Cloud"
TRAINING_WIDTHS = (46.0, 58.0, 276.0)  # the first column takes the rest
CAVEAT_LINES = 5  # more than any has: a caveat that is cut is none
HEADS = ("Part", "Over the lifetime", "Status", "Source")
SERVER_STAGE, PART_STAGE = "production", "use"


def sections(found: CloudComparison) -> tuple[Section, ...]:
    """The sections of the page."""
    trainings = _trainings(found)
    known = len(trainings)
    page = Page(TITLE, found, cited=_cited(found, trainings))
    return (
        page.head(_headline(found), [found.finding]),
        Section(f"{TITLE}: by part", partial(_parts, found, page.cited)),
        Section(f"{TITLE}: break even", partial(_break_even, found)),
        Section(f"{TITLE}: trainings", partial(_training, found), known, min(known, 3), min(known, 2)),
        page.assumptions(),
        page.sources(),
    )


def _headline(found: CloudComparison) -> tuple[str, str, str]:
    ahead = found.saved_kg_co2e
    typical, bounds = numbers.mass_interval(ahead, pdf.DASH if ahead.low >= 0 else " to ")
    who = "in the cloud than on the device" if found.better == "cloud" else "on the device than in the cloud"
    years = numbers.duration(found.result.system.lifetime_years)
    far = "" if found.carbon_known else ", as far as assessed"
    return f"{typical} {CO2E_TYPESET}", f"({bounds})", f"less {who}, over {years}{far}"


def _cited(found: CloudComparison, trainings: Sequence[Yardstick]) -> list[str]:
    """The sources of what is drawn, the largest parts first, then the others."""
    drawn = [p for side in (found.on_device, found.cloud) for p in side.parts if p.kg_co2e.high > 0 and p.source]
    drawn.sort(key=lambda p: -p.kg_co2e.typical)
    return [*(p.source for p in drawn), *found.sources, *(y.baseline.source for y in trainings)]


def _parts(found: CloudComparison, cited: Sequence[str], limits: Limits) -> list[Flowable]:
    """Every part of both options as a bar on one linear axis."""
    bars = [
        _bar(name, part, cited[: limits[f"{TITLE}: sources"]])
        for name, side in (("Device", found.on_device), ("Cloud", found.cloud))
        for part in side.parts
        if part.kg_co2e.high > 0
    ]
    kept = numbers.mass_interval(found.embodied_kg_co2e, pdf.DASH)
    unknown = dict.fromkeys(p.title.lower() for p in found.on_device.parts if p.status == "not assessed")
    left = f" Not assessed or in the rest: {', '.join(unknown)}." if unknown else ""
    words = (
        f"{_total('Device', found.on_device)}; {_total('cloud', found.cloud)}. Beside both stand {kept[0]} "
        f"{CO2E_TYPESET} ({kept[1]}) of the device outside its use stage, the same in both. Lines: bounds.{left}"
    )
    return [
        pdf.paragraph("Both options by part, over the lifetime", pdf.SECTION),
        BarChart(bars, CO2E_TYPESET, "Bounds", HEADS),
        pdf.paragraph(words, pdf.SMALL_QUIET),
    ]


def _total(name: str, side: Side) -> str:
    typical, bounds = numbers.mass_interval(side.total_kg_co2e, pdf.DASH)
    return f"{name} {typical} {CO2E_TYPESET} ({bounds}), {numbers.significant(side.total_energy_kwh.typical)} kWh"


def _bar(name: str, part: Part, listed: Sequence[str]) -> Bar:
    stage = SERVER_STAGE if part.key == "server_embodied" else PART_STAGE
    typical, bounds = numbers.mass_interval(part.kg_co2e, pdf.DASH)
    unit = typical.split()[-1]
    number = f"[{listed.index(part.source) + 1}]" if part.source in listed else ""
    short = {"inference": "inference", "other": "rest of use", "server_embodied": "server"}
    title = f"{name}, {short.get(part.key, part.title.lower())}"
    said = f"{bounds} {unit}" if bounds[0].isdigit() else bounds
    return Bar(title, tables.STAGES[stage].colour, part.kg_co2e, typical, said, part.status, number)


def _break_even(found: CloudComparison, _: Limits) -> list[Flowable]:
    flow = found.streaming
    radio = (
        f"{found.chosen.radio.known.title}: {numbers.power(flow.everything_mw.typical)} for everything "
        f"({flow.everything_words}), {numbers.power(flow.each_inference_mw.typical)} for what each inference needs, "
        f"{numbers.power(flow.events_mw.typical)} for messages alone. "
        + " ".join(f"{c.title}: {c.words}, in {c.source}." for c in flow.claims)
    )
    return [
        pdf.paragraph("Where they break even, and what the radio draws", pdf.SECTION),
        pdf.paragraph(" ".join(sentences(found.break_even)), lines=6),
        pdf.paragraph(radio, lead="Radio:", lines=4),
    ]


def _trainings(found: CloudComparison) -> list[Yardstick]:
    return sorted((y for y in found.training_baselines if y.usual), key=lambda y: -(y.baseline.gross_kg_co2e or 0.0))


def _training(found: CloudComparison, limits: Limits) -> list[Flowable]:
    """Trainings in lifetimes of the device, each with its caveat beside it."""
    shown, _ = split(_trainings(found), limits[f"{TITLE}: trainings"])
    widths = (pdf.TEXT_WIDTH - sum(TRAINING_WIDTHS), *TRAINING_WIDTHS)
    head = ("Training", CO2E_TYPESET, "Lifetimes", "What belongs to the figure")
    styles = (pdf.HEAD_CELL, pdf.HEAD_CELL_RIGHT, pdf.HEAD_CELL_RIGHT, pdf.HEAD_CELL)
    rows: list[list[Any]] = [[pdf.paragraph(t, s) for t, s in zip(head, styles, strict=True)]]
    for y in shown:
        one = y.baseline
        times = numbers.many(float(f"{y.lifetimes.typical:.2g}")) if y.lifetimes else pdf.DASH
        rows.append([
            pdf.paragraph(one.title, width=widths[0] - 6),
            pdf.paragraph(numbers.mass(one.gross_kg_co2e or 0.0), pdf.SMALL_RIGHT),
            pdf.paragraph(times, pdf.SMALL_RIGHT),
            pdf.paragraph(one.caveat, width=widths[3], lines=CAVEAT_LINES),
        ])  # fmt: skip
    words = "Lifetimes: how many lifetimes of this device one training emits as much as."
    more = len(found.training_baselines) - len(shown)
    words += f" {more} more trainings are in the JSON, each with its caveat." if more else ""
    return [
        pdf.paragraph("Training of published models", pdf.SECTION),
        pdf.ruled_table(rows, widths),
        pdf.paragraph(words, pdf.SMALL_QUIET),
    ]
