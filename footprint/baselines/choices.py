"""What is compared: every option as it was given, or the named default that filled it, with status and source."""

from __future__ import annotations

from typing import Any, NamedTuple

from footprint import tables
from footprint.baselines.arithmetic import J_PER_KWH, exact
from footprint.baselines.device import Device
from footprint.baselines.given import Choice, Choosing, listed_row, number
from footprint.baselines.places import cloud_grid, network_grid, networks_of, place, pue_of
from footprint.baselines.rows import Inference, Known, Network, Radio, Task, inferences, pick, radios, tasks
from footprint.errors import InputError, shown
from footprint.factors import Factor, Interval
from footprint.items import CERTAINTY, Notes, weakest
from footprint.numbers import energy, many, percent, significant
from footprint.quantities import HOURS_PER_YEAR
from footprint.result import Footprint

LEAST_RATE, MOST_RATE = 1e-6, 1e9  # per hour
MOST_BYTES, MOST_JOULE, MOST_DEVICES = 1e12, 1e9, 1e15
_KEYS = ("task", "radio", "network", "attached", "region", "cloud_country", "provider", "cloud_inference")


class Chosen(NamedTuple):
    """Everything that a comparison rests on. Energies of the device are at its load."""

    task: Task
    inferences_per_hour: float
    inference_j: Interval
    payload_bytes: float
    result_bytes: float
    alert_share: float
    message_j: Interval | None  # radio of the device for an inference, of a power state; None: by bytes
    radio: Radio
    device_network: Network  # that a message of the device goes over
    cloud_network: Network
    network_grid: Factor
    cloud_grid: Known
    pue: Known
    cloud_inference: Inference
    devices: int
    listed: tuple[Choice, ...]


def choose(result: Footprint, device: Device, notes: Notes, options: dict[str, Any]) -> Chosen:
    """Every option as given, else its default. Keys as the arguments of `compare_cloud`."""
    make, defaults, get = Choosing(notes), tables.cloud_tasks()["defaults"], options.get
    for key in _KEYS:
        if not isinstance(get(key), (str, type(None))):
            raise InputError(f"{key.replace('_', ' ')} {shown(get(key))} is no key of a table")
    task = _task(result, make, get("task"))
    rate = _rate(result, make, get("inferences_per_hour"))
    inference_j = _inference_energy(result, device, make, task, rate, options)
    payload = _amount(make, "payload", get("payload_bytes"), task.payload_bytes, task.payload_why)
    size = _amount(make, "result", get("result_bytes"), defaults["result_bytes"], defaults["result_why"])
    share = get("alert_share")
    given = share is not None
    share = number(
        "the alert share", defaults["alert_share"] if share is None else share, 0.0, 1.0, "of all inferences"
    )
    make.add("alert_share", percent(share), "declared" if given else "assumed", "", given, defaults["alert_why"])
    message_j = _messages(result, device, make, rate, options)
    radio = listed_row(make, "radio", get("radio"), radios(), defaults["radio"], "the default radio",
                 "A radio without data is not offered.")  # fmt: skip
    on_device, in_cloud = networks_of(make, radio, get("network"), get("attached"))
    grid, why = network_grid(device)
    make.add("network_grid", *place(grid), False, why)
    provider, cloud = cloud_grid(make, get("region"), get("cloud_country"), get("provider"))
    inference = listed_row(make, "cloud_inference", get("cloud_inference"), inferences(), task.cloud_inference,
                     task.stands_in or f"what was measured for {task.title.lower()}")  # fmt: skip
    if task.stands_in and get("cloud_inference") is None:
        notes.warnings.append(f"{task.title} in the cloud: {task.stands_in}")
    pue = pue_of(make, provider, get("provider"), get("pue"), inference)
    devices = get("devices")
    given = devices is not None
    count = number("the number of devices", defaults["devices"] if devices is None else devices, 1, MOST_DEVICES)
    if count != int(count):
        raise InputError(f"the number of devices {shown(devices)} is not a whole number")
    make.add("devices", many(count), "declared" if given else "assumed", "", given, "a fleet to measure trainings by")
    return Chosen(task, rate, inference_j, payload, size, share, message_j, radio, on_device, in_cloud, grid, cloud,
                  pue, inference, int(count), tuple(make.listed))  # fmt: skip


