"""The same task on the device and in the cloud, as text for a terminal."""

from __future__ import annotations

from footprint.baselines.compare import CloudComparison
from footprint.baselines.given import Choice
from footprint.baselines.parts import ON_DEVICE, TITLES, Side
from footprint.baselines.training import Yardstick
from footprint.findings import interval_words
from footprint.numbers import CO2E, alike, duration, energy, many, mass, mass_interval, power, significant
from footprint.result import INDICATOR
from footprint_app.terminal_marks import WIDTH, bar, bold, cut, log_dots, wrapped

_BAR, _DOTS = 12, 14
_CELL = 11
_TITLE = 25


def cloud_text(found: CloudComparison) -> str:
    """What is better and from where on, both options by part, the radio, scenarios, trainings, and the sources."""
    years = duration(found.result.system.lifetime_years)
    lines = [
        bold(cut(found.name, WIDTH)),
        f"{found.chosen.task.title}, {many(found.on_device.inferences)} inferences over {years}",
        bold(wrapped(found.finding, "")),
        "",
        *_parts_lines(found),
        "",
        bold("Where they break even"),
        *(wrapped(p.sentence, "    ", "  ") for p in found.break_even),
        "",
        *_radio_lines(found),
        "",
        *_beside_lines(found),
        "",
        *_training_lines(found),
    ]
    given = [c for c in found.options if c.given]
    if given:
        lines += ["", bold("Given"), *(wrapped(_option(c), "    ", "  ") for c in given)]
    if found.warnings:
        lines += ["", bold("Look at"), *(wrapped(w, "    ", "  ") for w in found.warnings)]
    lines += ["", bold("Assumed"), *(wrapped(a.text, "    ", "  ") for a in found.assumed)]
    lines += ["", bold("Sources"), *(wrapped(s, "      ", f"  [{n}] ") for n, s in enumerate(found.sources, 1))]
    record = found.provenance
    used = ", ".join(f"{name} ({version})" for name, version in record["tables"].items())
    lines += [
        "",
        wrapped(f"{INDICATOR}. {interval_words(found.result)}. Both options leave out what the device emits outside "
                "its use stage: it is the same in both.", ""),
        wrapped(f"Factor set {record['factor_set']}; tables {used}.", ""),
        f"inputs sha256 {record['inputs_sha256']}",
    ]  # fmt: skip
    return "\n".join(lines)


def _option(c: Choice) -> str:
    return f"{c.option.replace('_', ' ').capitalize()}: {c.value} ({c.status})"


def _parts_lines(found: CloudComparison) -> list[str]:
    """Both options side by side, then the totals with their intervals."""
    sides = (found.on_device, found.cloud)
    most = max(p.kg_co2e.typical for side in sides for p in side.parts)
    head = f"{CO2E + ' over the lifetime':<{_TITLE}}{'Device':>{_CELL}} {'':<{_BAR}}{'Cloud':>{_CELL}} {'':<{_BAR}}"
    lines = [bold(head.rstrip())]
    for key in dict.fromkeys([*ON_DEVICE[:-1], *(p.key for p in found.cloud.parts)]):
        cells = "".join(f"{_amount(side, key):>{_CELL}} {_bar(side, key, most):<{_BAR}} " for side in sides)
        lines.append(f"  {TITLES[key]:<{_TITLE - 2}}{cells}".rstrip())
    for title, side in (("Device", found.on_device), ("Cloud", found.cloud)):
        typical, ends = mass_interval(side.total_kg_co2e)
        each = side.total_kg_co2e.typical / side.inferences
        kwh = side.total_energy_kwh.typical
        lines.append(bold(wrapped(
            f"{title}: {typical} {CO2E} ({ends}), {significant(kwh)} kWh; {mass(each)} and "
            f"{energy(kwh * 3.6e6 / side.inferences)} per inference", "    ", "  ",
        )))  # fmt: skip
    outside = mass_interval(found.embodied_kg_co2e)
    words = f"Beside both: {outside[0]} {CO2E} ({outside[1]}) of the device outside its use stage."
    lines.append(wrapped(words, "    ", "  "))
    return lines


