"""A model file on the page: operators, memory, and what an inference may take on a device, always as a range."""

from __future__ import annotations

from html import escape

import streamlit as st

from firmware_profiles.devices import Device, currents, devices
from firmware_profiles.estimates import Estimate, estimate
from firmware_profiles.model import ModelReport, OperatorCount, inspect_model
from firmware_profiles.profile import all_profiles
from footprint.errors import InputError
from footprint.numbers import count, percent, significant
from footprint_app import firmware_capture, firmware_file, firmware_send, firmware_words, model_command, pages
from footprint_app.charts import pct
from footprint_app.fields import Fields
from footprint_app.firmware_file import Opened
from footprint_app.firmware_form import Form, kept
from footprint_app.firmware_words import JOULES, SECONDS, size

_COLOUR = "#009E73"


def draw(fields: Fields, found: Opened) -> None:
    """Everything of a model."""

    with st.container(key="headline"):
        number, actions = st.columns([3, 2], vertical_alignment="center")
    with actions, st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Close", on_click=firmware_file.close, key="firmware_close")
    place = st.empty()

    def waiting(seconds: float) -> None:
        place.info(f"Looking at the model, {seconds:.0f} s so far. Close stops it.")

    def make() -> ModelReport:
        waiting(0.0)
        return inspect_model(found.path, apart=waiting)

    report = firmware_capture.cached("model", found.sha256, make)
    if isinstance(report, InputError):
        firmware_file.back(f"{found.name} was not read: {firmware_words.said(report)}")
        return
    with number:
        macs = "not counted" if report.macs is None else f"{_large(report.macs)} MACs"
        st.metric(
            f"{pages.plain(found.name)}: multiply-accumulates of one inference",
            f"{'at least ' if report.not_counted and report.macs is not None else ''}{macs}",
            delta=f"{count(report.parameters)} parameters, {size(report.weights_bytes)} of weights",
            delta_color="off", delta_arrow="off",
        )  # fmt: skip
    with place.container():  # takes away what was said meanwhile, and the model before it
        left, right = st.columns([6, 5], gap="medium")
        with left:
            st.html(_operators_html(report))
            st.html(_memory_html(report))
        with right:
            pages.section(_estimated, fields, report)


def _large(macs: int) -> str:
    """Multiply-accumulates in words a person can hold."""
    unit, by = next(((u, f) for u, f in ((" billion", 1e9), (" million", 1e6)) if macs >= f), ("", 1.0))
    return f"{significant(macs / by)}{unit}"


def _operators_html(report: ModelReport) -> str:
    most = max((o.macs or 0 for o in report.operators), default=0)
    rows = "".join(_operator(report, one, most) for one in report.operators)
    return f"""
<section class="fp-chart fp-operators" aria-label="{escape(_spoken(report), quote=True)}">
<h2>{escape(_finding(report))}</h2>
{rows}
<div class="fp-unit">MACs of one inference by kind of operator. Open a row for its layers.</div>
</section>"""


def _finding(report: ModelReport) -> str:
    first = next((o for o in report.operators if o.macs), None)
    if first is None or not report.macs:
        return f"{count(len(report.layers))} operators, none of them with counted MACs"
    return f"{first.name} makes {percent((first.macs or 0) / report.macs)} of the MACs"


def _spoken(report: ModelReport) -> str:
    listed = "; ".join(f"{o.count} x {o.name} {_counted(o.macs)}" for o in report.operators)
    return f"Operators: {listed}"


def _counted(macs: int | None) -> str:
    return "not counted" if macs is None else count(macs)


def _operator(report: ModelReport, one: OperatorCount, most: int) -> str:
    share = (one.macs or 0) / most if most else 0.0
    bar = f'<span class="fp-bar" style="width:{pct(share)};background:{_COLOUR}"></span>' if one.macs else ""
    part = percent(one.macs / report.macs) if one.macs and report.macs else ""
    layers = "".join(
        f"<p>Layer {x.index}: {escape(_shape(x.shape))}, {_counted(x.macs)} MACs</p>"
        for x in report.layers if x.name == one.name
    )  # fmt: skip
    return (
        f'<details class="fp-row"><summary><span class="fp-name">{escape(one.name)}'
        f"<small>{count(one.count)} of them</small></span>"
        f'<span class="fp-track">{bar}</span><span class="fp-amount">{_counted(one.macs)}'
        f"<small>{part}</small></span></summary>"
        f'<div class="fp-source">{layers}</div></details>'
    )


def _shape(shape: tuple[int, ...]) -> str:
    return " x ".join("?" if d < 0 else str(d) for d in shape) or "scalar"


