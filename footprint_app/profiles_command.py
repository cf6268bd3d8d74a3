"""The command that lists the measured firmware profiles that ship."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from footprint.numbers import significant
from footprint_app.answers import Answer

if TYPE_CHECKING:
    from firmware_profiles.data_checks import Finding
    from firmware_profiles.profile import Profile

FILTERS = ("task", "board", "round", "division", "submitter", "core", "runtime")
"""Options that choose profiles, in the words of `firmware_profiles.profile.profiles`."""

FEW = 8
"""Profiles up to which the text names the source of each."""


def profiles(arguments: argparse.Namespace) -> Answer:
    """The profiles that ship, or those that fit, with what the plausibility checks say of them."""
    from firmware_profiles.data_checks import CHECKS, check_profiles
    from firmware_profiles.profile import NOT_VERIFIED, all_profiles
    from firmware_profiles.profile import profiles as find
    from footprint.result import document

    found = find(**{name: getattr(arguments, name) for name in FILTERS}, with_energy=arguments.with_energy)
    names = {p.name for p in found}
    findings = [f for f in check_profiles(all_profiles()) if f.profile in names]
    listed = [
        {**p.to_dict(), "findings": [{"check": f.check, "text": f.text} for f in findings if f.profile == p.name]}
        for p in found
    ]
    return (
        {
            **document("profiles"), "licence": "Apache-2.0, MLCommons", "derived": NOT_VERIFIED, "checks": CHECKS,
            "profiles": listed,
        },
        lambda: _text(found, findings),
    )  # fmt: skip


def _text(found: Sequence[Profile], findings: Sequence[Finding]) -> str:
    """A line for each profile, then what the checks say, and the sources where they are few."""
    from firmware_profiles.profile import NOT_VERIFIED
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
    lines += ["", wrapped(
        f"{said}. ms and uJ are per inference; quality is top-1 accuracy, or area under the curve. MLPerf Tiny results "
        f"of MLCommons, Apache-2.0; ms is 1000 / throughput: {NOT_VERIFIED}.", "",
    )]  # fmt: skip
    if findings:
        lines += ["", bold("* Look at")]
        lines += [wrapped(f"{f.profile}: {f.text}", "    ", "  ") for f in findings]
    if len(found) <= FEW:
        lines += ["", bold("Sources")]
        lines += [wrapped(f"{p.citation}.{_conditions(p)}", "    ", "  ") for p in found]
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
