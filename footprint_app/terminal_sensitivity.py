"""What drives an interval, what stands beside it, and what helps most, as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasheets.wording import ALONE, NO_ADVICE, scenario_notes, scenario_title, why_no_cases
from footprint import tables
from footprint.advice import Advice, Advised, hotspots
from footprint.findings import interval_words, ratio, rests_on
from footprint.numbers import change_interval, column, count, mass, percent, probability, times
from footprint.result import INDICATOR
from footprint_app.terminal import total_lines
from footprint_app.terminal_marks import WIDTH, bar, bold, cut, wrapped
from footprint_app.terminal_uncertainty import drivers_lines

if TYPE_CHECKING:
    from footprint.explained import Explained

MOST_ADVICE = 8
_HOT = 10
"""Columns of the bar of a block."""
_FIGURES = 34
"""Figures of an advice that are wider stand on a line of their own."""


def sensitivity_text(found: Explained, inputs_sha256: str) -> str:
    """The drivers of one system, variability and scenarios on lines of their own, and advice."""
    result, advised = found.result, found.advised
    lines = [*total_lines(result), *drivers_lines(result, found.sensitivity)]
    lines += ["", bold("Beside the interval"), *_variability_lines(found), *_scenario_lines(found)]
    lines += ["", *_hotspot_lines(advised), "", bold("What helps most"), *_advice_lines(found)]
    outside = [*map(tables.title, result.missing), *(f"{tables.title(u.block)}: {u.item}" for u in result.unvalued)]
    if outside:
        lines += ["", bold("Not in the total"), wrapped("; ".join(outside))]
    if result.warnings:
        lines += ["", bold("Look at"), *(wrapped(w) for w in result.warnings)]
    samples = f" Shares of the variance: {count(found.sensitivity.samples)} samples."
    lines += [
        "",
        wrapped(rests_on(result), ""),
        wrapped(f"{INDICATOR}. {interval_words(result)}.{samples if found.sensitivity.estimated else ''}", ""),
        wrapped(f"{result.basis}.", ""),
        f"inputs sha256 {inputs_sha256}",
    ]
    return "\n".join(lines)


def _variability_lines(found: Explained) -> list[str]:
    """The total with every block in each case, and the block that differs most."""
    levels = found.variability
    if not levels:
        return [wrapped(why_no_cases(found), "    ", "  ")]
    totals = (("best", levels.best_kg_co2e), ("typical", levels.typical_kg_co2e), ("worst", levels.worst_kg_co2e))
    said = ", ".join(f"{mass(kg.typical)} in the {case} case" for case, kg in totals)
    widest = levels.by_block[0]
    known = [kg.typical for kg in (widest.best_kg_co2e, widest.typical_kg_co2e, widest.worst_kg_co2e) if kg]
    text = (
        f"Variability: {said} of all blocks given by level; widest: {widest.title}, {mass(min(known))} to "
        f"{mass(max(known))}. Cases are other devices of the same kind."
    )
    left = [wrapped(f"{x.title} has no {x.case} case: {x.why}. It stays as it is.", "      ", "    ")
            for x in levels.left_out]  # fmt: skip
    return [wrapped(text, "    ", "  "), *left]


def _scenario_lines(found: Explained) -> list[str]:
    """The total under each other choice of data, and how many times the result that is."""
    lines = []
    if found.others:
        lines.append("  Scenarios: other data or another place, and how many times this result")
        unit, totals = column(s.total_kg_co2e.typical for s in found.others)
        for scenario, total in zip(found.others, totals, strict=True):
            said = times(ratio(scenario.total_kg_co2e, found.result.total_kg_co2e))
            lines.append(f"    {cut(scenario_title(found, scenario), 52):<52} {total} {unit:<2}  {said:>8}")
    first = "    " if found.others else "  Scenarios: "
    return [*lines, *(wrapped(note, "      ", first if not i else "    ") for i, note in
                      enumerate(scenario_notes(found)))]  # fmt: skip


def _hotspot_lines(advised: Advised) -> list[str]:
    """The blocks by their share of the total, each with the change that helps most."""
    found = [one for one in hotspots(advised) if one.contribution.share > 0]
    if not found:
        return [bold("Hotspots"), "  None: the total is zero."]
    largest = found[0].contribution.share
    lines = [bold("Hotspots, each with the change that saves most")]
    for one in found:
        share = one.contribution.share
        line = f"  {cut(one.contribution.title, 14):<15}{percent(share):>6} {bar(share / largest, _HOT):<{_HOT}} "
        best = one.best
        said = f"{mass(best.kg_co2e.typical):>9}  {best.title.partition(':')[0]}" if best else f"{'-':>9}"
        lines.append(line + cut(said, WIDTH - len(line)))
    return lines


def _advice_lines(found: Explained) -> list[str]:
    advised = found.advised
    if not advised.found:
        lines = [wrapped(NO_ADVICE)]
    else:
        shown = advised.found[:MOST_ADVICE]
        figures = [change_interval(one.kg_co2e) for one in shown]
        changes, spans = [c for c, _ in figures], [f"({ends})" for _, ends in figures]
        wide = max(map(len, changes)), max(map(len, spans))
        lines = []
        for one, change, span in zip(shown, changes, spans, strict=True):
            lines += _one_advice(one, f"  {change:>{wide[0]}} {span:<{wide[1]}}  ")
        if len(advised.found) > len(shown):
            lines.append(f"  and {len(advised.found) - len(shown)} more, in --json")
        fewer = f" From {count(advised.result.draws)} draws." if advised.result.draws < found.result.draws else ""
        lines.append(wrapped(f"{ALONE}{fewer}"))
    if advised.not_tried:
        lines += ["", bold("Not tried"), *(
            wrapped(f"{n.block_title}: {n.title}: {n.why} {n.hint}".strip(), "    ", "  ") for n in advised.not_tried
        )]  # fmt: skip
    return lines


def _one_advice(one: Advice, head: str) -> list[str]:
    """What a change saves, what it is, on what condition, and how sure it is to save anything."""
    if len(head) <= _FIGURES:
        lines = [wrapped(one.title, " " * len(head), head)]
    else:
        lines = [head.rstrip(), wrapped(one.title, "      ")]
    lines.append(wrapped(one.condition, "      "))
    if one.lowers < 1:
        lines.append(wrapped(f"lower in {probability(one.lowers)} of the draws", "      "))
    return [*lines, *(wrapped(f"then: {note}", "      ") for note in one.new_notes)]
