"""How much of a total is training, and how much it were if all devices of a system shared one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from footprint import tables
from footprint.numbers import CO2E, many, mass
from footprint.scaling.mixes import Member


def training(members: Sequence[Member], devices: int, total_kg_co2e: float) -> dict[str, Any] | None:
    """The training in a total, and if all devices of a system shared one. [kg CO2e]

    Parameters
    ----------
    members : sequence of Member
        The systems; each of its devices carries its share of a training.
    devices : int
    total_kg_co2e : float
        Of all devices.

    Returns
    -------
    dict or None
        ``kg_co2e``, ``if_shared_kg_co2e`` and a ``note``; None where sharing makes no difference to speak of.
        1000 devices that carry 0.1 kg each, of which all could share one: 100 kg, and 0.1 kg.
    """
    as_is = shared = 0.0
    for m in members:
        units, number = m.result.system.units_produced or tables.DEFAULTS["units_produced"], m.share * devices
        one = m.by_stage.get("training", 0.0)
        as_is += one * number
        shared += one * min(units, number)
    if not total_kg_co2e or (as_is - shared) / total_kg_co2e < tables.growth()["training_note_share"]:
        return None
    who = f"all {many(devices)} devices" if len(members) == 1 else "the devices of each system"
    said = (
        f"Training makes {mass(as_is)} {CO2E} of the total, as the system shares it out; {mass(shared)} if {who} "
        "shared one."
    )
    return {"kg_co2e": as_is, "if_shared_kg_co2e": shared, "note": said}
