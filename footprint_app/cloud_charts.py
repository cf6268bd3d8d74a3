"""Charts of a comparison with the cloud as HTML: parts side by side, the radio's power, trainings on a log axis."""

from __future__ import annotations

from html import escape

from footprint import tables
from footprint.baselines.compare import CloudComparison
from footprint.baselines.parts import Part, Side
from footprint.baselines.training import Yardstick
from footprint.numbers import CO2E, CO2E_TYPESET, many, mass, mass_interval, significant
from footprint_app.charts import Total, log_axis, log_axis_html, log_place, totals_html
from footprint_app.firmware_words import typeset as micro
from footprint_app.firmware_words import watt

_KEPT = "the same in both options"
_NOT = "not assessed"
_MOST_TIMES = 1e12
WORDS = {"on_device": "On the device", "cloud": "In the cloud"}


def typeset(text: str) -> str:
    """CO2e and micro as they are written on a page."""
    return micro(text).replace(CO2E, CO2E_TYPESET)


def parts_html(found: CloudComparison) -> str:
    """Both options as bars on one linear axis; each bar opens its energy, status and source."""
    sides = (found.on_device, found.cloud)
    drawn = [(side, part) for side in sides for part in side.parts if part.status != _NOT]
    rows, axis, unit = totals_html([_total(side, part) for side, part in drawn])
    groups = []
    for side in sides:
        own = [row for row, (its, _) in zip(rows, drawn, strict=True) if its is side]
        groups.append(f"<h3>{WORDS[side.key]}: {escape(_sum(side))}</h3>{''.join(own)}")
    left = [part.title.lower() for part in found.on_device.parts if part.status == _NOT]
    note = f" Not assessed: {', '.join(left)}." if left else ""
    spoken = "; ".join(f"{WORDS[s.key]}, {p.title} {mass(p.kg_co2e.typical)}" for s, p in drawn)
    kept = mass_interval(found.embodied_kg_co2e, " to ")
    return f"""
<section class="fp-chart fp-products" aria-label="{escape(f"Parts: {spoken}", quote=True)}">
<h2>{escape(_parts_title(found))}</h2>
{"".join(groups)}
{axis}
<div class="fp-unit">{unit} {CO2E_TYPESET} over the lifetime, linear axis; lines: bounds. Open a row for its
source.{note} Beside both stand {kept[0]} {CO2E_TYPESET} ({kept[1]}) of the device outside its use stage.</div>
</section>"""


def _parts_title(found: CloudComparison) -> str:
    """What most of the larger option is."""
    side = max((found.on_device, found.cloud), key=lambda s: s.total_kg_co2e.typical)
    largest = max(side.parts, key=lambda p: p.kg_co2e.typical)
    total = side.total_kg_co2e.typical
    if not total:
        return "Nothing is emitted in either option"
    share = significant(100 * largest.kg_co2e.typical / total, 2)
    return f"{largest.title} makes {share} % of what is emitted {WORDS[side.key].lower()}"


def _sum(side: Side) -> str:
    typical, ends = mass_interval(side.total_kg_co2e, " to ")
    kwh = significant(side.total_energy_kwh.typical)
    return f"{typical} {CO2E_TYPESET} ({ends}), {kwh} kWh; {mass(side.total_kg_co2e.typical / side.inferences)} each"


def _total(side: Side, part: Part) -> Total:
    stage = "production" if part.key == "server_embodied" else "use"
    typical, ends = mass_interval(part.kg_co2e, " to ")
    energy = "no energy assessed" if part.energy_kwh is None else f"{significant(part.energy_kwh.typical)} kWh"
    shared = f", {_KEPT}" if part.key in ("sensing", "other") else ""
    said = f"{typical} {CO2E_TYPESET} ({ends}); {energy}; {part.status}{shared}. {part.source}."
    return Total(part.title, part.status, part.kg_co2e, tables.STAGES[stage].colour, said)


def radio_html(found: CloudComparison) -> str:
    """Power of the radio and the field's claims as dots on one log axis."""
    flow = found.streaming
    rows = [
        ("Sending everything", flow.everything_words, flow.everything_mw.typical, "calculated"),
        ("Sending what each inference needs", "", flow.each_inference_mw.typical, "calculated"),
        ("Messages when something happens", "", flow.events_mw.typical, "calculated"),
        *((c.title, f"{c.words}, {c.source}", c.power_mw, "claim of the field") for c in flow.claims),
    ]
    drawn = [(title, said, mw, kind) for title, said, mw, kind in rows if mw > 0]
    low, high, ticks = log_axis([mw for _, _, mw, _ in drawn])
    radio = found.chosen.radio.known
    made = []
    for title, said, mw, kind in drawn:
        text = f"{said}. " if said else ""
        source = "" if kind == "claim of the field" else f"{radio.title}: {radio.source}. {radio.note}."
        css = "fp-dot" if kind == "claim of the field" else "fp-dot fp-device"
        made.append(
            f'<details class="fp-row"><summary><span class="fp-name">{escape(title)}<small>{kind}</small></span>'
            f'<span class="fp-track fp-log"><span class="{css}" '
            f'style="left:{log_place(mw, low, high)}"></span></span>'
            f'<span class="fp-amount">{_power(mw)}</span></summary>'
            f'<div class="fp-source"><p>{escape(text + source)}</p></div></details>'
        )
    zero = [title for title, _, mw, _ in rows if not mw]
    note = f" Nothing at all: {', '.join(zero).lower()}." if zero else ""
    spoken = "; ".join(f"{title} {_power(mw)}" for title, _, mw, _ in drawn)
    return f"""
<section class="fp-chart fp-products" aria-label="{escape(f"Power of the radio: {spoken}", quote=True)}">
<h2>{escape(_radio_title(flow.everything_mw.typical, flow.events_mw.typical))}</h2>
{"".join(made)}
{log_axis_html(low, high, ticks, _power)}
<div class="fp-unit">Power of the radio at its load, log axis, beside what the field quotes.{escape(note)}</div>
</section>"""


