"""The second page of the footprint report, for a result with draws: how sure it is, why, and what helps.

Uncertainty, variability and scenarios stand beside each other and are never added up. `gather` does
the work that takes time; the sections are views of what it found.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from reportlab.platypus import Flowable

from datasheets import pdf
from datasheets.layout import Limits, Section, split
from datasheets.uncertainty_charts import Beside, BesideRow, Histogram, Mark, Tornado, TornadoBar
from footprint import numbers
from footprint.advice import Advice, Advised, advice
from footprint.factors import Interval, load_set, set_keys
from footprint.findings import interval_name
from footprint.numbers import CO2E_TYPESET
from footprint.result import Per
from footprint.scenarios import Scenario, Scenarios, scenarios
from footprint.uncertainty import Drawn, Driver, Sensitivity, sensitivity
from footprint.variability import Variability, variability

ADVICE_DRAWS = 100_000
"""Advice takes no more draws than this: each one is a system that is drawn anew."""

DRIVERS_MOST, ADVICE_MOST, SCENARIOS_MOST = 10, 8, 10
BIN_STEP = 10.0  # the height of the histogram is counted in these [pt]
TITLE_LINES, CELL_LINES, NOTE_LINES = 2, 3, 3
ADVICE_WIDTHS = (48.0, 84.0, 50.0)  # the first column takes the rest
FACTORS_FROM = 3.0  # ends beyond so many times the deterministic value are named as multiples of it
NARROW = 1e-9
"""An interval narrower than this share of its value is none."""


class Found(NamedTuple):
    """What the page shows.

    Attributes
    ----------
    scenarios : Scenarios, optional
        None for a factor set that does not ship, which there is nothing to set beside.
    """

    result: Drawn
    drivers: Sensitivity
    advised: Advised
    cases: Variability
    scenarios: Scenarios | None


def gather(result: Drawn) -> Found:
    """Drivers, advice, cases and scenarios of a result.

    Raises
    ------
    InputError
        A system that cannot be assessed again with the sets that the result was assessed with.
    """
    system, first, fills = result.system, result.factor_set, result.fill_sets
    advised = advice(
        system, factors=first, fill_from=fills, draws=min(result.draws, ADVICE_DRAWS), seed=result.seed
    )  # fmt: skip
    ship = all(s.key in set_keys() and load_set(s.key) is s for s in (first, *fills))
    beside = scenarios(system, first.key, [s.key for s in fills]) if ship else None
    return Found(result, sensitivity(result), advised, variability(system, factors=first, fill_from=fills), beside)


class _Page(NamedTuple):
    """What the sections read: what was found, how it is scaled, and what it is per."""

    found: Found
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


def sections(found: Found, per: Per) -> tuple[Section, ...]:
    """The sections of the page, with masses per device, year or inference."""
    page = _Page(found, per)
    drivers = min(len(found.drivers.drivers), DRIVERS_MOST)
    advised = min(len(found.advised.found), ADVICE_MOST)
    beside = min(len(_others(found)), SCENARIOS_MOST)
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
    return f"{said}, {' to '.join(ways)} around {typical}."


def _drivers(page: _Page, limits: Limits) -> list[Flowable]:
    """One input at a time, and its share of the variance."""
    found = page.found.drivers
    parts = [pdf.paragraph("What drives it", pdf.SECTION)]
    if page.exact:
        return [*parts, pdf.paragraph("No input has an interval, so nothing drives the total.")]
    widest = sorted(found.drivers, key=lambda d: -d.swing_kg_co2e)
    shown, rest = split(widest, limits["Drivers"])
    chart = Tornado([_tornado_bar(page, d) for d in shown], page.typical, page.quantity)
    words = (
        "One input at a time from its P5 to its P95, others typical. Share: of the variance of the total, alone and "
        f"with others (total Sobol index, {numbers.count(found.samples)} samples)."
    )
    if rest:
        most = numbers.mass(rest[0].swing_kg_co2e * page.by)
        words += f" {_counted(len(rest), 'more input')}: {most} or less each."
    return [
        *parts,
        pdf.paragraph(_driver_finding(found.drivers), pdf.FINDING, lines=TITLE_LINES),
        chart,
        pdf.paragraph(f"{words}{chart.words}", pdf.SMALL_QUIET),
    ]


def _driver_finding(drivers: Sequence[Driver]) -> str:
    """Which inputs make most of the variance, in a sentence."""
    named = [(d.input.title, numbers.percent(d.total.value)) for d in drivers[:2] if d.total and d.total.value > 0]
    if not named:  # a variance too small to share out
        return f"{drivers[0].input.title} moves the total most."
    first = f"{named[0][0]} ({named[0][1]} of the variance)"
    return f"{first}, then {named[1][0]} ({named[1][1]})." if len(named) > 1 else f"{first}."


def _tornado_bar(page: _Page, driver: Driver) -> TornadoBar:
    kg = driver.kg_co2e.scaled(page.by)
    typical, bounds = numbers.mass_interval(kg, pdf.DASH)
    bounds = f"{bounds} {typical.split()[-1]}" if bounds[0].isdigit() else bounds
    share = numbers.percent(max(driver.total.value, 0.0)) if driver.total else "left out"
    return TornadoBar(driver.input.title, kg, numbers.mass(kg.high - kg.low), bounds, driver.input.status, share)


def _advice(page: _Page, limits: Limits) -> list[Flowable]:
    """Ranked changes that lower the total."""
    found, not_tried = page.found.advised.found, page.found.advised.not_tried
    parts = [pdf.paragraph("What helps most", pdf.SECTION)]
    left = f"{_counted(len(not_tried), 'alternative')} could not be assessed." if not_tried else ""
    if not found:
        none = "None of the alternatives that this version knows lowers the total."
        return [*parts, pdf.paragraph(f"{none} {left}".rstrip())]
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
    words = "Each change alone, by common draws: savings do not add up. Lowers it: probability that the total is lower."
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


def _others(found: Found) -> list[Scenario]:
    """Scenarios other than the set that the result was made with, and sets that value something themselves."""
    if found.scenarios is None:
        return []
    own = found.result.factor_set.key
    return [s for s in found.scenarios.found if s.result is None or (s.key != own and s.own_share)]


def _beside(page: _Page, limits: Limits) -> list[Flowable]:
    """Cases and scenarios: other devices and other data, not part of the interval."""
    others = [_scenario_row(page, s) for s in _others(page.found)]
    shown, rest = split(others, limits["Beside the interval"])
    parts = [pdf.paragraph("Beside the interval", pdf.SECTION)]
    notes = [*_beside_notes(page.found), *([f"{_counted(len(rest), 'more scenario')} not shown."] if rest else [])]
    cases = [_cases_row(page)] if page.found.cases else []
    if not cases and not others:
        return [*parts, pdf.paragraph(" ".join(notes), lines=NOTE_LINES)]
    about = "Other devices and other data, not part of the interval. Ratio: over the deterministic value."
    return [
        *parts,
        pdf.paragraph(_beside_finding([*cases, *others]), pdf.FINDING, lines=TITLE_LINES),
        Beside([_as_assessed(page), *cases, *shown], page.quantity),
        pdf.paragraph(" ".join([about, *notes]), pdf.SMALL_QUIET, lines=NOTE_LINES),
    ]


def _beside_notes(found: Found) -> list[str]:
    """What is not there, and why."""
    notes = []
    cases, beside, others = found.cases, found.scenarios, _others(found)
    if not cases:
        levels = any(block.include and block.hsl is not None for block in found.result.system.blocks.values())
        none = "No block given by level differs between its cases" if levels else "No block is given by level"
        notes.append(f"{none}, so there are no cases.")
    elif cases.left_out:
        notes.append(f"{_counted(len(cases.left_out), 'case')} without a value: the block stays as it is.")
    if beside is None:
        return [*notes, "The factor set of this result does not ship with this tool, so there are no scenarios."]
    if not others:
        notes.append("No other factor set and no scenario fits this system.")
    if any(s.result for s in others):
        notes.append("Own: by factors of that set, the rest is filled from others.")
    nothing = [s.key for s in beside.sets if s.key != found.result.factor_set.key and not s.own_share]
    for keys, why in ((nothing, "No values for this system in"), (tuple(beside.left_out), "Cannot be used")):
        if keys:
            notes.append(f"{why}: {', '.join(keys)}.")
    return notes


def _as_assessed(page: _Page) -> BesideRow:
    typical, bounds = numbers.mass_interval(page.total, pdf.DASH)
    said = f"{typical} ({bounds})" if bounds[0].isdigit() else typical
    return BesideRow("This result: P5 to P95", "uncertainty", page.total, said, "")


def _cases_row(page: _Page) -> BesideRow:
    cases = page.found.cases
    best, typical, worst = (
        kg.typical * page.by for kg in (cases.best_kg_co2e, cases.typical_kg_co2e, cases.worst_kg_co2e)
    )
    low, high = min(best, typical, worst), max(best, typical, worst)
    said = f"{numbers.mass(best)} to {numbers.mass(worst)}"
    title = f"Best, typical and worst case of {_counted(len(cases.by_block), 'block')}"
    ratio = " to ".join(_ratio(page, kg) for kg in (best, worst))
    return BesideRow(title, "variability", Interval(low, typical, high), said, ratio)


def _scenario_row(page: _Page, one: Scenario) -> BesideRow:
    kg = one.total_kg_co2e.typical * page.by
    title = one.title.removesuffix(f", with {page.found.result.factor_set.key}")
    if one.result is not None:
        title = f"Factors of {one.key}, {numbers.percent(one.own_share or 0.0)} own"
    return BesideRow(title, "scenario", Interval(kg, kg, kg), numbers.mass(kg), _ratio(page, kg))


def _ratio(page: _Page, kg: float) -> str:
    return numbers.times(kg / page.total.typical) if page.total.typical else "–"


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
