"""What a net effect says in words: the sign, the payback, the break-even, and how sure it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from footprint.factors import Interval
from footprint.numbers import CO2E, count, duration, many, mass, mass_interval, probability, significant

if TYPE_CHECKING:
    from footprint.net.effect import NetEffect

SIGN = "A net effect below zero means that emissions are avoided."
_DAYS = 365


def devices(found: NetEffect) -> str:
    """``1 device``, ``250 billion devices``."""
    return "1 device" if found.devices == 1 else f"{many(found.devices)} devices"


def avoided(found: NetEffect) -> bool:
    """Whether the deterministic net effect is a saving."""
    return found.net_kg_co2e.typical < 0


def amount(found: NetEffect, dash: str = "-") -> tuple[str, str]:
    """The size of the net effect without its sign, and its interval in words where the sign is not sure.

    Parameters
    ----------
    found : NetEffect
        What was found.
    dash : str
        What stands between the ends of an interval.

    Returns
    -------
    size, interval
        ``("12 t", "8-16")``, or ``("0.2 t", "1 t avoided to 0.6 t added")``.
    """
    low, typical, high = found.net_kg_co2e
    if low < 0 < high:
        return mass_interval(found.net_kg_co2e)[0].removeprefix("-"), f"{mass(-low)} avoided to {mass(high)} added"
    turned = Interval(-high, -typical, -low) if high <= 0 else found.net_kg_co2e
    return mass_interval(turned, dash)


def finding(found: NetEffect) -> str:
    """The net effect in a sentence with its sign in words."""
    size, ends = amount(found)
    verb = "avoid" if avoided(found) else "add"
    verb += "s" if found.devices == 1 else ""
    return f"{devices(found).capitalize()} {verb} {size} {CO2E} net over {duration(found.lifetime_years)} ({ends})."


def time(years: float) -> str:
    """A time until something is paid back: ``4 hours``, ``12 days``, ``1.5 years``."""
    if years >= 1:
        return duration(years)
    days = years * _DAYS
    number, unit = (days, "day") if days >= 1 else (days * 24, "hour")
    text = significant(number, 2)
    return f"{text} {unit}{'' if text == '1' else 's'}"


def payback(found: NetEffect) -> str:
    """When the making of the devices is paid back, in a sentence."""
    low, typical, high = found.payback_years
    if not math.isfinite(typical):
        why = "the rebound takes all of the saving back" if found.rebound >= 1 else "a year saves no more than it uses"
        return f"It never pays back: {why}."
    ends = f"{time(low)} to {time(high) if math.isfinite(high) else 'never'}"
    said = f"Making the devices is paid back after {time(typical)} ({ends})"
    if typical > found.lifetime_years:
        return f"{said}, longer than they last, so they never pay back."
    return f"{said}."


def break_even(found: NetEffect) -> str:
    """What must be saved at least, and how much may be taken back, in a sentence."""
    share, rebound = found.break_even_effectiveness.typical, found.break_even_rebound.typical
    if not math.isfinite(share):
        return "No saving is large enough: the rebound takes all of it back."
    said = f"It pays from a saving of {share_text(share)} of the baseline on"
    if share > 1:
        return f"No saving is large enough: it would take {share_text(share)} of the baseline."
    if rebound < 0:
        return f"{said}; the claimed saving is below that even without a rebound."
    return f"{said}; of the claimed saving, {share_text(rebound)} may be taken back before nothing is left."


def share_text(share: float) -> str:
    """A share that may be tiny or close to all: ``0.018 %``, ``99.94 %``, ``22 100 %``."""
    if 0.995 <= share < 1:
        rest = f"{(1 - share) * 100:.0e}"
        return f"{100 - float(rest):.12g} %"
    return f"{significant(share * 100, 2)} %" if abs(share) < 0.0995 else f"{significant(share * 100)} %"


def sides(found: NetEffect) -> str:
    """How large the footprint is against what remains of the saving, in a sentence without its full stop."""
    kept = found.saved_kg_co2e.typical - found.taken_back_kg_co2e.typical
    if kept <= 0:
        return "Nothing of the saving remains after the rebound"
    what = "what remains of the saving" if found.rebound else "the claimed saving"
    return f"The footprint is {share_text(found.footprint_kg_co2e.typical / kept)} of {what}"


def claimed(found: NetEffect) -> str:
    """What is claimed, of what, and how that is known, in a sentence."""
    claim = found.claim
    span = f"{share_text(claim.share.low).removesuffix(' %')} to {share_text(claim.share.high)}"
    baseline = found.baseline_given
    return f"{claim.title} is claimed to save {span} of {claim.saving_of} ({claim.status}); baseline: {baseline} each."


def chance(found: NetEffect) -> str:
    """With what probability emissions are avoided, in a sentence; what the interval is where nothing was drawn."""
    p = found.probability_of_saving
    if p is None:
        return "Interval: bounds, all that harms together with all that harms, not a probability."
    draws, seed = found.interval["draws"], found.interval["seed"]
    ends = f"Interval: P5 to P95 of {count(draws)} joint draws (seed {seed}); typical is the deterministic value."
    if p in (0, 1):
        return f"Emissions are {'avoided' if p else 'added'} in all {count(draws)} draws. {ends}"
    return f"Emissions are avoided with a probability of {probability(p)}. {ends}"
