"""A device, or a mix of them, in any number: totals, milestones, flows over the years, and the world beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from footprint import tables
from footprint.baselines.familiar import Familiar, familiar
from footprint.errors import InputError
from footprint.factors import DEFAULT, FactorSet, Interval
from footprint.items import Assumed
from footprint.numbers import percent
from footprint.result import INDICATOR, document, provenance
from footprint.scaling.assumptions import assumed_here, of_members
from footprint.scaling.counts import parse_count
from footprint.scaling.growth import Model, Own, Reached, growth_dict, models
from footprint.scaling.mixes import Described, Member, Mix, members
from footprint.scaling.sums import middle, sums
from footprint.scaling.training import training
from footprint.scaling.world import Emissions, world
from footprint.scaling.yearly import Year, stock_of, yearly

_BILLION = 1e9
TABLES = ("familiar", "growth", "iot_connections", "world_emissions")


class Milestone(NamedTuple):
    """A number of devices, when each model of growth has as many connections, and what as many devices emit.

    Attributes
    ----------
    billion : int
    reached : dict of str to Reached
        By model.
    total_kg_co2e, per_year_kg_co2e : Interval
        Of as many devices over their lifetimes, and in a year of service. [kg CO2e]
    """

    billion: int
    reached: dict[str, Reached]
    total_kg_co2e: Interval
    per_year_kg_co2e: Interval

    def to_dict(self) -> dict[str, Any]:
        """As it is printed: null where a model never reaches it, and why."""
        return {
            "billion": self.billion,
            "year": {key: one.year for key, one in self.reached.items()},
            "why": {key: one.why for key, one in self.reached.items() if one.year is None},
            "total_kg_co2e": self.total_kg_co2e.to_dict(),
            "per_year_kg_co2e": self.per_year_kg_co2e.to_dict(),
        }


class Scaled:
    """A number of devices of one system, or of a mix of systems.

    The errors of factors are those of all devices at once, so the interval of N devices is N times that of one: it
    does not get narrower with their number.

    Attributes
    ----------
    members : tuple of Member
        The systems with their shares.
    devices : int
    models : dict of str to Model
        Of growth.
    given : frozenset of str
        What was given of devices and ceiling.
    """

    def __init__(
        self, members: Sequence[Member], devices: int, models: dict[str, Model], given: Sequence[str] = ()
    ) -> None:
        self.members, self.devices, self.models = tuple(members), devices, models
        self.given = frozenset(given)
        self.sums = sums(self.members)

    @property
    def name(self) -> str:
        """The system, or the mix, as a person calls it."""
        if len(self.members) == 1:
            return self.members[0].result.system.name
        return "Mix of " + ", ".join(f"{percent(m.share)} {m.result.system.name}" for m in self.members)

    @property
    def interval(self) -> dict[str, Any]:
        """What low and high are: bounds, or percentiles with the number of draws and the seed."""
        return self.members[0].result.interval

    def _of(self, *key: Any) -> Interval:
        one = self.sums.get(key)
        return one.kg_co2e if one else Interval(0.0, 0.0, 0.0)

    @cached_property
    def per_device_kg_co2e(self) -> Interval:
        """Of one device over its lifetime, the mean of a mix."""
        return self._of("total")

    @cached_property
    def per_device_year_kg_co2e(self) -> Interval:
        """Of one device in a year of service, each system over its own lifetime."""
        return self._of("year")

    @property
    def total_kg_co2e(self) -> Interval:
        """Of all devices over their lifetimes."""
        return self.per_device_kg_co2e.scaled(self.devices)

    @cached_property
    def p50_kg_co2e(self) -> float | None:
        """The total that half of the draws lie below; None without draws."""
        return middle(self.sums["total",], self.devices)

    @property
    def per_year_kg_co2e(self) -> Interval:
        """Of all devices in a year of service: what a stock of them that is kept up emits in each year."""
        return self.per_device_year_kg_co2e.scaled(self.devices)

    @cached_property
    def replaced_per_year(self) -> float:
        """Devices that are replaced each year to keep the stock up: the number over the lifetime."""
        return sum(m.share / m.lifetime_years for m in self.members) * self.devices

    @cached_property
    def by_stage(self) -> dict[str, Interval]:
        """The total by life-cycle stage."""
        stages = [s for s in tables.STAGES if ("stage", s) in self.sums]
        return {stage: self._of("stage", stage).scaled(self.devices) for stage in stages}

    @cached_property
    def milestones(self) -> tuple[Milestone, ...]:
        """The milestones of the table `growth`."""
        return tuple(
            Milestone(
                billion, {key: model.reached(billion) for key, model in self.models.items()},
                self.per_device_kg_co2e.scaled(billion * _BILLION),
                self.per_device_year_kg_co2e.scaled(billion * _BILLION),
            )
            for billion in tables.growth()["milestones_billion"]
        )  # fmt: skip

    @cached_property
    def flows(self) -> dict[str, tuple[Year, ...]]:
        """By model, what a stock that follows its connections makes, uses and retires in each year."""
        return {key: self.flow(key) for key in self.models}

    def flow(self, model: str) -> tuple[Year, ...]:
        """The flows of one model, worked out when they are first asked for."""
        if model not in self._years:
            self._years[model] = yearly(stock_of(self.models[model]), self.members, self.sums)
        return self._years[model]

    @cached_property
    def _years(self) -> dict[str, tuple[Year, ...]]:
        return {}

    @cached_property
    def world(self) -> tuple[Emissions, ...]:
        """What the world and the ICT sector emit in a year."""
        return world()

    def share_of(self, other: Emissions) -> float:
        """A year of service of all devices over a year of the world or a sector, typical over typical."""
        return self.per_year_kg_co2e.typical / other.kg_co2e.typical

    @cached_property
    def training(self) -> dict[str, Any] | None:
        """The training in the total, and if all devices of a system shared one; None where it makes no difference."""
        return training(self.members, self.devices, self.total_kg_co2e.typical)

    @cached_property
    def assumed(self) -> tuple[Assumed, ...]:
        """What nobody gave: of the scaling, and of the systems."""
        return (*assumed_here(self.given, self.devices, self.world), *of_members(self.members))

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should look at."""
        several = len(self.members) > 1
        return tuple(f"{m.name}: {w}" if several else w for m in self.members for w in m.result.warnings)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The works that the numbers of scaling come from, then those of the footprints."""
        rows = [tables.growth()["devices"]["source"], *(r.source for r in tables.iot_connections())]
        works = [s.citation for m in self.members for s in m.result.sources]
        return tuple(dict.fromkeys([*rows, *(e.source for e in self.world), *works]))

    @property
    def familiar(self) -> tuple[Familiar, ...]:
        """What emits as much as all devices over their lifetimes."""
        return familiar(self.total_kg_co2e.typical)

    @property
    def options(self) -> dict[str, Any]:
        """What the totals depend on besides the systems."""
        return {
            "devices": self.devices, "shares": [m.share for m in self.members],
            "models": {key: model.parameters for key, model in self.models.items()},
        }  # fmt: skip

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Factor sets, tables and the hash of all inputs."""
        return provenance([m.result for m in self.members], *TABLES, options=self.options)

    def to_dict(self) -> dict[str, Any]:
        """The whole result as one JSON document."""
        return {
            **document("scale"),
            **self.provenance,
            "indicator": INDICATOR,
            "name": self.name,
            "devices": self.devices,
            "mix": [m.to_dict() for m in self.members],
            "interval": self.interval,
            "per_device": {
                "total_kg_co2e": self.per_device_kg_co2e.to_dict(),
                "per_year_kg_co2e": self.per_device_year_kg_co2e.to_dict(),
            },
            "total_kg_co2e": self.total_kg_co2e.to_dict(),
            "p50_kg_co2e": self.p50_kg_co2e,
            "per_year_kg_co2e": self.per_year_kg_co2e.to_dict(),
            "replaced_devices_per_year": self.replaced_per_year,
            "by_stage": {key: kg.to_dict() for key, kg in self.by_stage.items()},
            "training": self.training,
            "milestones": [m.to_dict() for m in self.milestones],
            "growth": growth_dict(self.models),
            "flows": {key: [year.to_dict() for year in years] for key, years in self.flows.items()},
            "world": [{**one.to_dict(), "per_year_share": self.share_of(one)} for one in self.world],
            "familiar": [one._asdict() for one in self.familiar],
            "sources": list(self.sources),
            "assumed": [a._asdict() for a in self.assumed],
            "warnings": list(self.warnings),
        }


