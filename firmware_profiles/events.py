"""Events of a capture: where the device is active and where it sleeps. States: see `firmware_profiles.states`.

Every `Events` says whether its energies include the baseline, the power that the device would have drawn asleep.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from firmware_profiles import checks, event_checks
from firmware_profiles.data_files import limit
from firmware_profiles.event_options import Baseline, check_options
from firmware_profiles.fingerprint import SHOWN, sha256_of
from firmware_profiles.segments import Found, Run, find_threshold_w, runs_of, tidy, windows_of
from footprint.errors import InputError, printable
from footprint.numbers import power

if TYPE_CHECKING:
    from firmware_profiles.capture import Capture, Progress

MOST_NAME = 120
"""Letters of a file name and of an instrument in the source of a use stage."""


class Event(NamedTuple):
    """One stretch in which the device was active.

    Attributes
    ----------
    start_s, duration_s : float
        On the capture's time base. [s]
    charge_c : float, optional
        Baseline as in `Events.baseline`; None for formats without a current. [C]
    energy_j : float
        Baseline as in `Events.baseline`. [J]
    gross_energy_j : float
        With the baseline, whatever `Events.baseline` is. [J]
    peak_power_w : float
        Largest sample, baseline included. [W]
    complete : bool
        False where the capture starts or ends in it, or misses samples of it: it counts in no median.
    """

    start_s: float
    duration_s: float
    charge_c: float | None
    energy_j: float
    gross_energy_j: float
    peak_power_w: float
    complete: bool


class Spread(NamedTuple):
    """Median, least and greatest of the complete events, and how many they are."""

    median: float
    min: float
    max: float
    n: int

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """The spread of some values; at least one."""
        kept = list(values)
        return cls(median(kept), min(kept), max(kept), len(kept))

    def scaled(self, by: float) -> Spread:
        """In another unit."""
        return Spread(self.median * by, self.min * by, self.max * by, self.n)

    def to_dict(self) -> dict[str, float]:
        """As it is printed."""
        return self._asdict()


class Sleep(NamedTuple):
    """The level between the events.

    Attributes
    ----------
    power_w : float
        Mean over all of the time between events. [W]
    low_w, high_w : float
        Least and greatest mean of a stretch between events, short stretches left out. [W]
    current_a : float, optional
        Mean current. [A]
    zero_share : float
        Share of its samples that read exactly zero.
    given : bool
        Whether a person gave the level, instead of the capture.
    """

    power_w: float
    low_w: float
    high_w: float
    current_a: float | None = None
    zero_share: float = 0.0
    given: bool = False


@dataclass(frozen=True)
class Events:
    """The events of a capture.

    Attributes
    ----------
    source : str
        The capture, its instrument and the voltage its powers rest on.
    how : str
        What told active from asleep.
    baseline : str
        included: energies are as measured; subtracted: without the sleep level over the duration.
    events : tuple of Event
        In the order of time.
    sleep : Sleep, optional
        None where the capture holds no sleep.
    active_s, measured_s : float
        Time active, cut events included, and time that the capture has samples of. [s]
    inferences_per_event : int, optional
        None where nobody said: an event then counts as one inference.
    warnings : tuple of str
        What a reader should look at.
    findings : tuple of Finding
        What is not plausible: no power states are made of such events.
    benchmark : bool
        Whether the pauses are those of a test bench: neither sleep nor a duty cycle can be told from them.
    voltage_v, active_current_a : float, optional
        Supply voltage, and median of the mean currents of the complete events, baseline included; None where the file
        has none. [V], [A]
    sha256 : str, optional
        Of the file or folder; None where it is not there any more.
    """

    source: str
    how: str
    baseline: Baseline
    events: tuple[Event, ...]
    sleep: Sleep | None
    active_s: float
    measured_s: float
    instrument: str
    threshold_w: float | None = None
    channel: int | None = None
    inferences_per_event: int | None = None
    warnings: tuple[str, ...] = ()
    findings: tuple[checks.Finding, ...] = ()
    benchmark: bool = False
    file: str | None = None
    voltage_v: float | None = None
    active_current_a: float | None = None
    sha256: str | None = None

    @property
    def complete(self) -> tuple[Event, ...]:
        """The events that neither an end of the capture nor a gap cuts."""
        return tuple(e for e in self.events if e.complete)

    @property
    def duration_s(self) -> Spread:
        """Of the complete events. [s]"""
        return Spread.of(e.duration_s for e in self.complete)

    @property
    def energy_j(self) -> Spread:
        """Of the complete events, baseline as in `baseline`. [J]"""
        return Spread.of(e.energy_j for e in self.complete)

    @property
    def charge_c(self) -> Spread | None:
        """Of the complete events; None for formats without a current. [C]"""
        charges = [e.charge_c for e in self.complete if e.charge_c is not None]
        return Spread.of(charges) if charges else None

    @property
    def peak_power_w(self) -> Spread:
        """Of the complete events. [W]"""
        return Spread.of(e.peak_power_w for e in self.complete)

    @property
    def energy_per_inference_uj(self) -> Spread | None:
        """Energy of an event over its inferences; None where their number is not known. [uJ]"""
        if self.inferences_per_event is None:
            return None
        return self.energy_j.scaled(1e6 / self.inferences_per_event)

    def to_dict(self) -> dict[str, Any]:
        """``events`` of ``footprint capture --json``."""
        charge, sleep = self.charge_c, self.sleep
        return {
            "how": self.how,
            "baseline": self.baseline,
            "count": len(self.events),
            "complete": len(self.complete),
            "duration_s": self.duration_s.to_dict(),
            "charge_c": charge.to_dict() if charge else None,
            "energy_j": self.energy_j.to_dict(),
            "peak_power_mw": self.peak_power_w.scaled(1e3).to_dict(),
            "sleep_power_mw": sleep.power_w * 1e3 if sleep else None,
            "threshold_mw": self.threshold_w * 1e3 if self.threshold_w is not None else None,
            "channel": self.channel,
            "inferences_per_event": self.inferences_per_event,
            "active_current_ma": None if self.active_current_a is None else self.active_current_a * 1e3,
            "list": [e._asdict() for e in self.events],
        }


def find_events(
    capture: Capture,
    *,
    threshold_w: float | None = None,
    channel: int | None = None,
    baseline: Baseline = "included",
    inferences_per_event: int | None = None,
    sleep_power_w: float | None = None,
    join_s: float = 0.0,
    shortest_s: float = 0.0,
    device: str | None = None,
    stated_energy_uj: float | None = None,
    progress: Progress | None = None,
) -> Events:
    """Tell active from asleep: by a digital channel, a threshold or the capture's timestamps.

    Without a channel and a threshold the timestamps decide; without those a threshold is found from the samples:
    the geometric mean of the two levels into which Otsu's method splits the logarithm of the power.

    Parameters
    ----------
    capture : Capture
        Is read once, or twice where the threshold has to be found.
    threshold_w : float, optional
        Active is what draws at least this power. Over 0. [W]
    channel : int, optional
        Active is where this digital channel is high. 0 to 15.
    baseline : str
        included or subtracted, see `Events`.
    inferences_per_event : int, optional
        Where the capture does not tell.
    sleep_power_w : float, optional
        Own figure for the level asleep, instead of what lies between the events. 0 or more. [W]
    join_s : float
        Dips of at most this length do not end an event. 0 or more. [s]
    shortest_s : float
        Events shorter than this are part of the sleep. 0 or more. [s]
    device : str, optional
        A key of `firmware_profiles.devices.devices`, whose published active current the events are compared with.
    stated_energy_uj : float, optional
        An energy per inference that is stated elsewhere, to compare with. Over 0. [uJ]

    Returns
    -------
    Events
        With what is not plausible in `Events.findings`: no power states are made of such events.

    Raises
    ------
    InputError
        No events, a channel that is not there, levels that do not stand apart, a baseline that cannot be subtracted
        because the capture holds no sleep, an unknown device, or a comparison that the capture does not allow.
    """
    file = str(capture.path)
    check_options(capture, threshold_w, channel, baseline, inferences_per_event, sleep_power_w, join_s, shortest_s)
    warnings: list[str] = []
    if channel is None and threshold_w is None and capture.windows:
        how = "timestamps of the file"
        found = windows_of(capture, progress)
        sleep = None
        inferences_per_event = inferences_per_event or capture.inferences_per_window
    else:
        if channel is not None:
            how = f"digital channel {channel}"
        elif threshold_w is not None:
            how = f"threshold of {power(threshold_w * 1e3)}"
        else:
            threshold_w = find_threshold_w(capture, progress)
            how = f"threshold of {power(threshold_w * 1e3)}, found from the samples"
        runs = tidy(runs_of(capture, threshold_w, channel, progress), join_s, shortest_s)
        found = Found([r for r in runs if r.active], [r for r in runs if not r.active], runs[0], runs[-1])
        sleep = _sleep(found.asleep)
    benchmark = bool(capture.windows) or capture.format.startswith("energyrunner")
    if benchmark:
        sleep = None
        warnings.append("The power between the runs is not taken as sleep: there the device waits for commands.")
    if not found.active:
        raise InputError(f"no event in the capture by the {how}", file=file, hint="Another threshold or channel.")
    if not found.asleep:
        raise InputError(f"active all of the time by the {how}", file=file, hint="Another threshold or channel.")
    if sleep_power_w is not None:
        sleep = Sleep(sleep_power_w, sleep_power_w, sleep_power_w, given=True)
    if baseline == "subtracted" and sleep is None:
        raise InputError(
            "the baseline cannot be subtracted: the capture holds no sleep", file=file,
            hint='Give sleep_power_w, or keep baseline="included".',
        )  # fmt: skip
    events = tuple(_event(run, found, capture, sleep if baseline == "subtracted" else None) for run in found.active)
    complete = sum(e.complete for e in events)
    if not complete:
        raise InputError(
            "no event is complete: each is cut by an end of the capture or by a gap", file=file,
            hint="Capture for longer, or another threshold or channel.",
        )  # fmt: skip
    level = median(e.gross_energy_j / e.duration_s for e in events if e.complete)
    if sleep_power_w is not None and sleep_power_w >= level:
        raise InputError(
            f"a sleep power of {power(sleep_power_w * 1e3)} is not below the {power(level * 1e3)} of the events",
            file=file, hint="Give the power of the device asleep as sleep_power_w.",
        )  # fmt: skip
    if complete < len(events):
        warnings.append(f"{len(events) - complete} of {len(events)} events are cut and count in no median.")
    if complete == 1:
        warnings.append("One complete event tells nothing of the spread between events.")
    shortest = median(r.samples for r, e in zip(found.active, events, strict=True) if e.complete)
    if threshold_w is not None and shortest <= limit("short_event"):
        warnings.append(
            f"Half of the events last no longer than {limit('short_event'):g} samples: the threshold lies in the "
            "noise, or the sampling rate is too low for them. Give threshold_w or shortest_s."
        )
    volt = capture.voltage_v or (capture.published or {}).get("supply_voltage_v")
    supply = f", {volt:.4g} V" if volt is not None else ""
    sha256 = sha256_of(capture.path)
    supply += f", sha256 {sha256[:SHOWN]}" if sha256 else ""
    source = f"capture {capture.path.name[:MOST_NAME]}, {capture.instrument[:MOST_NAME]}{supply}"
    made = Events(
        source=printable(source), how=how, baseline=baseline, events=events,
        sleep=sleep, active_s=math.fsum(r.span_s for r in found.active), measured_s=found.measured_s,
        instrument=capture.instrument, threshold_w=threshold_w, channel=channel,
        inferences_per_event=inferences_per_event, benchmark=benchmark, file=file, voltage_v=volt,
        active_current_a=_active_current_a(found, events, volt), sha256=sha256,
    )  # fmt: skip
    findings = event_checks.findings(made, capture, device, stated_energy_uj)
    return replace(made, findings=findings, warnings=(*warnings, *(f.sentence for f in findings)))


def _sleep(asleep: list[Run]) -> Sleep | None:
    """The level of the time between events; None where there is none."""
    runs = [r for r in asleep if r.span_s > 0]
    if not runs:
        return None
    whole = replace(runs[0])
    for run in runs[1:]:
        whole.add(run)
    # A stretch that is much shorter than the others holds noise and edges, not the level.
    least = median(r.span_s for r in runs) * limit("short_stretch")
    usual = [r for r in runs if r.span_s >= least]
    mean = whole.energy_j / whole.span_s
    means = [mean, *(r.energy_j / r.span_s for r in usual)]
    current = None if whole.charge_c is None else whole.charge_c / whole.span_s
    return Sleep(mean, min(means), max(means), current, whole.zeros / whole.samples)


def _event(run: Run, found: Found, capture: Capture, base: Sleep | None) -> Event:
    slack = limit("edge_slack") / capture.sample_rate_hz
    cut = run is found.first or run is found.last
    gap = any(g.start_s <= run.end_s + slack and g.start_s + g.length_s >= run.start_s - slack for g in capture.gaps)
    short = run.span_s < (run.end_s - run.start_s) - 2 * slack
    energy, charge = run.energy_j, run.charge_c
    if base is not None:
        energy -= base.power_w * run.span_s
        # Only a level that was measured as a current can be subtracted from a charge.
        charge = None if charge is None or base.current_a is None else charge - base.current_a * run.span_s
    return Event(
        run.start_s, run.end_s - run.start_s, charge, energy, run.energy_j, run.peak_w, not (cut or gap or short)
    )


def _active_current_a(found: Found, events: Iterable[Event], volt: float | None) -> float | None:
    """Median of the mean currents of the complete events, from their charge, else from their energy and a voltage."""
    means = [
        run.charge_c / run.span_s if run.charge_c is not None else run.energy_j / run.span_s / volt if volt else None
        for run, event in zip(found.active, events, strict=True)
        if event.complete and run.span_s > 0
    ]
    known = [m for m in means if m is not None]
    return median(known) if known else None