def _power(power_mw: float) -> str:
    return watt(power_mw * 1e-3)


def _radio_title(everything_mw: float, events_mw: float) -> str:
    if not everything_mw or not events_mw:
        return "A device that says nothing needs no radio" if not events_mw else "Sending costs nothing here"
    if everything_mw >= _MOST_TIMES * events_mw:
        return f"Sending everything takes more than {many(_MOST_TIMES)} times the power of messages"
    return f"Sending everything takes {many(float(f'{everything_mw / events_mw:.2g}'))} times the power of messages"


def training_html(found: CloudComparison) -> str:
    """Trainings as dots on one log axis in kg, with lifetimes of the device; each opens its caveat."""
    known = [y for y in found.training_baselines if y.baseline.gross_kg_co2e]
    known.sort(key=lambda y: y.baseline.gross_kg_co2e or 0.0)
    low, high, ticks = log_axis([y.baseline.gross_kg_co2e or 0.0 for y in known])
    rows = "".join(_training_row(y, low, high) for y in known)
    said = "; ".join(f"{y.baseline.title} {mass(y.baseline.gross_kg_co2e or 0.0)}" for y in known)
    return f"""
<section class="fp-chart fp-products" aria-label="{escape(f"Trainings: {said}", quote=True)}">
<h2>{escape(_training_title(found))}</h2>
{rows}
{log_axis_html(low, high, ticks, mass)}
<div class="fp-unit">{CO2E_TYPESET} of one training, log axis; lifetimes: how many of this device emit as much. Open a
row for its caveat and source.</div>
</section>"""


def _training_title(found: CloudComparison) -> str:
    one = next(y for y in found.training_baselines if y.baseline.key == "gpt-3")
    if one.lifetimes is None:
        return "Training of published models"
    return f"Training GPT-3 emitted as much as {_lifetimes(one)} lifetimes of this device"


def _lifetimes(y: Yardstick) -> str:
    return many(float(f"{y.lifetimes.typical:.2g}")) if y.lifetimes else "-"


def _training_row(y: Yardstick, low: float, high: float) -> str:
    one = y.baseline
    kg = one.gross_kg_co2e or 0.0
    fleet = y.fleet_lifetimes
    devices = f" {many(y.devices)} devices: {significant(fleet.typical, 2)} of their lifetimes." if fleet else ""
    text = f"{one.boundary}; {one.caveat}.{devices} {one.status}; {one.source}, {one.year}."
    return (
        f'<details class="fp-row"><summary><span class="fp-name">{escape(one.title)}'
        f"<small>{_lifetimes(y)} lifetimes</small></span>"
        f'<span class="fp-track fp-log"><span class="fp-dot" data-kg="{kg!r}" '
        f'style="left:{log_place(kg, low, high)}"></span></span>'
        f'<span class="fp-amount">{mass(kg)}</span></summary>'
        f'<div class="fp-source"><p>{escape(text)}</p></div></details>'
    )


def training_table(found: CloudComparison) -> str:
    """Every training with its figures, caveat and source."""
    rows = []
    for y in found.training_baselines:
        one = y.baseline
        kg = mass(one.gross_kg_co2e) if one.gross_kg_co2e is not None else "not stated"
        net = mass(one.net_kg_co2e) if one.net_kg_co2e is not None else "not stated"
        kwh = f"{significant(one.energy_kwh)} kWh" if one.energy_kwh is not None else "not stated"
        rows.append(
            f'<tr><td class="fp-left">{escape(one.title)} ({one.year})<small>{escape(one.caveat)}</small></td>'
            f"<td>{kwh}</td><td>{kg}</td><td>{net}</td><td>{_lifetimes(y)}</td>"
            f'<td class="fp-left">{escape(one.boundary)}; {one.status}<small>{escape(one.source)}</small></td></tr>'
        )
    head = "".join(f"<th{css}>{t}</th>" for t, css in (
        ("Training", ' class="fp-left"'), ("Energy", ""), ("Gross", ""), ("Net", ""), ("Lifetimes", ""),
        ("Boundary and source", ' class="fp-left"'),
    ))  # fmt: skip
    table = f'<table class="fp-table"><tr>{head}</tr>{"".join(rows)}</table>'
    return f'<div class="fp-scroll" tabindex="0" role="region" aria-label="Trainings">{table}</div>'


def scenarios_table(found: CloudComparison) -> str:
    """The totals with each other published row for an option."""
    rows = "".join(
        f'<tr><td class="fp-left">{escape(one.option.replace("_", " ").capitalize())}: {escape(one.title)}</td>'
        f"<td>{mass(one.on_device_kg_co2e)}</td><td>{mass(one.cloud_kg_co2e)}</td></tr>"
        for one in found.beside
    )
    head = f'<tr><th class="fp-left">With the figure of</th><th>Device, {CO2E_TYPESET}</th><th>Cloud</th></tr>'
    return f'<table class="fp-table">{head}{rows}</table>' if rows else "<p>None: everything was given.</p>"
