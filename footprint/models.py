"""What all models of a system file share: strict base, texts, uncertain values, entries with a declared one, and parts.

Fields hold plain floats in the internal unit that their name ends in; `Door` on a field says how a
file spells it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_serializer,
    field_validator,
    model_validator,
)

from footprint import tables
from footprint.door import Door
from footprint.errors import InputError, nearest, shown
from footprint.factors import Interval
from footprint.quantities import PART_UNITS

Status = Literal["measured", "calculated", "estimated", "assumed", "declared", "not assessed"]
QuantityStatus = Literal["measured", "calculated", "estimated", "assumed", "declared"]
Case = Literal["best", "typical", "worst"]
Level = Literal[0, 1, 2, 3]
PartUnit = Literal["mm2", "g", "pcs", "m", "tkm", "kWh", "GB"]
DistributionKind = Literal["lognormal", "triangular", "uniform"]
Score = Annotated[int, Field(ge=1, le=5)]

_UNSEEN = r"\x7f-\x9f\u200b\u200e\u200f\u2060\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
"""Line and paragraph separators, changes of direction, marks: what a reader does not see."""

_SEEN = rf"[^\x00-\x1f{_UNSEEN}]"

Text = Annotated[
    str, StringConstraints(min_length=1, max_length=300, pattern=rf"^{_SEEN}*[^\s\x00-\x1f{_UNSEEN}]{_SEEN}*$")
]
LongText = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, pattern=rf"^[^\x00-\x09\x0b-\x1f{_UNSEEN}]*$")
]


class Model(BaseModel):
    """Strict, frozen, and without room for unknown keys."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True, hide_input_in_errors=True)


Kg = Annotated[float, Field(ge=0, le=1e9)]


class Uncertain(Model):
    """What may be said of a value that is drawn: its distribution, and the scores of its data."""

    distribution: DistributionKind | None = Field(
        default=None, description="How the value lies between its low and high; by a rule if left out."
    )
    pedigree: Annotated[tuple[Score, ...], Field(strict=False, min_length=5, max_length=5)] | None = Field(
        default=None,
        description="Scores of the value's data from 1 (best) to 5: reliability, completeness, temporal, geographical "
        "and further technological correlation.",
    )

    @field_validator("pedigree", mode="before")
    @classmethod
    def _check_pedigree(cls, given: Any) -> Any:
        scores = given if isinstance(given, (list, tuple)) else ()
        if given is not None and not (len(scores) == 5 and all(type(s) is int and 1 <= s <= 5 for s in scores)):
            hint = (
                "Reliability, completeness, temporal, geographical and further technological correlation, "
                "like pedigree: [4, 2, 1, 1, 3]."
            )
            raise InputError(f"pedigree must be five whole numbers from 1 to 5, not {shown(given)}", hint=hint)
        return given

    @field_serializer("pedigree")
    def _list(self, scores: tuple[int, ...] | None) -> list[int] | None:
        return None if scores is None else list(scores)  # as a file gives it

    def check_drawn(self, low: float | None, high: float | None, keys: str) -> None:
        """A stated distribution has the two ends it lies between, which files call `keys`."""
        if self.distribution is None:
            return
        if low is None or high is None:
            hint = f"Give {keys}, or drop distribution."
            raise InputError(f"a {self.distribution} distribution without its ends", path=("distribution",), hint=hint)
        if self.distribution == "lognormal" and low == 0 < high:
            raise InputError(
                "a lognormal distribution with a low of 0", path=("distribution",), valid=("triangular", "uniform")
            )

    def check_undrawn(self, why: str) -> None:
        """Neither is given where nothing would use it."""
        for key in ("distribution", "pedigree"):
            if getattr(self, key) is not None:
                raise InputError(f"{key} has nothing to act on", path=(key,), hint=why)


