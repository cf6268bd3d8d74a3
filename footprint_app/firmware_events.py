"""Events and power states of a capture on the page: how events are told apart, their table, and battery life."""

from __future__ import annotations

import csv
import io
from html import escape
from typing import Any, NamedTuple

import streamlit as st

from firmware_profiles.devices import currents, devices
from firmware_profiles.events import Events, find_events
from firmware_profiles.states import average_power_w, battery_life_years, power_states
from footprint import tables
from footprint.errors import InputError
from footprint.factors import Interval
from footprint.numbers import alike, count, fitting, probability, significant
from footprint.quantities import parse_quantity
from footprint_app import firmware_capture, firmware_words, pages
from footprint_app.firmware_capture import Held
from footprint_app.firmware_form import Form, kept, number
from footprint_app.firmware_words import JOULES, SECONDS, WATTS, YEARS

UJ_PER_KWH = 3.6e12
LISTED = 20
"""So many events are in the table; the CSV has them all."""
_BASELINES = {
    "included": "Included: as measured",
    "subtracted": "Subtracted: without what it draws asleep",
}  # fmt: skip


class States(NamedTuple):
    """Power states out of events, the rate they hold for, and what they make of a set of cells."""

    states: list[dict[str, Any]]
    average_w: Interval
    rate: str
    life_years: Interval | None


def controls(one: Held) -> Events | InputError | None:
    """How events are told apart, and the events; None where a field cannot be read."""
    form = Form()
    ways = {"": "By themselves", "threshold": "By a threshold"}
    if one.capture.windows:
        ways[""] = "By the timestamps of the file"
    if one.channels:
        ways["channel"] = "By a digital channel"
    with st.expander("How events are told apart"):
        meaning = "By themselves: a threshold between the two levels of power is found from the samples."
        way = form.select("how", "Events", list(ways), lambda o: ways[o], meaning)
        options: dict[str, Any] = {}
        if way == "threshold":
            options["threshold_w"] = _scaled(form.quantity("threshold", "Active from", "mW", "1 mW"), 1e-3)
        if way == "channel":
            channels = [str(i) for i in range(one.channels)]
            options["channel"] = int(form.select("channel", "Channel that is high while it is active", channels, str))
        left, right = st.columns(2)
        with left:
            options["baseline"] = form.select("baseline", "Power asleep in the energy of an event", list(_BASELINES),
                                              lambda o: _BASELINES[o])  # fmt: skip
            options["join_s"] = _time(form, "join", "Join over dips of", "2 ms") or 0.0
        with right:
            options["shortest_s"] = _time(form, "shortest", "Shortest event", "1 ms") or 0.0
        left, right = st.columns(2)
        with left:
            drawn = {c.device for c in currents()}
            known = {"": "Not compared", **{key: d.title for key, d in devices().items() if key in drawn}}
            options["device"] = form.select("compared", "Compare the active current with", list(known),
                                            known.__getitem__, "What was published of the device.") or None  # fmt: skip
        with right:
            stated = form.quantity("stated", "Stated energy per inference", "kWh", "1.43 mJ", "To compare with.")
            options["stated_energy_uj"] = _scaled(stated, UJ_PER_KWH)
        if not one.capture.inferences_per_window:
            meaning = "Left out, the number is not known, and an event counts as one inference."
            options["inferences_per_event"] = form.count("per_event", "Inferences in an event", "1", meaning)
    try:  # asked for with the states, where it is needed most
        options["sleep_power_w"] = number(kept("sleep"), "mW", bare=False) * 1e-3 if kept("sleep") else None
    except InputError:
        form.bad = True
    if form.bad:
        return None

    place = st.empty()  # there in every run: what follows does not move, and keeps what was opened

    def make() -> Events:
        show, done = firmware_capture.progress(place, "Looking for events")
        try:
            return find_events(one.capture, **options, progress=show)
        finally:
            done()

    return firmware_capture.cached("events", (one.key, tuple(sorted((k, str(v)) for k, v in options.items()))), make)


def _scaled(value: float | None, by: float) -> float | None:
    return None if value is None else value * by


def _time(form: Form, key: str, title: str, example: str) -> float | None:
    return _scaled(form.quantity(key, title, "h", example), 3600.0)


def table(events: Events) -> None:
    """Medians with their spread, the first events, and all of them as CSV."""
    st.html(f'<section class="fp-chart"><h2>{escape(_finding(events))}</h2>{_medians(events)}{_list(events)}</section>')
    st.download_button(f"All {count(len(events.events))} events as CSV", lambda: events_csv(events), "events.csv",
                       "text/csv", key="events_csv", on_click="ignore")  # fmt: skip


def _finding(events: Events) -> str:
    number = len(events.events)
    what = f"{count(number)} {'event' if number == 1 else 'events'}"
    energy, _ = firmware_words.spread(events.energy_j, JOULES)
    return f"{what}, {energy} each in the median" if number > 1 else f"{what} of {energy}"


def _medians(events: Events) -> str:
    rows = [
        ("Duration", firmware_words.spread(events.duration_s, SECONDS)),
        (f"Energy, baseline {events.baseline}", firmware_words.spread(events.energy_j, JOULES)),
        ("Peak power", firmware_words.spread(events.peak_power_w, WATTS)),
    ]
    inference = events.energy_per_inference_uj
    if inference is not None:
        each = f"Energy per inference, {events.inferences_per_event} in an event"
        rows.append((each, firmware_words.spread(inference.scaled(1e-6), JOULES)))
    if events.sleep is not None:
        bounds = Interval(events.sleep.low_w, events.sleep.power_w, events.sleep.high_w)
        rows.append(("Power asleep", firmware_words.interval(bounds, WATTS)))
    body = "".join(
        f'<tr><th scope="row" class="fp-left">{escape(name)}</th><td>{middle}</td><td>{ends}</td></tr>'
        for name, (middle, ends) in rows
    )
    complete = f"Of {count(len(events.complete))} complete events, by {firmware_words.typeset(events.how)}"
    return (
        f'<table class="fp-table"><thead><tr><th class="fp-left">{escape(complete)}</th><th>Median</th>'
        f"<th>Least to greatest</th></tr></thead><tbody>{body}</tbody></table>"
    )


