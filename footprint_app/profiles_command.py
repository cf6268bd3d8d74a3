"""The command that lists the measured firmware profiles that ship."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from footprint.errors import InputError, nearest, shown
from footprint.numbers import significant
from footprint_app import faces
from footprint_app.answers import Answer

if TYPE_CHECKING:
    from firmware_profiles.checks import Finding
    from firmware_profiles.profile import Profile

FILTERS = ("task", "board", "round", "division", "submitter", "core", "runtime")
"""Options that choose profiles, in the words of `firmware_profiles.profile.profiles`."""

FEW = 8
"""Profiles up to which the text has the name and the source of each."""


def profiles(arguments: argparse.Namespace) -> Answer:
    """The profiles that ship, or those that fit, with what the plausibility checks say of them."""
    from firmware_profiles.data_checks import CHECKS, check_profiles
    from firmware_profiles.profile import NOT_VERIFIED, all_profiles, load_profile
    from firmware_profiles.profile import profiles as find
    from footprint.result import document
    from footprint_app.system_edit import Merge, check_output, write_into

    check_output(arguments.into, arguments.output, arguments.replace)
    own = arguments.name is not None and arguments.name.lower().endswith((".yaml", ".yml"))
    if arguments.name is None:
        for option in ("inferences", "into"):
            if getattr(arguments, option) is not None:
                raise InputError(f"--{option} goes with the name of one profile")
        found = find(**{name: getattr(arguments, name) for name in FILTERS}, with_energy=arguments.with_energy)
    else:
        given = next((f for f in (*FILTERS, "with_energy") if getattr(arguments, f) not in (None, False)), None)
        if given is not None:
            raise InputError(f"--{given.replace('_', '-')} does not go with the name of a profile")
        found = (load_profile(arguments.name) if own else named(arguments.name),)
    findings = list(check_profiles(found if own else all_profiles()))
    names = {p.name for p in found}
    findings = [f for f in findings if f.profile in names]
    listed = [
        {**p.to_dict(), "findings": [{"check": f.check, "text": f.message} for f in findings if f.profile == p.name]}
        for p in found
    ]
    state = _state(arguments, found[0]) if arguments.name is not None else None
    notes: list[str] = []
    if arguments.into is not None:
        if state is None:
            raise InputError("--into needs --inferences", hint='How often the model runs, like "10 per hour".')
        whole = found[0].energy_uj is None  # it streams, so its state is all of the time
        if whole and arguments.replace is not None:
            raise InputError("--replace does not go with a streaming profile", hint="Its state takes the place of all.")
        merge = Merge([state], whole=whole, replaces=arguments.replace, inferences=arguments.inferences)
        notes = write_into(arguments.into, arguments.output, merge)
    licence = "its own" if own else "Apache-2.0, MLCommons"
    return (
        {
            **document("profiles"), "licence": licence, "derived": NOT_VERIFIED, "checks": CHECKS, "profiles": listed,
            "states": [state] if state else None, "system_file": arguments.output, "system_notes": notes,
        },
        lambda: _text(found, findings, own, state, arguments.output, notes),
    )  # fmt: skip


def named(name: str) -> Profile:
    """The profile of a name."""
    from firmware_profiles.profile import all_profiles

    known = {p.name: p for p in all_profiles()}
    if name not in known:
        raise InputError(
            f"no profile {shown(name)}", valid=nearest(name, known),
            hint="footprint profiles --json lists the names; a file of one's own ends in .yaml.",
        )  # fmt: skip
    return known[name]


def _state(arguments: argparse.Namespace, profile: Profile) -> dict[str, Any] | None:
    """The power state of a profile at the rate that was asked for; a streaming one has no rate."""
    from footprint_app.quantity_options import rate_per_hour

    rate = rate_per_hour("--inferences", arguments.inferences)
    streams = profile.energy_uj is None and profile.energy_total_j is not None
    if rate is None and not (streams and profile.power_mw is not None):
        return None
    with faces.in_options(faces.PROFILE):
        return profile.state(rate)


def _text(
    found: Sequence[Profile], findings: Sequence[Finding], own: bool, state: dict[str, Any] | None, output: str | None,
    notes: Sequence[str],
) -> str:  # fmt: skip
    """A line for each profile, what the checks say, the sources where they are few, and the power state."""
    from firmware_profiles.profile import NOT_VERIFIED
    from footprint_app.system_edit import states_lines, written_lines
    from footprint_app.terminal_marks import bold, cut, wrapped

    flagged = {f.profile for f in findings}
    lines = [bold(f"{'Round':<6}{'Task':<5}{'Submitter':<15}{'Board':<17}{'Runtime':<11}"
                  f"{'ms':>8}{'uJ':>8}{'Quality':>9}")]  # fmt: skip
    for p in found:
        energy = "-" if p.energy_uj is None else significant(p.energy_uj)
        latency = "-" if p.latency_ms is None else significant(p.latency_ms)
        mark = " *" if p.name in flagged else ""
        lines.append(
            f"{p.round or '':<6}{cut(p.task, 4):<5}{cut(p.submitter or '', 14):<15}{cut(p.board, 16):<17}"
            f"{cut(p.runtime_family or '-', 10):<11}{latency:>8}{energy:>8}{_quality(p):>8}{mark}"
        )
    said = f"{len(found)} profile{'' if len(found) == 1 else 's'}"
    said += ". ms and uJ are per inference; quality is top-1 accuracy, or area under the curve."
    if not own:
        said += f" MLPerf Tiny results of MLCommons, Apache-2.0; ms is 1000 / throughput: {NOT_VERIFIED}."
    if len(found) > FEW:
        said += f" Up to {FEW} profiles are listed with their names and sources, --json has all."
    lines += ["", wrapped(said, "")]
    if findings:
        lines += ["", bold("* Look at")]
        lines += [wrapped(f"{f.profile}: {f.message}", "    ", "  ") for f in findings]
    if len(found) <= FEW:
        lines += ["", bold("Names and sources")]
        lines += [wrapped(f"{p.name}: {p.citation}.{_conditions(p)}", "    ", "  ") for p in found]
    if state is not None and output is None:
        lines += ["", bold("Power state, for a system file"), "use:", *states_lines([state])]
    if output is not None:
        lines += written_lines(output, notes)
    return "\n".join(lines)


def _quality(p: Profile) -> str:
    """The metric that the task is judged by."""
    if p.task == "ad":
        return "-" if p.auc is None else f"{p.auc:.2f}"
    return "-" if p.top1_percent is None else f"{p.top1_percent:.1f} %"


def _conditions(p: Profile) -> str:
    """Clock, supply and instrument, as far as they are known."""
    said = [f"{p.clock_mhz:g} MHz"] if p.clock_mhz else []
    if p.supply_v:
        said.append(f"{p.supply_v:g} V ({p.supply_source})")
    said += [t for t in (p.instrument, p.runtime, p.hardware_notes) if t]
    return f" {', '.join(said)}." if said else ""
