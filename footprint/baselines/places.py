"""Where the data go and are worked on: the network, its grid, the grid of the data centre, and its overhead."""

from __future__ import annotations

from footprint import tables
from footprint.baselines.arithmetic import exact
from footprint.baselines.device import Device
from footprint.baselines.given import Choosing, listed_row, number
from footprint.baselines.rows import Inference, Known, Network, Radio, centre, networks, pick, regions
from footprint.errors import InputError, shown
from footprint.factors import Factor
from footprint.numbers import significant
from footprint.tables import grid_factor

MARKET = "market-based"
ATTACHED = ("both", "cloud")
"""Who has a subscription: both options, or the cloud alone."""


def networks_of(make: Choosing, radio: Radio, key: str | None, attached: str | None) -> tuple[Network, Network]:
    """The network of the device's messages and that of the raw data."""
    if attached is not None and attached not in ATTACHED:
        raise InputError(f"unknown way to be attached {shown(attached)}", valid=ATTACHED)
    if attached == "both" and key is not None:
        raise InputError("a network and an attached subscription exclude each other", hint="Give one of them.")
    always = networks()[tables.cloud_tasks()["defaults"]["attached"]]
    if attached == "both":
        make.add("network", always.known.title, always.known.status, always.known.source, True)
        return always, always
    network: Network = listed_row(make, "network", key, networks(), radio.network, f"usual behind {radio.known.title}")
    if attached == "cloud":
        make.add("cloud_network", always.known.title, always.known.status, always.known.source, True)
        return network, always
    return network, network


def network_grid(device: Device) -> tuple[Factor, str]:
    """The grid of the networks, and why: that of the device, but not what its contract alone states."""
    if device.grid is not None and device.grid.technology != MARKET:
        return device.grid, "a network stands where the device is"
    why = "the device draws on no grid" if device.grid is None else "the device's contract does not feed the network"
    return grid_factor(tables.DEFAULTS["country"], None, None), why


def place(factor: Factor) -> tuple[str, str, str]:
    """A grid factor as an option's value, status and source."""
    return f"{factor.region} {factor.year or ''}".strip(), factor.status, factor.source


def cloud_grid(
    make: Choosing, region: str | None, country: str | None, provider: str | None
) -> tuple[str | None, Known]:  # fmt: skip
    """The grid of the data centre, and its provider where one is known."""
    if region is not None and country is not None:
        raise InputError("a region and a country of the cloud exclude each other", hint="Give one of them.")
    if region is not None:
        found = pick("cloud region", region, regions())
        if provider is not None and provider.partition("-")[0] != found.provider:
            raise InputError(
                f"region {shown(region)} is of {found.provider}, not of {shown(provider)}", valid=(found.provider,)
            )
        make.add("region", f"{region}, {found.known.title}", found.known.status, found.known.source, True)
        make.notes.warnings.append(
            f"Cloud region {region}: its grid intensity counts the operation of power plants, and the grid tables of "
            "countries their whole life; the latter are higher"
        )
        return provider or found.provider, found.known
    factor = grid_factor(country or tables.DEFAULTS["country"], None, None)
    known = Known(factor.key, f"{factor.region} {factor.year}", factor.kg_co2e, "kgCO2e/kWh", factor.status,
                  factor.source, factor.licence, factor.note, factor.year)  # fmt: skip
    make.add("cloud_grid", known.title, known.status, known.source, country is not None, "no region or country given")
    if country is not None:
        make.notes.assume("cloud.cloud_grid.year", factor.year, f"the newest year of {country}")
    return provider, known


def pue_of(
    make: Choosing, provider: str | None, named: str | None, given: float | None, inference: Inference
) -> Known:  # fmt: skip
    """Power usage effectiveness; 1 where the energy of the inference holds it already.

    The provider may come with a region; one that was named is refused where it would have no effect.
    """
    if inference.holds_pue:
        for what, option in (("PUE", given), ("provider", named)):
            if option is not None:
                raise InputError(f"the energy of {inference.known.title} holds the overhead of its data centre already",
                                 hint=f"Leave the {what} away, or choose another cloud inference.")  # fmt: skip
        make.add("pue", "held by the energy per inference", inference.known.status, inference.known.source, True)
        return Known("held", "held", exact(1.0), "", inference.known.status, inference.known.source, "")
    if given is not None and named is not None:
        raise InputError("a PUE and a provider exclude each other", hint="Give one of them.")
    if given is not None:
        value = number("the PUE", given, 1.0, 10.0)
        make.add("pue", significant(value), "declared", "", True)
        return Known("given", "given", exact(value), "", "declared", "given", "")
    default = tables.cloud_tasks()["defaults"]["provider"]
    row = pick("provider", provider or default, centre("pue"))
    why = "no provider given"
    make.add("pue", f"{significant(row.value.typical, 4)}, {row.title}", row.status, row.source, provider is not None,
             why)  # fmt: skip
    return row