def _amount(side: Side, key: str) -> str:
    part = next((p for p in side.parts if p.key == key), None)
    if part is None:
        return "-"
    if part.status == "not assessed":
        return "in the rest" if key == "sensing" and not (part.energy_kwh and part.energy_kwh.high) else "unknown"
    return mass(part.kg_co2e.typical)


def _bar(side: Side, key: str, most: float) -> str:
    part = next((p for p in side.parts if p.key == key), None)
    return bar(part.kg_co2e.typical / most, _BAR) if part is not None and most else ""


def _radio_lines(found: CloudComparison) -> list[str]:
    """The radio's power for sending everything and for messages only, beside the claims of the field."""
    flow = found.streaming
    rows = (
        (f"Everything ({flow.everything})", flow.everything_mw.typical),
        ("What each inference needs", flow.each_inference_mw.typical),
        ("Messages when something happens", flow.events_mw.typical),
    )
    lines = [bold(f"Power of the radio: {cut(found.chosen.radio.known.title, 55)}")]
    lines += [f"  {cut(title, 62):<62}{power(mw):>12}" for title, mw in rows]
    lines += [wrapped(f"The field: {c.title[0].lower()}{c.title[1:]}: {c.words} ({c.source}).", "    ", "  ")
              for c in flow.claims]  # fmt: skip
    return lines


def _beside_lines(found: CloudComparison) -> list[str]:
    """Each other published row for an option: a scenario."""
    lines = [bold("With another published figure (scenarios, in no interval)")]
    if not found.beside:
        return [*lines, "  None."]
    for one in found.beside:
        title = cut(f"{one.option.replace('_', ' ')}: {one.title}", 46)
        lines.append(f"  {title:<46}{mass(one.on_device_kg_co2e):>11}{mass(one.cloud_kg_co2e):>11}")
    return [lines[0], f"  {'':<46}{'Device':>11}{'Cloud':>11}", *lines[1:]]


def _training_lines(found: CloudComparison) -> list[str]:
    """Trainings on one logarithmic axis, in lifetimes of the device; each with the number of its caveat."""
    known = [y for y in found.training_baselines if y.baseline.gross_kg_co2e is not None]
    known.sort(key=lambda y: y.baseline.gross_kg_co2e or 0.0)
    silent = [y for y in found.training_baselines if y.baseline.gross_kg_co2e is None]
    caveats = list(dict.fromkeys(_caveat(y) for y in [*known, *silent]))
    dots = log_dots([y.baseline.gross_kg_co2e or 0.0 for y in known], _DOTS)
    lines = [bold("Training of published models, in lifetimes of this device (log axis), [n] caveat")]
    for y, dot in zip(known, dots, strict=True):
        n = caveats.index(_caveat(y)) + 1
        amount = mass(y.baseline.gross_kg_co2e or 0.0)
        times = many(float(significant(y.lifetimes.typical, 2).replace(" ", ""))) if y.lifetimes else "-"
        lines.append(f"  {cut(y.baseline.title, 34):<34} {dot:<{_DOTS}}{amount:>9}{times:>14} [{n}]")
    if silent:
        numbers = alike(y.baseline.energy_kwh or 0.0 for y in silent)
        said = "; ".join(f"{y.baseline.title} {kwh.strip()} kWh [{caveats.index(_caveat(y)) + 1}]"
                         for y, kwh in zip(silent, numbers, strict=True))  # fmt: skip
        lines.append(wrapped(f"Energy only: {said}", "    ", "  "))
    lines += [wrapped(text, "      ", f"  [{n}] ") for n, text in enumerate(caveats, 1)]
    return lines


def _caveat(y: Yardstick) -> str:
    return f"{y.baseline.boundary}; {y.baseline.caveat} ({y.baseline.source})"
