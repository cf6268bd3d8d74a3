"""What a result says in words: its main finding, and a comparison."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from footprint import tables
from footprint.factors import Interval
from footprint.numbers import count, duration, mass, percent, power, probability, significant
from footprint.quantities import HOURS_PER_YEAR
from footprint.result import Contribution, Footprint

if TYPE_CHECKING:
    from footprint.uncertainty import Difference, Sensitivity

_MOST_OF_IT = 0.9
"""A driver with this share of the variance is named alone."""


def main_finding(contributions: tuple[Contribution, ...], unvalued: int = 0) -> str:
    """One sentence that names what the total mostly is: ``Power supply and transport make 66 %.``"""
    named = [c for c in contributions if c.share > 0]
    if not named and unvalued:
        return "Nothing inside the boundary has a factor."
    if not named:
        return "Everything inside the boundary is zero."
    if named[0].share >= 0.6 or len(named) == 1:
        return f"{named[0].title} makes {percent(named[0].share)}."
    first, second = named[0], named[1]
    other = second.title if second.title.isupper() else second.title.lower()
    return f"{first.title} and {other} make {percent(first.share + second.share)}."


def interval_name(result: Footprint) -> str:
    """What an interval is, in a word or two: ``bounds`` or ``P5 to P95``."""
    return "bounds" if result.interval["kind"] == "bounds" else "P5 to P95"


def interval_words(result: Footprint) -> str:
    """What an interval is and is not, in a sentence without its full stop."""
    if result.interval["kind"] == "bounds":
        return "Interval: bounds of factors and quantities, not a probability"
    draws, seed = result.interval["draws"], result.interval["seed"]
    return f"Interval: P5 to P95 of {count(draws)} draws (seed {seed}); typical is the deterministic value"


def rests_on(result: Footprint) -> str:
    """What share of the total rests on assumed and on estimated numbers, in a sentence."""
    named = [f"{percent(share)} on {status} numbers" for status, share in result.status_shares.items()
             if status in ("assumed", "estimated") and share > 0]  # fmt: skip
    if not named:
        return "Nothing in the total rests on assumed or estimated numbers."
    wider = "" if result.interval["kind"] == "bounds" else ", drawn wider for it unless a pedigree is given"
    return f"The total rests to {' and to '.join(named)}{wider}."


def drivers_finding(found: Sensitivity) -> str:
    """What drives the uncertainty of a total, in a sentence."""
    if not found.drivers:
        return "Nothing here is uncertain."
    first, *rest = found.drivers
    if first.total is None:
        why = f"shares of the variance cannot be told from {count(found.samples)} samples"
        return f"{first.input.title} moves the total most; {why}."
    words = f"{first.input.title} makes {percent(first.total.value)} of the variance"
    if rest and rest[0].total is not None and first.total.value < _MOST_OF_IT:
        words += f" and {rest[0].input.title} {percent(rest[0].total.value)}"
    return f"{words}."


def chance(found: Difference, one: str, other: str, draws: int) -> str:
    """With what probability one footprint is below another, in a sentence."""
    if found.equal == 1:
        return f"{one} and {other} are equal in every draw."
    for share, word in ((found.below, "below"), (found.above, "above")):
        if share == 1:
            return f"{one} is {word} {other} in all {count(draws)} draws."
    return f"{one} is below {other} with a probability of {probability(found.below)}."


class Compared(NamedTuple):
    """A system or a reference product in a comparison."""

    key: str
    name: str
    kind: str  # "system" or "reference product"
    kg_co2e: Interval
    lifetime_years: float
    source: str
    not_covered: tuple[str, ...] = ()  # blocks and stages not described or left out, by title
    warnings: tuple[str, ...] = ()

    @property
    def per_year_kg_co2e(self) -> Interval:
        """Footprint per year of service. [kg CO2e]"""
        return self.kg_co2e.scaled(1 / self.lifetime_years)


def reference_products() -> dict[str, Compared]:
    """Whole-life footprints of well-known products, as their makers published them."""
    return {
        row["key"]: Compared(
            row["key"], row["name"], "reference product",
            Interval(float(row["low"]), float(row["kg_co2e"]), float(row["high"])),
            float(row["lifetime_years"]), row["source"],
        )
        for row in tables.read_csv("reference_products")
    }  # fmt: skip


def compared(key: str, result: Footprint) -> Compared:
    """A footprint as a line of a comparison."""
    system = result.system
    outside = [*result.missing, *(e.block for e in result.excluded)]
    left = dict.fromkeys(f"{u.item} ({tables.title(u.block).lower()})" for u in result.unvalued)
    return Compared(
        key, system.name, "system", result.total_kg_co2e, system.lifetime_years, system.reference or key,
        (*map(tables.title, outside), *left), result.warnings,
    )  # fmt: skip


def ratio(one: Interval, other: Interval) -> float:
    """How many times the typical value of `other` one is; not a number where the other is zero."""
    return one.typical / other.typical if other.typical else float("nan")


def change(old: Footprint, new: Footprint) -> str:
    """By how much the typical total moved: ``+0.31 kg``; nothing where it did not."""
    moved = new.total_kg_co2e.typical - old.total_kg_co2e.typical
    if abs(moved) < 1e-12:
        return ""
    return f"{'+' if moved > 0 else '-'}{mass(abs(moved))}"


def battery_sentence(result: Footprint) -> str:
    """How long a set of cells lasts, in a sentence."""
    life = result.battery_life
    assert life is not None
    unit, by = ("days", HOURS_PER_YEAR / 24) if life.years.typical < 1 else ("years", 1.0)
    low, typical, high = (significant(y * by, 2) if math.isfinite(y) else "for ever" for y in life.years)
    span = f"{typical} {unit}" + (f" ({low} to {high})" if low != high else "")
    text = f"One set of cells is {life.what} after {span} at {power(life.power_mw)}"
    if life.replacements:
        sets = "one further set" if life.replacements == 1 else f"{life.replacements} further sets"
        text += f"; {duration(result.system.lifetime_years)} take {sets}"
    return f"{text}."
