"""The measured profiles that ship, as energies on one axis, and a state of one of them for the calculator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import streamlit as st

from firmware_profiles.data_checks import check_profiles
from firmware_profiles.profile import NOT_VERIFIED, Profile, all_profiles, reference_models
from footprint.errors import InputError
from footprint.numbers import alike, fitting, significant
from footprint_app import firmware_send, firmware_words
from footprint_app.charts import log_axis, pct
from footprint_app.fields import Fields
from footprint_app.firmware_form import Form, kept
from footprint_app.firmware_words import JOULES, WATTS, joule, second, watt

LISTED = 15
"""More profiles than this are counted, and found by their board."""
FIRST_TASK = "kws"


def draw(fields: Fields) -> None:
    """Task and board, the profiles, and the way into the calculator."""
    form = Form()
    titles = {task: f"{one.title} ({task})" for task, one in reference_models().items()}
    task_place, board_place = st.columns(2)
    with task_place:
        tasks = [FIRST_TASK, *(t for t in titles if t != FIRST_TASK)]
        task = form.select("task", "Task", tasks, lambda o: titles[o])
    of_task = [p for p in all_profiles() if p.task == task and _energy_j(p) is not None]
    boards = sorted({p.board for p in of_task}, key=str.casefold)
    with board_place:
        board = form.select("board", "Board", ["", *boards], lambda o: o or f"All {len(boards)} with measured energy")
    found = sorted((p for p in of_task if not board or p.board == board), key=lambda p: _energy_j(p) or 0.0)
    step = max(1, math.ceil(len(found) / LISTED))
    listed = list(dict.fromkeys([*found[::step], found[-1]]))
    st.html(_html(listed, found, titles[task]))
    _send(form, fields, found)


def _energy_j(p: Profile) -> float | None:
    """Energy of one inference; of a streaming profile that of a second, which is its mean power. [J]"""
    if p.energy_uj is not None:
        return p.energy_uj * 1e-6
    return p.power_mw * 1e-3 if p.energy_total_j is not None and p.power_mw is not None else None


def _said(p: Profile) -> str:
    energy = _energy_j(p) or 0.0
    return joule(energy) if p.energy_uj is not None else watt(energy)


@st.cache_data
def _findings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in check_profiles(all_profiles()):
        found.setdefault(one.profile or "", []).append(one.sentence)
    return found


def _html(listed: Sequence[Profile], found: Sequence[Profile], title: str) -> str:
    values = [_energy_j(p) or 0.0 for p in found]
    streams = found[0].energy_uj is None
    units = WATTS if streams else JOULES
    unit, by = fitting(min(values), units)
    low, high, ticks = log_axis([v * by for v in values])

    def at(value: float) -> str:
        return pct((math.log10(value * by) - low) / (high - low))

    own = [(value, *fitting(value, units)) for value in (_energy_j(p) or 0.0 for p in listed)]
    numbers = alike(value * own_by for value, _, own_by in own)
    rows = "".join(
        _row(p, at(value), f"{number.strip()} {own_unit}")
        for p, number, (value, own_unit, _) in zip(listed, numbers, own, strict=True)
    )
    axis = "".join(f'<span style="left:{pct((math.log10(t) - low) / (high - low))}">{significant(t)}</span>'
                   for t in ticks)  # fmt: skip
    what = "Mean power while it listens" if streams else "Energy of one inference"
    most, least = _said(found[-1]), _said(found[0])
    finding = f"{title}: from {least} to {most}" if len(found) > 1 else f"{title}: {least}"
    shown = f"{len(listed)} of {len(found)} measured, spread over the range" if len(listed) < len(found) else (
        f"{len(found)} measured" if len(found) > 1 else "One measured")  # fmt: skip
    spoken = "; ".join(f"{p.system or p.board}, {p.round}: {_said(p)}" for p in listed)
    return f"""
<section class="fp-chart fp-products fp-measured" aria-label="{escape(f"{what}: {spoken}", quote=True)}">
<h2>{escape(finding)}</h2>
{rows}
<div class="fp-axis" aria-hidden="true"><div>{axis}</div></div>
<div class="fp-unit">{what} in {unit}, log axis. {shown}. Open a row for its source. MLPerf Tiny results of MLCommons,
Apache-2.0; times are {NOT_VERIFIED}.</div>
</section>"""


def _row(p: Profile, place: str, amount: str) -> str:
    about = [f"{p.clock_mhz:g} MHz"] if p.clock_mhz else []
    about += [second(p.latency_ms * 1e-3)] if p.latency_ms else []
    about += [f"{watt(p.power_mw * 1e-3)} on average"] if p.power_mw else []
    about += [f"{p.supply_v:g} V ({p.supply_source})"] if p.supply_v else []
    about += [text for text in (p.runtime, p.instrument, p.hardware_notes) if text]
    lines = [", ".join(about), p.citation, *_findings().get(p.name, [])]
    source = "".join(f"<p>{escape(firmware_words.typeset(line))}</p>" for line in lines if line)
    return (
        f'<details class="fp-row"><summary><span class="fp-name">{escape(p.board)}'
        f"<small>{escape(_by(p))}</small></span>"
        f'<span class="fp-track fp-log"><span class="fp-dot" style="left:{place}"></span></span>'
        f'<span class="fp-amount">{amount}</span></summary><div class="fp-source">{source}</div></details>'
    )


def _by(p: Profile) -> str:
    return ", ".join(text for text in (p.round, p.submitter, p.runtime_family) if text)


def _send(form: Form, fields: Fields, found: Sequence[Profile]) -> None:
    by_name = {p.name: p for p in found}
    profile_place, rate_place = st.columns([3, 2])
    with profile_place:
        name = form.select("profile", "Measurement to use", list(by_name),
                           lambda o: f"{by_name[o].board}, {_by(by_name[o])}, {_said(by_name[o])}")  # fmt: skip
    streams = by_name[name].energy_uj is None
    rate: float | None = None
    if not streams:
        with rate_place:
            rate = form.quantity("profile_rate", "Inference rate", "per hour", "60 per hour", "In use.")
    if form.bad:
        return
    if rate is None and not streams:
        st.html('<p class="fp-said">Give the inference rate to send it to the calculator.</p>')
        return
    try:
        state = by_name[name].state(rate)
    except InputError as error:
        st.error(firmware_words.said(error))
        return
    firmware_send.buttons(fields, "send_profile", [state], "" if streams else kept("profile_rate"))
    st.html('<p class="fp-said">Sleep, sensing and sending are not in it: add their states in the calculator.</p>')
