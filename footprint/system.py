"""The described device: what a person writes in a system file, as frozen, strict models.

Fields hold plain floats in the internal unit that their name ends in. `Door` on a field says how a
file spells it (``lifetime: 3 years`` for ``lifetime_years``); `System.from_dict` and
`System.to_file_dict` translate both ways, and the JSON Schema is made from the same declaration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from footprint import tables
from footprint.door import Door, file_keys, out_of_door, shape, through_door
from footprint.errors import InputError, nearest, shown
from footprint.quantities import PART_UNITS
from footprint.validation import input_error

SCHEMA = "footprint.system/1"

Status = Literal["measured", "calculated", "estimated", "assumed", "declared", "not assessed"]
QuantityStatus = Literal["measured", "calculated", "estimated", "assumed", "declared"]
Case = Literal["best", "typical", "worst"]
Level = Literal[0, 1, 2, 3]
PartUnit = Literal["mm2", "g", "pcs", "m", "tkm"]

_UNSEEN = r"\x7f-\x9f\u200b\u200e\u200f\u2060\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
"""Line and paragraph separators, changes of direction, marks: what a reader does not see."""

_SEEN = rf"[^\x00-\x1f{_UNSEEN}]"

Text = Annotated[
    str, StringConstraints(min_length=1, max_length=300, pattern=rf"^{_SEEN}*[^\s\x00-\x1f{_UNSEEN}]{_SEEN}*$")
]
LongText = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, pattern=rf"^[^\x00-\x09\x0b-\x1f{_UNSEEN}]*$")
]


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True, hide_input_in_errors=True)


Years = Annotated[float, Field(gt=0, le=200), Door("lifetime", ("years",))]
Kg = Annotated[float, Field(ge=0, le=1e9)]


class Entry(_Model):
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
        if self.low_kg_co2e is not None or self.high_kg_co2e is not None:
            low, typical, high = self.low_kg_co2e, self.declared_kg_co2e, self.high_kg_co2e
            if low is None or typical is None or high is None:
                raise InputError("an interval needs declared, low and high together")
            if not low <= typical <= high:
                raise InputError(f"declared {typical:g} lies outside low {low:g} to high {high:g} kgCO2e")
        if not self.include and self.why is None:
            raise InputError("left out without a reason", hint='Say why: "...".')
        if self.include and self.why is not None:
            raise InputError("why is given but include is not false", hint="Add include: false, or drop why.")
        return self


class Part(_Model):
    """A part with a physical quantity, e.g. ``{part: die-90nm, quantity: 10 mm^2}``."""

    part: Text = Field(description="Key of a unit factor, see `footprint factors`.")
    quantity: Annotated[float, Field(ge=0, le=1e12), Door("quantity", PART_UNITS)] = Field(
        description="Area, mass, count, length or freight with its unit."
    )
    unit: PartUnit = Field(description="Internal unit of the quantity.", json_schema_extra={"internal": True})
    status: QuantityStatus | None = Field(default=None, description="How the quantity is known, else calculated.")
    source: Text | None = Field(default=None, description="Where the quantity was read.")


class Block(Entry):
    """A functional block: a hardware specification level, parts and a declared value add up."""

    hsl: Level | None = Field(default=None, description="Hardware specification level, 0 to 3.")
    case: Case | None = Field(default=None, description="best, typical or worst within the level.")
    parts: Annotated[tuple[Part, ...], Field(strict=False, max_length=2000)] = Field(
        default=(), description="Parts with physical quantities."
    )

    @field_validator("hsl", mode="before")
    @classmethod
    def _check_hsl(cls, hsl: Any) -> Any:
        if isinstance(hsl, bool):  # which Python takes for 1 and 0
            raise InputError(f"{hsl} is not a valid hsl", valid=("0", "1", "2", "3"))
        return hsl

    @model_validator(mode="after")
    def _check_block(self) -> Self:
        if self.hsl is None and self.case is not None:
            raise InputError("case is given without hsl", hint="Add hsl: 0, 1, 2 or 3.")
        if self.include and self.hsl is None and not self.parts and self.declared_kg_co2e is None:
            raise InputError("the block says nothing", hint="Give hsl, parts or declared, or include: false with why.")
        return self


class Grid(_Model):
    """Where the electricity comes from: a country and year, or a named factor."""

    country: Text | None = Field(default=None, description="ISO 3166 alpha-3 code, or WORLD or EU27.")
    year: int | None = Field(default=None, description="Year of the grid intensity; the newest if left out.")
    factor: Text | None = Field(default=None, description="Named grid factor, e.g. us-epa-2019-generated.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.country is None) == (self.factor is None):
            raise InputError("a grid is either a country or a factor")
        if self.factor is not None and self.year is not None:
            raise InputError("a named grid factor has its own year", hint="Drop year.")
        # Unknown countries, years and factors are caught here, where the line is known.
        tables.grid_factor(self.country, self.year, self.factor)
        return self


class State(_Model):
    """A power state: what the device draws, and for which share of the time."""

    name: Text = Field(description="Name of the state, e.g. active.")
    power_mw: Annotated[float, Field(ge=0, le=1e6), Door("power", ("mW",))] = Field(
        description="Mean power drawn in this state."
    )
    duty: Annotated[float, Field(ge=0, le=1), Door("duty", ("1",))] = Field(
        description="Share of the time in this state: 2 % or 0.02."
    )


class Energy(_Model):
    """Electricity drawn over a stated time; scaled to the lifetime."""

    amount_kwh: Annotated[float, Field(ge=0, le=1e9), Door("amount", ("kWh",))] = Field(
        description="Electricity drawn."
    )
    over_years: Annotated[float, Field(gt=0, le=200), Door("over", ("years",))] = Field(
        description="Time in which it was drawn."
    )


class Use(Entry):
    """The use stage: power states, a stated energy, or a declared value."""

    grid: Grid | None = Field(default=None, description="Electricity in service.")
    states: Annotated[tuple[State, ...], Field(strict=False, max_length=100)] = Field(
        default=(), description="Power states with duty cycle."
    )
    energy: Energy | None = Field(default=None, description="Electricity over a stated time.")
    inferences_per_hour: Annotated[float | None, Field(gt=0, le=1e9), Door("inferences", ("per hour",))] = Field(
        default=None, description="Inference rate, for results per inference."
    )

    @model_validator(mode="after")
    def _check_use(self) -> Self:
        given = [bool(self.states), self.energy is not None, self.declared_kg_co2e is not None]
        if self.include and sum(given) != 1:
            what = "more than one of" if sum(given) else "none of"
            raise InputError(f"the use stage gives {what} states, energy, declared", hint="Give exactly one.")
        duty = sum(s.duty for s in self.states)
        if duty > 1 + 1e-9:
            raise InputError(f"the duty cycles add up to {duty * 100:.6g} %", path=("states",), hint="At most 100 %.")
        if self.declared_kg_co2e is not None and self.grid is not None:
            raise InputError("a declared use stage has no grid to act on", path=("grid",), hint="Drop grid.")
        return self


class Training(Entry):
    """Training of the model, shared by the units produced."""

    declared_kg_co2e: Annotated[Kg | None, Door("declared", ("kgCO2e",))] = Field(
        default=None, description="Declared footprint of one whole training; units_produced share it."
    )

    energy_kwh: Annotated[float | None, Field(ge=0, le=1e12), Door("energy", ("kWh",))] = Field(
        default=None, description="Electricity of one training."
    )
    grid: Grid | None = Field(default=None, description="Electricity of the training.")

    @model_validator(mode="after")
    def _check_training(self) -> Self:
        if self.include and (self.energy_kwh is None) == (self.declared_kg_co2e is None):
            raise InputError("training needs exactly one of energy, declared")
        if self.grid is not None and self.energy_kwh is None:
            raise InputError("a declared training has no grid to act on", path=("grid",), hint="Drop grid.")
        return self


class EndOfLife(Entry):
    """End of life: a declared value, or left out with a reason."""

    @model_validator(mode="after")
    def _check_end_of_life(self) -> Self:
        if self.include and self.declared_kg_co2e is None:
            raise InputError("end of life is given neither as a value nor left out with a reason")
        return self


class Origin(NamedTuple):
    """Where a system was read: the file and the line of every key path."""

    file: str
    lines: Mapping[tuple[str | int, ...], int]

    def locate(self, error: InputError) -> InputError:
        """Give an error the file and the closest line known for its path."""
        error.file = error.file or self.file
        path = error.path
        while error.line is None and path:
            error.line = self.lines.get(path)
            path = path[:-1]
        return error


class System(_Model):
    """A described device. See `docs/system-file.md` for every key.

    A file and a dict use the keys of the file (``lifetime: 3 years``) or the internal ones
    (``lifetime_years: 3.0``).
    """

    name: Text = Field(description="What the device is called.")
    description: LongText | None = Field(default=None, description="What it is, in a sentence.")
    reference: Text | None = Field(default=None, description="Where the description comes from.")
    lifetime_years: Years = Field(description="Time in service.")
    units_produced: Annotated[int, Field(ge=1, le=10**13)] | None = Field(
        default=None, description="Devices that share one training."
    )
    blocks: dict[str, Block] = Field(default_factory=dict, max_length=500, description="Functional blocks.")
    use: Use | None = Field(default=None, description="The use stage.")
    training: Training | None = Field(default=None, description="Training of the model.")
    end_of_life: EndOfLife | None = Field(default=None, description="End of life.")

    _origin: Origin | None = PrivateAttr(default=None)
    _changes: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, block in self.blocks.items():
            if name in tables.BLOCKS:
                continue
            if block.hsl is not None or not _block_name(name):
                raise InputError(
                    f"unknown block {shown(name)}",
                    path=("blocks", name),
                    valid=nearest(name, tables.BLOCKS),
                    hint="A further block takes a name in small letters, and parts or declared.",
                )
            if name in tables.STAGES or name == "total":
                raise InputError(f"{name} stands beside blocks, not inside them", path=("blocks", name))
        sections = [*self.blocks.values(), self.use, self.training, self.end_of_life]
        if not any(s is not None and s.include for s in sections):
            raise InputError("the system is empty: no block, use or training to assess")
        return self

    def __eq__(self, other: object) -> bool:
        """Equal when they describe the same; where they were read does not matter."""
        return isinstance(other, System) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    @property
    def origin(self) -> Origin | None:
        """Where the system was read, for messages."""
        return self._origin

    @property
    def changes(self) -> tuple[str, ...]:
        """What `with_` changed that a reader of the result must know."""
        return self._changes

    @classmethod
    def from_dict(cls, data: Any, origin: Origin | None = None) -> Self:
        """Read a dict with the keys of the system file, or with internal keys, or both.

        Raises
        ------
        InputError
            The first thing that is wrong, with its place and the nearest valid values.
        """
        try:
            if not isinstance(data, Mapping):
                raise InputError(f"a system is a map of keys, not {shown(data)}")
            given = data.get("schema", SCHEMA)
            if given != SCHEMA:
                raise InputError(f"unknown schema {shown(given)}", path=("schema",), valid=(SCHEMA,))
            internal = through_door(cls, {k: v for k, v in data.items() if k != "schema"}, (), file=origin is not None)
            try:
                system = cls.model_validate(internal)
            except ValidationError as error:
                raise input_error(cls, error) from None
        except InputError as error:
            raise (origin.locate(error) if origin else error) from None
        system._origin = origin
        return system

    def to_file_dict(self) -> dict[str, Any]:
        """The system with the keys and units of the system file; `from_dict` reads it back the same."""
        dumped = self.model_dump(exclude_none=True, exclude_defaults=True)
        return {"schema": SCHEMA, **out_of_door(type(self), dumped)}

    def renamed(self, name: str) -> Self:
        """A copy with another name."""
        return self.model_copy(update={"name": name[:300]})

    def with_(self, **changes: Any) -> Self:
        """A copy with other values.

        Parameters
        ----------
        lifetime, country, year, units_produced, name, blocks, use, training, end_of_life
            As in the system file: ``lifetime="5 years"``, ``country="DEU"``. ``country`` and
            ``year`` change the grid of the use stage only. ``blocks`` is merged by block; None
            removes a block or section.

        Raises
        ------
        InputError
            An unknown name, or a value that does not fit.
        """
        data = self.to_file_dict()
        notes = list(self._changes)
        country, year = changes.pop("country", None), changes.pop("year", None)
        for key, value in changes.items():
            if key not in shape(type(self)).keys:
                raise InputError(
                    f"unknown change {shown(key)}",
                    valid=nearest(key, [*file_keys(type(self)), "country", "year"]),
                )
            if key == "blocks" and isinstance(value, Mapping):
                value = {**data.get("blocks", {}), **value}
                value = {k: v for k, v in value.items() if v is not None}
            data.pop(shape(type(self)).keys[key], None)
            if value is not None:
                data[key] = value
        if country is not None or year is not None:
            notes += _change_grid(data, country, year)
        declared_use = self.use is not None and self.use.declared_kg_co2e is not None
        if declared_use and not changes.keys().isdisjoint({"lifetime", "lifetime_years"}):
            notes.append("the use stage is a declared value: it was not scaled to the new lifetime")
        system = type(self).from_dict(data)
        system._origin = self._origin
        system._changes = tuple(dict.fromkeys(notes))
        return system


def _change_grid(data: dict[str, Any], country: str | None, year: int | None) -> list[str]:
    """Put another country or year into the use stage; returns what the reader must know."""
    use = data["use"] if isinstance(data.get("use"), dict) else {}
    old = use["grid"] if isinstance(use.get("grid"), dict) else {}
    country = old.get("country") if country is None else country
    if country is not None and not isinstance(country, str):
        raise InputError(f"unknown country {shown(country)}", path=("use", "grid", "country"))
    if country is None:
        raise InputError("year is given without a country", path=("use", "grid", "year"), hint="Give the country too.")
    try:  # a wrong one is wrong even where the use stage draws no electricity
        tables.grid_factor(country, year, None)
    except InputError as error:
        error.path = ("use", "grid", *error.path)
        raise
    if "states" not in use and "energy" not in use:
        return ["the use stage draws no electricity here: country and year change nothing"]
    use["grid"] = {"country": country} if year is None else {"country": country, "year": year}
    if "factor" not in old:
        return []
    basis = tables.grid_factor(None, None, old["factor"]).technology
    return [f"grid factor {old['factor']} ({basis}) was replaced by the life-cycle grid intensity of {country}"]


def _block_name(name: str) -> bool:
    """Whether a further block's name is in small letters, digits and underscores."""
    return re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) is not None
