"""From what a person gives, a claim, a baseline, a number of devices and a rebound, to the net effect."""

from __future__ import annotations

from footprint import tables
from footprint.errors import InputError, shown
from footprint.items import Assumed
from footprint.net.baseline import Baseline, baseline_footprint, checked, parse_baseline
from footprint.net.claims import claim
from footprint.net.effect import NetEffect
from footprint.numbers import percent
from footprint.quantities import parse_quantity
from footprint.result import Footprint
from footprint.scaling.counts import parse_count


def net_effect(
    result: Footprint,
    *,
    baseline: str | Baseline | None,
    case: str | None = None,
    saving: str | None = None,
    source: str | None = None,
    devices: int | float | str | None = None,
    rebound: float | str | None = None,
    baseline_country: str | None = None,
    baseline_year: int | None = None,
) -> NetEffect:
    """What an application is claimed to save, against the footprint of the devices that it takes.

    Parameters
    ----------
    result : Footprint
        One device; with draws, intervals are P5 to P95 of joint draws, else bounds, worst with worst.
    baseline : str or Baseline
        What one device has to do with: ``"12000 kWh per year"``, ``"2 tCO2e per year"``. There is no default.
    case : str, optional
        A case of the table `applications`, see `cases`.
    saving, source : str, optional
        The user's own claim, an interval like ``"20-40 %"``, and where it was claimed.
    devices : int or str, optional
        How many devices, each with such a baseline; one if left out, which is listed as assumed.
    rebound : float or str, optional
        Share of the saving that is taken back by more use: ``"30 %"`` or 0.3. None if left out, listed too.
    baseline_country, baseline_year : str, int, optional
        Where and when the energy of the baseline is drawn, else the grid of the system's use stage.

    Returns
    -------
    NetEffect
        Net carbon, payback time, break-even effectiveness and rebound. [kg CO2e, years, shares]

    Raises
    ------
    InputError
        No baseline, no claim, a claim without a source or interval, or a value out of range.

    Notes
    -----
    With footprint F, use stage U, baseline B, share saved s and rebound r, all over the lifetime L of N devices:
    saved S = s B; net = F - (1 - r) S; payback = (F - U) / ((1 - r) S - U) L; break-even s = F / ((1 - r) B)
    and r = 1 - F / S. Example: F = 3 kg, U = 1 kg, B = 100 kg, s = 30 %, r = 0, L = 3 years: net = -27 kg,
    payback = 2 / 29 x 3 = 0.207 years, break-even s = 3 %, r = 90 %.
    """
    claimed = claim(case, saving, source)
    if baseline is None:
        raise InputError(
            f"no baseline: the saving is a share of {claimed.saving_of}", path=("baseline",),
            hint='Give what one device has to do with, like "12000 kWh per year" or "2 tCO2e per year".',
        )  # fmt: skip
    if isinstance(baseline, Baseline):
        given = f"{baseline.per_year.typical:g} {baseline.unit} per year"
        read = checked(baseline)
    else:
        read = parse_baseline(baseline, baseline_country, baseline_year)
        given = baseline.strip()
    rules = tables.applications()["rules"]
    found, own = baseline_footprint(read, result)
    assumed = [*result.assumed, *own]
    assumed.append(Assumed("saving.typical", percent(claimed.share.typical), rules["typical_why"]))
    if devices is None:
        assumed.append(Assumed("devices", rules["devices"], rules["devices_why"]))
    if rebound is None:
        assumed.append(Assumed("rebound", percent(rules["rebound"]), rules["rebound_why"]))
    number = parse_count(rules["devices"] if devices is None else devices)
    share = rules["rebound"] if rebound is None else _rebound(rebound)
    return NetEffect(result, found, claimed, given, number, share, tuple(assumed))


def _rebound(given: float | str) -> float:
    """The share of a saving that is taken back."""
    most = tables.applications()["rules"]["most_rebound"]
    try:
        share = parse_quantity(given, "1").value if isinstance(given, str) else given
    except InputError as error:
        error.path = ("rebound",)
        raise
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= most:
        raise InputError(
            f"a rebound of {shown(given)} is not from 0 to {most * 100} %", path=("rebound",),
            hint="0 % takes nothing back, 100 % the whole saving, and above it is backfire.",
        )  # fmt: skip
    return float(share)