def _memory_html(report: ModelReport) -> str:
    scheme = report.quantisation.scheme or "not said"
    items = [
        f"Weights: {model_command.weights_words(report)}",
        f"Arena: {model_command.arena_words(report)}",
        f"Quantisation: {scheme}{', by channel' if report.quantisation.per_channel else ''}",
        *(f"Input {model_command.tensor_words(t)}" for t in report.inputs),
        *(f"Output {model_command.tensor_words(t)}" for t in report.outputs),
        f"Format {report.format}, sha256 {report.sha256}",
    ]
    parts = [pages.listed("Memory and data", items)]
    if report.not_counted:
        missing = [f"{n.what}{f' ({n.count})' if n.count else ''}: {n.why}" for n in report.not_counted]
        parts.append(pages.listed("Not counted, not in the MACs", missing))
    if report.unsupported_operators:
        parts.append(pages.listed("TensorFlow Lite Micro has no kernel for", list(report.unsupported_operators)))
    if report.warnings:
        parts.append(pages.listed("Look at", list(report.warnings)))
    return f'<section class="fp-chart">{"".join(parts)}</section>'


def _estimated(fields: Fields, report: ModelReport) -> None:
    """What one inference may take on a device, and the state that goes to the calculator."""
    st.html('<section class="fp-chart"><h2>Estimate without hardware</h2></section>')
    if not report.macs:
        st.info("Without counted MACs nothing can be estimated.")
        return
    form = Form()
    drawn = {c.device for c in currents()}
    known = {key: one for key, one in devices().items() if one.has_data}
    ordered = sorted(known, key=lambda k: known[k].nj_per_mac is None)
    titles = {k: known[k].title + ("" if known[k].nj_per_mac or k in drawn else ", latency only") for k in ordered}
    key = form.select("device", "Device", ordered, titles.__getitem__, "Only devices that were measured.")
    options = _options(form, known[key])
    rate = form.quantity("rate", "Inference rate", "per hour", "60 per hour", "In use.")
    if form.bad:
        return
    try:
        found = estimate(report.macs, device=key, **options)  # type: ignore[arg-type]
    except InputError as error:
        st.error(firmware_words.said(error))
        return
    st.html(f'<section class="fp-chart">{_estimate_html(found)}</section>')
    if rate is None:
        st.html('<p class="fp-said">Give the inference rate to send it to the calculator.</p>')
        return
    try:
        state = found.state(rate)
    except InputError as error:
        st.info(firmware_words.said(error))
        return
    source = f"{report.file}, sha256 {report.sha256[:16]}; {state['source']}"
    firmware_send.buttons(fields, "send_estimate", [{**state, "source": source[:300]}], kept("rate"), primary=True)


def _options(form: Form, device: Device) -> dict[str, object]:
    """What narrows a range: only what was measured on the device."""
    runtimes = sorted({
        p.runtime_family for p in all_profiles() if p.core == device.core and p.cycles_per_mac and p.runtime_family
    })  # fmt: skip
    kinds = sorted({c.regulator for c in currents() if c.device == device.key and c.regulator})
    with st.expander("Narrow it: runtime, clock, supply"):
        runtime = form.select("runtime", "Runtime", ["", *runtimes], lambda o: o or "All that were measured")
        clock_text = f"{device.clock_mhz:g}" if device.clock_mhz else "120"
        clock = form.quantity(
            "clock", "Clock, in MHz", "", clock_text, "That of the measurements if left out.", bare=True
        )
        meaning = "With it the energy is latency x current x voltage, else energy per MAC."
        volt = form.quantity("model_voltage", "Supply voltage", "V", "3.0 V", meaning)
        regulator = ""
        if kinds and volt is not None:
            regulator = form.select("regulator", "Regulator", ["", *kinds], lambda o: o or "All that were measured")
    return {"runtime": runtime or None, "clock_mhz": clock, "voltage_v": volt, "regulator": regulator or None}


def _estimate_html(found: Estimate) -> str:
    rows = []
    if found.energy_uj is not None:
        rows.append(("Energy of one inference", firmware_words.interval(found.energy_uj.scaled(1e-6), JOULES)))
    if found.latency_ms is not None:
        rows.append(("Latency", firmware_words.interval(found.latency_ms.scaled(1e-3), SECONDS)))
    body = "".join(
        f'<tr><th scope="row" class="fp-left">{name}</th><td>{middle}</td><td>{ends}</td></tr>'
        for name, (middle, ends) in rows
    )
    head = '<tr><th class="fp-left">Estimated</th><th>Median</th><th>Range</th></tr>'
    table = f'<table class="fp-table"><thead>{head}</thead><tbody>{body}</tbody></table>' if rows else ""
    notes = [firmware_words.typeset(n[:1].upper() + n[1:]) for n in found.notes]
    return table + (pages.listed("It rests on", list(found.rests_on))) + (pages.listed("Notes", notes) if notes else "")
