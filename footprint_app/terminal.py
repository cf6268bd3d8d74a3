"""Results as text for a terminal: a footprint, factor sets side by side, a bill of materials, parts and factors."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from footprint import tables
from footprint.factors import Factor, Interval
from footprint.findings import battery_sentence, interval_name, interval_words, main_finding
from footprint.numbers import (
    CO2E,
    column,
    duration,
    headline,
    mass,
    mass_interval,
    percent,
    prefix,
    times,
)
from footprint.result import INDICATOR, Footprint, Per
from footprint.scenarios import Scenarios, spread
from footprint.system import System
from footprint_app.terminal_marks import BAR, WIDTH, bar, bold, cut, wrapped
from footprint_app.terminal_uncertainty import uncertainty_lines

if TYPE_CHECKING:
    from footprint.bom import Bom, Coverage
    from footprint.uncertainty import Drawn

HINT = (
    f"For P5 to P95 add --draws {tables.uncertainty()['draws']}; footprint sensitivity SYSTEM says what drives them "
    "and which change helps."
)


def footprint_text(result: Footprint, per: Per = "device") -> str:
    """One result: total, stages, blocks, what was assumed, and the source of every number."""
    by = 1.0 / result.per_divisor(per)
    lines = [
        *total_lines(result, per),
        main_finding(result.contributions(), len(result.unvalued)),
        "",
        *_stage_lines(result, by),
        "",
        *_block_lines(result, by),
    ]
    drawn = cast("Drawn", result) if result.interval["draws"] else None
    if drawn:
        lines += ["", *uncertainty_lines(drawn, per)]
    if result.battery_life:
        lines += ["", bold("Cells"), wrapped(battery_sentence(result))]
    if result.unvalued:
        lines += ["", bold("Without a factor, not in the total")]
        lines += [wrapped(f"{tables.title(u.block)}: {u.item}, {amount(u.quantity, u.unit)} ({u.why})")
                  for u in result.unvalued]  # fmt: skip
    if result.filled:
        lines += ["", bold("Filled from other factor sets")]
        lines += [wrapped(f"{tables.title(r.block)}: {r.item} ({r.factor_set})") for r in result.filled]
    if result.excluded:
        lines += ["", bold("Left out")]
        lines += [wrapped(f"{tables.title(e.block)}: {e.why}") for e in result.excluded]
    if result.assumed:
        lines += ["", bold("Assumed")]
        lines += [wrapped(a.text) for a in result.assumed]
    if result.missing:
        lines += ["", bold("Not described, not assessed"), wrapped(", ".join(map(tables.title, result.missing)))]
    if result.warnings:
        lines += ["", bold("Look at")]
        lines += [wrapped(w) for w in result.warnings]
    lines += ["", bold("Sources"), *_source_lines(result)]
    lines += [
        "",
        wrapped(f"{INDICATOR}. {interval_words(result)}.", ""),
        *([] if drawn else [wrapped(HINT, "")]),
        wrapped(f"Not covered: {result.not_covered}.", ""),
        wrapped(f"{result.basis}.", ""),
        f"inputs sha256 {result.inputs_sha256_per(per)}",
    ]
    return "\n".join(lines)


def total_lines(result: Footprint, per: Per = "device") -> list[str]:
    """The name, and the total with its interval; what the interval is where it is not bounds."""
    typical, ends = mass_interval(result.total_kg_co2e.scaled(1.0 / result.per_divisor(per)))
    kind = f", {interval_name(result)}" if result.interval["draws"] and ends != "no interval" else ""
    span = f"per {per} over {duration(result.system.lifetime_years)}" if per == "device" else f"per {per}"
    return [bold(cut(result.system.name, WIDTH)), bold(wrapped(f"{typical} {CO2E} ({ends}{kind}) {span}", ""))]


def _source_lines(result: Footprint) -> list[str]:
    lines = []
    for number, source in enumerate(result.sources, 1):
        places = "; ".join(dict.fromkeys(f"{title}: {place}" for title, place in source.places if place))
        lines.append(wrapped(source.citation + (f". {places}" if places else ""), "      ", f"  [{number}] "))
    return lines


def scenarios_text(system: System, found: Scenarios, per: Per = "device") -> str:
    """One system with every factor set: totals, how much is the set's own, and the blocks that differ."""
    first = found.sets[0]
    by = 1.0 if per == "device" or first.result is None else 1.0 / first.result.per_divisor(per)
    unit, totals = column(s.total_kg_co2e.typical * by for s in found.found)
    shared = prefix(max(s.total_kg_co2e.typical * by for s in found.found))
    lines = [bold(cut(system.name, WIDTH)), f"With every factor set, per {per}", ""]
    lines.append(f"{'Factor set':<24}{f'{unit} {CO2E}':>12}  {'own':>6}  interval")
    for s, total in zip(found.sets, totals, strict=False):
        own = percent(s.own_share) if s.own_share else "none"
        bounds = mass_interval(s.total_kg_co2e.scaled(by), " to ", shared)[1]
        lines.append(cut(f"{s.key:<24}{total:>12}  {own:>6}  {bounds}", WIDTH))
    lines += [
        "",
        wrapped("Own: share of the kg that needs a factor set and that this set values itself. The rest is filled "
                f"from {first.key} and the others. The spread is a scenario: it is in no interval.", ""),
    ]  # fmt: skip
    if found.left_out:
        lines += ["", bold("Not possible, even when filled")]
        lines += [wrapped(f"{key}: {why}") for key, why in found.left_out.items()]
    widest = spread(found)
    if widest:
        lines += ["", f"{'Blocks that differ':<20}{'least':>9}  {'most':>10}  {'ratio':>6}"]
        for one in widest:
            least, most = (mass(kg * by) for kg in (one.least_kg_co2e, one.most_kg_co2e))
            what = f"{tables.title(one.block):<20}{least:>9}  {most:>10}  {times(one.ratio) if one.ratio else '-':>6}"
            lines.append(cut(f"{what}  {one.least_set} / {one.most_set}", WIDTH))
    if found.named:
        lines += ["", bold("Named scenarios")]
        named = zip(found.named, totals[len(found.sets) :], strict=True)
        lines += [wrapped(f"{s.title}: {total.strip()} {unit} {CO2E}. {s.source}.") for s, total in named]
    return "\n".join(lines)