def _list(events: Events) -> str:
    first = events.events[:LISTED]
    s_unit, s_by = fitting(max(e.start_s + e.duration_s for e in first), SECONDS)
    d_unit, d_by = fitting(max(e.duration_s for e in first), SECONDS)
    j_unit, j_by = fitting(max(abs(e.energy_j) for e in first), JOULES)
    w_unit, w_by = fitting(max(e.peak_power_w for e in first), WATTS)
    columns = [
        [str(i) for i in range(1, len(first) + 1)],
        alike((e.start_s * s_by for e in first), 6),
        alike(e.duration_s * d_by for e in first),
        alike(e.energy_j * j_by for e in first),
        alike(e.peak_power_w * w_by for e in first),
    ]
    heads = ("Event", f"Start, {s_unit}", f"Length, {d_unit}", f"Energy, {j_unit}", f"Peak, {w_unit}")
    head = "".join(f"<th>{h}</th>" for h in heads)
    marks = ["" if e.complete else "<small>cut, in no median</small>" for e in first]
    body = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row[:-1])}<td>{row[-1]}{mark}</td></tr>"
        for *row, mark in zip(*columns, marks, strict=True)
    )
    more = len(events.events) - len(first)
    note = f'<p class="fp-said">The first {LISTED}; {count(more)} more are in the CSV.</p>' if more else ""
    return (
        f'<h3>Each event</h3><table class="fp-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}'
    )


def events_csv(events: Events) -> bytes:
    """Every event with all its figures."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(events.events[0]._fields)
    writer.writerows(events.events)
    return out.getvalue().encode()


def states_controls(one: Held, events: Events | None) -> States | InputError | None:
    """How often the device infers and what feeds it, and the states that follow; None where a field cannot be read."""
    form = Form()
    rate_place, sleep_place, cell_place, count_place = st.columns([4, 4, 4, 2])
    with rate_place:
        benchmark = events is not None and events.benchmark
        meaning = "In use." if benchmark else "In use. Left out, the duty cycle is that of the capture."
        rate = form.quantity("rate", "Inference rate", "per hour", "60 per hour", meaning)
    with sleep_place:
        meaning = "From another capture or the data sheet; 0 mW where it is switched off. Left out, as in the capture."
        form.quantity("sleep", "Power asleep", "mW", "5 uW", meaning)
    with cell_place:
        known = tables.cells()
        cell = form.select("cell", "Cells", ["", *known], lambda o: known[o].title if o else "None")
    cells = 1
    if cell:
        with count_place:
            cells = form.count("cells", "How many", "1") or 1
    if form.bad or events is None:
        return None

    def make() -> States:
        states = power_states(events, inferences_per_hour=rate)
        average = average_power_w(events, inferences_per_hour=rate)
        life = battery_life_years(average, cell, cells, peak_w=events.peak_power_w.max) if cell else None
        return States(states, average, kept("rate"), life)

    return firmware_capture.cached("states", (one.key, id(events), rate, cell, cells), make)


def states_html(found: States) -> str:
    """The states as a table, with what they add up to."""
    body = "".join(_state_row(state) for state in found.states)
    average, ends = firmware_words.interval(found.average_w, WATTS)
    facts = [f"<b>Average power</b> {average} ({ends})"]
    if found.life_years is not None:
        life, ends = firmware_words.interval(found.life_years, YEARS)
        facts.append(f"<b>Battery life</b> {life} ({ends})")
    listed = "".join(f"<li>{fact}</li>" for fact in facts)
    return (
        '<table class="fp-table"><thead><tr><th class="fp-left">State</th><th>Power</th>'
        '<th class="fp-wide">Lowest to highest</th><th>Duty</th><th class="fp-left">Status</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
        f'<p class="fp-said">{escape(found.states[0]["source"])}</p><ul class="fp-facts">{listed}</ul>'
    )


def _duty(share: float) -> str:
    """A share of the time, never rounded to all of it: ``0.117 %`` and ``99.9 %``."""
    return probability(share) if share > 0.9 else f"{significant(share * 100)} %"


def _state_row(state: dict[str, Any]) -> str:
    power = [state.get(key, state["power"]) for key in ("power_low", "power", "power_high")]
    bounds = Interval(*(parse_quantity(text, "mW").value * 1e-3 for text in power))
    middle, ends = firmware_words.interval(bounds, WATTS)
    return (
        f'<tr><th scope="row" class="fp-left">{escape(state["name"])}</th><td>{middle}</td>'
        f'<td class="fp-wide">{ends}</td><td>{_duty(state["duty"])}</td>'
        f'<td class="fp-left">{escape(state["status"])}</td></tr>'
    )


def warnings(one: Held, events: Events | None) -> None:
    """What a reader should look at."""
    said = [*one.capture.warnings, *(events.warnings if events else ())]
    if said:
        st.html(
            f'<section class="fp-chart">{pages.listed("Look at", [firmware_words.typeset(s) for s in said])}</section>'
        )
