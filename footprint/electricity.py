"""Electricity in a system file: the grid and its path, power states, regulators, supplies, and trainings.

These are descriptions; what they add up to is worked out in `footprint.stages`.
"""

from __future__ import annotations

from math import fsum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from footprint import tables
from footprint.door import Door, shape
from footprint.errors import InputError
from footprint.factors import Interval
from footprint.models import Entry, Kg, Model, Part, QuantityStatus, Text, bounded, check_bounds

Basis = Literal["location", "market"]
SupplyKind = Literal["mains", "rechargeable", "primary", "solar"]
PathKind = Literal["linear", "table"]
End = Literal["low", "typical", "high"]

Share = Annotated[float, Field(gt=0, le=1)]
Years = Annotated[float, Field(gt=0, le=200)]
PowerMw = Annotated[float, Field(ge=0, le=1e6)]
Kwh = Annotated[float, Field(ge=0, le=1e9)]
Volt = Annotated[float, Field(gt=0, le=1e4)]
Intensity = Annotated[float, Field(ge=0, le=100)]
CalendarYear = Annotated[int, Field(ge=1900, le=2200)]


class GridYear(Model):
    """Grid intensity of one calendar year, in a path of the user's own."""

    year: CalendarYear = Field(description="Calendar year.")
    intensity_kg_per_kwh: Annotated[Intensity, Door("intensity", ("kgCO2e/kWh",))] = Field(
        description="Grid intensity in that year."
    )


