"""Systems and reference products side by side, as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from footprint.factors import Interval
from footprint.findings import Compared, chance, ratio
from footprint.numbers import CO2E, aligned, change_interval, count, mass_interval, significant, times
from footprint.result import INDICATOR, NEVER_COVERED
from footprint_app.terminal_marks import bold, cut, log_dots, wrapped

if TYPE_CHECKING:
    from footprint.uncertainty import Difference

_NAME = 25
_DOTS = 9


def comparison_text(
    items: Sequence[Compared],
    interval: dict[str, Any],
    against: Sequence[tuple[Difference | None, Difference | None]],
) -> str:
    """Items below each other, with ratios to the first and dots on a log axis, and how sure each difference is.

    `against` has the difference of each item to the first, over the lifetimes and per year; none without draws.
    """
    draws, seed = interval["draws"], interval["seed"]
    first = items[0]
    names = _names(items)
    totals = aligned(significant(i.kg_co2e.typical) for i in items)
    yearly = aligned(significant(i.per_year_kg_co2e.typical) for i in items)
    dots = log_dots([i.kg_co2e.typical for i in items], _DOTS)
    what = "P5 to P95" if draws else "bounds"
    lines = [f"{'':<{_NAME}}{f'kg {CO2E}':>9}  {what:<13}{'years':>6}{'kg/year':>8}{'ratio':>6}  log axis"]
    for item, name, total, per_year, dot in zip(items, names, totals, yearly, dots, strict=True):
        said = times(ratio(item.kg_co2e, first.kg_co2e))
        years = significant(item.lifetime_years)
        line = f"{cut(name, _NAME - 1):<{_NAME}}{total:>9}  {_ends(item.kg_co2e):<13}"
        lines.append(f"{line}{years:>6}{per_year:>8}{said:>6}  {dot}".rstrip())
    per_year_too = len({i.lifetime_years for i in items}) > 1
    if draws:
        lines += ["", bold(f"Against {names[0]}")]
        for name, (whole, in_a_year) in list(zip(names, against, strict=True))[1:]:
            if whole:
                lines.append(wrapped(_difference(whole, name, names[0], draws), "    ", "  "))
            if in_a_year and per_year_too:
                lines.append(wrapped(f"Per year, {_difference(in_a_year, name, names[0], draws)}", "    ", "  "))
    lines += ["", wrapped(f"Ratios are to {names[0]}, over each lifetime. {INDICATOR}.", "")]
    if draws:
        lines.append(wrapped(
            f"Intervals: P5 to P95 of {count(draws)} draws (seed {seed}), the same draws for every item, so that the "
            "error of what two items share cancels. Typical is the deterministic value.", "",
        ))  # fmt: skip
    else:
        lines.append(wrapped("Intervals: bounds of factors and quantities, not a probability.", ""))
    if any(i.kind == "reference product" for i in items):
        lines.append(wrapped("The interval of a reference product is only the rounding of its maker's figure.", ""))
    for item, name in zip(items, names, strict=True):
        if item.not_covered:
            lines.append(wrapped(f"Not in {name}: {', '.join(item.not_covered)}.", ""))
    lines.append(wrapped(f"Not covered in any system: {NEVER_COVERED}.", ""))
    if len({i.not_covered for i in items if i.kind == "system"}) > 1:
        lines.append(wrapped("Boundaries differ: each system is compared by what it covers.", ""))
    if per_year_too:
        lines.append(wrapped("Lifetimes differ: compare per year.", ""))
    lines.append(bold("Sources"))
    lines += [wrapped(f"{name}: {i.source}") for name, i in zip(names, items, strict=True)]
    return "\n".join(lines)


def _names(items: Sequence[Compared]) -> list[str]:
    """Names that tell the items apart: the key where a name is there twice."""
    often = Counter(i.name for i in items)
    return [cut(i.name if often[i.name] == 1 else i.key, 40) for i in items]


def _ends(kg_co2e: Interval) -> str:
    """The ends of an interval in kg; with their unit where kg would not show them."""
    typical, ends = mass_interval(kg_co2e, unit=("kg", 1.0))
    unit = typical.rpartition(" ")[2]
    return "-" if ends == "no interval" else ends if unit == "kg" else f"{ends} {unit}"


def _difference(found: Difference, name: str, first: str, draws: int) -> str:
    """How much an item has more than the first, and how sure it is which of them has less."""
    change, ends = change_interval(found.kg_co2e)
    if found.below >= found.above:
        likely = chance(found, name, first, draws)
    else:
        low, typical, high = found.kg_co2e
        turned = found._replace(kg_co2e=Interval(-high, -typical, -low), below=found.above, above=found.below)
        likely = chance(turned, first, name, draws)
    span = "" if ends == "no interval" else f" ({ends})"
    return f"{name}: {change}{span}. {likely}"
