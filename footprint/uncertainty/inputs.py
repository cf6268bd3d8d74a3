"""What is uncertain in a footprint: its inputs, and how each row is made of them.

A row is a quantity times a factor, or a declared value. Rows that use one factor share one input, and
so do the rows that one part was taken apart into.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Any, NamedTuple

from pydantic import BaseModel

from footprint import tables
from footprint.errors import InputError
from footprint.factors import Factor, FactorSet, Interval
from footprint.result import Footprint, Row
from footprint.uncertainty.distributions import Distribution, digits, distribution, pedigree_sigma, status_sigma


class Input(NamedTuple):
    """One thing that is not known exactly, and moves everything that depends on it.

    Its key says what it is and nothing of where it stands, so that the same factor, or the same line,
    is drawn alike in every system.
    """

    key: str
    title: str
    kind: str  # factor, quantity or declared
    unit: str
    status: str
    distribution: Distribution  # of the first row that uses it

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        shape = {k: v if isinstance(v, str) else digits(v) for k, v in self.distribution._asdict().items()}
        return {**self._asdict(), "key": self.key.replace("\0", " "), "distribution": shape.pop("kind"), **shape}


class Term(NamedTuple):
    """A row as a product: an exact number times draws of at most two inputs. [kg CO2e]"""

    scale: float
    draws: tuple[tuple[str, Distribution], ...]  # key of the input, and its distribution in this row


class Model(NamedTuple):
    """The uncertain inputs of a footprint by key, and a term for each row, in the order of the rows."""

    inputs: dict[str, Input]
    terms: tuple[Term, ...]


def model(result: Footprint) -> Model:
    """The inputs and terms of a footprint that was assessed without draws."""
    inputs: dict[str, Input] = {}
    sets = {s.key: s for s in (result.factor_set, *result.fill_sets)}
    terms = []
    for row in result.rows:
        found = _declared(row, result) if row.factor_key is None else _product(row, result, sets)
        scale, draws = 1.0, []
        for one in found:
            if one.distribution.exact:
                scale *= one.distribution.typical
            else:
                inputs.setdefault(one.key, one)
                draws.append((one.key, one.distribution))
        terms.append(Term(scale, tuple(draws)))
    return Model(inputs, tuple(terms))


def _declared(row: Row, result: Footprint) -> list[Input]:
    """The one input of a row that was declared in kg CO2e."""
    key = _content("declared", row, result)
    title = f"{tables.title(row.block)}: {row.item}"
    return [Input(key, title, "declared", "kgCO2e", row.status, _given(row, row.kg_co2e, row.status))]


def _product(row: Row, result: Footprint, sets: dict[str, FactorSet]) -> list[Input]:
    """The factor and the quantity of a row."""
    chosen = sets.get(row.factor_set or "")
    factor = chosen.factors.get(row.factor_key or "") if chosen else None
    if factor is None or chosen is None:  # a grid factor is of a table, not of a set
        factor, chosen = result.factors[row.factor_key or ""], None
    key, spread = drawn_factor(factor, chosen)
    one = Input(key, _factor_title(factor, row), "factor", factor.unit, factor.status, spread)
    low, high = row.quantity_bounds or (row.quantity, row.quantity)
    status = row.status
    if status == factor.status:  # the factor's, which hides that of the quantity
        status = getattr(_line(row, result), "status", None) or "calculated"
    quantity = _given(row, Interval(low, row.quantity, high), status)
    title = f"{tables.title(row.block)}: {row.item}, quantity"
    return [one, Input(_content("quantity", row, result), title, "quantity", row.unit, status, quantity)]


def drawn_factor(factor: Factor, chosen: FactorSet | None = None) -> tuple[str, Distribution]:
    """What a factor of a set, or of a grid, is drawn by, and its distribution. [kg CO2e per its unit]"""
    pedigree = chosen.pedigree if chosen else _table_pedigree(factor)
    sigma = pedigree_sigma(pedigree, _basic(factor)) if pedigree else 0.0
    if factor.status in tables.uncertainty()["statuses"]:
        sigma = (sigma**2 + status_sigma(factor.status) ** 2) ** 0.5
    return _factor_key(factor, chosen.key if chosen else ""), distribution(factor.kg_co2e, sigma=sigma)


def _given(row: Row, interval: Interval, status: str) -> Distribution:
    """The distribution of a quantity or declared value: as the system file says, else by its status."""
    sigma = pedigree_sigma(row.pedigree) if row.pedigree else status_sigma(status)
    one = distribution(interval, row.distribution, sigma)
    widest = tables.uncertainty()["widest_ratio"]
    if one.kind == "lognormal" and not widest * one.low >= one.typical >= one.high / widest:
        raise InputError(
            f"{tables.title(row.block)}, {row.item}: {one.low:g} to {one.high:g} about {one.typical:g} is too wide to "
            f"draw; a lognormal takes {widest:g} times to each side", path=row.path,
            hint="Give distribution: uniform or triangular, or bounds that are meant.",
        )  # fmt: skip
    return one


def _basic(factor: Factor) -> float:
    """Basic uncertainty of what a factor stands for."""
    rules = tables.uncertainty()
    block = factor.key.partition(".")[0]
    kind = rules["basic_blocks"].get(block, "other") if factor.per == "block" else factor.per
    return float(rules["basic"].get(kind, rules["basic"]["other"]))


def _table_pedigree(factor: Factor) -> tuple[int, ...] | None:
    """Scores of the table that a grid factor is from; None for an intensity that the system file states."""
    if factor.key.startswith("grid.own."):
        return None
    table = "grid_named" if factor.key.removesuffix(".path") in tables.named_grids() else "grid_intensity"
    return tuple(tables.uncertainty()["tables"][table]["pedigree"])


def _factor_key(factor: Factor, of: str) -> str:
    """What a factor is drawn by: the cases of one level rest on the same figures, and so move together."""
    key = factor.key.removesuffix(".path")
    if factor.per == "block":
        key = key.rpartition(".")[0]
    own = f"\0{factor.kg_co2e.typical!r}\0{factor.source}" if key.startswith("grid.own.") else ""
    return f"factor\0{of}\0{key}{own}"


def _factor_title(factor: Factor, row: Row) -> str:
    if factor.per == "block":
        return f"{tables.title(row.block)}, {row.item}"
    part = tables.parts().get(factor.key)
    if part is not None:
        return f"{part.title}, per {factor.counted_in}"
    return f"Grid intensity, {factor.region} {factor.year or ''}".strip() if factor.per == "kWh" else factor.key


_SAYS = (
    "declared_kg_co2e", "low_kg_co2e", "high_kg_co2e", "source", "states", "voltage_v", "energy", "energy_kwh",
    "energy_low_kwh", "energy_high_kwh", "hardware",
)  # fmt: skip
"""What a block or stage itself says of an amount; not what scales it: lifetime, units, supply, grid, repetitions."""
_LISTED = ("mass_g", "cost")
"""What a line says for coverage only."""


def _content(kind: str, row: Row, result: Footprint) -> str:
    """What a quantity or declared value is drawn by: what the system file says of it.

    The same line of parts in another block or system is the same part, and what a block or stage says of itself is
    the same over another lifetime, behind another supply, or shared by more units.
    """
    line = _line(row, result)
    if line is not None:
        return f"{kind}\0{line.model_dump_json(exclude_none=True, exclude=set(_LISTED))}"
    section = result.system.blocks.get(row.block) or getattr(result.system, row.block, None)
    said = section.model_dump_json(include=set(_SAYS), exclude_none=True, exclude_defaults=True) if section else ""
    return "\0".join([kind, row.block, said])


def _line(row: Row, result: Footprint) -> BaseModel | None:
    """The line of the system file that a row was made from."""
    found: Any = result.system
    for step in row.path[:-1]:
        found = found[step] if isinstance(step, int) or isinstance(found, dict) else getattr(found, step)
    return found if row.path and isinstance(found, BaseModel) else None


def merged(terms: Sequence[Term]) -> list[Term]:
    """The terms whose sum is that of some others: those with the same draws added up, in an order of their own."""
    scales: dict[tuple[tuple[str, Distribution], ...], list[float]] = {}
    for term in terms:
        scales.setdefault(term.draws, []).append(term.scale)
    return [Term(fsum(scales[draws]), draws) for draws in sorted(scales)]