def scale(
    systems: Described | Mix,
    devices: str | float | None = None,
    *,
    growth: Own | None = None,
    ceiling: str | float | None = None,
    factors: str | FactorSet = DEFAULT,
    fill_from: Any = None,
    draws: int = 0,
    seed: int | None = None,
) -> Scaled:
    """A system, or a mix of systems, in a number of devices.

    Parameters
    ----------
    systems : str, Path, System, dict, Footprint, or pairs of these with a share
        One system, or pairs like ``[("keyword-spotting", 0.7), ("image-classification", 0.3)]``: shares add up to 1.
    devices : str, int or float, optional
        Like ``"250 billion"``; the named default of the table `growth`, listed as assumed, if left out.
    growth : Own, optional
        A series of one's own, from `read_growth`, as a further model of growth.
    ceiling : str, int or float, optional
        Devices that the logistic model never exceeds; a named default, listed as assumed, if left out.
    factors, fill_from, draws, seed
        As in `footprint.assess`; not used for a Footprint, which has its own.

    Returns
    -------
    Scaled
        Totals in kg CO2e over the lifetimes and in a year, by stage; milestones, flows, and the world beside them.

    Raises
    ------
    InputError
        Bad input.

    Examples
    --------
    The published table: 15 bn devices of 0.89 kg are 13.4 Mt over three years, and 4.5 Mt in a year.

    >>> found = scale("keyword-spotting-best", "15 billion")
    >>> round(found.total_kg_co2e.typical / 1e9, 1), round(found.per_year_kg_co2e.typical / 1e9, 1)
    (13.4, 4.5)
    """
    given = [key for key, value in (("devices", devices), ("ceiling", ceiling)) if value is not None]
    count = parse_count(tables.growth()["devices"]["number"] if devices is None else devices)
    try:
        high = None if ceiling is None else parse_count(ceiling) / _BILLION
        known = models(high, growth)
    except InputError as error:
        raise (
            error if error.path else InputError(error.message, path=("ceiling",), valid=error.valid, hint=error.hint)
        ) from None
    return Scaled(members(systems, factors, fill_from, draws, seed), count, known, given)
