"""What of the events of a capture contradicts the instrument, the file, the device or a stated energy."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from firmware_profiles import checks
from firmware_profiles.devices import active_current
from firmware_profiles.readers import is_number
from footprint.errors import InputError, shown

if TYPE_CHECKING:
    from firmware_profiles.capture import Capture
    from firmware_profiles.events import Events


def findings(
    events: Events, capture: Capture, device: str | None, stated_energy_uj: float | None
) -> tuple[checks.Finding, ...]:  # fmt: skip
    """Every check that can be made of these events.

    Parameters
    ----------
    events : Events
        With at least one complete event.
    device : str, optional
        A key of `firmware_profiles.devices.devices`: the active current must lie in its published range.
    stated_energy_uj : float, optional
        Energy per inference that is stated elsewhere, such as in a data sheet. Over 0. [uJ]

    Raises
    ------
    InputError
        An unknown device or one without a published current, or a check that was asked for and cannot be made.
    """
    found: list[checks.Finding | None] = []
    if capture.voltage_v:
        found.append(checks.within_instrument(events.peak_power_w.max / capture.voltage_v, capture.instrument))
    stated = capture.published or {}
    energy, rate = stated.get("median_uj_per_inference"), stated.get("median_inferences_per_second")
    gross = median(e.gross_energy_j for e in events.complete)
    if energy and events.inferences_per_event and capture.windows:
        found.append(checks.published_agrees(gross / events.inferences_per_event, energy * 1e-6))
        if rate:
            found.append(checks.energy_agrees(gross / events.duration_s.median, 1 / rate, energy * 1e-6))
    if device is not None:
        found.append(_current(events, device))
    if stated_energy_uj is not None:
        found.append(_energy(events, stated_energy_uj))
    return tuple(f for f in found if f is not None)


def _current(events: Events, device: str) -> checks.Finding | None:
    """The active current against the published range of the device, at the voltage of the capture if it has one."""
    known = active_current(device, events.voltage_v)
    if events.active_current_a is None:
        raise InputError(
            f"the active current cannot be compared with that of {known.device.title}: the capture records neither a "
            "current nor a voltage",
            file=events.file,
            hint="Leave the device out.",
        )
    name = f"{known.device.title} (measured at {known.conditions})"
    return checks.current_in_range(events.active_current_a, known.low_a, known.high_a, name)


def _energy(events: Events, stated_uj: float) -> checks.Finding | None:
    """Mean power of an event times its time per inference against the stated energy."""
    if not (is_number(stated_uj) and stated_uj > 0):
        raise InputError(f"the stated energy per inference must be over 0, not {shown(stated_uj)}", file=events.file)
    if events.inferences_per_event is None:
        raise InputError(
            "a stated energy per inference needs the number of inferences in an event",
            file=events.file,
            hint="Give inferences_per_event.",
        )
    time = events.duration_s.median
    return checks.energy_agrees(
        events.energy_j.median / time, time / events.inferences_per_event, stated_uj * 1e-6
    )  # fmt: skip
