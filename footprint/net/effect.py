"""A claimed saving against the footprint of the devices it takes: net carbon, payback, break-even, rebound."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from footprint import tables
from footprint.baselines.familiar import Familiar, familiar
from footprint.factors import ZERO, Interval
from footprint.items import Assumed
from footprint.net import worlds
from footprint.net.claims import Claim
from footprint.result import Footprint, provenance

if TYPE_CHECKING:
    from footprint.uncertainty import Drawn

TABLES = ("applications", "familiar", "world_emissions")


class World(NamedTuple):
    """One state of the world, or an array of many; each of one device over its lifetime. [kg CO2e]"""

    embodied: Any  # all of the footprint but the use stage
    use: Any
    baseline: Any
    share: Any  # of the baseline that is saved

    @property
    def total(self) -> Any:
        """The footprint of the device. [kg CO2e]"""
        return self.embodied + self.use

    @property
    def saved(self) -> Any:
        """What is saved before any rebound. [kg CO2e]"""
        return self.share * self.baseline


class NetEffect:
    """What an application saves, less what its devices emit.

    Attributes
    ----------
    result, baseline : Footprint
        One device, and what it has to do with over the same lifetime.
    claim : Claim
        The saving that is claimed.
    devices : int
        How many devices there are, each with a baseline of its own.
    rebound : float
        Share of the saving that is taken back: 0 none, 1 all of it, above 1 more than all (backfire).
    """

    def __init__(
        self, result: Footprint, baseline: Footprint, claimed: Claim, given: str, devices: int, rebound: float,
        assumed: tuple[Assumed, ...],
    ) -> None:  # fmt: skip
        self.result, self.baseline, self.claim = result, baseline, claimed
        self.baseline_given, self.devices, self.rebound = given, devices, rebound
        self.assumed = assumed

    @property
    def name(self) -> str:
        """The system it is about."""
        return self.result.system.name

    @property
    def lifetime_years(self) -> float:
        """Time in service. [years]"""
        return self.result.system.lifetime_years

    @property
    def interval(self) -> dict[str, Any]:
        """What low and high are: bounds, worst with worst, or percentiles of joint draws."""
        return self.result.interval

    # The typical world, and the ends: all that helps together, and all that harms.

    @property
    def _typical(self) -> World:
        return self._end("typical", "typical")

    def _end(self, of_devices: str, of_saving: str) -> World:
        made = [getattr(kg, of_devices) for stage, kg in self.result.by_stage.items() if stage != "use"]
        use = getattr(self.result.by_stage.get("use", ZERO), of_devices)
        baseline, share = (getattr(x, of_saving) for x in (self.baseline.total_kg_co2e, self.claim.share))
        return World(math.fsum(made), use, baseline, share)

    @cached_property
    def _worlds(self) -> World | None:
        """Joint draws: a grid, factor or line that both sides use is the same in each draw. None without draws."""
        if not self.interval["draws"]:
            return None
        from footprint.uncertainty.distributions import Distribution
        from footprint.uncertainty.drawing import draw
        from footprint.uncertainty.inputs import Term

        drawn, baseline = cast("Drawn", self.result), cast("Drawn", self.baseline)
        terms: dict[bool, list[Term]] = {True: [], False: []}
        for row, term in zip(drawn.bounds.rows, drawn.model.terms, strict=True):
            terms[row.stage == "use"].append(term)
        kind, (low, typical, high) = tables.applications()["rules"]["distribution"], self.claim.share
        # The same claim is drawn alike for every device and number of them, whoever quotes it.
        said = (f"saving\0{self.claim.source}\0{low!r}\0{high!r}", Distribution(kind, low, typical, high))
        made, used, share = (
            draw(some, drawn.draws, drawn.seed) for some in (terms[False], terms[True], [Term(1.0, (said,))])
        )
        return World(made, used, baseline.draws_kg_co2e, share)

    def _spread(self, of: Callable[[World], Any], scale: float = 1.0) -> Interval:
        """Low, typical and high of what follows from a world: percentiles of draws, else the two ends."""
        typical, drawn = of(self._typical), self._worlds
        if drawn is None:
            ends = [of(self._end(*which)) for which in (("low", "high"), ("high", "low"))]
            low, high = min(ends), max(ends)
        else:
            from footprint.uncertainty.drawing import percentiles

            low, _, high = percentiles(of(drawn))
        return Interval(low * scale, typical * scale, high * scale)

    def _endless(self, of: Callable[[World], Any]) -> Interval:
        """The same for what may be infinite: the percentiles are draws, as nothing lies between them and infinity."""
        drawn = self._worlds
        if drawn is None:
            return self._spread(of)
        import numpy as np

        from footprint.uncertainty.distributions import digits

        values, (first, _, last) = of(drawn), tables.uncertainty()["percentiles"]
        low, high = np.percentile(values, first, method="lower"), np.percentile(values, last, method="higher")
        return Interval(digits(low), of(self._typical), digits(high))

    # What follows.

    @cached_property
    def footprint_kg_co2e(self) -> Interval:
        """The footprint of all devices over their lifetime. [kg CO2e]"""
        return self.result.total_kg_co2e.scaled(self.devices)

    @cached_property
    def saved_kg_co2e(self) -> Interval:
        """What all devices are claimed to save over their lifetime, before any rebound. [kg CO2e]"""
        return self._spread(lambda w: w.saved, self.devices)

    @property
    def saved_per_year_kg_co2e(self) -> Interval:
        """The same in a year. [kg CO2e per year]"""
        return self.saved_kg_co2e.scaled(1 / self.lifetime_years)

    @property
    def taken_back_kg_co2e(self) -> Interval:
        """What of the saving the rebound takes back. [kg CO2e]"""
        return self.saved_kg_co2e.scaled(self.rebound)

    @cached_property
    def net_kg_co2e(self) -> Interval:
        """The footprint less what remains of the saving: negative where emissions are avoided. [kg CO2e]"""
        if self._worlds is None:
            # With more than all taken back a larger saving is worse, so the ends are found one by one.
            kept = sorted((1 - self.rebound) * kg for kg in (self.saved_kg_co2e.low, self.saved_kg_co2e.high))
            typical = worlds.net(self.footprint_kg_co2e.typical, self.saved_kg_co2e.typical, self.rebound)
            return Interval(self.footprint_kg_co2e.low - kept[1], typical, self.footprint_kg_co2e.high - kept[0])
        return self._spread(lambda w: worlds.net(w.total, w.saved, self.rebound), self.devices)

    @cached_property
    def net_p50_kg_co2e(self) -> float | None:
        """The net effect that half of the draws lie below; None without draws."""
        if self._worlds is None:
            return None
        from footprint.uncertainty.drawing import percentiles

        _, found, _ = percentiles(worlds.net(self._worlds.total, self._worlds.saved, self.rebound))
        return found * self.devices

    @cached_property
    def probability_of_saving(self) -> float | None:
        """Share of the draws in which emissions are avoided, 0 to 1; None without draws."""
        if self._worlds is None:
            return None
        net = worlds.net(self._worlds.total, self._worlds.saved, self.rebound)
        return float((net < 0).mean())

    @cached_property
    def payback_years(self) -> Interval:
        """Time until the saving has paid back what making the devices emitted; infinite where it never does."""
        return self._endless(lambda w: worlds.payback_years(
            w.embodied, w.use, w.saved, self.rebound, self.lifetime_years))  # fmt: skip

    @cached_property
    def break_even_effectiveness(self) -> Interval:
        """The least share of the baseline that must be saved; infinite where no saving is enough."""
        return self._endless(lambda w: worlds.break_even_share(w.total, w.baseline, self.rebound))

    @cached_property
    def break_even_rebound(self) -> Interval:
        """The share of the saving that may be taken back; below 0 where it does not pay back at all."""
        return self._endless(lambda w: worlds.break_even_rebound(w.total, w.saved))

    @property
    def familiar(self) -> tuple[Familiar, ...]:
        """What emits as much as the net effect avoids or adds."""
        return familiar(abs(self.net_kg_co2e.typical))

    @property
    def not_assessed(self) -> tuple[str, ...]:
        """Effects that the field names and no number here holds."""
        return tuple(tables.applications()["rules"]["not_assessed"])

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the claim, the baseline's grid and the footprint come from."""
        works = [f.citation for f in self.baseline.factors.values()]
        return tuple(dict.fromkeys([self.claim.source, *works, *(s.citation for s in self.result.sources)]))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Those of the footprint, and what a reader of the net effect should look at."""
        from footprint.net.document import warnings

        return warnings(self)

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Factor sets, tables and the hash of all inputs."""
        rules = {"devices": self.devices, "rebound": self.rebound, "claim": self.claim.to_dict()}
        return provenance([self.result, self.baseline], *TABLES, options=rules)

    def to_dict(self) -> dict[str, Any]:
        """The whole result as one JSON document; a net effect below zero is emissions avoided."""
        from footprint.net.document import net_document

        return net_document(self)
