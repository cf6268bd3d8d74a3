"""How figures write shares, areas and the words around them, and how one that is too long becomes several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from datasheets.content.blocks import Figure, Grid
from datasheets.content.words import quantity_text
from datasheets.pdf import DASH
from datasheets.sheet.places import quantity
from footprint import numbers

MOST_NAME = 40  # characters of a class or group in a title


def of_one(value: float) -> str:
    """A number of 0 to 1 with three decimals, never rounded to 1: ``0.974``, ``>0.999``."""
    return ">0.999" if 0.9995 <= value < 1 else f"{value:.3f}"


def percent_with(value: float, low: float | None, high: float | None) -> str:
    """A share of 0 to 1 with its interval: ``94.2 % (91.7–95.9)``."""
    if low is None or high is None:
        return numbers.probability(value)
    ends = (low * 100, high * 100)
    told = quantity(value * 100, "%", "measured", digits=3, interval=ends, taken_from="evaluation")
    return quantity_text(told)  # as its table says it


def area_with(area: Any) -> str:
    """An area under a curve with its interval, where one is known."""
    if area is None:
        return "not known"
    if area.low is None or area.high is None:
        return of_one(area.value)
    return f"{of_one(area.value)} ({of_one(area.low)}{DASH}{of_one(area.high)})"


def short(name: str) -> str:
    """A name as it stands in a title."""
    return name if len(name) <= MOST_NAME else name[: MOST_NAME - 1].rstrip() + "…"


def upper(text: str) -> str:
    """Words at the start of a sentence."""
    return text[:1].upper() + text[1:]


def inner(name: str) -> str:
    """A name inside of a sentence: small, unless it is an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def power(mw: float) -> str:
    """A power [mW], its unit typeset: ``60 µW``."""
    return numbers.power(mw).replace("uW", "µW")


def power_spread(mw: float, low: float, high: float) -> str:
    """A power with its bounds, all in the unit that fits it, such as ``25.5 mW (12.5–51.2)``. [mW]"""
    unit, by = numbers.fitting(mw * 1e-3, numbers.WATTS)
    text, *ends = (numbers.significant(one * 1e-3 * by) for one in (mw, low, high))
    return f"{text} {unit.replace('uW', 'µW')} ({DASH.join(ends)})"


def time(seconds: float) -> str:
    """A time [s], its unit typeset."""
    return numbers.time(seconds).replace(" us", " µs")


def level_words(level: float) -> str:
    """A level of confidence: ``95 %``."""
    return f"{numbers.significant(level * 100)} %"


def status_note(known: Iterable[tuple[str, str]]) -> str:
    """How values are known, from names and statuses: a sentence for all of them, or the names of each status."""
    names: dict[str, list[str]] = {}
    for name, status in known:
        names.setdefault(status, []).append(name)
    if len(names) == 1:
        return f"All values are {next(iter(names))}."
    return "; ".join(f"{upper(status)}: {', '.join(of)}" for status, of in names.items()) + "."


def in_parts(
    many: Sequence[Any], most: int, title: Callable[[Any], str], alt: Callable[[Any], str],
    draw: Callable[[Any, float], Any], source: str, table: Callable[[Any], Grid] | None = None,
) -> tuple[Figure, ...]:  # fmt: skip
    """One figure, or several numbered ones of at most so many items each; each is made from its items."""
    parts = parts_of(many, most)
    return tuple(
        Figure(
            title=title(part) + (f" ({number} of {len(parts)})" if len(parts) > 1 else ""),
            alt=alt(part),
            draw=partial(draw, part),
            source=source,
            table=table(part) if table else None,
        )
        for number, part in enumerate(parts, 1)
    )


def parts_of(many: Sequence[Any], most: int) -> list[Sequence[Any]]:
    """A sequence in as few parts of about one length as hold at most so many each."""
    parts = max(1, -(-len(many) // most))
    size, more = divmod(len(many), parts)
    ends = [size * i + min(i, more) for i in range(parts + 1)]
    return [many[a:b] for a, b in pairwise(ends)]
