"""The command capture: what a power capture holds, its events and states, as text for a terminal and as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from footprint.errors import InputError, nearest, printable, shown
from footprint_app import faces
from footprint_app.answers import Answer
from footprint_app.quantity_options import microjoule, number, rate_per_hour, seconds, volt, watt

if TYPE_CHECKING:
    from firmware_profiles.capture import Capture, Progress
    from firmware_profiles.events import Events, Spread
    from firmware_profiles.summary import Summary
    from footprint.factors import Interval

LISTED = 1000
"""So many events are in the JSON document."""
ASK_FOR_EVENTS = (
    "threshold", "channel", "join", "shortest", "sleep", "inferences_per_event", "device", "energy_per_inference",
)  # fmt: skip
"""Options without a meaning where a capture has no events: the reason is then an error, else a remark."""
_QUANTITIES = ("time", "current", "voltage", "power", "energy")


class _Found(NamedTuple):
    """What was read, and what could not be told from it."""

    capture: Capture
    summary: Summary
    events: Events | None
    states: list[dict[str, Any]] | None
    average_w: Interval | None
    life_years: Interval | None
    why_not: tuple[str, ...]
    system_notes: tuple[str, ...] = ()

    @property
    def warnings(self) -> list[str]:
        """Everything that a reader should look at."""
        texts = [*self.capture.warnings, *(self.events.warnings if self.events else ()), *self.why_not]
        return [faces.said(text, faces.CAPTURE) for text in texts]


def capture(arguments: argparse.Namespace) -> Answer:
    """Energy, events and power states of a capture."""
    from firmware_profiles.fingerprint import sha256_of
    from footprint.result import document
    from footprint_app.system_edit import check_output

    check_output(arguments.into, arguments.output)
    with faces.in_options(faces.CAPTURE):
        found = _found(arguments)
    if arguments.into is not None:
        found = found._replace(system_notes=_written(arguments, found))
    held, summary, events = found.capture, found.summary, found.events
    spread = events.energy_per_inference_uj if events else None
    listed: dict[str, Any] | None = None
    if events is not None:
        listed = events.to_dict()
        listed["listed"] = min(len(listed["list"]), LISTED)
        listed["list"] = listed["list"][:LISTED]
    answer = {
        **document("capture"),
        "file": arguments.path,
        "sha256": events.sha256 if events else sha256_of(held.path),
        "format": held.format,
        "instrument": held.instrument,
        "sample_rate_hz": held.sample_rate_hz,
        "voltage_v": held.voltage_v,
        "duration_s": held.duration_s,
        "lost_samples": held.lost_samples,
        "lost_share": held.lost_share,
        "gaps": [gap._asdict() for gap in held.gaps[:LISTED]],
        **summary.to_dict(),
        "energy_per_inference_uj": {k: v for k, v in spread._asdict().items() if k != "n"} if spread else None,
        "published": held.published,
        "events": listed,
        "states": found.states,
        "state_average_power_mw": found.average_w.scaled(1e3).to_dict() if found.average_w else None,
        "battery_life_years": found.life_years.to_dict() if found.life_years else None,
        "warnings": found.warnings,
        "system_file": arguments.output,
        "system_notes": list(found.system_notes),
    }
    return answer, lambda: _text(arguments, found)


def _written(arguments: argparse.Namespace, found: _Found) -> tuple[str, ...]:
    """Write the states into a system file; what has to be known of it."""
    from footprint_app.system_edit import Merge, write_into

    assert found.states is not None
    assert found.events is not None
    sha256 = f", sha256 {found.events.sha256}" if found.events.sha256 else ""
    merge = Merge(
        found.states, whole=True, inferences=arguments.inferences,
        comment=f"measured: {found.capture.path.name}{sha256}",
    )  # fmt: skip
    return tuple(write_into(arguments.into, arguments.output, merge))


def _found(arguments: argparse.Namespace) -> _Found:
    from firmware_profiles.checks import peak_is_known, require
    from firmware_profiles.events import find_events
    from firmware_profiles.reading import read_capture
    from firmware_profiles.states import average_power_w, battery_life_years, power_states
    from firmware_profiles.summary import summarise

    progress = _progress() if sys.stderr.isatty() and not arguments.json else None
    rate = rate_per_hour("--inferences", arguments.inferences)
    if arguments.cell is None and arguments.count is not None:
        raise InputError("--count goes with --cell")
    held = read_capture(
        arguments.path, voltage_v=volt("--voltage", arguments.voltage), columns=_columns(arguments.column),
        sample_rate_hz=number("--rate", arguments.rate),
        skip_start_s=seconds("--skip-start", arguments.skip_start) or 0.0,
        clock_ppm=number("--clock-ppm", arguments.clock_ppm) or 0.0, progress=progress,
    )  # fmt: skip
    summary = summarise(held, progress)
    options = {
        "threshold_w": watt("--threshold", arguments.threshold),
        "channel": arguments.channel,
        "inferences_per_event": arguments.inferences_per_event,
        "sleep_power_w": watt("--sleep", arguments.sleep),
        "join_s": seconds("--join", arguments.join) or 0.0,
        "shortest_s": seconds("--shortest", arguments.shortest) or 0.0,
        "device": arguments.device,
        "stated_energy_uj": microjoule("--energy-per-inference", arguments.energy_per_inference),
    }
    needs_states = rate is not None or arguments.cell is not None or arguments.into is not None
    needs_checks = arguments.device is not None or arguments.energy_per_inference is not None
    asked = (
        arguments.subtract_baseline
        or needs_states
        or any(getattr(arguments, option) is not None for option in ASK_FOR_EVENTS)
    )
    why_not: list[str] = []
    events = states = average = life = None
    try:
        baseline: Any = "subtracted" if arguments.subtract_baseline else "included"
        events = find_events(held, baseline=baseline, progress=progress, **options)
    except InputError as error:
        if asked:
            raise
        why_not.append(f"no events: {error.message}. {error.hint}".strip())
    if events is not None:
        if needs_checks:
            require(*events.findings, file=arguments.path)
        try:
            states = power_states(events, inferences_per_hour=rate)
            average = average_power_w(events, inferences_per_hour=rate)
        except InputError as error:
            if needs_states:
                raise
            why_not.append(f"no power states: {error.message}. {error.hint}".strip())
    if average is not None and events is not None and arguments.cell is not None:
        count = 1 if arguments.count is None else arguments.count
        life = battery_life_years(average, arguments.cell, count, peak_w=events.peak_power_w.max)
        if not peak_is_known(arguments.cell):
            why_not.append(f"Peak not checked: there is no figure of what {arguments.cell} delivers at most.")
    return _Found(held, summary, events, states, average, life, tuple(why_not))


def _progress() -> Progress:
    """A line on the terminal that says how much of the file was read, and goes at the end: it is read several times."""

    def show(share: float) -> None:
        text = f"reading {share * 100:3.0f} %"
        gone = f"\r{' ' * len(text)}\r" if share >= 1 else ""
        print(f"\r{text}{gone}", end="", file=sys.stderr, flush=True)

    return show


def _columns(given: list[str]) -> dict[str, str] | None:
    """``time=t [ms]`` as a mapping."""
    columns: dict[str, str] = {}
    for text in given:
        name, equals, heading = text.partition("=")
        if not equals or name not in _QUANTITIES:
            valid = nearest(name, _QUANTITIES)
            raise InputError(f"--column {shown(text)} names no quantity", valid=valid, hint='Like time="t [ms]".')
        if name in columns:
            raise InputError(f"--column {name} is given twice")
        columns[name] = heading
    return columns or None


def _text(arguments: argparse.Namespace, found: _Found) -> str:
    """A capture in 80 columns."""
    from footprint.numbers import count, duration, energy, percent, power, significant
    from footprint_app.system_edit import states_lines, written_lines
    from footprint_app.terminal_marks import bold, wrapped

    path = arguments.path
    held, summary, events = found.capture, found.summary, found.events
    supply = f", {held.voltage_v:.4g} V" if held.voltage_v is not None else ""
    lines = [
        bold(printable(path)),
        wrapped(f"{printable(held.instrument)} ({held.format}), {significant(held.sample_rate_hz)} Hz{supply}", ""),
        wrapped(
            f"{significant(held.duration_s)} s, {count(held.samples)} samples"
            + (f", {percent(held.lost_share)} lost in {count(len(held.gaps))} gaps" if held.gaps else ""), "",
        ),
        "",
        f"  energy         {energy(summary.energy_j)}",
        f"  average power  {power(summary.average_power_w * 1e3)}",
        f"  peak power     {power(summary.peak_power_w * 1e3)}",
    ]  # fmt: skip
    if events is not None:
        lines += ["", bold("Events"), *_event_lines(events, arguments.device)]
    if found.states and arguments.into is None:
        lines += ["", bold("Power states, for a system file"), "use:", *states_lines(found.states)]
    if found.average_w is not None:
        lines += ["", f"  average of the states  {_between(*(power(w * 1e3) for w in found.average_w))}"]
    if found.life_years is not None:
        low, _, high = (significant(y) for y in found.life_years)
        lines.append(f"  battery life           {duration(found.life_years.typical)} ({low} to {high})")
    if found.warnings:
        lines += ["", bold("Look at"), *(wrapped(w, "    ", "  ") for w in found.warnings)]
    if arguments.into is not None:
        lines += written_lines(arguments.output, found.system_notes)
    return "\n".join(lines)


def _event_lines(events: Events, device: str | None) -> list[str]:
    from footprint import numbers
    from footprint.numbers import count, current, power, significant
    from footprint_app.terminal_marks import wrapped

    time, energy = events.duration_s, events.energy_j
    lines = [
        wrapped(
            f"{count(len(events.events))} event{'' if len(events.events) == 1 else 's'}, "
            f"{count(len(events.complete))} complete, by {events.how}"
        ),
        f"  duration       {_span(time, numbers.time)}",
        f"  energy         {_span(energy, numbers.energy)}, baseline {events.baseline}",
        f"  peak power     {power(events.peak_power_w.median * 1e3)}",
    ]
    inference = events.energy_per_inference_uj
    if inference is not None:
        span = _span(inference, lambda uj: f"{significant(uj, 4)} uJ")
        lines.append(f"  per inference  {span}, {events.inferences_per_event} in an event")
    if events.active_current_a is not None:
        lines.append(wrapped(f"{current(events.active_current_a)}{_published(events, device)}", " " * 17,
                             "  active current "))  # fmt: skip
    if events.sleep is not None:
        lines.append(f"  asleep         {power(events.sleep.power_w * 1e3)}")
    return lines


def _published(events: Events, device: str | None) -> str:
    """What is published for the device that the capture was compared with."""
    if device is None:
        return ""
    from firmware_profiles.devices import active_current
    from footprint.numbers import current

    known = active_current(device, events.voltage_v)
    low, high = current(known.low_a), current(known.high_a)
    return f"; published for {known.device.title} at {known.conditions}: {low} to {high}"


def _span(spread: Spread, said: Callable[[float], str]) -> str:
    """Median with least and greatest, where these differ."""
    return _between(said(spread.min), said(spread.median), said(spread.max))


def _between(low: str, middle: str, high: str) -> str:
    return middle if low == high else f"{middle} ({low} to {high})"
