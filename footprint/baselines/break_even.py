"""Where both options are equal: inference rate, payload, and energy per inference on the device, in closed form.

Over a lifetime with n inferences, cloud less device is

    n (b c + d - m - e i) + F

with payload b [B], energy e [J] of an inference on the device, the cost of a byte in the cloud option c, of the
device's own messages for an inference m (result x alert share x a byte, or a power state), of a joule on the device i,
of an inference in the data centre d, and F what subscriptions of the cloud cost beyond those of the device. Cost is kWh
or kg CO2e. Each unknown is solved for alone.

Reference: own derivation; the points are substituted back in the tests.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from footprint.baselines.arithmetic import J_PER_KWH, less, times, total
from footprint.baselines.choices import Chosen
from footprint.baselines.device import Device
from footprint.baselines.parts import Unit, idle_kwh, unit
from footprint.factors import ZERO, Interval
from footprint.numbers import energy, significant
from footprint.quantities import HOURS_PER_YEAR

QUANTITIES = ("kg_co2e", "energy_kwh")
UNKNOWNS = ("inferences_per_hour", "payload_bytes", "inference_energy_j")
NOT_ASSESSED = "not assessed"
UNKNOWN_CARBON = "What the device's own electricity emits is not assessed, so no break-even is known in carbon."
VERBS = {"kg_co2e": ("emits less", "emit as much"), "energy_kwh": ("takes less energy", "take as much energy")}


class Costs(NamedTuple):
    """The letters of the formula in one quantity."""

    byte_cloud: float
    messages: float
    joule: float
    data_centre: float
    fixed: float
    inferences: float


class Point(NamedTuple):
    """A break-even point, or which option is better everywhere.

    Attributes
    ----------
    unknown : str
        inferences_per_hour, payload_bytes or inference_energy_j.
    value : float or None
        Where both are equal; None where they never are.
    better : str
        on_device, cloud or neither: the better option above the value, or everywhere without one; not assessed where
        the carbon of the device's own electricity is not known.
    """

    unknown: str
    quantity: str
    value: float | None
    better: str
    sentence: str


def costs(chosen: Chosen, device: Device, years: float, quantity: str) -> Costs:
    """The typical costs, in kWh or in kg CO2e."""
    u = unit(chosen, device, years)
    carbon = quantity == "kg_co2e"
    on_device, network, cloud = (x.typical if carbon else 1.0 for x in (u.device_kg, u.network_kg, u.cloud_kg))

    said = chosen.result_bytes * chosen.alert_share
    idle = idle_kwh(chosen.cloud_network, years).typical
    idle -= idle_kwh(chosen.device_network, years).typical if said else 0.0
    return Costs(
        u.radio_kwh.typical * on_device + chosen.cloud_network.known.value.typical * network,
        u.message_kwh.typical * on_device + said * chosen.device_network.known.value.typical * network,
        device.at_source / J_PER_KWH * on_device,
        u.data_centre_kwh.typical * cloud + (u.server_kg.typical if carbon else 0.0), idle * network, u.inferences,
    )  # fmt: skip


def break_even(chosen: Chosen, device: Device, years: float) -> tuple[Point, ...]:
    """All points, by carbon and by energy."""
    found = []
    for quantity in QUANTITIES:
        if quantity == "kg_co2e" and not device.kg_known:
            found += [Point(unknown, quantity, None, NOT_ASSESSED, UNKNOWN_CARBON) for unknown in UNKNOWNS]
            continue
        c = costs(chosen, device, years, quantity)
        said = c.messages
        sent = chosen.payload_bytes * c.byte_cloud
        own = chosen.inference_j.typical * c.joule
        found += [
            _rate(quantity, sent + c.data_centre - said - own, c.fixed, HOURS_PER_YEAR * years),
            _payload(quantity, said + own - c.data_centre - c.fixed / c.inferences, c.byte_cloud),
            _energy(quantity, sent + c.data_centre - said + c.fixed / c.inferences, c.joule),
        ]
    return tuple(found)


def _rate(quantity: str, each: float, fixed: float, hours: float) -> Point:
    """The rate at which n x each + fixed is zero."""
    name, (less_word, equal) = "inferences_per_hour", VERBS[quantity]
    if each * fixed < 0:
        rate = -fixed / each / hours
        better, other = ("on_device", "cloud") if each > 0 else ("cloud", "on_device")
        text = f"Both {equal} at {_per_time(rate)}; {NAMES[better]} {less_word} above it and {NAMES[other]} below it."
        return Point(name, quantity, rate, better, text)
    if each == 0 and fixed == 0:
        return Point(name, quantity, None, "neither", f"Both {equal} at every inference rate.")
    better = "on_device" if each > 0 or (each == 0 and fixed > 0) else "cloud"
    return Point(name, quantity, None, better, f"At every inference rate {NAMES[better]} {less_word}.")


NAMES = {"on_device": "the device", "cloud": "the cloud"}


def _payload(quantity: str, spare: float, byte: float) -> Point:
    """The payload that costs as much as is spare without it."""
    name, (less_word, equal) = "payload_bytes", VERBS[quantity]
    if byte > 0 and spare > 0:
        value = spare / byte
        text = f"Both {equal} at {amount_of_bytes(value)} per inference; the device {less_word} above it."
        return Point(name, quantity, value, "on_device", text)
    if byte == 0 and spare > 0:
        return Point(name, quantity, None, "cloud", f"At every payload the cloud {less_word}: sending costs nothing.")
    if byte == 0 and spare == 0:
        return Point(name, quantity, None, "neither", f"Both {equal} at every payload.")
    why = "even with nothing to send, the cloud takes as much as the device or more"
    return Point(name, quantity, None, "on_device", f"At every payload the device {less_word}: {why}.")


def _energy(quantity: str, room: float, joule: float) -> Point:
    """The energy per inference on the device that costs as much as the cloud."""
    name, (less_word, equal) = "inference_energy_j", VERBS[quantity]
    if joule > 0 and room > 0:
        value = room / joule
        text = f"Both {equal} at {energy(value)} for an inference on the device; the device {less_word} below it."
        return Point(name, quantity, value, "cloud", text)
    if joule == 0:
        better = "on_device" if room > 0 else "cloud" if room < 0 else "neither"
        said = f"{NAMES[better]} {less_word}" if better != "neither" else f"both {equal}"
        return Point(name, quantity, None, better, f"Whatever an inference on the device takes, {said}: its energy "
                     "counts as nothing.")  # fmt: skip
    return Point(name, quantity, None, "cloud", f"However little an inference on the device takes, the cloud "
                 f"{less_word}.")  # fmt: skip


def amount_of_bytes(value: float) -> str:
    """Bytes with a fitting prefix: ``9.22 kB``."""
    for name, by in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= 0.9995 * by:
            return f"{significant(value / by)} {name}"
    return f"{significant(value)} B"


def sentences(points: tuple[Point, ...]) -> tuple[str, ...]:
    """The points in words, each thing said once: carbon and energy share a sentence where the same option is better."""
    found = []
    for unknown in UNKNOWNS:
        carbon, kwh = (next(p for p in points if (p.unknown, p.quantity) == (unknown, q)) for q in QUANTITIES)
        if carbon.value is kwh.value is None and carbon.better == kwh.better != NOT_ASSESSED:
            (less_word, equal), (less_energy, equal_energy) = VERBS["kg_co2e"], VERBS["energy_kwh"]
            said = carbon.sentence.replace(less_word, f"{less_word} and {less_energy}")
            found.append(said.replace(equal, f"{equal} and {equal_energy}"))
        else:
            found += [carbon.sentence, kwh.sentence]
    return tuple(dict.fromkeys(found))


def _per_time(per_hour: float) -> str:
    """A rate in the longest unit of time that shows at least one."""
    for word, by in (("hour", 1.0), ("day", 24.0)):
        if per_hour * by >= 0.9995:
            return f"{significant(per_hour * by)} inferences per {word}"
    return f"{significant(per_hour * HOURS_PER_YEAR)} inferences per year"


def difference(chosen: Chosen, device: Device, years: float) -> tuple[Interval, Interval]:
    """Cloud less device in kg CO2e and in kWh; what both share moves together and cancels.

    A factor of both, such as the energy of a byte, is at the same end in both. Sensing and the rest of the use stage
    are the same in both and not in it.
    """
    u = unit(chosen, device, years)
    ones = Interval(1.0, 1.0, 1.0)
    return (
        _less(chosen, u, years, (u.device_kg, u.network_kg, u.cloud_kg), u.server_kg),
        _less(chosen, u, years, (ones, ones, ones), ZERO),
    )


def _less(chosen: Chosen, u: Unit, years: float, kg: tuple[Interval, Interval, Interval], server: Interval) -> Interval:
    on_device, network, cloud = kg
    said, sent = chosen.result_bytes * chosen.alert_share * u.inferences, chosen.payload_bytes * u.inferences
    if chosen.message_j is None:
        radio = times(_by(u.radio_kwh, on_device), sent - said)
    else:
        radio = _by(less(u.radio_kwh.scaled(sent), u.message_kwh.scaled(u.inferences)), on_device)
    ours, theirs = chosen.device_network, chosen.cloud_network
    if ours is theirs:
        carried = times(_by(ours.known.value, network), sent - said)
        if not said:
            carried = total(carried, _by(idle_kwh(theirs, years), network))
    else:
        mine = total(ours.known.value.scaled(said), idle_kwh(ours, years) if said else ZERO)
        carried = less(
            _by(total(theirs.known.value.scaled(sent), idle_kwh(theirs, years)), network), _by(mine, network)
        )
    centre = total(_by(u.data_centre_kwh, cloud), server).scaled(u.inferences)
    return less(total(radio, carried, centre), _by(u.inference_kwh, on_device).scaled(u.inferences))


def _by(of: Interval, factor: Interval) -> Interval:
    """An interval that may be negative times a factor that is not, which may be at either end."""
    low, high = (
        min(of.low * x for x in (factor.low, factor.high)),
        max(of.high * x for x in (factor.low, factor.high)),
    )
    return Interval(low, of.typical * factor.typical, high)


def to_dict(points: tuple[Point, ...], kg: Interval, kwh: Interval) -> dict[str, Any]:
    """The points as they are printed, by quantity, with a sentence each."""
    found: dict[str, Any] = {}
    for quantity in QUANTITIES:
        mine = [p for p in points if p.quantity == quantity]
        found[quantity] = {
            **{p.unknown: p.value for p in mine},
            "better": {p.unknown: p.better for p in mine},
            "sentences": {p.unknown: p.sentence for p in mine},
        }
    return {**found, "cloud_less_device_kg_co2e": kg.to_dict(), "cloud_less_device_kwh": kwh.to_dict()}
