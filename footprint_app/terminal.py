"""Results as text for a terminal: 80 columns, block characters with an ASCII fallback, colour only on a terminal."""

from __future__ import annotations

import math
import os
import sys
import textwrap
from collections.abc import Sequence

from footprint import tables
from footprint.errors import printable
from footprint.factors import Factor, Interval
from footprint.findings import Compared, main_finding, ratio
from footprint.numbers import CO2E, aligned, column, duration, headline, mass_interval, percent, significant, times
from footprint.result import INDICATOR, NEVER_COVERED, Footprint, Per

WIDTH = 80
BAR = 12
EIGHTHS = " ▏▎▍▌▋▊▉█"


def bold(text: str) -> str:
    """Bold on a terminal that wants colour, plain elsewhere."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb":
        return f"\033[1m{text}\033[0m"
    return text


def _unicode() -> bool:
    try:
        EIGHTHS.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def bar(share: float, width: int = BAR) -> str:
    """A bar of block characters, an eighth of a column exact; of # where the terminal has no such characters."""
    if not _unicode():
        return "#" * max(round(share * width), 1 if share > 0 else 0)
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def wrapped(text: str, indent: str = "  ", first: str | None = None) -> str:
    """Text folded to the terminal's width, safe to print."""
    return textwrap.fill(
        printable(text), WIDTH, initial_indent=indent if first is None else first, subsequent_indent=indent,
        break_on_hyphens=False,
    )  # fmt: skip


def _cut(text: str, width: int) -> str:
    text = printable(text)
    return text if len(text) <= width else text[: width - 3] + "..."


def footprint_text(result: Footprint, per: Per = "device") -> str:
    """One result: total, stages, blocks, what was assumed, and the source of every number."""
    by = 1.0 / result.per_divisor(per)
    total = result.total_kg_co2e.scaled(by)
    span = f"per {per} over {duration(result.system.lifetime_years)}" if per == "device" else f"per {per}"
    lines = [
        bold(_cut(result.system.name, WIDTH)),
        bold(f"{headline(total)} {span}"),
        main_finding(result.contributions()),
        "",
        *_stage_lines(result, by),
        "",
        *_block_lines(result, by),
    ]
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
    lines += ["", bold("Sources")]
    for number, source in enumerate(result.sources, 1):
        places = "; ".join(dict.fromkeys(f"{title}: {place}" for title, place in source.places if place))
        lines.append(wrapped(source.citation + (f". {places}" if places else ""), "      ", f"  [{number}] "))
    lines += [
        "",
        wrapped(f"{INDICATOR}. Interval: bounds of the factors, not a probability.", ""),
        wrapped(f"Not covered: {result.not_covered}.", ""),
        wrapped(f"{result.basis}.", ""),
        f"inputs sha256 {result.inputs_sha256}",
    ]
    return "\n".join(lines)


def _stage_lines(result: Footprint, by: float) -> list[str]:
    found = {c.key: c for c in result.contributions("stage")}
    unit, texts = column(c.kg_co2e.typical * by for c in found.values())
    amounts = dict(zip(found, texts, strict=True))
    largest = max((c.share for c in found.values()), default=0) or 1
    lines = [f"{'Stage':<18}{f'{unit} {CO2E}':>12}  {'share':>7}"]
    for boundary in result.boundary:
        title = tables.STAGES[boundary.stage].title
        if not boundary.included:
            lines.append(_cut(f"{title:<18}{'-':>12}  not included: {boundary.why}", WIDTH))
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
        line = f"{_cut(c.title, 17):<18}{amount:>12}  {percent(c.share):>7}  {bar(c.share / largest):<{BAR}} "
        lines.append(f"{line}{_cut(status, WIDTH - len(line) - len(marks) - 3)} [{marks}]")
    if zero:
        lines.append(wrapped(f"Zero: {', '.join(zero)}", ""))
    return lines


def comparison_text(items: Sequence[Compared]) -> str:
    """Systems and reference products below each other, with ratios to the first and dots on a log axis."""
    first = items[0]
    totals = aligned(significant(i.kg_co2e.typical) for i in items)
    yearly = aligned(significant(i.per_year_kg_co2e.typical) for i in items)
    lines = [f"{'':<30}{f'kg {CO2E}':>11} {'years':>6} {'kg/year':>9} {'ratio':>7}  log axis"]
    dots = _log_dots([i.kg_co2e.typical for i in items], 12)
    for item, total, per_year, dot in zip(items, totals, yearly, dots, strict=True):
        said = times(ratio(item.kg_co2e, first.kg_co2e))
        years = significant(item.lifetime_years)
        lines.append(f"{_cut(item.name, 29):<30}{total:>11} {years:>6} {per_year:>9} {said:>7}  {dot}".rstrip())
    lines += ["", wrapped(f"Ratios are to {first.name}, over each lifetime. {INDICATOR}.", "")]
    for item in items:
        if item.not_covered:
            lines.append(wrapped(f"Not in {item.name}: {', '.join(item.not_covered)}.", ""))
    lines.append(wrapped(f"Not covered in any system: {NEVER_COVERED}.", ""))
    if len({i.lifetime_years for i in items}) > 1:
        lines.append(wrapped("Lifetimes differ: compare per year.", ""))
    lines.append(bold("Sources"))
    lines += [wrapped(f"{i.name}: {i.source}") for i in items]
    return "\n".join(lines)


def _log_dots(values: Sequence[float], width: int) -> list[str]:
    logs = [math.log10(v) if v > 0 else None for v in values]
    known = [x for x in logs if x is not None]
    low, span = min(known, default=0.0), (max(known, default=1.0) - min(known, default=0.0)) or 1.0
    mark = "●" if _unicode() else "o"
    return ["" if x is None else "." * round((x - low) / span * (width - 1)) + mark for x in logs]


def factor_text(factor: Factor, superseded: Sequence[Factor]) -> str:
    """One factor: value, interval, unit, and where it comes from."""
    value, bounds = mass_interval(factor.kg_co2e)
    per = f" per {factor.counted_in}" if "/" in factor.unit else ""
    lines = [
        bold(factor.key),
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
