"""Everything that explains a drawn result: what drives it, what helps, and what stands beside its interval.

One place for the command line, the app and the report, so that all three say the same.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from footprint.advice import Advised, advice, hotspots
from footprint.factors import load_set, set_keys
from footprint.scenarios import Scenario, Scenarios, scenarios
from footprint.uncertainty import Drawn, Sensitivity, sensitivity
from footprint.variability import Variability, variability


class Explained(NamedTuple):
    """A result with its drivers, advice, cases and scenarios.

    Attributes
    ----------
    scenarios : Scenarios, optional
        None for a factor set that does not ship, which there is nothing to set beside.
    """

    result: Drawn
    sensitivity: Sensitivity
    advised: Advised
    variability: Variability
    scenarios: Scenarios | None

    @property
    def others(self) -> tuple[Scenario, ...]:
        """The scenarios that differ from the result: sets that value something themselves, and named ones."""
        if self.scenarios is None:
            return ()
        own = self.result.factor_set.key
        sets = [s for s in self.scenarios.sets if s.key != own and s.own_share]
        named = [s for s in self.scenarios.named if s.total_kg_co2e.typical != self.result.total_kg_co2e.typical]
        return (*sets, *named)

    @property
    def silent_sets(self) -> tuple[str, ...]:
        """Factor sets that value nothing of this system themselves."""
        return tuple(s.key for s in self.scenarios.sets if not s.own_share) if self.scenarios else ()

    def to_dict(self) -> dict[str, Any]:
        """As it is printed, beside the result itself."""
        found, several = self.sensitivity, self.scenarios
        return {
            "drivers": [d.to_dict() for d in found.drivers],
            "samples": found.samples,
            "left_typical": found.left_typical,
            "explained": found.explained if found.estimated else None,
            "variability": self.variability.to_dict(),
            "scenarios": [s.to_dict() for s in several.found] if several else [],
            "left_out": several.left_out if several else {},
            "hotspots": [h.to_dict() for h in hotspots(self.advised)],
            "advice_draws": self.advised.result.draws,
            "advice": [a.to_dict() for a in self.advised.found],
            "not_tried": [n._asdict() for n in self.advised.not_tried],
        }


def explain(result: Drawn, samples: int | None = None) -> Explained:
    """What drives a result, what would lower it, and what stands beside its interval.

    Parameters
    ----------
    result : Drawn
        A footprint assessed with draws.
    samples : int, optional
        For the shares of the variance, see `sensitivity`.

    Raises
    ------
    InputError
        A number of samples out of range, or a system that cannot be assessed again with the sets of the result.
    """
    system, first, fills = result.system, result.factor_set, result.fill_sets
    ship = all(s.key in set_keys() and load_set(s.key) is s for s in (first, *fills))
    return Explained(
        result,
        sensitivity(result, samples),
        advice(system, factors=first, fill_from=fills, draws=result.draws, seed=result.seed),
        variability(system, factors=first, fill_from=fills),
        scenarios(system, first.key, [s.key for s in fills]) if ship else None,
    )
