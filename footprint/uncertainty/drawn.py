"""A footprint with intervals from draws: P5 to P95 instead of bounds, P50 beside the deterministic value."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from footprint import tables
from footprint.factors import Interval
from footprint.numbers import mass, percent
from footprint.result import Footprint, Per, Row
from footprint.uncertainty.distributions import Array, digits
from footprint.uncertainty.drawing import CHUNK, check, draw, draw_sums, percentiles
from footprint.uncertainty.inputs import Input, Model, Term, model

BINS = 40
"""Bins of a histogram."""
_TAIL = 0.5
"""Draws below this percentile, and above its mirror, are counted beside the histogram. [%]"""
_ALIKE = 0.005
"""P50 and the deterministic value that are closer than this share are called equal."""
_MANY = 1.0
"""A difference as large as the deterministic value is not given as a share of it."""


class Histogram(NamedTuple):
    """Draws by equally wide bins of the total, and those beyond the ends."""

    edges_kg_co2e: tuple[float, ...]
    counts: tuple[int, ...]
    below: int
    above: int


class Drawn(Footprint):
    """A footprint whose intervals are P5 and P95 of draws; `typical` stays the deterministic value.

    Attributes
    ----------
    bounds : Footprint
        The same footprint without draws.
    draws, seed : int
        How many draws, and what they follow from.
    model : Model
        The uncertain inputs, and how the rows are made of them.
    """

    def __init__(self, bounds: Footprint, draws: int, seed: int | None = None) -> None:
        self.draws, self.seed = check(draws, seed)
        self.bounds = bounds
        self.system, self.factors = bounds.system, bounds.factors
        self.factor_set, self.fill_sets = bounds.factor_set, bounds.fill_sets
        self._notes = bounds._notes
        self.model: Model = model(bounds)

    @property
    def interval(self) -> dict[str, Any]:
        """That low and high are percentiles, with the number of draws and the seed."""
        return {"kind": "p5-p95", "draws": self.draws, "seed": self.seed}

    @property
    def lifetime_years(self) -> float:
        """Time in service, for comparisons per year."""
        return self.system.lifetime_years

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What is uncertain."""
        return tuple(self.model.inputs.values())

    @cached_property
    def draws_kg_co2e(self) -> Array:
        """The total in each draw. [kg CO2e]"""
        return self._sums["total"] if self._at_once else draw(self.model.terms, self.draws, self.seed)

    @property
    def _at_once(self) -> bool:
        """Whether there are so few draws that every sum is made of the same ones in one go."""
        return self.draws <= CHUNK

    @cached_property
    def _groups(self) -> dict[str, list[Term]]:
        """Terms of the total, of each stage and of each block, by what they are added up to."""
        found: dict[str, list[Term]] = {"total": list(self.model.terms)}
        for row, term in zip(self.bounds.rows, self.model.terms, strict=True):
            for key in (f"stage {row.stage}", f"block {row.block}"):
                found.setdefault(key, []).append(term)
        return found

    @cached_property
    def _together(self) -> tuple[dict[str, Array], dict[Any, Array]]:
        return draw_sums(self._groups, self.draws, self.seed)

    @property
    def _sums(self) -> dict[str, Array]:
        return self._together[0]

    @cached_property
    def _percentiles(self) -> tuple[float, float, float]:
        low, middle, high = percentiles(self.draws_kg_co2e)
        return low, middle, high

    @cached_property
    def total_kg_co2e(self) -> Interval:  # type: ignore[override]
        """P5, the deterministic value, and P95 of the whole."""
        low, _, high = self._percentiles
        return Interval(low, self.bounds.total_kg_co2e.typical, high)

    @property
    def p50_kg_co2e(self) -> float:
        """The total that half of the draws lie below."""
        return self._percentiles[1]

    @property
    def mean_kg_co2e(self) -> float:
        """Mean of the draws."""
        return digits(self.draws_kg_co2e.mean())

    @cached_property
    def rows(self) -> tuple[Row, ...]:  # type: ignore[override]
        """The rows, each with its own P5 and P95."""
        known: dict[Any, Array] = dict(self._together[1]) if self._at_once else {}
        out = []
        for row, term in zip(self.bounds.rows, self.model.terms, strict=True):
            if term.draws not in known:
                known[term.draws] = np.array(list(percentiles(draw([Term(1.0, term.draws)], self.draws, self.seed))))
            low, _, high = known[term.draws] * term.scale if term.draws else [row.kg_co2e.typical] * 3
            out.append(row._replace(kg_co2e=Interval(digits(low), row.kg_co2e.typical, digits(high))))
        return tuple(out)

    def _grouped(self, field: int, order: Any) -> dict[str, Interval]:
        what = Row._fields[field]
        found = {}
        for key, kg in self.bounds._grouped(field, order).items():
            group = f"{what} {key}"
            if any(term.draws for term in self._groups[group]):
                values = self._sums[group] if self._at_once else draw(self._groups[group], self.draws, self.seed)
                low, _, high = percentiles(values)
                found[key] = Interval(low, kg.typical, high)
            else:
                found[key] = Interval(kg.typical, kg.typical, kg.typical)
        return found

    @cached_property
    def histogram(self) -> Histogram:
        """How often the total fell where."""
        values = self.draws_kg_co2e
        low, high = map(digits, np.percentile(values, [_TAIL, 100 - _TAIL]))
        if low == high:
            return Histogram((low, high), (len(values),), 0, 0)
        edges = np.linspace(low, high, BINS + 1)
        counts, _ = np.histogram(values, edges)
        return Histogram(
            tuple(map(digits, edges)), tuple(map(int, counts)), int((values < low).sum()),
            int((values > high).sum()),
        )  # fmt: skip

    @property
    def middle_sentence(self) -> str:
        """Why P50 is not the deterministic value, in a sentence."""
        return self.middle_words("device")

    def middle_words(self, per: Per) -> str:
        """The same per device, year or inference."""
        by = 1.0 / self.per_divisor(per)
        middle, typical = self.p50_kg_co2e, self.bounds.total_kg_co2e.typical
        if not self.inputs:
            return "P50 is the deterministic value: nothing that is known to be uncertain is in the total."
        said = f"P50 is {mass(middle * by)}"
        if abs(middle - typical) <= _ALIKE * max(middle, typical):
            return f"{said}, the deterministic value: nothing is skewed enough to move it."
        side, word = ("above", "upwards") if middle > typical else ("below", "downwards")
        key, _ = max(self._skews().items(), key=lambda one: one[1] if middle > typical else -one[1])
        share = abs(middle / typical - 1) if typical else _MANY
        amount = f"{percent(share)} " if share < _MANY else ""
        return (
            f"{said}, {amount}{side} the deterministic {mass(typical * by)}, which takes the typical value of every "
            f"input at once: inputs that are skewed {word} shift the middle of their sum, most of all "
            f"{self.model.inputs[key].title}."
        )

    def _skews(self) -> dict[str, float]:
        """By input, how far the mean of the total lies above the deterministic value because of it. [kg CO2e]"""
        found: dict[str, float] = {}
        for row, term in zip(self.bounds.rows, self.model.terms, strict=True):
            for key, one in term.draws:
                kg = row.kg_co2e.typical * (one.mean / one.typical - 1) if one.typical else term.scale * one.mean
                found[key] = found.get(key, 0.0) + kg
        return found

    @property
    def warnings(self) -> tuple[str, ...]:
        """Those of the footprint, and that the deterministic value lies outside of its own interval."""
        low, typical, high = self.total_kg_co2e
        if low <= typical <= high:
            return self.bounds.warnings
        side, end = ("below P5", low) if typical < low else ("above P95", high)
        words = (
            f"the deterministic {mass(typical)} lies {side}, {mass(end)}: the typical values given are near the ends "
            "of what is drawn, so that they hardly ever come together"
        )
        return (*self.bounds.warnings, words)

    @property
    def tables(self) -> dict[str, str]:
        """The reference tables used, with their versions: those of the footprint, and the rules of draws."""
        used = {**self.bounds.tables, **{n: tables.about()[n]["version"] for n in ("pedigree", "uncertainty")}}
        return dict(sorted(used.items()))

    def to_dict(self, per: Per = "device") -> dict[str, Any]:
        """The whole result as one JSON document, with what was drawn."""
        by = 1.0 / self.per_divisor(per)
        histogram = self.histogram._asdict()
        histogram["edges_kg_co2e"] = [e * by for e in histogram["edges_kg_co2e"]]
        return {
            **super().to_dict(per),
            "uncertainty": {
                "percentiles": tables.uncertainty()["percentiles"],
                "p50_kg_co2e": self.p50_kg_co2e * by,
                "mean_kg_co2e": self.mean_kg_co2e * by,
                "why": self.middle_words(per),
                "bounds_kg_co2e": self.bounds.total_kg_co2e.scaled(by).to_dict(),
                "histogram": histogram,
                "inputs": [one.to_dict() for one in self.inputs],
            },
        }
