"""What measured profiles say against each other: findings that a reader should know of, not corrections.

A finding never removes a profile. The limits are in ``data/checks.csv``; `docs/profiles.md` lists what is found in
the profiles that ship.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median

from firmware_profiles.checks import Finding
from firmware_profiles.data_files import limit
from firmware_profiles.profile import Profile, reference_models

AGREES, FAR, ALIKE, FEWEST = (limit(key) for key in ("agrees", "far", "alike", "fewest"))

CHECKS = {
    "energy": "energy per inference against mean power x latency",
    "latency": "latency against throughput, 1000 / throughput",
    "duty": "duty cycle, or share of the time, over 1",
    "total": "energy of a streaming run against mean power x its length",
    "current": f"current per MHz against others of the same board, regulator and clock: over {FAR:g} times off",
    "power": f"mean power against other tasks of the same system, without an accelerator: over {ALIKE * 100:g} % off",
    "cycles": f"cycles per MAC against others of the same core, runtime, precision and task: over {FAR:g} times off",
    "accuracy": "accuracy of the closed division against the quality that it asks for",
    "chip": "chip against the name of the board",
    "supply": "supply voltage against the notes on the hardware",
    "repeat": "all figures as in an earlier round",
}
"""What is checked, by the key of a finding."""


def check_profiles(profiles: Sequence[Profile]) -> tuple[Finding, ...]:
    """Everything that does not fit in some profiles, in their order.

    Parameters
    ----------
    profiles : sequence of Profile
        Checked one by one and against each other; medians of groups need the others, so give all that there are.
    """
    found = [f for profile in profiles for check in _EACH for f in check(profile)]
    found += [*_currents(profiles), *_powers(profiles), *_cycles(profiles), *_repeats(profiles)]
    order = {p.name: i for i, p in enumerate(profiles)}
    return tuple(sorted(found, key=lambda f: (order[f.profile or ""], list(CHECKS).index(f.check))))


def _finding(p: Profile, check: str, message: str) -> Finding:
    return Finding(check, message, profile=p.name)


def _apart(one: float, other: float) -> float:
    return one / other - 1


def _energy(p: Profile) -> Iterator[Finding]:
    """E = P x t with t the latency; where the energy was measured at another throughput, that is said."""
    if p.energy_uj is None or p.power_mw is None or p.latency_ms is None:
        return
    off = _apart(p.power_mw * p.latency_ms, p.energy_uj)
    if abs(off) <= AGREES:
        return
    text = (
        f"{p.power_mw:.4g} mW x {p.latency_ms:.4g} ms = {p.power_mw * p.latency_ms:.4g} uJ, stated "
        f"{p.energy_uj:.4g} uJ ({off * 100:+.0f} %)"
    )
    per_s = p.energy_mode_throughput_per_s
    if per_s and abs(_apart(p.power_mw / per_s * 1e3, p.energy_uj)) <= AGREES:
        text += f"; with the energy monitor one took {1e3 / per_s:.4g} ms"
    yield _finding(p, "energy", text)


def _latency(p: Profile) -> Iterator[Finding]:
    if p.latency_ms is None or p.throughput_per_s is None:
        return
    off = _apart(1e3 / p.throughput_per_s, p.latency_ms)
    if abs(off) > AGREES:
        yield _finding(p, "latency", f"{p.latency_ms:.4g} ms, but {p.throughput_per_s:.4g} inferences per second")


def _duty(p: Profile) -> Iterator[Finding]:
    if p.duty is not None and p.duty > 1:
        yield _finding(p, "duty", f"a duty cycle of {p.duty * 100:.4g} %")


def _total(p: Profile) -> Iterator[Finding]:
    if p.energy_total_j is None or p.energy_elapsed_s is None or p.power_mw is None:
        return
    product = p.power_mw * 1e-3 * p.energy_elapsed_s
    off = _apart(product, p.energy_total_j)
    if abs(off) > AGREES:
        yield _finding(p, "total", f"{p.power_mw:.4g} mW x {p.energy_elapsed_s:.4g} s = {product:.4g} J, stated "
            f"{p.energy_total_j:.4g} J ({off * 100:+.0f} %)",
        )  # fmt: skip


def _accuracy(p: Profile) -> Iterator[Finding]:
    known = reference_models().get(p.task)
    if p.division != "closed" or known is None or known.target is None:
        return
    value = getattr(p, known.metric)
    if value is not None and value < known.target:
        unit, name = (" %", "top-1 accuracy") if known.metric == "top1_percent" else ("", "area under the curve")
        yield _finding(p, "accuracy", f"{name} {value:g}{unit}, asked for {known.target:g}{unit}")


def _chip(p: Profile) -> Iterator[Finding]:
    """The family in the name of an ST board stands in the name of its chip too."""
    family = re.match(r"(?:nucleo|disco)[-_]([a-z]\w\w\w)", p.board.casefold())
    if family and p.soc and family[1] not in p.soc.casefold():
        yield _finding(p, "chip", f"board {p.board}, chip {p.soc}")


def _supply(p: Profile) -> Iterator[Finding]:
    said = re.search(r"Operating at (\d(?:\.\d+)?) ?V", p.hardware_notes or "")
    if said and p.supply_v is not None and abs(_apart(float(said[1]), p.supply_v)) > AGREES:
        yield _finding(p, "supply", f"noted {said[1]} V, measured at {p.supply_v:g} V")


_EACH: tuple[Callable[[Profile], Iterator[Finding]], ...] = (
    _energy, _latency, _duty, _total, _accuracy, _chip, _supply,
)  # fmt: skip


def _groups(profiles: Iterable[Profile], key: Callable[[Profile], tuple[object, ...] | None]) -> list[list[Profile]]:
    groups: dict[tuple[object, ...], list[Profile]] = {}
    for p in profiles:
        k = key(p)
        if k is not None:
            groups.setdefault(k, []).append(p)
    return [g for g in groups.values() if len(g) >= FEWEST]


def _unlike(
    group: Sequence[Profile], value: Callable[[Profile], float], check: str, unit: str, what: str
) -> Iterator[Finding]:
    middle = median(value(p) for p in group)
    for p in group:
        times = value(p) / middle
        if not 1 / FAR <= times <= FAR:
            text = f"{value(p):.3g} {unit}, median of {len(group)} {what} {middle:.3g}"
            yield _finding(p, check, text)


def _currents(profiles: Sequence[Profile]) -> Iterator[Finding]:
    """Streaming runs are left out: their mean is over idle time too."""

    def key(p: Profile) -> tuple[object, ...] | None:
        measured = p.current_ma is not None and p.clock_mhz is not None and p.task != "sww"
        return (p.board.casefold(), p.regulator, p.clock_mhz) if measured else None

    def per_mhz(p: Profile) -> float:
        return (p.current_ma or 0.0) * 1e3 / (p.clock_mhz or 1.0)

    for group in _groups(profiles, key):
        yield from _unlike(group, per_mhz, "current", "uA/MHz", f"on {group[0].board}")


def _powers(profiles: Sequence[Profile]) -> Iterator[Finding]:
    """Each task against the median of the others: a processor that computes draws much the same on every model."""

    def key(p: Profile) -> tuple[object, ...] | None:
        known = p.power_mw is not None and p.system is not None and p.accelerator is None and p.task != "sww"
        return (p.round, p.submitter, p.system) if known else None

    for group in _groups(profiles, key):
        for p in group:
            middle = median(q.power_mw or 0.0 for q in group if q is not p)
            off = _apart(p.power_mw or 0.0, middle)
            if abs(off) > ALIKE:
                text = f"{p.power_mw:.3g} mW, median of the other tasks {middle:.3g} mW ({off * 100:+.0f} %)"
                yield _finding(p, "power", text)


def _cycles(profiles: Sequence[Profile]) -> Iterator[Finding]:
    def key(p: Profile) -> tuple[object, ...] | None:
        known = p.core and p.runtime_family and p.cycles_per_mac
        return (p.core, p.runtime_family, p.precision == "float32", p.task) if known else None

    for group in _groups(profiles, key):
        what = f"of {group[0].runtime_family} on {group[0].core}"
        yield from _unlike(group, lambda p: p.cycles_per_mac or 0.0, "cycles", "cycles per MAC", what)


def _repeats(profiles: Sequence[Profile]) -> Iterator[Finding]:
    first: dict[tuple[object, ...], Profile] = {}
    for p in profiles:
        figures = (p.submitter, p.board, p.task, p.variant, p.clock_mhz, p.throughput_per_s, p.energy_uj, p.power_mw)
        known = first.setdefault(figures, p)
        if known is not p and known.round != p.round:
            yield _finding(p, "repeat", f"the figures of {known.round}")
