"""The parts of both options: what each takes over the lifetime, in kWh and in kg CO2e."""

from __future__ import annotations

from typing import Any, NamedTuple

from footprint.baselines.arithmetic import J_PER_KWH, exact, less, not_negative, product, quotient, total
from footprint.baselines.choices import Chosen
from footprint.baselines.device import Device, inferences_in
from footprint.baselines.rows import Known, Network, centre
from footprint.factors import ZERO, Interval
from footprint.items import weakest
from footprint.quantities import HOURS_PER_YEAR

TITLES = {
    "sensing": "Sensing", "inference": "Inference on the device", "radio": "Radio", "network": "Network",
    "data_centre": "Data centre", "server_embodied": "Making of the server", "other": "Rest of the device's use",
}  # fmt: skip
ON_DEVICE = ("sensing", "inference", "radio", "network", "other")
CLOUD = ("sensing", "radio", "network", "data_centre", "server_embodied", "other")
OWN = ("sensing", "inference", "radio", "other")
"""What the device's own supply feeds."""


class Part(NamedTuple):
    """One part of an option over the lifetime. Energy is None where none is assessed."""

    key: str
    energy_kwh: Interval | None
    kg_co2e: Interval
    status: str
    source: str

    @property
    def title(self) -> str:
        """What a person calls it."""
        return TITLES[self.key]


class Side(NamedTuple):
    """One option: its parts over the lifetime, and how many inferences that is."""

    key: str
    parts: tuple[Part, ...]
    inferences: float

    @property
    def total_energy_kwh(self) -> Interval:
        """Sum of the parts. [kWh]"""
        return total(*(p.energy_kwh for p in self.parts if p.energy_kwh is not None))

    @property
    def total_kg_co2e(self) -> Interval:
        """Sum of the parts. [kg CO2e]"""
        return total(*(p.kg_co2e for p in self.parts))

    def part(self, key: str) -> Part:
        """The part of a key."""
        return next(p for p in self.parts if p.key == key)

    def to_dict(self) -> dict[str, Any]:
        """As it is printed: by part and in total, over the lifetime and per inference."""
        return {
            **self._numbers(1.0),
            "per_inference": self._numbers(1 / self.inferences),
            "parts": [{"part": p.key, "title": p.title, "status": p.status, "source": p.source} for p in self.parts],
        }

    def _numbers(self, by: float) -> dict[str, Any]:
        def said(of: Interval | None) -> dict[str, float] | None:
            return None if of is None else of.scaled(by).to_dict()

        return {
            "energy_kwh": {p.key: said(p.energy_kwh) for p in self.parts},
            "kg_co2e": {p.key: said(p.kg_co2e) for p in self.parts},
            "total_energy_kwh": said(self.total_energy_kwh),
            "total_kg_co2e": said(self.total_kg_co2e),
        }


class Unit(NamedTuple):
    """What one byte, one inference and one lifetime of a subscription take, of which both options are made."""

    inferences: float
    radio_kwh: Interval  # of a byte, at the socket or the cells
    message_kwh: Interval  # of the device's own messages for an inference, likewise
    inference_kwh: Interval  # of an inference on the device, likewise
    device_kg: Interval  # of a kWh there
    network_kg: Interval  # of a kWh of the networks
    cloud_kg: Interval  # of a kWh of the data centre
    data_centre_kwh: Interval  # of an inference, with PUE
    server_kg: Interval  # of an inference, its share of the making of the server


def unit(chosen: Chosen, device: Device, lifetime_years: float) -> Unit:
    """What the options are made of."""
    source = exact(device.at_source / J_PER_KWH)
    energy = chosen.cloud_inference.known.value
    radio = product(chosen.radio.known.value, source)
    by_bytes = radio.scaled(chosen.result_bytes * chosen.alert_share)
    return Unit(
        inferences_in(lifetime_years, chosen.inferences_per_hour), radio,
        by_bytes if chosen.message_j is None else product(chosen.message_j, source),
        product(chosen.inference_j, source), device.kg_per_kwh,
        chosen.network_grid.kg_co2e, chosen.cloud_grid.value, product(energy, chosen.pue.value),
        server_share_kg(energy, *server()),
    )  # fmt: skip


def server() -> tuple[Known, Known, Known, Known]:
    """A server: what making its share emits, its power, its life and how much of it it works."""
    kinds = ("server_embodied", "server_power", "server_life", "utilisation")
    made, power, life, used = (next(iter(centre(kind).values())) for kind in kinds)
    return made, power, life, used