class GridPath(Model):
    """How the grid intensity goes while the device is in service: a linear decline, or a table."""

    kind: PathKind = Field(description="linear: to a value in a year; table: a value for each year.")
    in_service: CalendarYear = Field(description="Calendar year at whose start the device enters service.")
    to_kg_per_kwh: Annotated[Intensity | None, Door("to", ("kgCO2e/kWh",))] = Field(
        default=None, description="Linear: the intensity reached, and kept afterwards."
    )
    by: CalendarYear | None = Field(default=None, description="Linear: the year in which it is reached.")
    years: Annotated[tuple[GridYear, ...], Field(strict=False, max_length=400)] = Field(
        default=(), description="Table: the intensity of every year in service."
    )
    source: Text = Field(description="Whose scenario it is.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.kind == "linear":
            if self.to_kg_per_kwh is None or self.by is None or self.years:
                raise InputError("a linear path takes to and by, and no years")
        else:
            if not self.years or self.to_kg_per_kwh is not None or self.by is not None:
                raise InputError("a table path takes years, and neither to nor by")
            listed = [y.year for y in self.years]
            if listed != sorted(set(listed)):
                raise InputError("the years of a path rise, each once", path=("years",))
        return self


class Grid(Model):
    """Where the electricity comes from: a country and year, a named factor, or an own intensity."""

    country: Text | None = Field(default=None, description="ISO 3166 alpha-3 code, or WORLD or EU27.")
    year: int | None = Field(default=None, description="Year of the grid intensity; the newest if left out.")
    factor: Text | None = Field(default=None, description="Named grid factor, e.g. us-epa-2019-generated.")
    intensity_kg_per_kwh: Annotated[Intensity | None, Door("intensity", ("kgCO2e/kWh",))] = Field(
        default=None, description="Own grid intensity, with its source."
    )
    low_kg_per_kwh: Annotated[Intensity | None, Door("low", ("kgCO2e/kWh",))] = Field(
        default=None, description="Lower bound of the own intensity."
    )
    high_kg_per_kwh: Annotated[Intensity | None, Door("high", ("kgCO2e/kWh",))] = Field(
        default=None, description="Upper bound of the own intensity."
    )
    source: Text | None = Field(default=None, description="Where the own intensity was read.")
    basis: Basis | None = Field(
        default=None, description="location: the grid's average; market: of the contract, which needs an own intensity."
    )
    transmission_loss: Annotated[float | None, Field(ge=0, lt=1), Door("transmission_loss", ("1",))] = Field(
        default=None, description="Share lost between power plant and socket; none is counted if left out."
    )
    path: GridPath | None = Field(default=None, description="How the intensity goes over the lifetime.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        given = [self.country is not None, self.factor is not None, self.intensity_kg_per_kwh is not None]
        table = self.path is not None and self.path.kind == "table"
        if table and any(given):
            raise InputError("a table path has every intensity itself", hint="Drop country, factor and intensity.")
        if not table and sum(given) != 1:
            raise InputError("a grid is either a country, a factor or an intensity")
        if self.country is None and self.year is not None:
            raise InputError("only the grid of a country has a year to choose", path=("year",), hint="Drop year.")
        own = self.intensity_kg_per_kwh is not None
        check_bounds("intensity", self.low_kg_per_kwh, self.intensity_kg_per_kwh, self.high_kg_per_kwh, "kgCO2e/kWh")
        if own != (self.source is not None):
            raise InputError("an own intensity has a source, and only an own intensity has one", path=("source",))
        if self.basis == "market" and not own:
            hint = "Give intensity and source as the contract or supplier states them."
            raise InputError("no market-based factors ship with the tool", path=("basis",), hint=hint)
        if self.path is not None and self.path.kind == "linear" and self.country is None:
            raise InputError("a linear path starts from a country and year", path=("path", "kind"))
        # Unknown countries, years and factors are caught here, where the line is known.
        if not own and not table:
            first = tables.grid_factor(self.country, self.year, self.factor)
            if self.path is not None and self.path.by is not None and self.path.by <= first.year:
                raise InputError(f"the path ends in {self.path.by}, but starts in {first.year}", path=("path", "by"))
        return self


class State(Model):
    """A power state: what the device draws, and for which share of the time."""

    name: Text = Field(description="Name of the state, e.g. active.")
    power_mw: Annotated[PowerMw | None, Door("power", ("mW",))] = Field(
        default=None, description="Mean power drawn in this state."
    )
    power_low_mw: Annotated[PowerMw | None, Door("power_low", ("mW",))] = Field(
        default=None, description="Lower bound of the power."
    )
    power_high_mw: Annotated[PowerMw | None, Door("power_high", ("mW",))] = Field(
        default=None, description="Upper bound of the power."
    )
    current_ma: Annotated[PowerMw | None, Door("current", ("mA",))] = Field(
        default=None, description="Mean current drawn in this state, at the voltage of the use stage."
    )
    current_low_ma: Annotated[PowerMw | None, Door("current_low", ("mA",))] = Field(
        default=None, description="Lower bound of the current."
    )
    current_high_ma: Annotated[PowerMw | None, Door("current_high", ("mA",))] = Field(
        default=None, description="Upper bound of the current."
    )
    duty: Annotated[float, Field(ge=0, le=1), Door("duty", ("1",))] = Field(
        description="Share of the time in this state: 2 % or 0.02."
    )
    status: QuantityStatus | None = Field(
        default=None, description="How power or current is known, such as measured or estimated, else calculated."
    )
    source: Text | None = Field(default=None, description="The capture, profile or data sheet it is from.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.power_mw is None) == (self.current_ma is None):
            raise InputError("a power state gives either power or current")
        check_bounds("power", self.power_low_mw, self.power_mw, self.power_high_mw, "mW", "power_")
        check_bounds("current", self.current_low_ma, self.current_ma, self.current_high_ma, "mA", "current_")
        return self

    @property
    def has_bounds(self) -> bool:
        """Whether low and high are given, of the power or the current."""
        return self.power_low_mw is not None or self.current_low_ma is not None

    def power_at(self, end: End, volt: float) -> float:
        """Power [mW], or an end of its bounds if it has any; a current times the voltage [V]. [mW]"""
        power, current = self.power_mw, self.current_ma
        if end == "low" and self.has_bounds:
            power, current = self.power_low_mw, self.current_low_ma
        elif end == "high" and self.has_bounds:
            power, current = self.power_high_mw, self.current_high_ma
        return power if power is not None else (current or 0.0) * volt


class Energy(Model):
    """Electricity drawn over a stated time; scaled to the lifetime."""

    amount_kwh: Annotated[Kwh, Door("amount", ("kWh",))] = Field(description="Electricity drawn.")
    low_kwh: Annotated[Kwh | None, Door("low", ("kWh",))] = Field(
        default=None, description="Lower bound of the electricity."
    )
    high_kwh: Annotated[Kwh | None, Door("high", ("kWh",))] = Field(
        default=None, description="Upper bound of the electricity."
    )
    over_years: Annotated[Years, Door("over", ("years",))] = Field(description="Time in which it was drawn.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_bounds("amount", self.low_kwh, self.amount_kwh, self.high_kwh, "kWh")
        return self

    @property
    def interval_kwh(self) -> Interval:
        """The electricity with its bounds. [kWh]"""
        return bounded(self.low_kwh, self.amount_kwh, self.high_kwh)


class Regulator(Model):
    """What stands between supply and load: linear (LDO), or switching with an efficiency."""

    kind: Literal["ldo", "switching"] = Field(description="ldo or switching.")
    supply_voltage_v: Annotated[Volt | None, Door("supply_voltage", ("V",))] = Field(
        default=None, description="LDO: mean voltage of the supply."
    )
    load_voltage_v: Annotated[Volt | None, Door("load_voltage", ("V",))] = Field(
        default=None, description="LDO: voltage at which the states are drawn."
    )
    efficiency: Annotated[Share | None, Door("efficiency", ("1",))] = Field(
        default=None, description="Switching: energy at the load over energy at the supply."
    )
    quiescent_mw: Annotated[PowerMw | None, Door("quiescent", ("mW",))] = Field(
        default=None, description="What the regulator itself draws all the time."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        ldo = self.kind == "ldo"
        if ldo and (self.supply_voltage_v is None or self.load_voltage_v is None or self.efficiency is not None):
            raise InputError("an LDO takes supply_voltage and load_voltage, and no efficiency")
        if not ldo and (self.efficiency is None or self.supply_voltage_v or self.load_voltage_v):
            raise InputError("a switching regulator takes efficiency, and no voltages")
        if (self.supply_voltage_v or 0.0) < (self.load_voltage_v or 0.0):
            raise InputError("an LDO cannot raise the voltage: load_voltage is above supply_voltage")
        return self


_SUPPLY_KEYS: dict[str, tuple[str, ...]] = {
    "mains": ("efficiency", "standby_mw"),
    "rechargeable": (
        "charge_efficiency", "cell", "count", "energy_kwh", "usable", "self_discharge_per_year", "max_power_mw",
        "replaced_every_years", "replacement",
    ),
    "primary": ("cell", "count", "energy_kwh", "usable", "self_discharge_per_year", "max_power_mw", "replacement"),
    "solar": (
        "harvest_mw", "charge_efficiency", "cell", "count", "energy_kwh", "usable", "self_discharge_per_year",
        "max_power_mw", "replaced_every_years", "replacement",
    ),
}  # fmt: skip


class Supply(Model):
    """What feeds the device: mains, rechargeable or primary cells, or light."""

    kind: SupplyKind = Field(description="mains, rechargeable, primary or solar.")
    efficiency: Annotated[Share | None, Door("efficiency", ("1",))] = Field(
        default=None, description="Mains: energy delivered over energy from the socket."
    )
    standby_mw: Annotated[PowerMw | None, Door("standby", ("mW",))] = Field(
        default=None, description="Mains: what the adapter draws beyond that, all the time."
    )
    charge_efficiency: Annotated[Share | None, Door("charge_efficiency", ("1",))] = Field(
        default=None, description="Rechargeable and solar: energy stored over energy that goes in."
    )
    cell: Text | None = Field(default=None, description="A cell of the tool's table, e.g. cell-aa-alkaline.")
    count: Annotated[int, Field(ge=1, le=10_000)] | None = Field(default=None, description="Cells in one set.")
    energy_kwh: Annotated[Annotated[float, Field(gt=0, le=1e6)] | None, Door("energy", ("kWh",))] = Field(
        default=None, description="Energy of an own set of cells, instead of cell and count."
    )
    usable: Annotated[Share | None, Door("usable", ("1",))] = Field(
        default=None, description="Share of that energy that the device can use."
    )
    self_discharge_per_year: Annotated[
        Annotated[float, Field(ge=0, le=12)] | None, Door("self_discharge", ("1/year",))
    ] = Field(default=None, description="Share of the energy lost in a year without any load.")
    max_power_mw: Annotated[PowerMw | None, Door("max_power", ("mW",))] = Field(
        default=None, description="Most power that the set can deliver."
    )
    replaced_every_years: Annotated[Years | None, Door("replaced_every", ("years",))] = Field(
        default=None, description="Rechargeable and solar: time after which a new set is put in."
    )
    replacement: Part | None = Field(default=None, description="What one new set is made of; the cells if left out.")
    harvest_mw: Annotated[PowerMw | None, Door("harvest", ("mW",))] = Field(
        default=None, description="Solar: mean power over the year that reaches the device."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        allowed = _SUPPLY_KEYS[self.kind]
        keys = shape(type(self)).keys
        for name in self.model_fields_set - {"kind"}:
            if getattr(self, name) is not None and name not in allowed:
                valid = tuple(keys[a] for a in allowed)
                raise InputError(f"a {self.kind} supply takes no {keys[name]}", path=(keys[name],), valid=valid)
        needed = {"mains": "efficiency", "rechargeable": "charge_efficiency", "solar": "harvest_mw"}.get(self.kind)
        if needed and getattr(self, needed) is None:
            raise InputError(f"a {self.kind} supply needs {keys[needed]}")
        if self.kind in {"rechargeable", "primary"} and (self.cell is None) == (self.energy_kwh is None):
            raise InputError(f"a {self.kind} supply needs either cell or energy")
        if self.cell is not None and self.energy_kwh is not None:
            raise InputError("a supply gives either cell or energy")
        if self.cell is None and self.count is not None:
            raise InputError("count goes with cell", path=("count",))
        if self.cell is None and self.energy_kwh is None:
            for name in self.model_fields_set - {"kind", "harvest_mw", "efficiency", "standby_mw"}:
                if getattr(self, name) is not None:
                    raise InputError(f"{keys[name]} goes with cell or energy", path=(keys[name],))
        every = self.replaced_every_years
        if self.kind in {"rechargeable", "solar"} and self.replacement is not None and every is None:
            raise InputError("replacement goes with replaced_every", path=("replacement",))
        if self.kind == "primary" and self.replacement is not None and self.replacement.distribution is not None:
            raise InputError(
                "how many primary cells are replaced follows from the battery life, and is drawn with the quantity",
                path=("replacement", "distribution"), hint="Drop distribution; low and high may stay.",
            )  # fmt: skip
        if self.cell is not None:
            found = tables.cell(self.cell)
            if self.kind in {"primary", "rechargeable"} and found.kind != self.kind:
                raise InputError(f"{self.cell} is a {found.kind} cell", path=("cell",), hint=f"kind: {found.kind}")
        return self


class Use(Entry):
    """The use stage: power states, a stated energy, or a declared value."""

    grid: Grid | None = Field(default=None, description="Electricity in service.")
    states: Annotated[tuple[State, ...], Field(strict=False, max_length=100)] = Field(
        default=(), description="Power states with duty cycle."
    )
    voltage_v: Annotated[Volt | None, Door("voltage", ("V",))] = Field(
        default=None, description="Voltage at which the currents of the states are drawn."
    )
    regulator: Regulator | None = Field(default=None, description="Regulator between supply and load.")
    supply: Supply | None = Field(default=None, description="What feeds the device.")
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
        for name in ("voltage_v", "regulator", "supply"):
            if getattr(self, name) is not None and not self.states:
                key = shape(type(self)).keys[name]
                raise InputError(f"{key} goes with power states", path=(key,), hint="Give states, or drop it.")
        if self.supply is not None and self.supply.kind in {"primary", "solar"} and self.grid is not None:
            raise InputError(
                f"a {self.supply.kind} supply draws nothing from a grid", path=("grid",), hint="Drop grid."
            )
        self._check_voltage()
        return self

    def _check_voltage(self) -> None:
        """Currents need one voltage: that of the use stage, or the load voltage of an LDO."""
        currents = [i for i, s in enumerate(self.states) if s.current_ma is not None]
        load = self.regulator.load_voltage_v if self.regulator else None
        if self.voltage_v is not None and load is not None and self.voltage_v != load:
            raise InputError("voltage and load_voltage of the regulator differ", path=("voltage",))
        if self.voltage_v is not None and not currents and self.states:
            raise InputError("voltage goes with currents: every state gives its power", path=("voltage",))
        if currents and self.voltage_v is None and load is None:
            path = ("states", currents[0], "current")
            raise InputError("a current without a voltage", path=path, hint="Give voltage in use, like voltage: 3.3 V.")

    def _check_uncertain(self) -> None:
        """Distribution and pedigree are about the electricity from a grid, or the declared value."""
        if self.energy is not None:
            self.check_drawn(self.energy.low_kwh, self.energy.high_kwh, "low and high of energy")
        elif self.states and self.supply is not None and self.supply.kind in {"primary", "solar"}:
            self.check_undrawn(f"A {self.supply.kind} supply draws nothing from a grid.")
        elif self.states:
            ends = [fsum(duty * mw for duty, mw in self.state_powers_mw(end)) for end in ("low", "high")]
            low, high = ends if self.has_power_bounds else (None, None)
            self.check_drawn(low, high, "power_low and power_high, or current_low and current_high, of a state")
        else:
            super()._check_uncertain()

    @property
    def has_power_bounds(self) -> bool:
        """Whether any power state has low and high."""
        return any(s.has_bounds for s in self.states)

    def state_powers_mw(self, end: End = "typical") -> list[tuple[float, float]]:
        """Duty cycle [1] and power at the load [mW] of each state, at one end of its bounds."""
        volt = self.voltage_v or (self.regulator.load_voltage_v if self.regulator else None) or 0.0
        return [(s.duty, s.power_at(end, volt)) for s in self.states]


class Hardware(Model):
    """The machine a model is trained on: power of one device, how many, and for how long."""

    device: Text | None = Field(default=None, description="An accelerator of the tool's table, e.g. nvidia-t4.")
    power_w: Annotated[Annotated[float, Field(gt=0, le=1e9)] | None, Door("power", ("W",))] = Field(
        default=None, description="Mean power of one device, instead of the table's maximum."
    )
    count: Annotated[int, Field(ge=1, le=10**7)] | None = Field(default=None, description="Devices that run together.")
    hours: Annotated[Annotated[float, Field(gt=0, le=1e7)], Door("time", ("h",))] = Field(
        description="Time that they run."
    )
    pue: Annotated[float, Field(ge=1, le=10)] | None = Field(
        default=None, description="Power usage effectiveness of the data centre."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.device is None) == (self.power_w is None):
            raise InputError("training hardware needs either device or power")
        if self.device is not None:
            tables.training_device(self.device)
        return self


class Training(Entry):
    """Training of the model, shared by the units produced."""

    declared_kg_co2e: Annotated[Kg | None, Door("declared", ("kgCO2e",))] = Field(
        default=None, description="Declared footprint of one whole training; units_produced share it."
    )
    energy_kwh: Annotated[float | None, Field(ge=0, le=1e12), Door("energy", ("kWh",))] = Field(
        default=None, description="Measured electricity of one training."
    )
    energy_low_kwh: Annotated[float | None, Field(ge=0, le=1e12), Door("energy_low", ("kWh",))] = Field(
        default=None, description="Lower bound of that electricity."
    )
    energy_high_kwh: Annotated[float | None, Field(ge=0, le=1e12), Door("energy_high", ("kWh",))] = Field(
        default=None, description="Upper bound of that electricity."
    )
    hardware: Hardware | None = Field(default=None, description="Machine, time and PUE, instead of measured energy.")
    retrained_every_years: Annotated[Years | None, Door("retrained_every", ("years",))] = Field(
        default=None, description="Time after which the model is trained again, over the lifetime."
    )
    grid: Grid | None = Field(default=None, description="Electricity of the training.")

    @model_validator(mode="after")
    def _check_training(self) -> Self:
        given = [self.energy_kwh is not None, self.hardware is not None, self.declared_kg_co2e is not None]
        if self.include and sum(given) != 1:
            raise InputError("training needs exactly one of energy, hardware, declared")
        check_bounds("energy", self.energy_low_kwh, self.energy_kwh, self.energy_high_kwh, "kWh", "energy_")
        if self.grid is not None and self.declared_kg_co2e is not None:
            raise InputError("a declared training has no grid to act on", path=("grid",), hint="Drop grid.")
        if self.grid is not None and self.grid.path is not None:
            raise InputError("a training has one point in time, not a path", path=("grid", "path"), hint="Drop path.")
        return self

    def _check_uncertain(self) -> None:
        """Distribution and pedigree are about the electricity of one training, or the declared value."""
        if self.hardware is not None:
            # Only a PUE that is left out has bounds, and none of them is zero.
            if self.hardware.pue is not None:
                self.check_drawn(None, None, "energy with energy_low and energy_high instead of hardware")
        elif self.energy_kwh is not None:
            self.check_drawn(self.energy_low_kwh, self.energy_high_kwh, "energy_low and energy_high")
        else:
            super()._check_uncertain()

    @property
    def interval_kwh(self) -> Interval:
        """Measured electricity of one training with its bounds. [kWh]"""
        return bounded(self.energy_low_kwh, self.energy_kwh or 0.0, self.energy_high_kwh)
