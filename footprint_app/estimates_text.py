"""An estimate without hardware, for the command model: what is asked, its text for a terminal, and its JSON."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NamedTuple

from footprint.errors import InputError, printable
from footprint.numbers import count, significant
from footprint_app import faces
from footprint_app.system_edit import Merge, check_output, states_lines, write_into, written_lines
from footprint_app.terminal_marks import bold, wrapped

if TYPE_CHECKING:
    from firmware_profiles.estimates import Estimate
    from firmware_profiles.model import ModelReport
    from footprint.factors import Interval

NEEDS_DEVICE = {
    "runtime": "--runtime", "supply": "--supply", "clock": "--clock", "regulator": "--regulator",
    "inferences": "--inferences", "into": "--into", "output": "--output", "replace": "--replace",
}  # fmt: skip
"""Options that say more of an estimate, and have no use without a device."""


class Estimated(NamedTuple):
    """An estimate, the power state at the rate that was asked for, and what is known of a file written with it."""

    estimate: Estimate
    state: dict[str, Any] | None
    output: str | None
    system_notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """``estimate`` of ``footprint model --json``."""
        found = self.estimate.to_dict()
        return {
            **found, "notes": _notes(self.estimate), "states": [self.state] if self.state else None,
            "system_file": self.output, "system_notes": list(self.system_notes),
        }  # fmt: skip


def estimated(arguments: argparse.Namespace, report: ModelReport) -> Estimated | None:
    """The estimate that the options ask for, or None.

    Raises
    ------
    InputError
        Options without a device, a device that is unknown or has no data, or a model without counted MACs.
    """
    from firmware_profiles.estimates import estimate
    from footprint_app.quantity_options import number, rate_per_hour, volt

    if arguments.device is None:
        for name, option in NEEDS_DEVICE.items():
            if getattr(arguments, name) is not None:
                raise InputError(f"{option} goes with --device")
        return None
    check_output(arguments.into, arguments.output, arguments.replace)
    rate = rate_per_hour("--inferences", arguments.inferences)
    if arguments.into is not None and rate is None:
        raise InputError("--into needs --inferences", hint='How often the model runs, like --inferences "10 per hour".')
    if not report.macs:
        raise InputError("no MACs were counted in the model, so nothing can be estimated", file=report.file)
    with faces.in_options(faces.ESTIMATE):
        found = estimate(
            report.macs, device=arguments.device, runtime=arguments.runtime,
            clock_mhz=number("--clock", arguments.clock), voltage_v=volt("--supply", arguments.supply),
            regulator=arguments.regulator,
        )  # fmt: skip
        if report.not_counted:
            found = found._replace(notes=(*found.notes, "operators of the model are not counted: it takes more"))
        name = printable(report.file.replace("\\", "/").rpartition("/")[2])[:60]
        state = None if rate is None else found.state(rate, f"{name} (sha256 {report.sha256[:16]})")
    notes: list[str] = []
    if arguments.into is not None:
        assert state is not None
        merge = Merge([state], whole=False, replaces=arguments.replace, inferences=arguments.inferences)
        notes = write_into(arguments.into, arguments.output, merge)
    return Estimated(found, state, arguments.output, tuple(notes))


def _notes(found: Estimate) -> list[str]:
    return [faces.said(note, faces.ESTIMATE) for note in found.notes]


def estimate_text(made: Estimated) -> str:
    """An estimate in 80 columns."""
    from firmware_profiles.estimates import WORDS

    found = made.estimate
    at = [f"{found.clock_mhz:g} MHz"] if found.clock_mhz else []
    at += [f"{found.voltage_v:g} V"] if found.voltage_v else []
    at += [found.runtime or "any runtime that was measured"]
    measured = ", ".join(f"{count(n)} {WORDS[kind]}" for kind, n in found.measurements.items() if n)
    per_mac = found.device.nj_per_mac
    lines = [
        bold(f"Estimate for {found.device.title}"),
        wrapped(f"{found.device.device_class}, {', '.join(at)}. Estimated from other models, not measured."),
        _line("latency", _range(found.latency_ms, "ms")),
        _line("energy", _range(found.energy_uj, "uJ") + (f", {found.method}" if found.energy_uj else "")),
        _line("per MAC", f"{_range(per_mac, 'nJ')}, measured on this device" if per_mac else "not known"),
        _line("rests on", measured),
    ]  # fmt: skip
    lines += ["", bold("What it rests on"), *(wrapped(t, "    ", "  ") for t in found.rests_on)]
    notes = _notes(found)
    if notes:
        lines += ["", bold("Of the estimate"), *(wrapped(f"{n[:1].upper()}{n[1:]}.", "    ", "  ") for n in notes)]
    if made.state is not None and made.output is None:
        lines += ["", bold("Power state, for a system file"), "use:", *states_lines([made.state])]
    if made.output is not None:
        lines += written_lines(made.output, made.system_notes)
    return "\n".join(lines)


def _line(title: str, text: str) -> str:
    return wrapped(text, " " * 17, f"  {title:<15}")


def _range(interval: Interval | None, unit: str) -> str:
    """Low to high, and the typical value."""
    if interval is None:
        return "cannot be told"
    low, middle, high = (significant(v) for v in interval)
    return f"{low} to {high} {unit}, typical {middle}"