def _task(result: Footprint, make: Choosing, key: str | None) -> Task:
    """The task: given, or the one that the sensing level is for."""
    defaults = tables.cloud_tasks()["defaults"]
    sensing = result.system.blocks.get("sensing")
    level = sensing.hsl if sensing is not None and sensing.include else None
    by_level = defaults["task_by_sensing"].get(level)
    why = f"the usual task of sensing HSL-{level}" if by_level else "the default task"
    default = by_level or defaults["task"]
    task = pick("task", default if key is None else key, tasks())
    make.add("task", task.title, "declared" if key else "assumed", "", key is not None, why)
    return task


def _rate(result: Footprint, make: Choosing, given: float | None) -> float:
    """Inferences per hour: given, of the system, or the default."""
    own = result.system.use.inferences_per_hour if result.system.use else None
    known = given if given is not None else own
    rate = number("the inference rate", tables.cloud_tasks()["defaults"]["inferences_per_hour"] if known is None
                  else known, LEAST_RATE, MOST_RATE, "per hour")  # fmt: skip
    source = "" if given is not None else "the system's use stage" if own is not None else ""
    make.add("inferences", f"{significant(rate)} per hour", "declared" if known is not None else "assumed", source,
             known is not None, "how often the model runs is not given")  # fmt: skip
    return rate


def _inference_energy(
    result: Footprint, device: Device, make: Choosing, task: Task, rate: float, options: dict[str, Any]
) -> Interval:
    """Energy of one inference on the device, at its load: given, of a state named for it, or the task's default. [J]"""
    given, source = options.get("inference_energy_j"), options.get("inference_energy_source") or ""
    if given is not None:
        joule = given if isinstance(given, Interval) else exact(given)
        for end in joule:
            number("the energy per inference", end, 0.0, MOST_JOULE, "J")
        if not joule.low <= joule.typical <= joule.high:
            raise InputError("the energy per inference is outside its own bounds")
        status = options.get("inference_energy_status") or "declared"
        if status not in CERTAINTY:
            raise InputError(f"unknown status {shown(status)}", valid=CERTAINTY)
        make.add("inference_energy", energy(joule.typical), status, source, True)
        return joule
    of_state = _of_state(result, device, "inference", rate)
    if of_state is not None:
        status = weakest(device.status, make.status("inferences"))
        make.add("inference_energy", energy(of_state.typical), status, "power state named for inference", True)
        return of_state
    joule = task.device_energy_j
    make.add("inference_energy", energy(joule.typical), "assumed", task.device_energy_source, False,
             task.device_energy_source)  # fmt: skip
    return joule


def _of_state(result: Footprint, device: Device, part: str, rate: float) -> Interval | None:
    """What the power states that are named for a part take for an inference, at the load. [J]"""
    state = device.states_kwh.get(part)
    if state is None or state.typical <= 0:
        return None
    hours = HOURS_PER_YEAR * result.system.lifetime_years
    return state.scaled(J_PER_KWH / device.at_source / (rate * hours))


def _messages(
    result: Footprint, device: Device, make: Choosing, rate: float, options: dict[str, Any]
) -> Interval | None:  # fmt: skip
    """The device's own radio by a power state named for it, unless radio or message are given. [J per inference]"""
    of_state = _of_state(result, device, "radio", rate)
    if of_state is None:
        return None
    if any(options.get(key) is not None for key in ("radio", "result_bytes", "alert_share")):
        make.notes.warnings.append(
            "The power state named for the radio is left out: the device's messages are counted as given"
        )
        return None
    status = weakest(device.status, make.status("inferences"))
    make.add(
        "device_radio", f"{energy(of_state.typical)} per inference", status, "power state named for the radio", True
    )
    return of_state


def _amount(make: Choosing, option: str, given: float | None, default: float, why: str) -> float:
    value = number(f"the {option}", default if given is None else given, 0.0, MOST_BYTES, "B")
    status = "assumed" if given is None else "declared"
    make.add(option, f"{significant(value, 6)} B", status, "", given is not None, why)
    return value