def server_share_kg(energy_kwh: Interval, made: Known, power: Known, life: Known, used: Known) -> Interval:
    """Share of the making of a server that falls on an inference: kg x time / (life x utilisation). [kg CO2e]

    The time is the energy over the power at work. 0.007 Wh at 226.5 W is 0.1113 s; of 4 years of 8760 h at 50 %,
    63 072 000 s, that is 1.764e-9, and of 876.5 kg it is 1.546e-6 kg.
    """
    hours = quotient(energy_kwh.scaled(1000.0), power.value)
    return product(made.value, quotient(hours, product(life.value.scaled(HOURS_PER_YEAR), used.value)))


def idle_kwh(network: Network, lifetime_years: float) -> Interval:
    """Network energy of a subscription over a lifetime, whatever it carries: 1.2 W x 8760 h = 10.512 kWh a year."""
    return network.idle_w.scaled(HOURS_PER_YEAR * lifetime_years / 1000)


def both(chosen: Chosen, device: Device, lifetime_years: float) -> tuple[Side, Side]:
    """The two options, part by part.

    What sensing and the rest of the use stage take is the same in both. The rest is what the use stage holds without
    inference, sensing and the device's messages, so that nothing counts twice; where it holds less, it is zero.
    8.76 Wh less 0.73 Wh of inferences and 0.00134 Wh of messages are 8.02866 Wh.
    """
    u = unit(chosen, device, lifetime_years)
    n = exact(u.inferences)
    sensing = device.states_kwh.get("sensing", ZERO)
    inference = product(u.inference_kwh, n)
    messages = u.message_kwh.scaled(u.inferences)
    taken = total(sensing, inference, device.states_kwh.get("radio", messages))
    other = not_negative(less(device.use_kwh, taken)) if device.use_kwh.high else ZERO
    own = device.status if device.fed_by != "none" else "not assessed"
    sensed = Part(
        "sensing",
        sensing,
        product(sensing, u.device_kg),
        own if sensing.high else "not assessed",
        device.source if sensing.high else "in the rest of the use stage: no power state is named for it",
    )
    rest = Part("other", other, product(other, u.device_kg), own, device.source)
    if device.fed_by == "declared":
        kg = not_negative(less(device.declared_kg, product(taken, u.device_kg)))
        rest = Part("other", None, kg, "declared", device.source)
    energy = _status(chosen, "inference_energy")
    said = chosen.result_bytes * chosen.alert_share * u.inferences
    sent = chosen.payload_bytes * u.inferences
    on_device = (
        sensed, Part("inference", inference, product(inference, u.device_kg), *energy),
        _radio(chosen, u, messages, own=True),
        _network(chosen, u, said, chosen.device_network, lifetime_years, always=said > 0), rest,
    )  # fmt: skip
    centre_kwh = product(u.data_centre_kwh, n)
    known = chosen.cloud_inference.known
    in_cloud = (
        sensed, _radio(chosen, u, u.radio_kwh.scaled(sent)),
        _network(chosen, u, sent, chosen.cloud_network, lifetime_years, always=True),
        Part("data_centre", centre_kwh, product(centre_kwh, u.cloud_kg),
             weakest(known.status, chosen.pue.status, _status(chosen, "cloud_inference")[0]), known.source),
        Part("server_embodied", None, product(u.server_kg, n), weakest(*(x.status for x in server())),
             "; ".join(dict.fromkeys(x.source for x in server()))),
        rest,
    )  # fmt: skip
    first, second = (tuple(_known(p, device) for p in parts) for parts in (on_device, in_cloud))
    return Side("on_device", first, u.inferences), Side("cloud", second, u.inferences)


def _known(part: Part, device: Device) -> Part:
    """The part; of the device's own electricity the carbon may be unknown, and then the part is not assessed."""
    if device.kg_known or part.key not in OWN:
        return part
    return part._replace(status="not assessed", source="no factor for the cells that feed the device")


def _status(chosen: Chosen, option: str) -> tuple[str, str]:
    """Status and source of an option; a default is assumed."""
    it = next(c for c in chosen.listed if c.option == option)
    return it.status if it.given else "assumed", it.source


def _radio(chosen: Chosen, u: Unit, taken: Interval, *, own: bool = False) -> Part:
    """The radio's share; that of the device's own messages may be of a power state."""
    status, source = _status(chosen, "radio")[0], chosen.radio.known.source
    if own and chosen.message_j is not None:
        status, source = _status(chosen, "device_radio")
    else:
        status = weakest(chosen.radio.known.status, status)
    return Part("radio", taken, product(taken, u.device_kg), status, source)


def _network(
    chosen: Chosen, u: Unit, sent_bytes: float, network: Network, years: float, *, always: bool
) -> Part:  # fmt: skip
    """The network for so many bytes over the lifetime."""
    carried = total(network.known.value.scaled(sent_bytes), idle_kwh(network, years) if always else ZERO)
    status = weakest(network.known.status, _status(chosen, "network")[0])
    return Part("network", carried, product(carried, u.network_kg), status, network.known.source)
