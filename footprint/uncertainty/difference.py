"""Two uncertain footprints against each other, by common draws: not whether their intervals overlap."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np

from footprint.errors import InputError
from footprint.factors import Interval
from footprint.findings import Compared
from footprint.uncertainty.distributions import Array, digits, distribution
from footprint.uncertainty.drawing import check, draw, percentiles
from footprint.uncertainty.inputs import Term


class Difference(NamedTuple):
    """The footprint of one system less that of another, in the same draws.

    Attributes
    ----------
    kg_co2e : Interval
        P5, the difference of the deterministic values, and P95. [kg CO2e]
    below, equal, above : float
        Share of the draws in which the first is below, equal to and above the other, 0 to 1.
    """

    kg_co2e: Interval
    below: float
    equal: float
    above: float

    def turned(self) -> Difference:
        """The other system less this one."""
        low, typical, high = self.kg_co2e
        return Difference(Interval(-high, -typical, -low), self.above, self.equal, self.below)

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {**self._asdict(), "kg_co2e": self.kg_co2e.to_dict()}


class Drawable(Protocol):
    """What can be compared: a drawn footprint, or a product."""

    @property
    def interval(self) -> dict[str, Any]: ...
    @property
    def total_kg_co2e(self) -> Interval: ...
    @property
    def draws_kg_co2e(self) -> Array: ...
    @property
    def lifetime_years(self) -> float: ...


class DrawnProduct:
    """A reference product in draws: a figure of its maker, known as well as it was printed."""

    def __init__(self, product: Compared, draws: int, seed: int | None = None) -> None:
        self.draws, self.seed = check(draws, seed)
        self.product, self.lifetime_years = product, product.lifetime_years
        one = distribution(product.kg_co2e)
        terms = [Term(1.0, ((f"product\0{product.key}", one),))]
        self.draws_kg_co2e = draw(terms, self.draws, self.seed)
        low, _, high = percentiles(self.draws_kg_co2e)
        self.total_kg_co2e = Interval(low, product.kg_co2e.typical, high)

    @property
    def interval(self) -> dict[str, Any]:
        """As that of a drawn footprint."""
        return {"kind": "p5-p95", "draws": self.draws, "seed": self.seed}


def difference(one: Drawable, other: Drawable, *, per_year: bool = False) -> Difference:
    """How far one footprint lies from another, and with what probability below it.

    What both use, a factor or the same line of a system file, is the same in each draw, so that its
    error cancels as far as both have it.

    Parameters
    ----------
    one, other : Drawn or DrawnProduct
        With the same number of draws and the same seed.
    per_year : bool
        Compare per year of service instead of over each lifetime.

    Raises
    ------
    InputError
        Another number of draws or another seed.
    """
    if one.interval != other.interval:
        raise InputError("only footprints with the same draws and seed can be compared")
    by, other_by = (1 / x.lifetime_years if per_year else 1.0 for x in (one, other))
    moved = one.draws_kg_co2e * by - other.draws_kg_co2e * other_by
    typical = one.total_kg_co2e.typical * by - other.total_kg_co2e.typical * other_by
    low, _, high = percentiles(moved)
    # what two systems share is added up in another order, so that equal sums differ in the last digits
    near = 1e-12 * np.maximum(one.draws_kg_co2e * by, other.draws_kg_co2e * other_by)
    below, above = int((moved < -near).sum()), int((moved > near).sum())
    draws = len(moved)
    return Difference(
        Interval(low, digits(typical), high), below / draws, (draws - below - above) / draws, above / draws
    )
