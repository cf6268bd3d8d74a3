"""The described device: what a person writes in a system file, as frozen, strict models.

Parts and entries are in `footprint.models`, what concerns electricity in `footprint.electricity`.
Fields hold plain floats in the internal unit that their name ends in. `Door` on a field says how a
file spells it (``lifetime: 3 years`` for ``lifetime_years``); `System.from_dict` and
`System.to_file_dict` translate both ways, and the JSON Schema is made from the same declaration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, PrivateAttr, ValidationError, field_validator, model_validator

from footprint import tables
from footprint.door import Door, file_keys, out_of_door, shape, through_door
from footprint.electricity import Training, Use
from footprint.errors import InputError, nearest, shown
from footprint.models import Case, Entry, Level, LongText, Model, Part, QuantityStatus, Text
from footprint.validation import input_error

SCHEMA = "footprint.system/1"

Lifetime = Annotated[float, Field(gt=0, le=200), Door("lifetime", ("years",))]


class Leg(Model):
    """A leg of the way to the place of use: a mass over a distance by one mode."""

    mode: Text = Field(description="Mode of freight, e.g. air, truck, ship, rail or van.")
    distance_km: Annotated[Annotated[float, Field(ge=0, le=1e5)], Door("distance", ("km",))] = Field(
        description="Length of the leg."
    )
    mass_g: Annotated[Annotated[float, Field(ge=0, le=1e9)], Door("mass", ("g",))] = Field(
        description="Mass carried for one device, packaging included."
    )
    status: QuantityStatus | None = Field(default=None, description="How the leg is known, else calculated.")
    source: Text | None = Field(default=None, description="Where the leg was read.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        modes = tables.freight_modes()
        if self.mode not in modes:
            raise InputError(f"unknown mode {shown(self.mode)}", path=("mode",), valid=modes)
        return self


class Block(Entry):
    """A functional block: a hardware specification level, parts, legs and a declared value add up."""

    hsl: Level | None = Field(default=None, description="Hardware specification level, 0 to 3.")
    case: Case | None = Field(default=None, description="best, typical or worst within the level.")
    parts: Annotated[tuple[Part, ...], Field(strict=False, max_length=100_000)] = Field(
        default=(), description="Parts with physical quantities."
    )
    legs: Annotated[tuple[Leg, ...], Field(strict=False, max_length=100)] = Field(
        default=(), description="Transport: legs of the way to the place of use."
    )
    well_to_tank: bool | None = Field(
        default=None, description="Transport: whether making the fuel counts too; it does not if left out."
    )
    radiative_forcing: bool | None = Field(
        default=None, description="Transport: whether the non-CO2 effect of flights counts; it does not if left out."
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
        if self.include and self.hsl is None and not self.parts and not self.legs and self.declared_kg_co2e is None:
            raise InputError("the block says nothing", hint="Give hsl, parts or declared, or include: false with why.")
        if not self.legs and (self.well_to_tank is not None or self.radiative_forcing is not None):
            switch = "well_to_tank" if self.well_to_tank is not None else "radiative_forcing"
            raise InputError(f"{switch} goes with legs", path=(switch,), hint="Give legs, or drop it.")
        return self


class Disposal(Model):
    """A mass of a material that ends on one route."""

    material: Text = Field(description="What is disposed of, e.g. electronics or plastic.")
    route: Text = Field(description="recycling, incineration or landfill.")
    mass_g: Annotated[Annotated[float, Field(ge=0, le=1e9)], Door("mass", ("g",))] = Field(
        description="Mass per device."
    )
    status: QuantityStatus | None = Field(default=None, description="How the mass is known, else calculated.")
    source: Text | None = Field(default=None, description="Where the mass was read.")

    @property
    def part(self) -> str:
        """Key of its factor."""
        return f"waste-{self.material}-{self.route}"

    @model_validator(mode="after")
    def _check(self) -> Self:
        routes = tables.waste_routes()
        if self.material not in routes:
            valid = nearest(self.material, routes)
            raise InputError(f"unknown material {shown(self.material)}", path=("material",), valid=valid)
        if self.route not in routes[self.material]:
            valid = nearest(self.route, routes[self.material])
            raise InputError(f"unknown route {shown(self.route)} of {self.material}", path=("route",), valid=valid)
        return self


class EndOfLife(Entry):
    """End of life: masses by route, a declared value, a stated cut-off, or left out with a reason."""

    disposal: Annotated[tuple[Disposal, ...], Field(strict=False, max_length=200)] = Field(
        default=(), description="Masses by material and route."
    )
    cut_off: Text | None = Field(
        default=None, description="Why nothing counts here: what the next product or the waste manager bears."
    )

    @model_validator(mode="after")
    def _check_end_of_life(self) -> Self:
        given = [bool(self.disposal), self.cut_off is not None, self.declared_kg_co2e is not None]
        if self.include and sum(given) != 1:
            what = "neither as a value nor left out with a reason" if not any(given) else "in more than one way"
            raise InputError(f"end of life is given {what}", hint="Give one of disposal, cut_off, declared.")
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


class System(Model):
    """A described device. See `docs/system-file.md` for every key.

    A file and a dict use the keys of the file (``lifetime: 3 years``) or the internal ones
    (``lifetime_years: 3.0``).
    """

    name: Text = Field(description="What the device is called.")
    description: LongText | None = Field(default=None, description="What it is, in a sentence.")
    reference: Text | None = Field(default=None, description="Where the description comes from.")
    lifetime_years: Lifetime = Field(description="Time in service.")
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
            for index, part in enumerate(block.parts):
                self._check_place(name, part.part or "", ("blocks", name, "parts", index, "part"))
            if block.legs and name != "transport":
                raise InputError("legs belong to transport", path=("blocks", name, "legs"))
            if block.hsl is not None and name in tables.OPTIONAL_BLOCKS:
                path = ("blocks", name, "hsl")
                raise InputError(f"{name} has no levels", path=path, hint="Give parts or declared.")
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

    @staticmethod
    def _check_place(block: str, part: str, path: tuple[str | int, ...]) -> None:
        """Freight and waste count in stages of their own, and the inputs of a fab model in its dies."""
        known = tables.parts().get(part)
        if known is None:
            return
        if part.startswith("fab-"):
            raise InputError(f"{part} is an input of the fab model", path=path, hint="Give the die, like die-28nm.")
        if known.block == "end_of_life":
            raise InputError(
                f"{part} counts at the end of life", path=path, hint="Give it under end_of_life: disposal."
            )
        if (known.block == "transport") != (block == "transport"):
            where = "to transport" if known.block == "transport" else f"to {known.block}, not to transport"
            raise InputError(f"{part} belongs {where}", path=path)
        if part.endswith("-freight-wtt"):
            raise InputError(f"{part} goes with a freight", path=path, hint="Give legs and well_to_tank: true.")

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
    off_grid = use.get("supply", {}).get("kind") in {"primary", "solar"}
    if off_grid or ("states" not in use and "energy" not in use):
        return ["the use stage draws no electricity here: country and year change nothing"]
    use["grid"] = {"country": country} if year is None else {"country": country, "year": year}
    if "transmission_loss" in old:
        use["grid"]["transmission_loss"] = old["transmission_loss"]
    notes = ["the path of the grid intensity was dropped with the country it belonged to"] if "path" in old else []
    if "intensity" in old:
        basis = f"{old.get('basis', 'location')}-based intensity of {old['intensity']}"
        return [*notes, f"the own {basis} was replaced by the life-cycle grid intensity of {country}"]
    if "factor" not in old:
        return notes
    basis = tables.grid_factor(None, None, old["factor"]).technology
    return [*notes, f"grid factor {old['factor']} ({basis}) was replaced by the life-cycle grid intensity of {country}"]


def _block_name(name: str) -> bool:
    """Whether a further block's name is in small letters, digits and underscores."""
    return re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) is not None