class Entry(Uncertain):
    """What every block and stage may say: a declared value and how well it is known, or why it is left out."""

    declared_kg_co2e: Annotated[Kg | None, Door("declared", ("kgCO2e",))] = Field(
        default=None, description="Declared footprint of one device over its lifetime."
    )
    low_kg_co2e: Annotated[Kg | None, Door("low", ("kgCO2e",))] = Field(
        default=None, description="Lower bound of the declared value."
    )
    high_kg_co2e: Annotated[Kg | None, Door("high", ("kgCO2e",))] = Field(
        default=None, description="Upper bound of the declared value."
    )
    source: Text | None = Field(default=None, description="Where the declared value was read.")
    include: bool = Field(default=True, description="false leaves it outside the system boundary.")
    why: Text | None = Field(default=None, description="Why it is left out; required with include: false.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_bounds("declared", self.low_kg_co2e, self.declared_kg_co2e, self.high_kg_co2e, "kgCO2e")
        if not self.include and self.why is None:
            raise InputError("left out without a reason", hint='Say why: "...".')
        if self.include and self.why is not None:
            raise InputError("why is given but include is not false", hint="Add include: false, or drop why.")
        if self.distribution is not None or self.pedigree is not None:
            self._check_uncertain()
        return self

    def _check_uncertain(self) -> None:
        """Distribution and pedigree are about the declared value."""
        if self.declared_kg_co2e is None:
            self.check_undrawn("It is about a declared value; each part takes its own.")
        self.check_drawn(self.low_kg_co2e, self.high_kg_co2e, "low and high")


class Fab(Model):
    """Where and how well a die is made; acts in factor sets that model the fab."""

    country: Text | None = Field(default=None, description="ISO 3166 alpha-3 code of the fab's country.")
    year: int | None = Field(default=None, description="Year of the fab's grid intensity; the newest if left out.")
    yield_: Annotated[float | None, Field(gt=0, le=1), Door("yield", ("1",))] = Field(
        default=None, description="Share of good dies, else from the defect density or the set's own figure."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.country is not None:
            tables.grid_factor(self.country, self.year, None)
        elif self.year is not None:
            raise InputError("year is given without a country", path=("year",), hint="Give the country too.")
        return self


class Part(Uncertain):
    """A part with a physical quantity, e.g. ``{part: die-90nm, quantity: 10 mm^2}``.

    A line with a name and no part is not assessed and says so; a line with a declared value needs no factor.
    """

    part: Text | None = Field(default=None, description="Key of the parts library, see `footprint parts`.")
    name: Text | None = Field(default=None, description="What the bill of materials or the designer calls it.")
    quantity: Annotated[float, Field(ge=0, le=1e12), Door("quantity", PART_UNITS)] = Field(
        description="Area, mass, count, length, freight, energy or capacity with its unit."
    )
    quantity_low: Annotated[float | None, Field(ge=0, le=1e12), Door("low", PART_UNITS)] = Field(
        default=None, description="Lower bound of the quantity, in its kind of unit."
    )
    quantity_high: Annotated[float | None, Field(ge=0, le=1e12), Door("high", PART_UNITS)] = Field(
        default=None, description="Upper bound of the quantity, in its kind of unit."
    )
    unit: PartUnit = Field(description="Internal unit of the quantity.", json_schema_extra={"internal": True})
    status: QuantityStatus | None = Field(default=None, description="How the quantity is known, else calculated.")
    source: Text | None = Field(default=None, description="Where the quantity, or the declared value, was read.")
    declared_kg_co2e: Annotated[Kg | None, Door("declared", ("kgCO2e",))] = Field(
        default=None, description="Declared footprint of this line, instead of a factor."
    )
    declared_low_kg_co2e: Annotated[Kg | None, Door("declared_low", ("kgCO2e",))] = Field(
        default=None, description="Lower bound of the declared value."
    )
    declared_high_kg_co2e: Annotated[Kg | None, Door("declared_high", ("kgCO2e",))] = Field(
        default=None, description="Upper bound of the declared value."
    )
    mass_g: Annotated[float | None, Field(ge=0, le=1e9), Door("mass", ("g",))] = Field(
        default=None, description="Mass of the whole line, for the share of mass covered."
    )
    cost: Annotated[float | None, Field(ge=0, le=1e12)] = Field(
        default=None, description="Cost of the whole line in the currency of the list, for the share of cost covered."
    )
    fab: Fab | None = Field(default=None, description="Where a die is made, for factor sets that model the fab.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.part is None and self.name is None:
            raise InputError("the line names neither part nor name", hint="Give part: from `footprint parts`, or name.")
        check_bounds("quantity", self.quantity_low, self.quantity, self.quantity_high, self.unit)
        check_bounds(
            "declared", self.declared_low_kg_co2e, self.declared_kg_co2e, self.declared_high_kg_co2e, "kgCO2e",
            "declared_",
        )  # fmt: skip
        if self.declared_kg_co2e is not None:
            self._check_declared()
        if self.distribution is not None or self.pedigree is not None:
            self._check_uncertain()
        return self

    def _check_uncertain(self) -> None:
        """Distribution and pedigree are about the quantity, or the declared value."""
        if self.declared_kg_co2e is not None:
            self.check_drawn(self.declared_low_kg_co2e, self.declared_high_kg_co2e, "declared_low and declared_high")
        elif self.part is not None:
            self.check_drawn(self.quantity_low, self.quantity_high, "low and high")
        else:
            self.check_undrawn("A line that names no part is not in the total: give part or declared.")

    def _check_declared(self) -> None:
        """A declared line takes nothing that only a factor would use."""
        for key, given in (("fab", self.fab), ("low", self.quantity_low)):
            if given is not None:
                hint = "Its interval is declared_low and declared_high." if key == "low" else ""
                raise InputError(f"a declared line has no use for {key}", path=(key,), hint=hint)
        known = tables.parts()
        if self.part is not None and self.part not in known:
            hint = "Give a declared line that is not in the library a name instead."
            raise InputError(
                f"unknown part {shown(self.part)}", path=("part",), valid=nearest(self.part, known), hint=hint
            )

    @property
    def title(self) -> str:
        """What a person reads in a row: the name it was given, else the part."""
        return self.name or self.part or ""


def check_bounds(
    what: str, low: float | None, typical: float | None, high: float | None, unit: str, prefix: str = ""
) -> None:  # fmt: skip
    """An interval is given whole, and holds its typical value; `prefix` is that of the keys of low and high."""
    if low is None and high is None:
        return
    if low is None or typical is None or high is None:
        raise InputError(f"an interval needs {what}, {prefix}low and {prefix}high together")
    if not low <= typical <= high:
        raise InputError(f"{what} {typical:g} lies outside low {low:g} to high {high:g} {unit}")


def bounded(low: float | None, typical: float, high: float | None) -> Interval:
    """The interval of a value; a point where it has no bounds."""
    return Interval(typical, typical, typical) if low is None or high is None else Interval(low, typical, high)
