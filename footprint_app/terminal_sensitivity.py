"""What drives an interval, what stands beside it, and what helps most, as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint import tables
from footprint.advice import Advice, Advised, hotspots
from footprint.factors import Interval
from footprint.findings import interval_words, rests_on
from footprint.numbers import change_interval, column, mass, percent
from footprint.result import INDICATOR
from footprint.scenarios import Scenarios
from footprint.variability import Variability
from footprint_app.terminal import total_lines
from footprint_app.terminal_marks import WIDTH, bar, bold, cut, wrapped
from footprint_app.terminal_uncertainty import drivers_lines

if TYPE_CHECKING:
    from footprint.uncertainty import Drawn, Sensitivity

MOST_ADVICE = 8
_HOT = 10
"""Columns of the bar of a block."""


def sensitivity_text(
    advised: Advised, found: Sensitivity, levels: Variability, others: Scenarios, inputs_sha256: str
) -> str:
    """The drivers of one system, variability and scenarios on lines of their own, and advice."""
    result = advised.result
    lines = [*total_lines(result), *drivers_lines(result, found)]
    lines += ["", bold("Beside the interval"), *_variability_lines(levels), *_scenario_lines(result, others)]
    lines += ["", *_hotspot_lines(advised), "", bold("What helps most"), *_advice_lines(advised)]
    outside = [*map(tables.title, result.missing), *(f"{tables.title(u.block)}: {u.item}" for u in result.unvalued)]
    if outside:
        lines += ["", bold("Not in the total"), wrapped("; ".join(outside))]
    if result.warnings:
        lines += ["", bold("Look at"), *(wrapped(w) for w in result.warnings)]
    lines += [
        "",
        wrapped(rests_on(result), ""),
        wrapped(f"{INDICATOR}. {interval_words(result)}. Shares of the variance: {found.samples} samples.", ""),
        wrapped(f"{result.basis}.", ""),
        f"inputs sha256 {inputs_sha256}",
    ]
    return "\n".join(lines)


def _variability_lines(levels: Variability) -> list[str]:
    """The total with every block in each case, and the block that differs most."""
    if not levels:
        return [wrapped("Variability: no block is given by a level, so there are no cases.", "    ", "  ")]
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


def _scenario_lines(result: Drawn, others: Scenarios) -> list[str]:
    """The total under each other choice of data, and how far that is from the result."""
    now, first = result.total_kg_co2e.typical, result.factor_set.key
    sets = [s for s in others.sets if s.key != first]
    named = [(f"Factor set {s.key}, {percent(s.own_share)} its own", s) for s in sets if s.own_share]
    named += [(s.title.removesuffix(f", with {first}"), s) for s in others.named]
    lines = [f"  Scenarios: {'other data or another place' if named else 'none differs'}"]
    unit, totals = column(s.total_kg_co2e.typical for _, s in named)
    for (title, scenario), total in zip(named, totals, strict=True):
        moved = scenario.total_kg_co2e.typical - now
        by = change_interval(Interval(moved, moved, moved))[0] if abs(moved) > 1e-9 * now else "no change"
        lines.append(f"    {cut(title, 52):<52} {total} {unit:<2} {by:>12}")
    lines += [wrapped(f"Not possible with {key}: {why}", "      ", "    ") for key, why in others.left_out.items()]
    empty = [s.key for s in sets if not s.own_share]
    if empty:
        lines.append(wrapped(f"No factor of {', '.join(empty)} is used in this system.", "      ", "    "))
    return lines


def _hotspot_lines(advised: Advised) -> list[str]:
    """The blocks by their share of the total, each with the change that helps most."""
    found = hotspots(advised)
    if not found:
        return []
    largest = found[0].contribution.share or 1.0
    lines = [bold("Hotspots, each with the change that saves most")]
    for one in found:
        share = one.contribution.share
        line = f"  {cut(one.contribution.title, 14):<15}{percent(share):>6} {bar(share / largest, _HOT):<{_HOT}} "
        best = one.best
        said = f"{mass(best.kg_co2e.typical):>9}  {best.title.partition(':')[0]}" if best else f"{'-':>9}"
        lines.append(line + cut(said, WIDTH - len(line)))
    return lines


def _advice_lines(advised: Advised) -> list[str]:
    if not advised.found:
        lines = [wrapped("None of the changes that are known for these blocks and parts lowers the total.")]
    else:
        shown = advised.found[:MOST_ADVICE]
        lines = [line for one in shown for line in _one_advice(one)]
        if len(advised.found) > len(shown):
            lines.append(f"  and {len(advised.found) - len(shown)} more, in --json")
        lines.append(wrapped("Each change is counted alone: savings in one block do not add up."))
    if advised.not_tried:
        lines += ["", bold("Not tried"), *(
            wrapped(f"{n.block_title}, {n.title[:1].lower()}{n.title[1:]}: {n.why}", "    ", "  ")
            for n in advised.not_tried
        )]  # fmt: skip
    return lines


def _one_advice(one: Advice) -> list[str]:
    """How much a change saves, what it is, on what condition, and how sure it is to save anything."""
    change, ends = change_interval(one.kg_co2e)
    head = f"  {change:>9} {f'({ends})':<20} "
    lines = [wrapped(one.title, " " * len(head), head), wrapped(one.condition, "      ")]
    if one.lowers < 1:
        lines.append(wrapped(f"lower in {percent(one.lowers)} of the draws", "      "))
    return [*lines, *(wrapped(f"then: {note}", "      ") for note in one.new_notes)]
