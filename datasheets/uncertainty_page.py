"""The second page of the footprint report, for a result with draws: how sure it is, why, and what helps.

Uncertainty, variability and scenarios stand beside each other and are never added up. The sections
are views of what `footprint.explained` found.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from reportlab.platypus import Flowable

from datasheets import pdf
from datasheets.layout import Limits, Section, split
from datasheets.uncertainty_charts import Beside, BesideRow, Histogram, Mark, Tornado, TornadoBar
from datasheets.wording import ALONE, NO_ADVICE, scenario_notes, scenario_title, why_no_cases, why_no_shares
from footprint import numbers
from footprint.advice import Advice
from footprint.explained import Explained
from footprint.factors import Interval
from footprint.findings import drivers_finding, interval_name, ratio
from footprint.numbers import CO2E_TYPESET
from footprint.result import Per
from footprint.scenarios import Scenario
from footprint.uncertainty import Driver

DRIVERS_MOST, ADVICE_MOST, SCENARIOS_MOST = 10, 8, 10
BIN_STEP = 10.0  # the height of the histogram is counted in these [pt]
TITLE_LINES, CELL_LINES, NOTE_LINES = 2, 3, 3
ADVICE_WIDTHS = (48.0, 84.0, 50.0)  # the first column takes the rest
FACTORS_FROM = 3.0  # ends beyond so many times the deterministic value are named as multiples of it
NARROW = 1e-9
"""An interval narrower than this share of its value is none."""


class _Page(NamedTuple):
    """What the sections read: what was found, how it is scaled, and what it is per."""

    found: Explained
    per: Per

    @property
    def by(self) -> float:
        return 1.0 / self.found.result.per_divisor(self.per)

    @property
    def total(self) -> Interval:
        return self.found.result.total_kg_co2e.scaled(self.by)

    @property
    def exact(self) -> bool:
        """Whether every draw gives the same total."""
        return self.total.high - self.total.low <= NARROW * abs(self.total.high)

    @property
    def quantity(self) -> str:
        return f"{CO2E_TYPESET} per {self.per}"

    @property
    def typical(self) -> Mark:
        typical = numbers.mass_interval(self.total)[0]
        return Mark(self.total.typical, f"deterministic value {typical}")


def sections(found: Explained, per: Per) -> tuple[Section, ...]:
    """The sections of the page, with masses per device, year or inference."""
    page = _Page(found, per)
    drivers = min(len(found.sensitivity.drivers), DRIVERS_MOST)
    advised = min(len(found.advised.found), ADVICE_MOST)
    beside = min(len(found.others), SCENARIOS_MOST)
    return (
        Section("Uncertainty", partial(_uncertainty, page), most=13, least=6, floor=4),
        Section("Drivers", partial(_drivers, page), drivers, min(drivers, 6), min(drivers, 1)),
        Section("Advice", partial(_advice, page), advised, min(advised, 6), min(advised, 1)),
        Section("Beside the interval", partial(_beside, page), beside, min(beside, 5), min(beside, 1)),
    )


def _uncertainty(page: _Page, limits: Limits) -> list[Flowable]:
    """The draws, and why their middle is not the deterministic value."""
    result, total = page.found.result, page.total
    parts = [pdf.paragraph("Uncertainty", pdf.SECTION)]
    if page.exact:
        same = f"Every draw gives {numbers.mass(total.typical)} {page.quantity}."
        why = "Nothing in this system has an interval: what is declared without one counts as exact."
        return [*parts, pdf.paragraph(same, pdf.FINDING), pdf.paragraph(why)]
    typical, bounds = numbers.mass_interval(total, pdf.DASH)
    unit = typical.split()[-1]
    low, high = (Mark(kg, text) for kg, text in zip((total.low, total.high), _ends(bounds, unit), strict=True))
    middle = result.p50_kg_co2e * page.by
    histogram = result.histogram
    edges = [e * page.by for e in histogram.edges_kg_co2e]
    width = numbers.mass(edges[1] - edges[0])
    chart = Histogram(
        edges, histogram.counts, low._replace(label=f"P5 {low.label}"), Mark(middle, f"P50 {numbers.mass(middle)}"),
        high._replace(label=f"P95 {high.label}"), page.typical, page.quantity, BIN_STEP * limits["Uncertainty"],
    )  # fmt: skip
    most = numbers.percent(max(histogram.counts) / result.draws)
    words = f"{numbers.count(result.draws)} draws (seed {result.seed}) in bins of {width}, at most {most} in one"
    beyond = histogram.below + histogram.above
    words += f"; {numbers.count(beyond)} lie beyond the axis." if beyond else "."
    return [
        *parts,
        pdf.paragraph(_spread_finding(page, bounds, unit), pdf.FINDING, lines=TITLE_LINES),
        chart,
        pdf.paragraph(f"{words}{chart.words}", pdf.SMALL_QUIET),
        pdf.paragraph(result.middle_words(page.per), lines=CELL_LINES),
    ]


def _ends(bounds: str, unit: str) -> list[str]:
    """The ends of an interval as labels, each with its unit."""
    return [f"{end} {unit}" for end in bounds.split(pdf.DASH)]


def _spread_finding(page: _Page, bounds: str, unit: str) -> str:
    """How wide the interval is, in a sentence."""
    total = page.total
    low, high = bounds.split(pdf.DASH)
    said = f"Nine in ten draws lie from {low} to {high} {unit} {CO2E_TYPESET}"
    if not total.typical:
        return f"{said}."
    ratios, typical = (total.low / total.typical, total.high / total.typical), numbers.mass_interval(total)[0]
    if max(ratios) > FACTORS_FROM:
        return f"{said}, {' to '.join(map(numbers.times, ratios))} the deterministic {typical}."
    ways = [f"{'+' if x > 1 else '-'}{numbers.percent(abs(x - 1))}" for x in ratios]
    if any("<" in way for way in ways):
        return f"{said}, around {typical}."
    where = "around" if min(ratios) <= 1 <= max(ratios) else "against the deterministic"
    return f"{said}, {' to '.join(ways)} {where} {typical}."


def _drivers(page: _Page, limits: Limits) -> list[Flowable]:
    """One input at a time, and its share of the variance."""
    found = page.found.sensitivity
    parts = [pdf.paragraph("What drives it", pdf.SECTION)]
    if page.exact:
        return [*parts, pdf.paragraph(drivers_finding(found._replace(drivers=())))]
    widest = sorted(found.drivers, key=lambda d: -d.swing_kg_co2e)
    shown, rest = split(widest, limits["Drivers"])
    chart = Tornado([_tornado_bar(page, d) for d in shown], page.typical, page.quantity)
    words = "One input at a time from its P5 to its P95, others typical. "
    if found.estimated:
        samples = numbers.count(found.samples)
        words += f"Share: of the variance of the total, alone and with others (total Sobol index, {samples} samples)."
    else:
        words += why_no_shares(found)
    if rest:
        most = numbers.mass(rest[0].swing_kg_co2e * page.by)
        words += f" {_counted(len(rest), 'more input')}: {most} or less each."
    return [
        *parts,
        pdf.paragraph(drivers_finding(found), pdf.FINDING, lines=TITLE_LINES),
        chart,
        pdf.paragraph(f"{words}{chart.words}", pdf.SMALL_QUIET),
    ]


def _tornado_bar(page: _Page, driver: Driver) -> TornadoBar:
    kg = driver.kg_co2e.scaled(page.by)
    typical, bounds = numbers.mass_interval(kg, pdf.DASH)
    bounds = f"{bounds} {typical.split()[-1]}" if bounds[0].isdigit() else bounds
    share = numbers.percent(max(driver.total.value, 0.0)) if driver.total else pdf.DASH
    return TornadoBar(driver.input.title, kg, numbers.mass(kg.high - kg.low), bounds, driver.input.status, share)


def _advice(page: _Page, limits: Limits) -> list[Flowable]:
    """Ranked changes that lower the total."""
    found, not_tried = page.found.advised.found, page.found.advised.not_tried
    parts = [pdf.paragraph("What helps most", pdf.SECTION)]
    left = f"{_counted(len(not_tried), 'alternative')} could not be assessed." if not_tried else ""
    if not found:
        return [*parts, pdf.paragraph(f"{NO_ADVICE} {left}".rstrip())]
    shown, rest = split(found, limits["Advice"])
    widths = (pdf.TEXT_WIDTH - sum(ADVICE_WIDTHS), *ADVICE_WIDTHS)
    head = ("Change, and where it is possible", CO2E_TYPESET, interval_name(page.found.result), "Lowers it")
    rows: list[list[Any]] = [[pdf.paragraph(t, _head_cell(i)) for i, t in enumerate(head)]]
    for one in shown:
        change, bounds = numbers.change_interval(one.kg_co2e.scaled(page.by))
        notes = len(one.new_notes)
        more = f" ({_counted(notes, 'new assumption')} or warning{'s' if notes > 1 else ''})" if notes else ""
        what = pdf.paragraph(f"{one.condition}{more}", lead=f"{one.title}:", width=widths[0] - 6, lines=CELL_LINES)
        figures = (change, bounds, numbers.probability(one.lowers))
        rows.append([what, *(pdf.paragraph(t, pdf.SMALL_RIGHT) for t in figures)])
    words = f"{ALONE} Lowers it: probability that the total is lower, by common draws."
    if page.found.advised.result.draws != page.found.result.draws:
        words += f" From {numbers.count(page.found.advised.result.draws)} draws."
    words += f" {_counted(len(rest), 'more change')} not shown." if rest else ""
    return [
        *parts,
        pdf.paragraph(_advice_finding(page, found[0]), pdf.FINDING, lines=TITLE_LINES),
        pdf.ruled_table(rows, widths),
        pdf.paragraph(f"{words} {left}".rstrip(), pdf.SMALL_QUIET),
    ]


def _advice_finding(page: _Page, best: Advice) -> str:
    change = numbers.change_interval(best.kg_co2e.scaled(page.by))[0].removeprefix("-")
    share = numbers.percent(abs(best.share))
    return f"{best.title} saves {change} {CO2E_TYPESET}, {share} of the total."


def _head_cell(column: int) -> Any:
    return pdf.HEAD_CELL_RIGHT if column else pdf.HEAD_CELL


def _beside(page: _Page, limits: Limits) -> list[Flowable]:
    """Cases and scenarios: other devices and other data, not part of the interval."""
    others = [_scenario_row(page, s) for s in page.found.others]
    shown, rest = split(others, limits["Beside the interval"])
    parts = [pdf.paragraph("Beside the interval", pdf.SECTION)]
    notes = [*_beside_notes(page.found), *([f"{_counted(len(rest), 'more scenario')} not shown."] if rest else [])]
    cases = [_cases_row(page)] if page.found.variability else []
    if not cases and not others:
        return [*parts, pdf.paragraph(" ".join(notes), lines=NOTE_LINES)]
    about = "Other devices and other data, not part of the interval. Ratio: over the deterministic value."
    return [
        *parts,
        pdf.paragraph(_beside_finding([*cases, *others]), pdf.FINDING, lines=TITLE_LINES),
        Beside([_as_assessed(page), *cases, *shown], page.quantity),
        pdf.paragraph(" ".join([about, *notes]), pdf.SMALL_QUIET, lines=NOTE_LINES),
    ]


def _beside_notes(found: Explained) -> list[str]:
    """What is not there, and why."""
    notes = []
    cases = found.variability
    if not cases:
        notes.append(why_no_cases(found))
    elif cases.left_out:
        notes.append(f"{_counted(len(cases.left_out), 'case')} without a value: the block stays as it is.")
    if any(s.result for s in found.others):
        notes.append("Own: by factors of that set, the rest is filled from others.")
    return [*notes, *scenario_notes(found)]


def _as_assessed(page: _Page) -> BesideRow:
    typical, bounds = numbers.mass_interval(page.total, pdf.DASH)
    said = f"{typical} ({bounds})" if bounds[0].isdigit() else typical
    return BesideRow("This result: P5 to P95", "uncertainty", page.total, said, "")


def _cases_row(page: _Page) -> BesideRow:
    cases = page.found.variability
    best, typical, worst = (
        kg.typical * page.by for kg in (cases.best_kg_co2e, cases.typical_kg_co2e, cases.worst_kg_co2e)
    )
    low, high = min(best, typical, worst), max(best, typical, worst)
    said = f"{numbers.mass(best)} to {numbers.mass(worst)}"
    title = f"Best, typical and worst case of {_counted(len(cases.by_block), 'block')}"
    ratios = " to ".join(_ratio(page, kg) for kg in (cases.best_kg_co2e, cases.worst_kg_co2e))
    return BesideRow(title, "variability", Interval(low, typical, high), said, ratios)


def _scenario_row(page: _Page, one: Scenario) -> BesideRow:
    kg = one.total_kg_co2e.typical * page.by
    title, said = scenario_title(page.found, one), _ratio(page, one.total_kg_co2e)
    return BesideRow(title, "scenario", Interval(kg, kg, kg), numbers.mass(kg), said)


def _ratio(page: _Page, kg_co2e: Interval) -> str:
    return numbers.times(ratio(kg_co2e, page.found.result.total_kg_co2e))


def _beside_finding(rows: Sequence[BesideRow]) -> str:
    """How far cases and scenarios reach, in a sentence."""
    said = []
    for kind, words in (("variability", "by case of level"), ("scenario", "by scenario")):
        ends = [kg for row in rows if row.kind == kind for kg in row.kg_co2e]
        if ends:
            span = dict.fromkeys(numbers.mass(kg) for kg in (min(ends), max(ends)))
            said.append(f"{' to '.join(span)} {words}")
    return f"Total in {CO2E_TYPESET}: {', '.join(said)}."


def _counted(number: int, what: str) -> str:
    return f"{numbers.count(number)} {what}{'' if number == 1 else 's'}"
