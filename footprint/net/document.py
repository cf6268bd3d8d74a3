"""The JSON document of a net effect, and what its reader should look at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from footprint.factors import Interval
from footprint.net import words
from footprint.numbers import CO2E, mass
from footprint.result import INDICATOR, document
from footprint.scaling.world import world

if TYPE_CHECKING:
    from footprint.net.effect import NetEffect


def warnings(found: NetEffect) -> tuple[str, ...]:
    """Those of the footprint, and what a reader of the net effect should look at."""
    said = [*filter(None, [beyond_the_world(found)]), *found.result.warnings]
    if found.claim.note:
        said.append(f"the claim: {found.claim.note}")
    if found.lifetime_years < found.payback_years.typical < math.inf:
        said.append("paying back takes longer than the devices last")
    if 1 < found.break_even_effectiveness.typical < math.inf:
        said.append("not even saving the whole baseline would pay the footprint back")
    if found.rebound > 1:
        said.append("the rebound takes back more than is saved: the saving itself adds emissions")
    units = found.result.system.units_produced or 1
    training = found.result.by_stage.get("training")
    if training and training.typical > 0 and units < found.devices:
        shared = "one device" if units == 1 else f"{units} devices"
        said.append(f"the training is shared by {shared}, so it is counted more than once: give the units that share")
    return tuple(dict.fromkeys(said))


def beyond_the_world(found: NetEffect) -> str:
    """What is to be said where all baselines together are more than the world emits; empty where they are not."""
    together = found.baseline.total_kg_co2e.typical / found.lifetime_years * found.devices
    everything = world()[0]
    if together <= everything.kg_co2e.typical:
        return ""
    emitted = f"the {mass(everything.kg_co2e.typical)} that the world emitted in {everything.year}"
    return f"The baselines of all devices add up to {mass(together)} {CO2E} a year, more than {emitted}"


def net_document(found: NetEffect) -> dict[str, Any]:
    """The whole result as one JSON document; a net effect below zero is emissions avoided."""
    per_year = found.baseline.total_kg_co2e.scaled(1 / found.lifetime_years)
    payback = found.payback_years
    return {
        **document("net"),
        **found.provenance,
        "indicator": INDICATOR,
        "system": found.result.system.to_file_dict(),
        "lifetime_years": found.lifetime_years,
        "interval": found.interval,
        "devices": found.devices,
        "case": found.claim.to_dict(),
        "baseline": {"given": found.baseline_given, "per_device_per_year_kg_co2e": per_year.to_dict()},
        "rebound": found.rebound,
        "footprint_kg_co2e": found.footprint_kg_co2e.to_dict(),
        "saved_per_year_kg_co2e": found.saved_per_year_kg_co2e.to_dict(),
        "saved_kg_co2e": found.saved_kg_co2e.to_dict(),
        "taken_back_kg_co2e": found.taken_back_kg_co2e.to_dict(),
        "net_kg_co2e": found.net_kg_co2e.to_dict(),
        "net_p50_kg_co2e": found.net_p50_kg_co2e,
        "net_means": words.finding(found),
        "payback_years": _finite(payback) if math.isfinite(payback.typical) else None,
        "payback": words.payback(found),
        "break_even_effectiveness": _finite(found.break_even_effectiveness),
        "break_even_rebound": _finite(found.break_even_rebound),
        "break_even": words.break_even(found),
        "probability_of_saving": found.probability_of_saving,
        "familiar": [one._asdict() for one in found.familiar],
        "not_assessed": list(found.not_assessed),
        "sources": list(found.sources),
        "assumed": [a._asdict() for a in found.assumed],
        "warnings": list(found.warnings),
    }


def _finite(interval: Interval) -> dict[str, float | None]:
    """An interval for JSON, which has no infinity: null where there is no such number."""
    return {end: value if math.isfinite(value) else None for end, value in interval.to_dict().items()}
