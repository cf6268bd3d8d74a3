"""The footprint report: one page that says what a device emits, what that covers, and where each number is from.

Its parts are sections, each a function from a result to flowables. A section that can be long takes
a limit, and names in one line what it leaves to the JSON; `layout.fit` lowers the limits until all is
on one page. Every mass goes through `footprint.numbers`. A result with draws has a second page, see
`uncertainty_page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import fsum
from typing import Any

from reportlab.platypus import Flowable, Spacer

from datasheets import context_pages, pdf, uncertainty_page
from datasheets.charts import Bar, BarChart, Legend
from datasheets.citations import link, numbered
from datasheets.context_pages import Context
from datasheets.layout import Limits, Section, lay_out, split
from datasheets.page_parts import IN_JSON, ITEM_LINES, headline, notes, record, tables_line
from footprint import numbers, tables
from footprint.explained import Explained, explain
from footprint.factors import Interval
from footprint.findings import battery_sentence, interval_name, interval_words, main_finding, rests_on
from footprint.numbers import CO2E, CO2E_TYPESET
from footprint.result import INDICATOR, Contribution, Footprint, Per, Row
from footprint.uncertainty import Drawn

NOTHING_ASSUMED = "Nothing was assumed: every value is given in the system file or published."
TABLE_GAP = 2.5  # below a table
NAME_LINES, DESCRIPTION_LINES, ZERO_LINES = 2, 2, 2
SOURCE_LINES_LEAST, SOURCE_LINES_MOST = 2, 5
BOUNDARY_WIDTHS = (56.0, 62.0, 48.0, 88.0, 38.0)  # the last column takes the rest
BARS_MOST, ITEMS_MOST = 24, 40  # more never fit beside the rest
REFS_SHOWN = 2

PER_WORDS: dict[Per, tuple[str, str]] = {
    "device": ("per device over {lifetime}", "one device over its lifetime of {lifetime}"),
    "year": ("per year, with a lifetime of {lifetime}", "one year of service of one device that lasts {lifetime}"),
    "inference": ("per inference, over {lifetime}", "one inference of a device that lasts {lifetime}"),
}  # fmt: skip
"""What the total is per, and the declared unit."""

READING_WORDS = {
    "verbatim": "± half the last printed digit where a figure was read verbatim",
    "digitised": "± 4 % where it was digitised",
    "derived": "the span of the derivation where it was derived",
}
"""The bounds of a factor, by how it was read."""


class Report:
    """What the sections read: the result, how it is scaled, and its numbered sources."""

    def __init__(self, result: Footprint, per: Per) -> None:
        self.result, self.per = result, per
        self.by = 1.0 / result.per_divisor(per)
        self.lifetime = numbers.duration(result.system.lifetime_years)
        found = [c._replace(kg_co2e=c.kg_co2e.scaled(self.by)) for c in result.contributions()]
        self.zero = [c for c in found if c.kg_co2e.high == 0]
        self.bars = [c for c in found if c.kg_co2e.high > 0]
        self.rows: dict[str, list[Row]] = {}
        for row in result.rows:
            self.rows.setdefault(row.block, []).append(row)
        blocks = [self.rows[c.key] for c in (*self.bars, *self.zero)]
        # The first source of every block stands before the further ones of any, so that few numbers serve most.
        ordered = [*(rows[0] for rows in blocks), *(row for rows in blocks for row in rows[1:])]
        self.sources, self._refs = numbered(ordered, result.factors)
        named = [n for c in self.bars for n in self._refs[self.rows[c.key][0].source, self.rows[c.key][0].factor_key]]
        self.leading = min(max(named, default=0), ITEMS_MOST)  # so many sources hold the first of every bar

    def source_room(self, limit: int) -> tuple[int, int]:
        """How many sources to list, and in how many lines each.

        Under a falling limit the further sources of blocks go first, then lines, then leading sources.
        """
        spare = SOURCE_LINES_MOST - SOURCE_LINES_LEAST
        count = min(limit, max(limit - spare, self.leading), len(self.sources))
        return count, SOURCE_LINES_LEAST + min(max(limit - self.leading, 0), spare)

    def refs(self, block: str) -> list[int]:
        """Numbers of the sources behind a block."""
        return sorted({n for row in self.rows[block] for n in self._refs[row.source, row.factor_key]})


def report_pdf(result: Footprint, per: Per = "device", further: Sequence[Context] = ()) -> bytes:
    """The report of a footprint: one page, a second one on uncertainty for a result with draws, and further ones.

    Glyphs that the font lacks are drawn as ``?``, and what does not fit is counted and left to the
    JSON. The same result gives the same bytes.

    Parameters
    ----------
    result : Footprint
        What to report.
    per : {"device", "year", "inference"}
        What the masses are per.
    further : sequence of Scaled, Cloud, NetEffect or Fleet
        What puts the device in context; each has a page of its own, see `context_pages`.

    Returns
    -------
    bytes
        A PDF of exactly one A4 page, or two with draws, and one for each further result; the first can stand alone.

    Raises
    ------
    InputError
        Per inference, for a system that does not say how often it infers.
    """
    report = Report(result, per)
    found = explain(result) if isinstance(result, Drawn) else None
    with pdf.ONE_AT_A_TIME:
        return _draw(report, found, further)


def _draw(report: Report, found: Explained | None, further: Sequence[Context]) -> bytes:
    """Lay the sections out and draw them with their bookmarks."""
    result = report.result
    inputs = result.inputs_sha256_per(report.per)
    factors = f"factor set {result.factor_set.key}, version {result.factor_set.version}"
    factors += f", gaps filled from {len(result.fill_sets)} more" if result.fill_sets else ""
    document = pdf.Document(
        title=f"{result.system.name}: carbon footprint",
        subject=f"{INDICATOR}, {_per(report)[0]}; factor set {result.factor_set.key} {result.factor_set.version}",
        keywords=("TinyML", "carbon footprint", CO2E, "GWP100", result.factor_set.key, inputs),
        header=(result.system.name, factors),
    )
    pages = [_sections(report), *([uncertainty_page.sections(found, report.per)] if found else [])]
    pages += map(context_pages.sections, further)
    for number, sections in enumerate(pages, start=1):
        document.start_page()
        lay_out(document, sections)
        document.end_page(number, len(pages))
    return document.finish()


def _sections(report: Report) -> tuple[Section, ...]:
    notes = min(len(report.result.assumed) + len(report.result.warnings), ITEMS_MOST)
    bars, sources = len(report.bars), min(len(report.sources), ITEMS_MOST)
    return (
        Section("Result", partial(_result, report)),
        Section("Boundary", partial(_boundary, report), most=6, least=2, floor=1),
        Section("Contributions", partial(_contributions, report), min(bars, BARS_MOST), min(bars, 10), min(bars, 3)),
        Section("Assumptions", partial(_assumptions, report), notes, min(notes, 3), min(notes, 1)),
        # Beyond their number the limit counts further lines for each, see `Report.source_room`.
        Section(
            "Sources", partial(_sources, report), sources + SOURCE_LINES_MOST - SOURCE_LINES_LEAST, min(sources, 3), 1
        ),
    )


def _per(report: Report) -> tuple[str, str]:
    short, long = PER_WORDS[report.per]
    return short.format(lifetime=report.lifetime), long.format(lifetime=report.lifetime)


def _result(report: Report, _: Limits) -> list[Flowable]:
    """The total, its interval, and what both mean."""
    system = report.result.system
    typical, bounds = numbers.mass_interval(report.result.total_kg_co2e.scaled(report.by), pdf.DASH)
    short, unit = _per(report)
    parts = [pdf.paragraph(system.name, pdf.TITLE, lines=NAME_LINES)]
    if system.description:
        parts.append(pdf.paragraph(system.description, pdf.QUIET, lines=DESCRIPTION_LINES))
    indicator = INDICATOR.replace(CO2E, CO2E_TYPESET)
    return [
        *parts,
        *headline(f"{typical} {CO2E_TYPESET}", f"({bounds})", short),
        pdf.paragraph(_interval_words(report), pdf.TEXT),
        pdf.paragraph(f"{unit}. Indicator: {indicator}.", pdf.TEXT, lead="Declared unit:"),
    ]


def _interval_words(report: Report) -> str:
    """What the interval is, what it rests on, and what it does not hold."""
    result = report.result
    if isinstance(result, Drawn):
        middle = f"{numbers.mass(result.p50_kg_co2e * report.by)} {CO2E_TYPESET}"
        said = f"{interval_words(result)}, P50 is {middle}."
        more = "What drives it, what helps most and what stands beside it is on the next page."
    else:
        used = {f.reading for f in result.factors.values()}
        words = [text for reading, text in READING_WORDS.items() if reading in used]
        if any(row.factor_key is None for row in result.rows):
            words.append("what the system file says where it was declared")
        said = (
            "In brackets: bounds from factors and quantities, all low together or all high together, not a "
            f"probability: {', '.join(words)}."
        )
        more = "Drivers and advice come with draws."
    cases = "Best, typical and worst cases are different devices and not part of it."
    return f"{said} {cases} {rests_on(result)} {more}"


def coverage_text(result: Footprint) -> str:
    """Rows assessed, what is not, what share of mass and cost that is, and what other sets filled."""
    coverage = result.coverage
    said = [f"{coverage['assessed']} of {coverage['rows']} rows assessed"]
    said.append("not described: " + (", ".join(tables.title(m) for m in result.missing) or "nothing"))
    if result.unvalued:
        said.append("without a factor: " + ", ".join(u.item for u in result.unvalued))
    for what in ("mass", "cost"):
        share = coverage[f"{what}_share"]
        said.append(f"share of {what} " + ("not assessed" if share is None else numbers.percent(share)))
    if result.filled:
        blocks: dict[str, list[str]] = {}
        for row in result.filled:
            blocks.setdefault(str(row.factor_set), []).append(tables.title(row.block))
        said += [f"filled from {key}: {', '.join(dict.fromkeys(names))}" for key, names in blocks.items()]
    return ". ".join(text[0].upper() + text[1:] for text in said) + "."


def _boundary(report: Report, limits: Limits) -> list[Flowable]:
    """Each stage: inside or outside, why, and its result."""
    result, lines = report.result, limits["Boundary"]
    widths = (*BOUNDARY_WIDTHS, pdf.TEXT_WIDTH - sum(BOUNDARY_WIDTHS))
    by_stage = {c.key: c for c in result.contributions("stage")}  # an added block counts in its stage
    shared = numbers.prefix(max((c.kg_co2e.typical * report.by for c in by_stage.values()), default=0.0))
    right = ("Stage", "Boundary", CO2E_TYPESET, _column_name(result), "Share", "What is in it, or why it is not")
    rows: list[list[Any]] = [[pdf.paragraph(t, _cell(i, head=True)) for i, t in enumerate(right)]]
    for stage, _, why, word, title in result.boundary:
        if stage not in tables.STAGES and stage not in result.system.blocks:
            continue  # named below, with what no system can describe
        found = by_stage.get(stage)
        typical = numbers.mass_interval(found.kg_co2e.scaled(report.by), pdf.DASH, shared)[0] if found else ""
        cells = [title, word, typical]
        bounds = _interval(found.kg_co2e.scaled(report.by), shared, with_typical=True) if found else ""
        cells += [bounds, numbers.percent(found.share) if found else ""]
        rows.append([pdf.paragraph(t, _cell(i)) for i, t in enumerate(cells)])
        rows[-1].append(pdf.paragraph(why, width=widths[-1], lines=lines))
    covered = coverage_text(result)
    return [
        pdf.paragraph("Boundary", pdf.SECTION),
        pdf.ruled_table(rows, widths),
        Spacer(0, TABLE_GAP),
        pdf.paragraph(f"{result.not_covered}.", lead="Not covered:"),
        pdf.paragraph(covered, lead="Coverage:", lines=max(lines, ITEM_LINES)),
        *([pdf.paragraph(battery_sentence(result), lead="Cells:")] if result.battery_life else []),
    ]


def _column_name(result: Footprint) -> str:
    return "Interval" if result.interval["kind"] == "bounds" else interval_name(result)


def _cell(column: int, head: bool = False) -> Any:
    numeric = 2 <= column <= 4
    if head:
        return pdf.HEAD_CELL_RIGHT if numeric else pdf.HEAD_CELL
    return pdf.SMALL_RIGHT if numeric else pdf.SMALL


def _interval(kg_co2e: Interval, unit: tuple[str, float], with_typical: bool = False) -> str:
    """Bounds in the unit of their column, or the first words where there are none to show."""
    typical, bounds = numbers.mass_interval(kg_co2e, pdf.DASH, unit)
    if bounds[0].isdigit():
        return f"{bounds} {typical.split()[-1]}"
    words = bounds.split(" to ")[0]
    return f"{typical}, {words}" if with_typical else words


def _contributions(report: Report, limits: Limits) -> list[Flowable]:
    """The finding, a bar for each of the largest contributions, and what is not drawn."""
    shown, rest = split(report.bars, limits["Contributions"])
    stages = {c.stage for c in shown}
    legend = [(info.title, info.colour) for key, info in tables.STAGES.items() if key in stages]
    listed, _ = report.source_room(limits["Sources"])
    shared = numbers.prefix(max((c.kg_co2e.typical for c in shown), default=0.0))
    parts = [
        pdf.paragraph("Contributions", pdf.SECTION),
        pdf.paragraph(main_finding(report.result.contributions()), pdf.FINDING),
    ]
    if shown:
        parts += [
            Legend(legend),
            BarChart([_bar(report, c, listed, shared) for c in shown], CO2E_TYPESET, _column_name(report.result)),
        ]
    if rest:
        together = numbers.mass(fsum(c.kg_co2e.typical for c in rest))
        parts.append(pdf.paragraph(f"and {len(rest)} more, together {together} {CO2E_TYPESET}: {IN_JSON}"))
    if report.zero:
        names = [c.title for c in report.zero]
        parts.append(pdf.paragraph(_listed(names, pdf.TEXT_WIDTH * ZERO_LINES * 0.75), lead="Zero:"))
    return parts


def _bar(report: Report, found: Contribution, listed: int, unit: tuple[str, float]) -> Bar:
    rows = report.rows[found.key]
    statuses = list(dict.fromkeys(row.status for row in rows))
    basis = f"{len(rows)} rows" if len(rows) > 1 else rows[0].item
    words = basis if basis.startswith(statuses[0]) else f"{', '.join(statuses)}, {basis}"
    refs = report.refs(found.key)
    named = " ".join(f"[{n}]" for n in (refs if len(refs) <= REFS_SHOWN else refs[:1]) if n <= listed)
    more = len(refs) - named.count("[")
    sources = f"{named} +{more}" if named and more else named or "JSON"
    typical = numbers.mass_interval(found.kg_co2e, unit=unit)[0]
    said = f"{typical}, {numbers.percent(found.share)}"
    colour, bounds = tables.STAGES[found.stage].colour, _interval(found.kg_co2e, unit)
    return Bar(found.title, colour, found.kg_co2e, said, bounds, words, sources)


def _listed(names: Sequence[str], width: float) -> str:
    """Names with commas as far as they fit, then how many more there are."""
    kept: list[str] = []
    for name in names:
        if pdf.text_width(", ".join([*kept, pdf.drawable(name)])) > width:
            break
        kept.append(pdf.drawable(name))
    more = len(names) - len(kept)
    return ", ".join(kept) + (f" and {more} more: {IN_JSON}" if more else "")


def _assumptions(report: Report, limits: Limits) -> list[Flowable]:
    """What a reader should look at, and what was filled in."""
    result = report.result
    return notes(result.warnings, result.assumed, limits["Assumptions"], NOTHING_ASSUMED)


def _sources(report: Report, limits: Limits) -> list[Flowable]:
    """The works that the numbers come from, and the record to reproduce them."""
    result = report.result
    count, lines = report.source_room(limits["Sources"])
    shown, rest = split(report.sources, count)
    parts = [pdf.paragraph("Sources", pdf.SECTION)]
    parts += [pdf.paragraph(s.text, pdf.LISTED, mark=f"[{s.number}]", lines=lines) for s in shown]
    if rest:
        parts.append(pdf.paragraph(f"and {len(rest)} more sources: {IN_JSON}"))
    if result.system.reference:
        parts.append(pdf.paragraph(result.system.reference, lead="System described from:", lines=ITEM_LINES))
    chosen = result.factor_set
    parts.append(pdf.paragraph(
        f"{chosen.key}, version {chosen.version}: {chosen.title} ({chosen.licence})", lead="Factor set:",
        lines=ITEM_LINES))  # fmt: skip
    if result.fill_sets:
        fills = "; ".join(f"{s.key}, version {s.version}: {s.title} ({s.licence})" for s in result.fill_sets)
        parts.append(pdf.paragraph(fills, lead="Gaps filled from:", lines=ITEM_LINES))
    named = {}
    for name, version in result.tables.items():
        about = tables.about()[name]
        text = f"{name}, {version}: {about['source']}{link(about['url'], about['source'])} ({about['licence']})"
        if any(f.licence == about["licence"] for f in result.factors.values()):  # its figures are on the page
            parts.append(pdf.paragraph(text, lead="Table:", lines=ITEM_LINES))
        else:
            named[name] = version
    return [*parts, *tables_line(named), *record(result.inputs_sha256_per(report.per))]
