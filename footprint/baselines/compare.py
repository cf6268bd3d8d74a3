"""The same task on the device and in the cloud: both options, where they break even, and what stands beside them."""

from __future__ import annotations

from functools import cached_property
from math import fsum
from typing import Any, NamedTuple

from footprint import tables
from footprint.baselines import break_even as even
from footprint.baselines.arithmetic import times, total
from footprint.baselines.choices import Chosen, choose
from footprint.baselines.device import Device, device_of
from footprint.baselines.familiar import Familiar, familiar
from footprint.baselines.given import Choice
from footprint.baselines.parts import OWN, both
from footprint.baselines.rows import TABLES, centre, inferences, networks
from footprint.baselines.streaming import Streaming, beyond, streaming
from footprint.baselines.training import Yardstick, yardsticks
from footprint.engine import assess
from footprint.factors import Interval
from footprint.items import Assumed, Notes
from footprint.numbers import mass_interval
from footprint.result import INDICATOR, Footprint, document, provenance
from footprint.system import System

INTERVAL = {"kind": "bounds", "draws": 0, "seed": None}
_OPTIONS = (
    "task", "inference_energy_j", "inference_energy_source", "inference_energy_status", "inferences_per_hour",
    "payload_bytes", "result_bytes", "alert_share", "radio", "network", "attached", "region", "cloud_country",
    "provider", "pue", "cloud_inference", "devices",
)  # fmt: skip


class Beside(NamedTuple):
    """The totals with another published row for one option: a scenario, and in no interval."""

    option: str
    key: str
    title: str
    on_device_kg_co2e: float
    cloud_kg_co2e: float


