"""Systems and reference products side by side, as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from footprint.factors import Interval
from footprint.findings import Compared, chance, ratio
from footprint.numbers import CO2E, aligned, change_interval, count, mass, mass_interval, significant, times
from footprint.result import INDICATOR, NEVER_COVERED
from footprint_app.terminal_marks import WIDTH, bold, cut, log_dots, wrapped

if TYPE_CHECKING:
    from footprint.uncertainty import Difference

_GAP = "  "
_DOTS = 9
_NAME_LEAST, _NAME_MOST = 16, 25
"""Columns of a name: the dots give way to the least."""
_ENDS = 13
"""Ends of an interval that are wider in one unit have one each."""
_IN_KG = (1e-3, 1e5)
"""Masses outside of these [kg] have a prefix of their own, all of their column with them."""


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
    lines = _table(items, names, "P5 to P95" if draws else "bounds")
    per_year_too = len({i.lifetime_years for i in items}) > 1
    if draws:
        lines += ["", bold(f"Against {names[0]}")]
        for item, name, (whole, in_a_year) in list(zip(items, names, against, strict=True))[1:]:
            if item.key == first.key:
                lines.append(wrapped(f"{name}: the same {first.kind}.", "    ", "  "))
                continue
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
    listed = dict(zip(names, items, strict=True))
    for name, item in listed.items():
        if item.not_covered:
            lines.append(wrapped(f"Not in {name}: {', '.join(item.not_covered)}.", ""))
    lines.append(wrapped(f"Not covered in any system: {NEVER_COVERED}.", ""))
    if len({i.not_covered for i in items if i.kind == "system"}) > 1:
        lines.append(wrapped("Boundaries differ: each system is compared by what it covers.", ""))
    if per_year_too:
        lines.append(wrapped("Lifetimes differ: compare per year.", ""))
    lines.append(bold("Sources"))
    lines += [wrapped(f"{name}: {item.source}") for name, item in listed.items()]
    return "\n".join(lines)


def _table(items: Sequence[Compared], names: Sequence[str], interval: str) -> list[str]:
    """One line for each item; each column is as wide as what is in it, and the names take the rest."""
    first = items[0]
    (unit, totals), (yearly_unit, yearly) = (
        _column([i.kg_co2e.typical for i in items]), _column([i.per_year_kg_co2e.typical for i in items]),
    )  # fmt: skip
    columns = [
        [f"{unit} {CO2E}".strip(), *totals],
        [interval, *(_ends(i.kg_co2e) for i in items)],
        ["years", *aligned(significant(i.lifetime_years) for i in items)],
        [f"{yearly_unit}/year" if yearly_unit else "per year", *yearly],
        ["ratio", *(times(ratio(i.kg_co2e, first.kg_co2e)) for i in items)],
    ]
    texts = []
    for number, column in enumerate(columns):
        wide = max(map(len, column))
        texts.append([f"{text:<{wide}}" if number == 1 else f"{text:>{wide}}" for text in column])
    room = WIDTH - sum(len(column[0]) + len(_GAP) for column in texts)
    dots = ["log axis", *log_dots([i.kg_co2e.typical for i in items], _DOTS)]
    if room - _DOTS - len(_GAP) >= _NAME_LEAST:
        texts.append(dots)
        room -= _DOTS + len(_GAP)
    name = min(max(*map(len, names), _NAME_LEAST), _NAME_MOST, max(room, _NAME_LEAST))
    return [
        _GAP.join([f"{cut(title, name):<{name}}", *cells]).rstrip()
        for title, *cells in zip(["", *names], *texts, strict=True)
    ]


def _column(values: Sequence[float]) -> tuple[str, list[str]]:
    """Masses in kg, their decimal points below each other; with a prefix each where kg would be long."""
    if all(_IN_KG[0] <= v < _IN_KG[1] for v in values if v):
        return "kg", aligned(significant(v) for v in values)
    return "", [mass(v) for v in values]


def _names(items: Sequence[Compared]) -> list[str]:
    """Names that tell the items apart: the key where other items have the same name."""
    often = Counter(name for _, name in {(i.key, i.name) for i in items})
    return [cut(i.name if often[i.name] == 1 else i.key, 40) for i in items]


def _ends(kg_co2e: Interval) -> str:
    """The ends of an interval in kg; with their unit where kg would not show them."""
    typical, ends = mass_interval(kg_co2e, unit=("kg", 1.0))
    unit = typical.rpartition(" ")[2]
    if ends == "no interval":
        return "-"
    if len(ends) > _ENDS:
        return f"{mass(kg_co2e.low)} - {mass(kg_co2e.high)}"
    return ends if unit == "kg" else f"{ends} {unit}"


def _difference(found: Difference, name: str, first: str, draws: int) -> str:
    """How much an item has more than the first, and how sure it is which of them has less."""
    change, ends = change_interval(found.kg_co2e)
    likely = chance(found, name, first, draws)
    if found.below < found.above:
        likely = chance(found.turned(), first, name, draws)
    span = "" if ends == "no interval" else f" ({ends})"
    return f"{name}: {change}{span}. {likely}"
