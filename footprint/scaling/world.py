"""The world's greenhouse gas emissions in a year, and the share of the ICT sector in them, to put totals beside."""

from __future__ import annotations

from typing import Any, NamedTuple

from footprint import tables
from footprint.factors import Interval
from footprint.numbers import significant

_GT = 1e12
"""kg in a Gt."""


class Emissions(NamedTuple):
    """What the world, or a sector of it, emits in one year.

    Attributes
    ----------
    key, title : str
    year : int
        That the number is for.
    kg_co2e : Interval
        Typical is the middle where a range was published. [kg CO2e per year]
    status : str
        declared, or estimated where a share of one year was applied to the total of another.
    source, note : str
    share : tuple of float, optional
        Ends of the published share of the world, 0 to 1.
    share_year : int, optional
        That the share was published for.
    """

    key: str
    title: str
    year: int
    kg_co2e: Interval
    status: str
    source: str
    note: str
    share: tuple[float, float] | None = None
    share_year: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {**self._asdict(), "kg_co2e": self.kg_co2e.to_dict(), "share": list(self.share) if self.share else None}


def share_text(one: Emissions) -> str:
    """The published share of a sector in the world: ``1.4 %``, ``2.1 to 3.9 %``; empty for the world."""
    if one.share is None:
        return ""
    low, high = (significant(end * 100) for end in one.share)
    return f"{low if low == high else f'{low} to {high}'} %"


def world() -> tuple[Emissions, ...]:
    """The world in the newest year of the table, and the ICT sector by each published share of it.

    A share of 1.4 % of 57.7 Gt is 0.808 Gt; one of 2.1 to 3.9 % is 1.21 to 2.25 Gt, with 1.73 Gt in the middle.
    """
    rows = tables.world_emissions()
    newest = max((r for r in rows if r["key"] == "world"), key=lambda r: int(r["year"]))
    year = int(newest["year"])
    total = _interval(newest).scaled(_GT)
    found = [Emissions("world", "World", year, total, newest["status"], newest["source"], newest["note"])]
    for row in rows:
        if row["key"] == "world":
            continue
        share = _interval(row).scaled(0.01)
        kg = Interval(total.low * share.low, total.typical * share.typical, total.high * share.high)
        of = int(row["year"])
        note = f"{row['note']}; the share of {of}, applied to the world's emissions of {year}"
        status = row["status"] if of == year else "estimated"
        ends = (share.low, share.high)
        found.append(Emissions(row["key"], row["title"], year, kg, status, row["source"], note, ends, of))
    return tuple(found)


def _interval(row: dict[str, str]) -> Interval:
    low, high = float(row["low"]), float(row["high"])
    return Interval(low, (low + high) / 2, high)