class CloudComparison:
    """The comparison of one device.

    Attributes
    ----------
    result : Footprint
        The footprint of the device, with bounds.
    chosen : Chosen
        Every option, given or a named default.
    on_device, cloud : Side
        The options by part, over the lifetime.
    break_even : tuple of Point
        Where both are equal.
    """

    def __init__(self, result: Footprint, options: dict[str, Any]) -> None:
        self.result, self._options = result, options
        self._notes = Notes()
        self._device: Device = device_of(result, self._notes)
        self.chosen: Chosen = choose(result, self._device, self._notes, options)
        years = result.system.lifetime_years
        self.on_device, self.cloud = both(self.chosen, self._device, years)
        self.break_even = even.break_even(self.chosen, self._device, years)
        self.difference_kg_co2e, self.difference_kwh = even.difference(self.chosen, self._device, years)
        self._look()

    @property
    def name(self) -> str:
        """The device."""
        return self.result.system.name

    @property
    def options(self) -> tuple[Choice, ...]:
        """Every option with its status and source."""
        return self.chosen.listed

    @property
    def embodied_kg_co2e(self) -> Interval:
        """What the device emits outside its use stage: the same in both options, so in neither of them. [kg CO2e]"""
        parts = [kg for stage, kg in self.result.by_stage.items() if stage != "use"]
        return total(*parts)

    @property
    def assumed(self) -> tuple[Assumed, ...]:
        """Named defaults that were used, those of the comparison first."""
        return (*self._notes.assumed, *self.result.assumed)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should look at."""
        return (*self._notes.warnings, *self.result.warnings)

    @property
    def carbon_known(self) -> bool:
        """Whether the carbon of the device's own electricity is known; cells may have no factor."""
        return self._device.kg_known

    @property
    def better(self) -> str:
        """The option that emits less over the lifetime: on_device, cloud, or neither."""
        gap = self.difference_kg_co2e.typical
        return "on_device" if gap > 0 else "cloud" if gap < 0 else "neither"

    @property
    def saved_kg_co2e(self) -> Interval:
        """What the better option emits less than the other; its low end is negative where that is not sure."""
        return times(self.difference_kg_co2e, -1.0 if self.better == "cloud" else 1.0)

    @property
    def finding(self) -> str:
        """Which option emits less over the lifetime, and how sure that is, in a sentence."""
        if self.better == "neither":
            return "Both options emit as much over the lifetime."
        other = even.NAMES["cloud" if self.better == "on_device" else "on_device"]
        less = mass_interval(self.saved_kg_co2e)[0]
        if not self.carbon_known:
            words = f"{even.NAMES[self.better]} emits {less} CO2e less than {other}"
            return f"As far as assessed, {words}; what the device's own electricity emits is not assessed."
        sure = self.saved_kg_co2e.low > 0
        tail = "at both ends of the bounds" if sure else "but within the bounds either may be better"
        return f"Over the lifetime {even.NAMES[self.better]} emits {less} CO2e less than {other}, {tail}."

    @property
    def sources(self) -> tuple[str, ...]:
        """The works that the comparison rests on, in the order of the options and parts, each once."""
        sides = (self.on_device, self.cloud)
        parts = (p.source for side in sides for p in side.parts if p.status != "not assessed")
        return tuple(dict.fromkeys(s for s in (*(c.source for c in self.options), *parts) if s))

    @cached_property
    def streaming(self) -> Streaming:
        """The radio's power for sending everything and for messages only."""
        return streaming(self.chosen)

    @cached_property
    def training_baselines(self) -> tuple[Yardstick, ...]:
        """The training of published models in lifetimes of this device, and of a fleet of it."""
        return yardsticks(self.result.total_kg_co2e, self.chosen.devices)

    @cached_property
    def familiar(self) -> tuple[Familiar, ...]:
        """What emits as much as the difference of both options over the lifetime, for the whole fleet.

        None where a part of the difference is not assessed.
        """
        if not self.carbon_known:
            return ()
        return familiar(abs(self.difference_kg_co2e.typical) * self.chosen.devices)

    @cached_property
    def beside(self) -> tuple[Beside, ...]:
        """The same with each other published row for the network, the cloud inference of the task, and the PUE."""
        mine = self.chosen
        others: list[tuple[str, str, str]] = []
        if not self._options.get("attached"):
            kept = (tables.cloud_tasks()["defaults"]["attached"], mine.device_network.known.key)
            others += [
                ("network", k, n.known.title) for k, n in networks().items()
                if n is not mine.device_network and (not n.idle_w.typical or k in kept)
            ]  # fmt: skip
        own = mine.cloud_inference
        others += [
            ("cloud_inference", k, i.known.title)
            for k, i in inferences().items() if i.task == own.task and i is not own and i.holds_pue == own.holds_pue
        ]  # fmt: skip
        if not own.holds_pue and self._options.get("pue") is None and self._options.get("region") is None:
            others += [("provider", k, p.title) for k, p in centre("pue").items() if p is not mine.pue]
        found = []
        for option, key, title in others:
            one = CloudComparison(self.result, {**self._options, option: key})
            found.append(
                Beside(option, key, title, one.on_device.total_kg_co2e.typical, one.cloud.total_kg_co2e.typical)
            )
        return tuple(found)

    def _look(self) -> None:
        """Warn of what a reader would not expect."""
        warn, device, chosen = self._notes.warnings.append, self._device, self.chosen
        if device.fed_by == "none":
            warn("The use stage is not described: the rest of the device's use is in neither option")
        else:
            own = [p for p in self.on_device.parts if p.key in ("sensing", "inference", "radio")]
            if device.fed_by == "declared":
                taken, held = fsum(p.kg_co2e.typical for p in own), device.declared_kg.typical
            else:
                taken, held = fsum(p.energy_kwh.typical for p in own if p.energy_kwh), device.use_kwh.typical
            if taken > held * (1 + 1e-9):
                warn("Sensing, inference and messages take more than the whole use stage of the device holds: the rest "
                     "of its use counts as zero, and the device takes more here than in its footprint")  # fmt: skip
        if chosen.radio.phy_uj_per_byte is not None:
            warn(f"{chosen.radio.known.title}: the figure is of sending alone; connecting and listening come on top")
        elif chosen.radio.known.key == "nb-iot":
            warn("NB-IoT: attaching to the network and the tail before power saving come on top")
        if (share := self.streaming.each_inference_air_time) > 1:
            warn(f"{chosen.radio.known.title}: the cloud needs{beyond(share)[1:]}; fewer inferences or a smaller "
                 "payload would fit")  # fmt: skip
        supply = self.result.system.use.supply if self.result.system.use else None
        if device.fed_by == "light" and supply is not None and supply.harvest_mw is not None:
            years = self.result.system.lifetime_years
            needs = fsum(p.energy_kwh.typical for p in self.cloud.parts if p.key in OWN and p.energy_kwh)
            if needs > supply.harvest_mw * years * 8.76e-3:
                warn("Light does not feed the radio that the cloud option needs: it takes more than the harvest")
        if chosen.network_grid.technology.endswith("CO2 only"):
            warn(f"{chosen.network_grid.key} counts CO2 of generation only; other grids here are whole-life CO2e")

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Factor sets and tables with their versions, and a hash of the footprint and all options."""
        given = {k: list(v) if isinstance(v, Interval) else v for k, v in self._options.items() if v is not None}
        keys = (self.chosen.network_grid.key, self.chosen.cloud_grid.key)
        listed = any(k.startswith("grid.") and not k.startswith("grid.own.") for k in keys)
        grids = ("grid_intensity",) if listed else ()
        return provenance([self.result], *TABLES, *grids, options=given)

    def to_dict(self) -> dict[str, Any]:
        """The whole comparison as one JSON document."""
        return {
            **document("cloud"),
            **self.provenance,
            "indicator": INDICATOR,
            "interval": INTERVAL,
            "system": self.result.system.to_file_dict(),
            "lifetime_years": self.result.system.lifetime_years,
            "inferences": self.on_device.inferences,
            "task": self.chosen.task.key,
            "options": [c._asdict() for c in self.options],
            "finding": self.finding,
            "on_device": self.on_device.to_dict(),
            "cloud": self.cloud.to_dict(),
            "device_outside_use_kg_co2e": self.embodied_kg_co2e.to_dict(),
            "break_even": even.to_dict(self.break_even, self.difference_kg_co2e, self.difference_kwh),
            "streaming": self.streaming.to_dict(),
            "scenarios": [b._asdict() for b in self.beside],
            "training_baselines": [y.to_dict() for y in self.training_baselines],
            "familiar": [f._asdict() for f in self.familiar],
            "assumed": [a._asdict() for a in self.assumed],
            "warnings": list(self.warnings),
        }


def compare_cloud(
    result: Footprint | System | dict[str, Any],
    task: str | None = None,
    *,
    inference_energy_j: float | Interval | None = None,
    inference_energy_source: str | None = None,
    inference_energy_status: str | None = None,
    inferences_per_hour: float | None = None,
    payload_bytes: float | None = None,
    result_bytes: float | None = None,
    alert_share: float | None = None,
    radio: str | None = None,
    network: str | None = None,
    attached: str | None = None,
    region: str | None = None,
    cloud_country: str | None = None,
    provider: str | None = None,
    pue: float | None = None,
    cloud_inference: str | None = None,
    devices: int | None = None,
) -> CloudComparison:
    """The same task on the device and in the cloud, per inference and over the lifetime.

    What is not given is filled from named defaults of the table ``cloud_tasks`` and listed as assumed.

    Parameters
    ----------
    result : Footprint, System or dict
        The device. Of a result with draws its bounds are used: a comparison has bounds only.
    task : str, optional
        Key of a task; the usual one of the sensing level if left out.
    inference_energy_j : float or Interval, optional
        Energy of one inference on the device, at its load, at least 0. [J] Else that of a power state whose name has
        the word inference, else a published median of the task.
    inference_energy_source, inference_energy_status : str, optional
        Where that energy is from, and its status, such as measured.
    inferences_per_hour : float, optional
        Inference rate, above 0; that of the system if left out. [1/h]
    payload_bytes, result_bytes : float, optional
        What the cloud needs for one inference, and what the device says when something happens. [B]
    alert_share : float, optional
        Share of the inferences that lead to a message, 0 to 1.
    radio, network, provider, cloud_inference, region : str, optional
        Keys of rows of the tables radios, network_energy or network_power, data_centres, cloud_inference and
        cloud_regions.
    attached : {"both", "cloud"}, optional
        Who keeps a mobile subscription that is always attached: both options, or the cloud alone.
    cloud_country : str, optional
        ISO 3166 alpha-3 code of the data centre, instead of a region; the world average if left out.
    pue : float, optional
        Power usage effectiveness, 1 to 10, instead of a provider's.
    devices : int, optional
        Devices of the fleet that trainings are measured by.

    Returns
    -------
    CloudComparison
        Both options by part, break-even points, streaming, scenarios and trainings.

    Raises
    ------
    InputError
        A number outside its range, an unknown key, or options that exclude each other.

    Notes
    -----
    25.2 J per image (0.007 Wh, Luccioni et al. 2024) with a PUE of 1.56 is 10.92 mWh; on the world's grid of 2024,
    473 g/kWh, that is 5.17 mg CO2e. An inference of 5 mJ on the same grid is 0.66 ug.
    """
    options: dict[str, Any] = {k: v for k, v in locals().items() if k in _OPTIONS}
    if not isinstance(result, Footprint):
        result = assess(result)
    return CloudComparison(getattr(result, "bounds", result), options)
