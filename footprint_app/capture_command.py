"""The command capture: what a power capture holds, its events and states, as text for a terminal and as JSON."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from footprint.errors import InputError, nearest, printable, shown
from footprint_app.answers import Answer

if TYPE_CHECKING:
    from firmware_profiles.capture import Capture, Progress
    from firmware_profiles.events import Events, Spread
    from firmware_profiles.summary import Summary
    from footprint.factors import Interval

LISTED = 1000
"""So many events are in the JSON document."""
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


def capture(arguments: argparse.Namespace) -> Answer:
    """Energy, events and power states of a capture."""
    from footprint.result import document

    found = _found(arguments)
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
        "warnings": [*held.warnings, *(events.warnings if events else ()), *found.why_not],
    }
    return answer, lambda: _text(arguments.path, found)


def _found(arguments: argparse.Namespace) -> _Found:
    from firmware_profiles.events import find_events
    from firmware_profiles.reading import read_capture
    from firmware_profiles.states import average_power_w, battery_life_years, power_states
    from firmware_profiles.summary import summarise

    progress = _progress() if sys.stderr.isatty() and not arguments.json else None
    rate = _quantity("--inferences", arguments.inferences, "per hour")
    if arguments.cell is None and arguments.count is not None:
        raise InputError("--count goes with --cell")
    held = read_capture(
        arguments.path, voltage_v=_volt(arguments.voltage), columns=_columns(arguments.column),
        sample_rate_hz=_number("--rate", arguments.rate),
        skip_start_s=_seconds("--skip-start", arguments.skip_start) or 0.0,
        clock_ppm=_number("--clock-ppm", arguments.clock_ppm) or 0.0, progress=progress,
    )  # fmt: skip
    summary = summarise(held, progress)
    options = {
        "threshold_w": _watt("--threshold", arguments.threshold),
        "channel": arguments.channel,
        "inferences_per_event": arguments.inferences_per_event,
        "sleep_power_w": _watt("--sleep", arguments.sleep),
        "join_s": _seconds("--join", arguments.join) or 0.0,
        "shortest_s": _seconds("--shortest", arguments.shortest) or 0.0,
    }
    asked = arguments.subtract_baseline or rate is not None or arguments.cell or any(v for v in options.values())
    asked = asked or arguments.channel is not None
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
        try:
            states = power_states(events, inferences_per_hour=rate)
            average = average_power_w(events, inferences_per_hour=rate)
        except InputError as error:
            if rate is not None or arguments.cell:
                raise
            why_not.append(f"no power states: {error.message}. {error.hint}".strip())
    if average is not None and arguments.cell:
        life = battery_life_years(average, arguments.cell, arguments.count or 1)
    return _Found(held, summary, events, states, average, life, tuple(why_not))


def _progress() -> Progress:
    """A line on the terminal that says how much of the file was read."""

    def show(share: float) -> None:
        done = "\n" if share >= 1 else ""
        print(f"\rreading {share * 100:3.0f} %{done}", end="", file=sys.stderr, flush=True)

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


def _quantity(option: str, text: str | None, unit: str) -> float | None:
    from footprint.quantities import parse_quantity

    if text is None:
        return None
    try:
        return parse_quantity(text, unit).value
    except InputError as error:
        error.message = f"{option}: {error.message}"
        raise


def _volt(text: str | None) -> float | None:
    """A voltage, with or without its unit."""
    try:
        return _quantity("--voltage", text, "V") if text is None else float(text)
    except ValueError:
        return _quantity("--voltage", text, "V")


def _watt(option: str, text: str | None) -> float | None:
    found = _quantity(option, text, "mW")
    return None if found is None else found * 1e-3


def _seconds(option: str, text: str | None) -> float | None:
    found = _quantity(option, text, "h")
    return None if found is None else found * 3600


def _number(option: str, text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        raise InputError(f"{option} {shown(text)} is not a number") from None


def _text(path: str, found: _Found) -> str:
    """A capture in 80 columns."""
    from footprint.numbers import count, duration, percent, power, significant
    from footprint_app.terminal_marks import bold, wrapped

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
        f"  energy         {_joule(summary.energy_j)}",
        f"  average power  {power(summary.average_power_w * 1e3)}",
        f"  peak power     {power(summary.peak_power_w * 1e3)}",
    ]  # fmt: skip
    if events is not None:
        lines += ["", bold("Events"), *_event_lines(events)]
    if found.states:
        lines += ["", bold("Power states, for a system file"), "use:", "  states:"]
        for state in found.states:
            for number, (key, value) in enumerate(state.items()):
                mark = "-" if number == 0 else " "
                lines.append(f"    {mark} {key}: {_yaml(value)}")
    if found.average_w is not None:
        low, typical, high = (power(w * 1e3) for w in found.average_w)
        lines += ["", f"  average of the states  {typical} ({low} to {high})"]
    if found.life_years is not None:
        low, typical, high = (significant(y) for y in found.life_years)
        lines.append(f"  battery life           {duration(found.life_years.typical)} ({low} to {high})")
    warnings = [*held.warnings, *(events.warnings if events else ()), *found.why_not]
    if warnings:
        lines += ["", bold("Look at"), *(wrapped(w, "    ", "  ") for w in warnings)]
    return "\n".join(lines)


def _event_lines(events: Events) -> list[str]:
    from footprint.numbers import count, power, significant
    from footprint_app.terminal_marks import wrapped

    time, energy = events.duration_s, events.energy_j
    lines = [
        wrapped(f"{count(len(events.events))} events, {count(len(events.complete))} complete, by {events.how}"),
        f"  duration       {_span(time, _time)}",
        f"  energy         {_span(energy, _joule)}, baseline {events.baseline}",
        f"  peak power     {power(events.peak_power_w.median * 1e3)}",
    ]
    inference = events.energy_per_inference_uj
    if inference is not None:
        span = _span(inference, lambda uj: f"{significant(uj, 4)} uJ")
        lines.append(f"  per inference  {span}, {events.inferences_per_event} in an event")
    if events.sleep is not None:
        lines.append(f"  asleep         {power(events.sleep.power_w * 1e3)}")
    return lines


def _span(spread: Spread, said: Callable[[float], str]) -> str:
    """Median with least and greatest, where these differ."""
    middle, low, high = said(spread.median), said(spread.min), said(spread.max)
    return middle if low == high else f"{middle} ({low} to {high})"


def _joule(energy_j: float) -> str:
    return _prefixed(energy_j, (("J", 1.0), ("mJ", 1e3), ("uJ", 1e6), ("nJ", 1e9)))


def _time(time_s: float) -> str:
    return _prefixed(time_s, (("s", 1.0), ("ms", 1e3), ("us", 1e6)))


def _prefixed(value: float, units: tuple[tuple[str, float], ...]) -> str:
    """A number with the first unit that shows at least 1, else the last one."""
    from footprint.numbers import significant

    unit, by = next(((u, f) for u, f in units if abs(value) * f >= 1), units[-1])
    return f"{significant(value * by)} {unit}"


def _yaml(value: Any) -> str:
    """A value of a state as a system file writes it."""
    if isinstance(value, float):
        return f"{value * 100:.9g} %"
    return json.dumps(value, ensure_ascii=False) if re.search(r"[:#,{}\[\]\"']", value) else str(value)
