"""What drives the uncertainty of a footprint: one input at a time, and by shares of the variance."""

from __future__ import annotations

from math import fsum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from footprint import tables
from footprint.factors import Interval
from footprint.uncertainty.distributions import Array, Distribution, digits
from footprint.uncertainty.drawn import Drawn
from footprint.uncertainty.inputs import Input, Term
from footprint.uncertainty.sobol import Index, Indices, indices, matrices


class Driver(NamedTuple):
    """One input, and what it does to the total.

    Attributes
    ----------
    input : Input
        What is uncertain.
    kg_co2e : Interval
        The total with this input at its P5 and at its P95 and every other at its typical value.
    first_order : Index, optional
        Share of the variance of the total that this input makes alone; None where it was not estimated.
    total : Index, optional
        The same with what it makes together with others.
    """

    input: Input
    kg_co2e: Interval
    first_order: Index | None
    total: Index | None

    @property
    def swing_kg_co2e(self) -> float:
        """How far the total moves between P5 and P95 of the input."""
        return self.kg_co2e.high - self.kg_co2e.low

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {
            **self.input.to_dict(),
            "kg_co2e": {end: digits(kg) for end, kg in self.kg_co2e.to_dict().items()},
            "swing_kg_co2e": digits(self.swing_kg_co2e),
            "first_order": _printed(self.first_order),
            "total_order": _printed(self.total),
        }


def _printed(index: Index | None) -> dict[str, float] | None:
    return {key: digits(value) for key, value in index._asdict().items()} if index else None


class Sensitivity(NamedTuple):
    """The drivers of a footprint, the greatest share of the variance first.

    Where inputs are so skewed that the samples do not tell the shares, there are none: see `estimated`.
    """

    drivers: tuple[Driver, ...]
    samples: int  # rows of the matrices that the indices were estimated from
    left_typical: int  # inputs that were too many to estimate, and move the total least
    error: float  # the largest standard error of a share

    @property
    def estimated(self) -> bool:
        """Whether the shares are known well enough to be shown; else the drivers are ranked by their swing."""
        return self.error <= float(tables.uncertainty()["largest_error"])

    @property
    def explained(self) -> float:
        """Share of the variance that the inputs make each on its own; the rest they make together."""
        return fsum(d.first_order.value for d in self.drivers if d.first_order)


def tornado(result: Drawn) -> tuple[Driver, ...]:
    """One input at a time from its P5 to its P95, the widest first; without Sobol indices."""
    low, *_, high = (p / 100 for p in tables.uncertainty()["percentiles"])
    typical = result.total_kg_co2e.typical
    terms: dict[str, list[Term]] = {key: [] for key in result.model.inputs}
    for term in result.model.terms:
        for key, _ in term.draws:
            terms[key].append(term)
    found = []
    for key, one in result.model.inputs.items():
        ends = []
        for p in (low, high):
            moved = [_at(term, key, p) - _at(term, key, None) for term in terms[key]]
            ends.append(typical + fsum(moved))
        found.append(Driver(one, Interval(min(ends), typical, max(ends)), None, None))
    return tuple(sorted(found, key=lambda d: (-d.swing_kg_co2e, d.input.key)))


def _at(term: Term, key: str, p: float | None) -> float:
    """A term with every input typical but one, which is at a quantile."""
    kg = term.scale
    for other, one in term.draws:
        kg *= one.quantile(p) if other == key and p is not None else one.typical
    return kg


def sensitivity(result: Drawn, samples: int | None = None) -> Sensitivity:
    """The drivers of a footprint with their Sobol indices, in the order of their total shares.

    Parameters
    ----------
    result : Drawn
        A footprint assessed with draws; its seed is that of the points.
    samples : int, optional
        A power of two from 64 to 65536, see `sobol_indices`; a named default if left out.

    Raises
    ------
    InputError
        A number of samples that is not such a power of two.
    """
    rules = tables.uncertainty()
    samples = rules["samples"] if samples is None else samples
    found = tornado(result)
    drivers, rest = found[: rules["most_inputs"]], found[rules["most_inputs"] :]
    shares = _indices(result, [d.input.key for d in drivers], samples)
    error = max((i.error for i in (*shares.first_order, *shares.total)), default=0.0)
    if error > rules["largest_error"]:
        return Sensitivity(found, samples, len(rest), error)
    ranked = [d._replace(first_order=f, total=t) for d, f, t in zip(drivers, *shares, strict=True)]
    ranked.sort(key=lambda d: (-d.total.value if d.total else 0.0, -d.swing_kg_co2e, d.input.key))
    return Sensitivity((*ranked, *rest), samples, len(rest), error)


def _indices(result: Drawn, keys: list[str], samples: int) -> Indices:
    """Sobol indices of the total; inputs that are not named stay typical.

    Only the rows that an input is in are worked out again when it changes.
    """
    a, b = matrices(samples, max(len(keys), 1), result.seed)
    column = {key: i for i, key in enumerate(keys)}
    at_a, at_b, changes = np.zeros(samples), np.zeros(samples), np.zeros((len(keys), samples))
    known: dict[tuple[int, Distribution], tuple[Array, Array]] = {}

    def both(i: int, one: Distribution) -> tuple[Array, Array]:
        if (i, one) not in known:
            known[i, one] = (one.values(a[:, i]), one.values(b[:, i]))
        return known[i, one]

    for term in result.model.terms:
        exact, moving = term.scale, []
        for key, one in term.draws:
            if key in column:
                moving.append((column[key], *both(column[key], one)))
            else:
                exact *= one.typical
        old: NDArray[np.float64] = np.full(samples, exact)
        new = np.full(samples, exact)
        for _, of_a, of_b in moving:
            old *= of_a
            new *= of_b
        at_a += old
        at_b += new
        for i, _, of_b in moving:
            with_one = np.full(samples, exact)
            for j, other_a, _ in moving:
                with_one *= of_b if i == j else other_a
            changes[i] += with_one - old
    return indices(at_a, at_b, at_a + changes)
