"""The familiar comparisons of the field: how many charges, journeys or years of a life emit as much."""

from __future__ import annotations

from typing import NamedTuple

from footprint import tables
from footprint.numbers import significant

LEAST, MOST = 0.1, 1000
"""Counts that a person can picture; a comparison beyond them is left out."""


class Familiar(NamedTuple):
    """An amount of CO2e as so many times something familiar."""

    amount: float
    phrase: str
    source: str
    year: int
    status: str

    @property
    def text(self) -> str:
        """``215 smartphone charges``."""
        return f"{significant(self.amount, 2)} {self.phrase}"


def familiar(kg_co2e: float) -> tuple[Familiar, ...]:
    """What emits as much, in the order of the table: 2.4 t is two flights from coast to coast and back.

    Parameters
    ----------
    kg_co2e : float
        An amount. [kg CO2e]

    Returns
    -------
    tuple of Familiar
        Those whose count is 0.1 to 1000; none where nothing familiar is that large, or for nothing at all.
        2400 kg at 1200 kg for a flight and back is a count of 2.
    """
    rows = tables.read_csv("familiar")
    counted = [(kg_co2e / float(row["kg_co2e_per_unit"]), row) for row in rows]
    return tuple(
        Familiar(amount, row["phrase"], row["source"], int(row["year"]), row["status"])
        for amount, row in counted if LEAST <= amount <= MOST
    )  # fmt: skip
