"""The same task on the device and in the cloud, as text for a terminal."""

from __future__ import annotations

from footprint.baselines.break_even import sentences
from footprint.baselines.compare import CloudComparison
from footprint.baselines.given import Choice
from footprint.baselines.parts import Part
from footprint.baselines.streaming import beyond
from footprint.baselines.training import Yardstick
from footprint.findings import interval_words
from footprint.numbers import CO2E, duration, energy, many, mass, mass_interval, power, significant
from footprint.result import INDICATOR
from footprint_app.terminal_marks import WIDTH, bar, bold, cut, log_dots, wrapped

_BAR, _DOTS = 24, 14
_TITLE, _CELL = 24, 12


def cloud_text(found: CloudComparison) -> str:
    """What is better and from where on, both options by part, the radio, yardsticks, and the sources.

    What is long, every scenario and every training, is in the JSON and the CSV, and the text says so.
    """
    lines = [
        bold(cut(found.name, WIDTH)),
        wrapped(_what(found), ""),
        bold(wrapped(found.finding, "")),
        "",
        *_parts_lines(found),
        "",
        bold("Where they break even"),
        *(wrapped(said, "    ", "  ") for said in sentences(found.break_even)),
        "",
        *_radio_lines(found),
        *_beside_lines(found),
        "",
        *_training_lines(found),
        *_familiar_lines(found),
    ]
    given = [c for c in found.options if c.given]
    if given:
        lines += ["", bold("Given"), *(wrapped(_option(c), "    ", "  ") for c in given)]
    if found.warnings:
        lines += ["", bold("Look at"), *(wrapped(w, "    ", "  ") for w in found.warnings)]
    if found.assumed:
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


def _what(found: CloudComparison) -> str:
    """The task, how often it is done, and what it takes on the device with its status."""
    task, chosen = found.chosen.task.title, found.chosen
    said = "" if task.casefold() == found.name.casefold() else f"{task}: "
    status = found.on_device.part("inference").status
    counted = next(c for c in found.options if c.option == "inference_energy")
    how = counted.status if counted.given else "assumed"
    how = f"{how}, its carbon not assessed" if status == "not assessed" else how
    years = duration(found.result.system.lifetime_years)
    each = energy(chosen.inference_j.typical)
    return f"{said}{many(found.on_device.inferences)} inferences over {years}, each {each} on the device ({how})"


def _option(c: Choice) -> str:
    return f"{c.option.replace('_', ' ').capitalize()}: {c.value} ({c.status})"


def _parts_lines(found: CloudComparison) -> list[str]:
    """Each option: its total with the interval, then its parts with their statuses."""
    sides = (("On the device", found.on_device), ("In the cloud", found.cloud))
    most = max(p.kg_co2e.typical for _, side in sides for p in side.parts)
    lines = []
    for title, side in sides:
        typical, ends = mass_interval(side.total_kg_co2e)
        each = side.total_kg_co2e.typical / side.inferences
        kwh = side.total_energy_kwh.typical
        lines += [
            bold(wrapped(f"{title}: {typical} {CO2E} ({ends}), {significant(kwh)} kWh over the lifetime", "")),
            *(_part_line(part, most) for part in side.parts),
            f"  {mass(each)} {CO2E} and {energy(kwh * 3.6e6 / side.inferences)} per inference",
        ]
    outside = mass_interval(found.embodied_kg_co2e)
    words = f"Beside both: {outside[0]} {CO2E} ({outside[1]}) of the device outside its use stage."
    return [*lines, wrapped(words, "")]


def _part_line(part: Part, most: float) -> str:
    known = part.status != "not assessed"
    share = bar(part.kg_co2e.typical / most, _BAR) if known and most else ""
    amount = mass(part.kg_co2e.typical) if known else "unknown"
    if part.key == "sensing" and not known and not (part.energy_kwh and part.energy_kwh.high):
        amount = "in the rest"
    return f"  {part.title:<{_TITLE}}{amount:>{_CELL}}  {share:<{_BAR}}  {part.status}"


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
    if flow.everything_air_time > 1:
        lines.append(wrapped(f"Everything is{beyond(flow.everything_air_time)[1:]}.", "    ", "  "))
    for source in dict.fromkeys(c.source for c in flow.claims):
        said = " and ".join(
            f"{c.words} for {c.title[0].lower()}{c.title[1:]}" for c in flow.claims if c.source == source
        )
        lines.append(wrapped(f"The field quotes {said} ({source}).", "    ", "  "))
    return lines


def _beside_lines(found: CloudComparison) -> list[str]:
    """How far the other published rows for an option take the totals: scenarios, by option."""
    if not found.beside:
        return []
    lines = ["", bold(f"With another published figure: {CO2E} of the device and of the cloud (scenarios)")]
    for option in dict.fromkeys(b.option for b in found.beside):
        rows = [b for b in found.beside if b.option == option]
        device, cloud = ([getattr(b, f"{side}_kg_co2e") for b in rows] for side in ("on_device", "cloud"))
        title = f"{option.replace('_', ' ').capitalize()}, {len(rows)} other{'s' if len(rows) > 1 else ''}"
        lines.append(f"  {title:<30}{_range(device):>23}{_range(cloud):>23}")
    return [*lines, "  Each of them is in the JSON and the CSV; none is in an interval."]


def _range(kg: list[float]) -> str:
    low, high = mass(min(kg)), mass(max(kg))
    return low if low == high else f"{low} to {high}"


def _training_lines(found: CloudComparison) -> list[str]:
    """The yardsticks of the field on one logarithmic axis, in lifetimes of the device; each with its caveat."""
    shown = sorted((y for y in found.training_baselines if y.usual), key=lambda y: y.baseline.gross_kg_co2e or 0.0)
    caveats = list(dict.fromkeys(_caveat(y) for y in shown))
    dots = log_dots([y.baseline.gross_kg_co2e or 0.0 for y in shown], _DOTS)
    lines = [bold("Training of published models, in lifetimes of this device (log axis), [n] caveat")]
    for y, dot in zip(shown, dots, strict=True):
        n = caveats.index(_caveat(y)) + 1
        amount = mass(y.baseline.gross_kg_co2e or 0.0)
        times = many(float(f"{y.lifetimes.typical:.2g}")) if y.lifetimes else "-"
        lines.append(f"  {cut(y.baseline.title, 34):<34} {dot:<{_DOTS}}{amount:>9}{times:>14} [{n}]")
    lines += [wrapped(text, "      ", f"  [{n}] ") for n, text in enumerate(caveats, 1)]
    left = len(found.training_baselines) - len(shown)
    return [*lines, f"  {left} more trainings, with their caveats, are in the JSON and the CSV."]


def _familiar_lines(found: CloudComparison) -> list[str]:
    """What the fleet's difference is as much as, with sources."""
    if not found.familiar:
        return []
    kind = "save" if found.better == "on_device" else "cost"
    title = f"What {many(found.chosen.devices)} such devices {kind} is as much as"
    return ["", bold(title), *(wrapped(f"{f.text} ({f.source})", "    ", "  ") for f in found.familiar)]


def _caveat(y: Yardstick) -> str:
    return f"{y.baseline.boundary}; {y.baseline.caveat} ({y.baseline.source})"
