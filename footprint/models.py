"""What all models of a system file share: strict base, texts, entries with a declared value, and parts.

Fields hold plain floats in the internal unit that their name ends in; `Door` on a field says how a
file spells it.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from footprint import tables
from footprint.door import Door
from footprint.errors import InputError, nearest, shown
from footprint.quantities import PART_UNITS

Status = Literal["measured", "calculated", "estimated", "assumed", "declared", "not assessed"]
QuantityStatus = Literal["measured", "calculated", "estimated", "assumed", "declared"]
Case = Literal["best", "typical", "worst"]
Level = Literal[0, 1, 2, 3]
PartUnit = Literal["mm2", "g", "pcs", "m", "tkm", "kWh", "GB"]

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


class Entry(Model):
    """What every block and stage may say: a declared value, or why it is left out."""

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
        return self


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


class Part(Model):
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
        check_bounds("declared", self.declared_low_kg_co2e, self.declared_kg_co2e, self.declared_high_kg_co2e, "kgCO2e")
        if self.declared_kg_co2e is not None:
            self._check_declared()
        return self

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


def check_bounds(what: str, low: float | None, typical: float | None, high: float | None, unit: str) -> None:
    """An interval is given whole, and holds its typical value."""
    if low is None and high is None:
        return
    if low is None or typical is None or high is None:
        raise InputError(f"an interval needs {what}, low and high together")
    if not low <= typical <= high:
        raise InputError(f"{what} {typical:g} lies outside low {low:g} to high {high:g} {unit}")
