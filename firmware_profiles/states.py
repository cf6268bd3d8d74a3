"""From events to a use stage: power states with duty cycle, mean power at an inference rate, and battery life."""

from __future__ import annotations

import math
from typing import Any

from firmware_profiles import checks
from firmware_profiles.data_files import limit
from firmware_profiles.events import Events, Sleep, Spread
from firmware_profiles.readers import is_number, is_whole
from footprint import tables
from footprint.errors import InputError, shown
from footprint.factors import Interval
from footprint.stages.supply import battery_life_interval


def power_states(events: Events, *, inferences_per_hour: float | None = None) -> list[dict[str, Any]]:
    """The states ``active`` and ``sleep`` as ``use.states`` of a system file takes them.

    The power of ``active`` always includes the baseline, because ``sleep`` fills the rest of the time only, so a period
    takes E = E_event + P_sleep x (T - t_event), or with the energy above the baseline E_net + P_sleep x T: nothing is
    counted twice, whatever `Events.baseline` is. EM-Scope adds P_sleep x T to an energy that includes it, which counts
    the sleep during the event twice; for events that are short against T it matters little.

    With a rate, active x duty is the median energy per inference times the rate, and its bounds are the least and the
    greatest energy. Without one the duty cycle is that of the capture, and the two states add up to the capture's own
    mean power. Their status is measured and their source the capture; a sleep level that a person gave is declared.

    Parameters
    ----------
    inferences_per_hour : float, optional
        Inference rate in use; an event without a known number of inferences counts as one. [1/h]

    Raises
    ------
    InputError
        A duty cycle over 1, a sleep level at the instrument's noise floor, no sleep level at all, or `Events.findings`.
    """
    sleep = _trusted_sleep(events)
    active, duty = _active_w(events, inferences_per_hour)
    one = inferences_per_hour is not None and events.inferences_per_event is None
    source = f"{events.source}; an event counts as one inference" if one else events.source
    states = [_state("active", active, duty, "measured", source)]
    if duty < 1 - limit("duty_slack"):
        status, said = ("declared", f"given beside {events.source}") if sleep.given else ("measured", events.source)
        states.append(_state("sleep", Interval(sleep.low_w, sleep.power_w, sleep.high_w), 1 - duty, status, said))
    return states


def average_power_w(events: Events, *, inferences_per_hour: float | None = None) -> Interval:
    """Mean power of the states of `power_states`, all low ends together and all high ends. [W]"""
    sleep = _trusted_sleep(events)
    active, duty = _active_w(events, inferences_per_hour)
    levels = zip(active, (max(sleep.low_w, 0.0), sleep.power_w, sleep.high_w), strict=True)
    return Interval(*(duty * awake + (1 - duty) * asleep for awake, asleep in levels))


def battery_life_years(power_w: Interval, cell: str, count: int = 1, *, peak_w: float | None = None) -> Interval:
    """How long a set of cells feeds a mean power, with the cells' self-discharge. [years]

    See `footprint.stages.supply.battery_years`; the ends pair the least energy with the greatest power and
    self-discharge, and the reverse.

    Parameters
    ----------
    power_w : Interval
        Mean power drawn from the cells, such as that of `average_power_w`. [W]
    cell : str
        A cell of the tool's table, such as ``cell-cr2032``.
    count : int
        Cells in the set, at least 1.
    peak_w : float, optional
        Greatest power that is drawn, such as ``Events.peak_power_w.max``. It is compared with what the set delivers,
        where the table says that: see `firmware_profiles.checks.peak_is_known`. [W]

    Raises
    ------
    InputError
        An unknown cell, no cells, or a peak beyond what they deliver.
    """
    most = int(limit("most_cells"))
    if not (is_whole(count) and 1 <= count <= most):
        raise InputError(f"a set holds at least one cell and at most {most}, not {shown(count)}", path=("count",))
    known = tables.cell(cell)
    if peak_w is not None:
        checks.require(checks.within_cell(peak_w, cell, count))
    return battery_life_interval(known.energy_kwh.scaled(count), power_w.scaled(1e3), known.self_discharge_per_year)


def _trusted_sleep(events: Events) -> Sleep:
    """The sleep level, unless it or the events are not plausible."""
    checks.require(*events.findings, file=events.file)
    sleep = events.sleep
    if sleep is None:
        raise InputError(
            "the capture holds no sleep to make a power state of", file=events.file,
            hint="Give sleep_power_w from a capture of the sleep or the data sheet; 0 for a device that is off.",
        )  # fmt: skip
    if not sleep.given:
        found = checks.above_noise_floor(sleep.power_w, sleep.current_a, events.instrument, sleep.zero_share)
        checks.require(found, file=events.file)
    return sleep


def _active_w(events: Events, inferences_per_hour: float | None) -> tuple[Interval, float]:
    """Mean power of the active state with its bounds [W], baseline included, and its duty cycle [1]."""
    if inferences_per_hour is None:
        if events.benchmark:
            raise InputError(
                "the capture is of a benchmark, whose pauses are not those of the device in use", file=events.file,
                hint="Give inferences_per_hour, the inference rate.",
            )  # fmt: skip
        means = [e.gross_energy_j / e.duration_s for e in events.events if e.duration_s > 0]
        mean = math.fsum(e.gross_energy_j for e in events.events) / events.active_s
        return Interval(min(mean, *means), mean, max(mean, *means)), events.active_s / events.measured_s
    if not (is_number(inferences_per_hour) and inferences_per_hour > 0):
        raise InputError(f"the inference rate must be over 0, not {shown(inferences_per_hour)}", file=events.file)
    each = events.inferences_per_event or 1
    time = events.duration_s.median / each
    duty = inferences_per_hour / 3600 * time
    what = f"{inferences_per_hour:.6g} inferences per hour of {time * 1e3:.4g} ms"
    checks.require(checks.duty_fits(duty, what), file=events.file)
    gross = Spread.of(e.gross_energy_j for e in events.complete).scaled(1 / each)
    return Interval(gross.min / time, gross.median / time, gross.max / time), min(duty, 1.0)


def _state(name: str, level_w: Interval, duty: float, status: str, source: str) -> dict[str, Any]:
    state: dict[str, Any] = {"name": name, "power": _text(level_w.typical)}
    low, high = _text(max(level_w.low, 0.0)), _text(level_w.high)
    if low != high:
        state |= {"power_low": low, "power_high": high}
    return {**state, "duty": duty, "status": status, "source": source}


def _text(watt: float) -> str:
    return f"{watt * 1e3:.6g} mW"
