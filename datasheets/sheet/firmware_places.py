"""What measured firmware gives to a datasheet: model files, power captures and profiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from datasheets.sheet.places import Kind, NotThereError, Place, quantity
from datasheets.sheet.units import measure_of
from datasheets.sheet.values import Quantity

# Models


def _load_model(path: Path, options: Mapping[str, Any]) -> Any:
    from firmware_profiles.model import inspect_model

    return path, inspect_model(path, measure=False)


def _macs(found: Any, _: str) -> Quantity:
    report = found[1]
    if report.macs is None:
        raise NotThereError("the multiply-accumulates of this model cannot be counted", hint="Write not provided.")
    if not report.not_counted:
        return quantity(report.macs, "", "calculated", digits=15)
    left_out = ", ".join(n.what for n in report.not_counted)
    return Quantity(
        minimum=measure_of(report.macs, "", 15), status="calculated", note=f"a lower bound, without {left_out}"
    )


def _arena(found: Any, _: str) -> Quantity:
    arena = found[1].arena
    if arena.planned_bytes is None:
        raise NotThereError(f"the arena of this model is not known: {' '.join(arena.notes)}")
    size = measure_of(arena.planned_bytes * 1e-3, "kB", 6)
    note = "tensors only, as TensorFlow Lite Micro plans them; the interpreter needs more"
    if arena.lower_bound:
        return Quantity(minimum=size, status="calculated", note=f"a lower bound: {note}")
    return Quantity(value=size, status="calculated", note=note)


def _architecture(found: Any, _: str) -> str:
    report = found[1]
    operators = ", ".join(f"{o.count} {o.name}" for o in report.operators)
    return f"{len(report.layers)} operators: {operators}"


def _quantisation(found: Any, _: str) -> str:
    scheme = found[1].quantisation
    weights = ", ".join(sorted(scheme.weights))
    values = ", ".join(sorted(scheme.activations))
    return f"{scheme.scheme or 'no arithmetic'}: weights {weights}; activations {values}"


def _input(found: Any, _: str) -> str:
    return "; ".join(f"{' x '.join(str(n) for n in t.shape[1:])} of {t.type}" for t in found[1].inputs)


def _size(found: Any, _: str) -> Quantity:
    note = "the model file alone, without the program that runs it"
    return quantity(found[0].stat().st_size * 1e-3, "kB", "calculated", digits=9, note=note)


def _of_model(key: str, unit: str, scale: float = 1.0) -> Place:
    return Place(
        "quantity", lambda f, _: quantity(getattr(f[1], key) * scale, unit, "calculated", digits=15), unit or "1"
    )


_MODEL = {
    "file": Place("text", lambda f, _: f[1].file),
    "sha256": Place("text", lambda f, _: f[1].sha256),
    "format": Place("text", lambda f, _: f[1].format),
    "architecture": Place("text", _architecture),
    "quantisation": Place("text", _quantisation),
    "input": Place("text", _input),
    "macs": Place("quantity", _macs, "1"),
    "parameters": _of_model("parameters", ""),
    "weights": _of_model("weights_bytes", "kB", 1e-3),
    "arena": Place("quantity", _arena, "kB"),
    "size": Place("quantity", _size, "kB"),
}

# Captures: shares of events, each over the inferences of an event


_READING = {"voltage": "voltage_v", "sample_rate": "sample_rate_hz", "skip_start": "skip_start_s"}
"""Options of a capture that `firmware_profiles.read_capture` takes, and what it calls them."""


def reading_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """What `firmware_profiles.read_capture` takes of the options of a capture."""
    return {_READING[k]: v for k, v in options.items() if k in _READING}


def _load_capture(path: Path, options: Mapping[str, Any]) -> Any:
    from firmware_profiles import checks, find_events, read_capture

    finding = {
        "threshold": "threshold_w", "channel": "channel", "inferences_per_event": "inferences_per_event",
        "sleep_power": "sleep_power_w", "join": "join_s", "shortest": "shortest_s",
    }  # fmt: skip
    capture = read_capture(path, **reading_options(options))
    events = find_events(capture, **{finding[k]: v for k, v in options.items() if k in finding})
    checks.require(*events.findings, file=str(path))
    return events


def _each(events: Any) -> int:
    if events.inferences_per_event is None:
        raise NotThereError(
            "how many inferences an event holds is not known", hint="Add inferences_per_event to the artefact."
        )
    return int(events.inferences_per_event)


def _latency(share: float) -> Callable[[Any, str], Quantity]:
    def get(events: Any, _: str) -> Quantity:
        import numpy as np

        times = [e.duration_s / _each(events) * 1e3 for e in events.complete]
        note = f"of {len(times)} events, {events.how}"
        return quantity(float(np.quantile(times, share)), "ms", "measured", n=len(times), note=note)

    return get


def _energy(events: Any, _: str) -> Quantity:
    found = events.energy_j.scaled(1e3 / _each(events))
    note = f"median, least and greatest of {found.n} events; baseline {events.baseline}"
    return quantity(found.median, "mJ", "measured", bounds=(found.min, found.max), n=found.n, note=note)


def _idle(events: Any, _: str) -> Quantity:
    from firmware_profiles import checks

    sleep = events.sleep
    if sleep is None:
        raise NotThereError("the capture holds no sleep", hint="Add sleep_power to the artefact.")
    if sleep.given:
        return quantity(sleep.power_w * 1e3, "mW", "declared", note="given beside the capture")
    checks.require(checks.above_noise_floor(sleep.power_w, sleep.current_a, events.instrument, sleep.zero_share))
    note = "mean, least and greatest of the time between events"
    return quantity(sleep.power_w * 1e3, "mW", "measured", bounds=(sleep.low_w * 1e3, sleep.high_w * 1e3), note=note)


def _active(events: Any, _: str) -> Quantity:
    from firmware_profiles.events import Spread

    found = Spread.of(e.gross_energy_j / e.duration_s * 1e3 for e in events.complete)
    note = f"median, least and greatest of {found.n} events"
    return quantity(found.median, "mW", "measured", bounds=(found.min, found.max), n=found.n, note=note)


def _peak(events: Any, _: str) -> Quantity:
    found = events.peak_power_w.scaled(1e3)
    return quantity(found.max, "mW", "measured", n=found.n, note=f"greatest sample of {found.n} events")


_CAPTURE = {
    "latency_p50": Place("quantity", _latency(0.5), "ms"),
    "latency_p95": Place("quantity", _latency(0.95), "ms"),
    "energy_per_inference": Place("quantity", _energy, "mJ"),
    "power_idle": Place("quantity", _idle, "mW"),
    "power_active": Place("quantity", _active, "mW"),
    "power_peak": Place("quantity", _peak, "mW"),
    "source": Place("text", lambda events, _: events.source),
}
_OPTIONS = {
    "voltage": "V", "sample_rate": "Hz", "skip_start": "s", "threshold": "W", "channel": "count",
    "inferences_per_event": "count", "sleep_power": "W", "join": "s", "shortest": "s",
}  # fmt: skip

# Profiles


def _load_profile(path: Path, options: Mapping[str, Any]) -> Any:
    from firmware_profiles.profile import load_profile

    return load_profile(path)


def _of_profile(key: str, unit: str, scale: float = 1.0) -> Place:
    def get(profile: Any, _: str) -> Quantity:
        value = getattr(profile, key)
        if value is None:
            raise NotThereError(f"the profile has no {key}", hint="Write not provided.")
        return quantity(value * scale, unit, "measured", evidence=profile.citation)

    return Place("quantity", get, unit)


_PROFILE = {
    "latency_p50": _of_profile("latency_ms", "ms"),
    "throughput": _of_profile("throughput_per_s", "Hz"),
    "energy_per_inference": _of_profile("energy_uj", "mJ", 1e-3),
    "power_active": _of_profile("power_mw", "mW"),
    "source": Place("text", lambda profile, _: profile.citation),
}

MODEL = Kind(_load_model, _MODEL, {})
CAPTURE = Kind(_load_capture, _CAPTURE, _OPTIONS)
PROFILE = Kind(_load_profile, _PROFILE, {})