def bom_text(
    bom: Bom, covered: Coverage, result: Footprint | None, other_sets: dict[str, tuple[str, ...]], out: str | None
) -> str:
    """A bill of materials: what is covered, what is not and why, and the production of what is."""
    lines = [bold(f"{cut(bom.name, 50)}: {covered.covered} of {covered.lines} lines covered")]
    lines.append(f"{covered.mapped} mapped to a part; the rest is listed below")
    for what, share, count in (
        ("mass", covered.mass_share, covered.lines_with_mass), ("cost", covered.cost_share, covered.lines_with_cost),
    ):  # fmt: skip
        said = f"{percent(share)} covered" if share is not None else f"not assessed, {count} lines have one"
        lines.append(f"  {what:<6}{said}")
    if bom.board is not None and bom.board.area_mm2 is not None:
        layers = f", {bom.board.layers} copper layers" if bom.board.layers else ""
        lines.append(f"  board {bom.board.area_mm2 / 100:.4g} cm2{layers}")
    if covered.sets:
        lines.append("  " + "; ".join(f"{count} lines by {key}" for key, count in covered.sets.items()))
    lines += [wrapped(note) for note in bom.notes]
    if result is not None and result.rows:
        lines += ["", bold(f"Production of these lines: {headline(result.total_kg_co2e)}"), *_block_lines(result, 1.0)]
    if covered.unmapped:
        lines += ["", bold("Not covered")]
        lines += [wrapped(f"line {u.line}, {u.name}: {u.reason}" if u.line else f"{u.name}: {u.reason}")
                  for u in covered.unmapped]  # fmt: skip
    if other_sets:
        lines += ["", bold("Other factor sets have a factor")]
        by_sets: dict[tuple[str, ...], list[str]] = {}
        for part, keys in other_sets.items():
            by_sets.setdefault(keys, []).append(part)
        lines += [wrapped(f"--fill-from {' or '.join(keys)}: {', '.join(parts)}") for keys, parts in by_sets.items()]
    if covered.skipped:
        lines += ["", bold("Left out")]
        lines += [wrapped(f"line {s.number}, {s.text}: {s.why}") for s in covered.skipped]
    if result is not None and result.assumed:
        lines += ["", bold("Assumed")]
        lines += [wrapped(a.text) for a in result.assumed]
    if result is not None and result.rows:
        lines += ["", bold("Sources"), *_source_lines(result)]
    if out:
        path = out if os.sep in out or "/" in out else f"./{out}"
        lines += ["", f"Wrote {out}. Add use, transport and casing, then: footprint assess {path}"]
    return "\n".join(lines)


