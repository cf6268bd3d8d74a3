"""The page of a net effect: what is saved and emitted, when it pays back, what is claimed and not assessed."""

from __future__ import annotations

from functools import partial

from reportlab.platypus import Flowable

from datasheets import pdf
from datasheets.charts import Bar, BarChart
from datasheets.context_pages import Page
from datasheets.layout import Limits, Section
from footprint.factors import Interval
from footprint.findings import interval_name
from footprint.net import NetEffect, words
from footprint.numbers import CO2E, CO2E_TYPESET, duration, mass_interval, percent

TITLE = "Net effect"
WIDTHS = (96.0, 84.0, 110.0, 42.0)  # of the columns: side, interval, status, sources
HEADS = ("Side", "Over the lifetime", "Status, basis", "Source")
CLAIM_LINES = 3


def sections(found: NetEffect) -> tuple[Section, ...]:
    """The sections of the page."""
    page = Page(TITLE, found, found.sources)
    size, ends = words.amount(found, pdf.DASH)
    kind = "" if ends == "no interval" else f", {interval_name(found.result)}"
    headline = (
        f"{size} {CO2E_TYPESET} {'avoided' if words.avoided(found) else 'added'}", f"({ends}{kind})",
        f"net, {words.devices(found)} over {duration(found.lifetime_years)}",
    )  # fmt: skip
    said = [f"{words.payback(found)} {words.break_even(found)}", f"{words.chance(found)} {words.SIGN}"]
    return (
        page.head(headline, said),
        Section(f"{TITLE}: both sides", partial(_sides, found)),
        Section(f"{TITLE}: claim", partial(_claim, found)),
        Section(f"{TITLE}: not assessed", partial(_not_assessed, found)),
        page.assumptions(),
        page.sources(),
    )


EMITTED_NAME, SAVED_NAME = "Footprint", "Saved, as claimed"
EMITTED, SAVED, TAKEN_BACK = "#0072B2", "#56B4E9", "#D55E00"


def sides(found: NetEffect) -> list[tuple[str, Interval, str, str]]:
    """What is drawn against each other: a name, its mass [kg CO2e], its colour, and what it rests on."""
    listed = [
        (EMITTED_NAME, found.footprint_kg_co2e, EMITTED, "calculated"),
        (SAVED_NAME, found.saved_kg_co2e, SAVED, f"{found.claim.status}, of the baseline"),
    ]
    if found.rebound:
        name = f"Taken back, {percent(found.rebound)}"
        listed.append((name, found.taken_back_kg_co2e, TAKEN_BACK, "given"))
    return listed


def _sides(found: NetEffect, _: Limits) -> list[Flowable]:
    """The footprint, the saving and what is taken back of it, as bars on one linear axis."""
    works = [f.citation for f in found.baseline.factors.values()]
    of_saving = sorted({found.sources.index(work) + 1 for work in (found.claim.source, *works)})
    refs = {SAVED_NAME: " ".join(f"[{n}]" for n in of_saving), EMITTED_NAME: "report"}
    bars = []
    for name, kg, colour, basis in sides(found):
        typical, bounds = mass_interval(kg, pdf.DASH)
        bounds += f" {typical.split()[-1]}" if bounds[0].isdigit() else ""
        bars.append(Bar(name, colour, kg, typical, bounds, basis, refs.get(name, "as given")))
    return [
        pdf.paragraph("Both sides", pdf.SECTION),
        pdf.paragraph(f"{words.sides(found)}.", pdf.FINDING),
        BarChart(bars, f"{CO2E_TYPESET}, linear axis", interval_name(found.result), HEADS, WIDTHS),
    ]


def _claim(found: NetEffect, _: Limits) -> list[Flowable]:
    claim = found.claim
    return [
        pdf.paragraph("What is claimed", pdf.SECTION),
        pdf.paragraph(words.claimed(found).replace(CO2E, CO2E_TYPESET), lines=CLAIM_LINES),
        pdf.paragraph(f"{claim.said} [1]", lead="As written:", lines=CLAIM_LINES),
    ]


def _not_assessed(found: NetEffect, _: Limits) -> list[Flowable]:
    parts: list[Flowable] = [pdf.paragraph("Not assessed", pdf.SECTION)]
    return [*parts, *(pdf.paragraph(f"{what[0].upper()}{what[1:]}.") for what in found.not_assessed)]
