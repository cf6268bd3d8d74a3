"""The trace of a capture on the page: which stretch is shown, moved by buttons, a slider or two fields."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import streamlit as st

from firmware_profiles.capture import Window
from firmware_profiles.events import Event, Events
from firmware_profiles.summary import Summary
from footprint.errors import InputError
from footprint.numbers import count, fitting, significant
from footprint_app import firmware_capture, firmware_words
from footprint_app.firmware_capture import Held
from footprint_app.firmware_file import Opened
from footprint_app.firmware_words import SECONDS, joule, second, watt
from footprint_app.trace_chart import Trace, stretch_words, trace_html

ZOOM = 4.0
CONTRAST = 100.0
"""Peak over least power from which the axis is logarithmic at first."""
LEAST_SAMPLES = 8
_WINDOW = "firmware_window"


def draw(found: Opened, one: Held, events: Events | None) -> None:
    """The chart with what moves it."""
    window = shown(one)
    whole = window == one.whole
    summary = firmware_capture.stretch(one, None if whole else window)
    listed = events.events if events else ()
    least = min((w for w in one.summary.envelope.low_w if w > 0), default=0.0)
    if isinstance(summary, InputError):
        st.info(f"{firmware_words.said(summary)} Nothing was recorded there: it is a gap.")
    else:
        log = st.session_state.get("firmware_log", one.summary.peak_power_w > CONTRAST * least)
        source = f"{found.name}, {one.capture.instrument}"
        title = _title(summary, events if whole else None)
        st.html(trace_html(Trace(window, summary, listed, one.capture.gaps, log, title, source)))
    _buttons(one, window, listed)
    _slider(one, window)
    if not isinstance(summary, InputError):
        _in_view(summary, window, one.summary.peak_power_w > CONTRAST * least)


def shown(one: Held) -> Window:
    """The stretch that is shown, inside the capture."""
    kept: Window | None = st.session_state.get(_WINDOW)
    return _inside(one, kept) if kept is not None else one.whole


def _inside(one: Held, window: Window) -> Window:
    """A stretch of at least some samples, moved into the capture."""
    whole = one.whole
    length = min(max(window.end_s - window.start_s, LEAST_SAMPLES / one.capture.sample_rate_hz),
                 whole.end_s - whole.start_s)  # fmt: skip
    start = min(max(window.start_s, whole.start_s), whole.end_s - length)
    return Window(start, start + length)


def _show(window: Window | None) -> None:
    st.session_state[_WINDOW] = window


def _title(summary: Summary, events: Events | None) -> str:
    if events is not None and events.complete:
        rest = f", {watt(events.sleep.power_w)} between them" if events.sleep else ""
        number = len(events.events)
        return (
            f"{count(number)} {'event reaches' if number == 1 else 'events reach'} {watt(summary.peak_power_w)}{rest}"
        )
    return f"Power is {watt(summary.average_power_w)} on average and {watt(summary.peak_power_w)} at most"


def _buttons(one: Held, window: Window, events: Sequence[Event]) -> None:
    length = window.end_s - window.start_s
    middle = (window.start_s + window.end_s) / 2
    before, after = _neighbours(events, middle, window)

    def around(at: float, wide: float) -> Window:
        return _inside(one, Window(at - wide / 2, at + wide / 2))

    # What is closest to where one looks: an event of the stretch, else its middle.
    centre = next((e.start_s + e.duration_s / 2 for e in events
                   if window.start_s < e.start_s and e.start_s + e.duration_s < window.end_s), middle)  # fmt: skip
    whole = window == one.whole
    close = length <= LEAST_SAMPLES / one.capture.sample_rate_hz * 1.01
    with st.container(horizontal=True, gap="small", key="trace_buttons"):
        for key, label, target, off in (
            ("in", "Zoom in", around(centre, length / ZOOM), close),
            ("out", "Zoom out", around(middle, length * ZOOM), whole),
            ("earlier", "Earlier", around(middle - length / 2, length), window.start_s <= one.whole.start_s),
            ("later", "Later", around(middle + length / 2, length), window.end_s >= one.whole.end_s),
            ("before", "Event before", before and around(*before), before is None),
            ("after", "Next event", after and around(*after), after is None),
            ("whole", "Whole capture", None, whole),
        ):  # fmt: skip
            st.button(label, key=f"trace_{key}", on_click=_show, args=(target,), disabled=off)


def _neighbours(
    events: Sequence[Event], middle: float, window: Window
) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """Centre and width that show the event before and the event after the middle of the stretch."""
    slack = (window.end_s - window.start_s) * 1e-3
    views = [(e.start_s + e.duration_s / 2, 2.5 * e.duration_s) for e in events if e.duration_s > 0]
    before = [v for v in views if v[0] < middle - slack]
    after = [v for v in views if v[0] > middle + slack]
    whole = not any(v[1] > (window.end_s - window.start_s) / 3 for v in views)
    if whole and views:  # from far away the first step goes to the first event
        after = views
    return (before[-1] if before else None), (after[0] if after else None)


def _slider(one: Held, window: Window) -> None:
    """The stretch as two handles and as two fields, in the unit of the axis."""
    whole = one.whole
    unit, by = fitting(max(abs(whole.start_s), abs(whole.end_s)), SECONDS)
    low, high = whole.start_s * by, whole.end_s * by
    step = (high - low) / 1000
    st.session_state["trace_slider"] = (max(low, window.start_s * by), min(high, window.end_s * by))
    st.slider(
        f"Stretch shown, in {unit}", low, high, key="trace_slider", step=step, format="%.5g",
        on_change=_slid, args=(one, by),
    )  # fmt: skip


def _slid(one: Held, by: float) -> None:
    start, end = st.session_state["trace_slider"]
    _show(_inside(one, Window(start / by, end / by)))


def _in_view(summary: Summary, window: Window, log: bool) -> None:
    facts = [
        f"<b>In view</b> {stretch_words(window)}, {count(summary.samples)} samples",
        f"<b>Energy</b> {joule(summary.energy_j)}",
        f"<b>Average</b> {watt(summary.average_power_w)}",
        f"<b>Peak</b> {watt(summary.peak_power_w)}",
    ]
    st.html(f'<ul class="fp-facts fp-in-view">{"".join(f"<li>{fact}</li>" for fact in facts)}</ul>')
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.session_state["w_firmware_log"] = st.session_state.get("firmware_log", log)
        st.toggle("Logarithmic axis", key="w_firmware_log", on_change=_logged)
        st.download_button("Drawn points as CSV", lambda: _csv(summary), "trace.csv", "text/csv", key="trace_csv",
                           on_click="ignore")  # fmt: skip


def _logged() -> None:
    st.session_state["firmware_log"] = st.session_state["w_firmware_log"]


def _csv(summary: Summary) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["time_s", "lowest_power_w", "highest_power_w"])
    writer.writerows(zip(summary.envelope.time_s, summary.envelope.low_w, summary.envelope.high_w, strict=True))
    return out.getvalue().encode()


def described(one: Held) -> str:
    """The capture in a line: rate, voltage, length, what is lost."""
    held = one.capture
    parts = [held.instrument, f"{significant(held.sample_rate_hz)} samples per second", second(held.duration_s)]
    if held.voltage_v is not None:
        parts.append(f"{held.voltage_v:.4g} V")
    if held.lost_samples:
        parts.append(f"{held.lost_share:.2%} lost in {count(len(held.gaps))} gaps")
    return ", ".join(parts)