def parts_text(listed: Sequence[dict[str, Any]], *, single: bool) -> str:
    """The parts library by block, with the factor sets that know each part."""
    lines: list[str] = []
    block = ""
    for part in listed:
        if part["block"] != block:
            block = part["block"]
            lines += ["", bold(tables.title(block))]
        sets = {unit: keys for unit, keys in part["factor_sets"].items() if keys}
        known = "; ".join(f"{', '.join(keys)} ({unit})" for unit, keys in sets.items()) or "no factor: can be declared"
        lines.append(wrapped(f"{part['title']}: {known}", " " * 28, f"  {part['key']:<26}"))
        if single:
            lines += [wrapped(text, " " * 28) for text in (part["technology"], part["note"]) if text]
    return "\n".join([*lines, "", "footprint factors KEY shows where a factor comes from."]).strip()


def amount(quantity: float, unit: str) -> str:
    """A quantity as a person reads it."""
    return f"{quantity:.6g} {unit}"


def _stage_lines(result: Footprint, by: float) -> list[str]:
    found = {c.key: c for c in result.contributions("stage")}
    unit, texts = column(c.kg_co2e.typical * by for c in found.values())
    amounts = dict(zip(found, texts, strict=True))
    largest = max((c.share for c in found.values()), default=0) or 1
    lines = [f"{'Stage':<18}{f'{unit} {CO2E}':>12}  {'share':>7}"]
    for boundary in result.boundary:
        if boundary.stage not in tables.STAGES:
            continue
        title = boundary.title
        if not boundary.included:
            lines.append(cut(f"{title:<18}{'-':>12}  not included: {boundary.why}", WIDTH))
            continue
        c = found[boundary.stage]
        lines.append(f"{title:<18}{amounts[c.key]:>12}  {percent(c.share):>7}  {bar(c.share / largest)}".rstrip())
    return lines


def _block_lines(result: Footprint, by: float) -> list[str]:
    contributions = [c for c in result.contributions() if c.kg_co2e.high > 0]
    zero = [c.title for c in result.contributions() if c.kg_co2e.high == 0]
    unit, texts = column(c.kg_co2e.typical * by for c in contributions)
    largest = max((c.share for c in contributions), default=0) or 1
    lines = [f"{'Block':<18}{f'{unit} {CO2E}':>12}  {'share':>7}  {'':<{BAR}} status, source"]
    for c, amount in zip(contributions, texts, strict=True):
        rows = [r for r in result.rows if r.block == c.key]
        status = "/".join(dict.fromkeys(r.status for r in rows))
        numbers = result.source_numbers(c.key)
        marks = ",".join(map(str, numbers[:2])) + (f",+{len(numbers) - 2}" if len(numbers) > 2 else "")
        line = f"{cut(c.title, 17):<18}{amount:>12}  {percent(c.share):>7}  {bar(c.share / largest):<{BAR}} "
        lines.append(f"{line}{cut(status, WIDTH - len(line) - len(marks) - 3)} [{marks}]")
    if zero:
        lines.append(wrapped(f"Zero: {', '.join(zero)}", ""))
    return lines


def factor_text(factor: Factor, superseded: Sequence[Factor], in_set: str = "") -> str:
    """One factor: value, interval, unit, and where it comes from."""
    value, bounds = mass_interval(factor.kg_co2e)
    per = f" per {factor.counted_in}" if "/" in factor.unit else ""
    lines = [
        bold(f"{factor.key} in {in_set}" if in_set else factor.key),
        f"{value} {CO2E}{per} ({bounds})",
        f"  exact     {_exact(factor.kg_co2e)} {factor.unit}",
        f"  status    {factor.status}, read {factor.reading}",
        f"  for       {factor.year}, {factor.region}" + (f", {factor.technology}" if factor.technology else ""),
        wrapped(factor.source, " " * 12, "  source    "),
        f"  url       {factor.url}",
        f"  licence   {factor.licence}",
    ]
    if factor.best_before:
        lines.append(f"  check by  {factor.best_before}")
    if factor.note:
        lines.append(wrapped(factor.note, " " * 12, "  note      "))
    for other in superseded:
        lines.append(
            wrapped(f"{_exact(other.kg_co2e)} {other.unit}, {other.reading}: {other.source}", " " * 12, "  not used  ")
        )
    return "\n".join(lines)


def _exact(interval: Interval) -> str:
    return f"{interval.typical:.10g} ({interval.low:.10g} to {interval.high:.10g})"
