"""Emission factors: what a factor is, what a set of them is, and the one loader that reads them.

A set is a folder beside this file: ``set.yaml`` (title, version, licence, sources) and CSV files of
factors, one row each. No factor stands in code.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from footprint.errors import InputError, nearest, shown
from footprint.quantities import UNITS

FOLDER = Path(__file__).parent
DEFAULT = "pirson-bol-2021"
BLOCK_UNIT = "kgCO2e"
READINGS = ("verbatim", "derived", "digitised")
"""How a published value was read, best first: of several readings the first one is used."""


class Interval(NamedTuple):
    """Low, typical and high; typical is the deterministic value."""

    low: float
    typical: float
    high: float

    def scaled(self, by: float) -> Interval:
        """The interval times a number that is not negative."""
        return Interval(self.low * by, self.typical * by, self.high * by)

    def to_dict(self) -> dict[str, float]:
        """``{"low": ..., "typical": ..., "high": ...}``."""
        return self._asdict()


ZERO = Interval(0.0, 0.0, 0.0)


class Factor(NamedTuple):
    """One emission factor: a row of data with its interval and its source."""

    key: str
    kg_co2e: Interval  # per `unit`, as published
    unit: str  # kgCO2e/mm2, kgCO2e/kWh, ...; kgCO2e for a block value
    per: str  # internal unit of the quantity it multiplies; "block" for a block value
    scale: float  # published units in one internal unit: 0.01 cm2 per mm2
    reading: str
    status: str
    year: int
    region: str
    technology: str
    source: str  # citation and locator, as one text
    locator: str  # where in the cited work
    url: str
    licence: str
    best_before: str
    note: str

    @property
    def citation(self) -> str:
        """The cited work without the place in it."""
        return self.source.removesuffix(f": {self.locator}")

    @property
    def counted_in(self) -> str:
        """The published unit of the quantity it multiplies, e.g. ``cm2``."""
        return self.unit.removeprefix("kgCO2e/")

    def expired(self, as_of: date) -> bool:
        """Whether its best-before date has passed."""
        return bool(self.best_before) and date.fromisoformat(self.best_before) < as_of

    def to_dict(self) -> dict[str, Any]:
        """The row as it is printed."""
        out = self._asdict()
        out["kg_co2e"] = self.kg_co2e.to_dict()
        del out["per"], out["scale"]
        return out


class FactorSet:
    """A versioned set of factors.

    Attributes
    ----------
    factors : dict of str to Factor
        The factor used for each key.
    listed : tuple of Factor
        Every reading, including those that another reading of the same key overrules.
    pedigree : tuple of int, optional
        Five scores of the set's data, 1 (best) to 5: reliability, completeness, temporal, geographical
        and further technological correlation.
    """

    def __init__(
        self,
        key: str,
        title: str,
        version: str,
        factors: Iterable[Factor],
        *,
        licence: str = "",
        summary: str = "",
        content_sha256: str = "",
        pedigree: tuple[int, ...] | None = None,
        pedigree_why: str = "",
    ) -> None:
        self.key, self.title, self.version = key, title, version
        self.licence, self.summary, self.content_sha256 = licence, summary, content_sha256
        self.pedigree, self.pedigree_why = pedigree, pedigree_why
        self.listed = tuple(factors)
        self.factors: dict[str, Factor] = {}
        for factor in sorted(self.listed, key=lambda f: READINGS.index(f.reading)):
            self.factors.setdefault(factor.key, factor)

    def unit_factor(self, key: str, path: tuple[str | int, ...] = ()) -> Factor:
        """The factor of a part. Raises `InputError` with the nearest parts where there is none."""
        factor = self.factors.get(key)
        if factor is None or factor.per == "block":
            parts = [k for k, f in self.factors.items() if f.per != "block"]
            raise InputError(
                f"{self.key} has no factor for part {shown(key)}", path=path, valid=nearest(key, parts, few=4),
                hint="A part without a factor can be given as declared, with its source.",
            )  # fmt: skip
        return factor

    def superseded(self, key: str) -> tuple[Factor, ...]:
        """The other published readings of a key, which were not used."""
        return tuple(f for f in self.listed if f.key == key and f is not self.factors[key])


def set_keys() -> tuple[str, ...]:
    """The factor sets that ship, the default one first."""
    return tuple(sorted((p.parent.name for p in FOLDER.glob("*/set.yaml")), key=lambda k: (k != DEFAULT, k)))


@cache
def load_set(key: str) -> FactorSet:
    """Read a factor set that ships.

    Raises
    ------
    InputError
        No such set; names those that exist.
    """
    if key not in set_keys():
        raise InputError(f"unknown factor set {shown(key)}", valid=nearest(key, set_keys()))
    folder = FOLDER / key
    about = yaml.safe_load((folder / "set.yaml").read_text(encoding="utf-8"))
    files = sorted(folder.glob("*.csv"))
    return FactorSet(
        key, about["title"], about["version"],
        (f for file in files for f in _read(file, about["sources"])),
        licence=about["licence"], summary=about["summary"],
        content_sha256=content_sha256([folder / "set.yaml", *files]),
        pedigree=tuple(about["pedigree"]["scores"]), pedigree_why=about["pedigree"]["why"],
    )  # fmt: skip


def _read(file: Path, sources: dict[str, dict[str, str]]) -> Iterator[Factor]:
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            source = sources[row["source"]]
            per, scale = internal_unit(row["unit"])
            yield Factor(
                key=row["key"],
                kg_co2e=Interval(float(row["low"]), float(row["value"]), float(row["high"])),
                unit=row["unit"], per=per, scale=scale, reading=row["reading"], status=row["status"],
                year=int(row["year"]), region=row["region"], technology=row["technology"],
                source=f"{source['cite']}: {row['locator']}", locator=row["locator"], url=source["url"],
                licence=row["licence"], best_before=row["best_before"], note=row["note"],
            )  # fmt: skip


def internal_unit(unit: str) -> tuple[str, float]:
    """For ``kgCO2e/cm2``: the internal unit mm2, and that one of it is 0.01 cm2."""
    if unit == BLOCK_UNIT:
        return "block", 1.0
    per = unit.removeprefix("kgCO2e/")
    for internal, spellings in UNITS.items():
        if per in spellings:
            return internal, 1.0 / spellings[per]
    raise ValueError(f"unit of a shipped factor: {unit}")


def content_sha256(files: Iterable[Path]) -> str:
    """A hash of data files that does not depend on the platform's line ends."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()
