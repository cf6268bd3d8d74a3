"""The page Firmware: a power capture or a model file goes in, power states for the calculator come out."""

from __future__ import annotations

from html import escape

import streamlit as st

from firmware_profiles.events import Events
from footprint_app import (
    firmware_capture,
    firmware_events,
    firmware_file,
    firmware_measured,
    firmware_model,
    firmware_send,
    firmware_trace,
    firmware_words,
    pages,
    session,
)
from footprint_app.fields import Fields
from footprint_app.firmware_capture import Held
from footprint_app.firmware_events import States
from footprint_app.firmware_file import Opened
from footprint_app.firmware_words import JOULES, joule, watt


def page() -> None:
    """Draw the page."""
    pages.begin("Energy and memory of firmware")
    fields = session.arrive()
    pages.section(firmware_file.choose)
    found = firmware_file.opened()
    if found is None:
        _invite()
        st.html('<section class="fp-chart"><h2>Measured by others: MLPerf Tiny</h2></section>')
        pages.section(firmware_measured.draw, fields)
    else:
        pages.section(firmware_model.draw if found.is_model else _capture, fields, found)
        with st.expander("Measured by others: MLPerf Tiny", key="fold_measured", on_change="rerun") as fold:
            if fold.open:
                pages.section(firmware_measured.draw, fields)
    session.keep_link(fields)


def _invite() -> None:
    st.markdown(
        "A capture of what your device draws shows its energy per inference, its sleep and its battery life, and gives "
        "the calculator a measured use stage. A model file shows its operators and memory, and an estimate of its "
        "energy on a device. The example is synthetic."
    )
    with st.container(horizontal=True, gap="small"):
        meaning = "Nothing was measured: five pulses in 5 seconds at 3 V, as a PPK2 would export them."
        st.button("Try the example", key="firmware_example", on_click=firmware_file.take_example, type="primary",
                  help=meaning)  # fmt: skip
        st.download_button("Download the example", pages.text(firmware_file.EXAMPLE), firmware_file.EXAMPLE_NAME,
                           "text/csv", key="firmware_download", on_click="ignore")  # fmt: skip


def _capture(fields: Fields, found: Opened) -> None:
    """Everything of a capture; what goes to the calculator comes first on the page and last in the making."""
    with st.container(key="headline"):
        number, actions = st.columns([3, 2], vertical_alignment="center")
    with actions, st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        st.button("Close", on_click=firmware_file.close, key="firmware_close")
        way_out = st.container(width="content")
    one = firmware_capture.held(found)
    if one is None:
        with number:
            st.html(f'<p class="fp-said">{escape(found.name)}</p>')
        return
    st.html(f'<p class="fp-said">{escape(firmware_trace.described(one))}</p>')
    trace = st.container()
    events = firmware_events.controls(one)
    known = events if isinstance(events, Events) else None
    with number:
        label, value, spread = _number(one, known)
        st.metric(f"{pages.plain(found.name)}: {label}", value, delta=spread, delta_color="off", delta_arrow="off")
    with trace:
        pages.section(firmware_trace.draw, found, one, known)
    if isinstance(events, Events):
        pages.section(firmware_events.table, events)
    elif events is not None:
        st.warning(f"Events could not be told apart: {pages.plain(firmware_words.said(events))}")
    st.html('<section class="fp-chart"><h2>Power states in use</h2></section>')
    states = firmware_events.states_controls(one, known)
    if isinstance(states, States):
        st.html(f'<section class="fp-chart">{firmware_events.states_html(states)}</section>')
        with way_out:
            firmware_send.button(fields, "send_states", states.states, states.rate)
    elif states is not None:
        st.warning(f"No power states: {pages.plain(firmware_words.said(states))}")
    firmware_events.warnings(one, known)


def _number(one: Held, events: Events | None) -> tuple[str, str, str]:
    """What the number is, the number, and its spread."""
    if events is None:
        found = one.summary
        return "average power", watt(found.average_power_w), f"{joule(found.energy_j)} in all, no events told apart"
    inference = events.energy_per_inference_uj
    if inference is not None:
        energy, ends = firmware_words.spread(inference.scaled(1e-6), JOULES)
        return "energy per inference", energy, f"{ends}, median of {inference.n}, baseline {events.baseline}"
    energy, ends = firmware_words.spread(events.energy_j, JOULES)
    return "energy of one event", energy, f"{ends}, median of {events.energy_j.n}, baseline {events.baseline}"
